"""Systems and determinants in the small dimension: equal modulo a prime, and nothing large is factorised."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.compiling.lowrank import small_systems
from tests.compiling.support import code, compared

DIAGONAL = ["d[n]: positive", "D[n,n]: diagonal, positive", "U[n,k]", "b[n]", "C[n,m]"]
TEXTS = [
    "inv(D + U*U')*b", "inv(diag(d) + U*U')", "U'*inv(D + U*U')*C", "logdet(D + U*U')", "b'*inv(diag(d) + U*U')*b",
    "inv(D + U*U')*U",
]  # fmt: skip
PRIOR = ["B[n,n]: positive_definite", "R[k,k]: positive_definite", "H[k,n]", "y[k]"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_diagonal_and_a_low_rank(text: str) -> None:
    f = ex.parse(text, DIAGONAL)
    (found,) = small_systems([f])
    assert found is not f and ex.equal(found, f)
    assert "U @ U.T" not in code(compared({"f": f}))


def test_gradients_of_its_determinant() -> None:
    f = ex.parse("logdet(diag(d) + U*U')", DIAGONAL)
    source = code(compared({"f": f, "d": ex.gradient(f, "d"), "U": ex.gradient(f, "U")}))
    assert source.count("cholesky(") == 1 and "U @ U.T" not in source


@pytest.mark.parametrize("text", ["inv(inv(B) + H'*inv(R)*H)*H'*inv(R)*y", "y'*inv(R)*H*inv(inv(B) + H'*inv(R)*H)"])
def test_an_update_in_its_other_form(text: str) -> None:
    f = ex.parse(text, PRIOR)
    (found,) = small_systems([f])
    assert found is not f and ex.equal(found, f)
    assert "inv" not in code(compared({"f": f}))


@pytest.mark.parametrize("text", ["inv(D + C*C' + U*U')", "inv(D - U*U')", "logdet(2*eye(n) + U*U')"])
def test_what_is_left_as_it_is(text: str) -> None:
    f = ex.parse(text, DIAGONAL)
    assert small_systems([f]) == [f]
