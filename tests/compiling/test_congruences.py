"""Updates of low rank at both sides of a symmetric matrix, against evaluation."""

from __future__ import annotations

import pytest

import extremum as ex
from tests.compiling.support import code, compared

SYMMETRIC, DEFINITE = "S[n,n]: symmetric", "T[m,m]: positive_definite"
UPDATES: list[tuple[str, list[str]]] = [
    ("(eye(n) - a*b')*S*(eye(n) - b*a')", [SYMMETRIC, "a[n]", "b[n]"]),
    ("(eye(n) + 3*a*b'/c)*S*(eye(n) + 3*b*a'/c)", [SYMMETRIC, "a[n]", "b[n]", "c: positive"]),
    ("(2*a*b'*A - eye(n))*S*(2*A'*b*a' - eye(n)) + a*a'", [SYMMETRIC, "a[n]", "b[n]", "A[n,n]"]),
    ("(eye(n) - s*y'/(y'*s))*S*(eye(n) - y*s'/(y'*s)) + s*s'/(y'*s)", [SYMMETRIC, "s[n]", "y[n]"]),
    ("(eye(n) - A*inv(T)*B)*S*(eye(n) - B'*inv(T)*A')",
     [SYMMETRIC, DEFINITE, "A[n,m]: full_column_rank", "B[m,n]: full_row_rank"]),
    ("(eye(n) - a*b')*A'*S*A*(eye(n) - b*a')", [SYMMETRIC, "a[n]", "b[n]", "A[n,n]"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "declarations"), UPDATES)
def test_updates(text: str, declarations: list[str]) -> None:
    compared({"update": ex.parse(text, declarations)})


def test_an_update_is_one_outer_product_and_its_transpose() -> None:
    function = ex.compile(ex.parse(*UPDATES[3]))
    assert code(function).count("np.outer") == 1


@pytest.mark.parametrize("text", ["(eye(n) - a*b')*A*(eye(n) - b*a')", "(eye(n) - a*b')*S*(eye(n) - a*b')",
                                  "(2*eye(n) - a*b')*S*(2*eye(n) - b*a')"])  # fmt: skip
def test_other_products_are_multiplied_as_they_are(text: str) -> None:
    compared({"product": ex.parse(text, [SYMMETRIC, "a[n]", "b[n]", "A[n,n]"])})
