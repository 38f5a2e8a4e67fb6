"""What programs write and LaTeX would read as something else is an error: a solution, an entry, a remainder, a row."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.reading.either import read_either

_DECLARED = "A[n,n]; b[n]; x[n]; y[n]"

_PROGRAMS = [
    r"A\b", r"A \ b", r"x' * A\b", r"A\x - b", "x % 2", "x[1] % 2", "A[1][2]", "x(2)", "x(1:3)", "A(1,2)", "A(:,1)",
    "2 x(1)", "[x y]", "[A' A]", "[x' -y']*A", "x{1}", "A{1,2}",
]  # fmt: skip


@pytest.mark.parametrize("text", _PROGRAMS)
def test_a_program_is_not_read_as_latex(text: str) -> None:
    with pytest.raises(ex.ParseError):
        read_either(text, _DECLARED)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 [A x - b]' [A x - b]", "2*norm2(A*x - b)^2"),
        ("x' (A x)", "x'*A*x"),
        ("||Ax - b||^2", "norm2(A*x - b)^2"),
        (r"x^\top A x", "x'*A*x"),
        (r"\|A x - b\|", "norm2(A*x - b)"),
        ("x^{T} A x", "x'*A*x"),
        ("e^{b' x}", "exp(b'*x)"),
    ],
)
def test_what_is_written_by_hand_is_read(text: str, meant: str) -> None:
    assert read_either(text, _DECLARED).expr is ex.parse(meant, _DECLARED)
