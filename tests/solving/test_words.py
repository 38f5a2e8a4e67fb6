"""What is said of numbers is said in the words for numbers."""

from __future__ import annotations

import pytest

import extremum as ex


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("sin(a)*s^2 - s", "min"), ("sin(a)*s^2 - s", "max"), ("a*s^2 - s", "min"), ("(a - 100)*s^2 - s", "max"),
        ("s*log(s) - a*s", "min"), ("exp(s) - a*s", "min"), ("a*s^2 + b*s", None),
        ("log(s) - a*s", "max"),
    ],
)  # fmt: skip
def test_a_second_derivative_is_positive_and_not_definite(text: str, sense: str | None) -> None:
    positive = "s: positive" if "log(s)" in text else "s"
    found = ex.solve(text, "s", sense, (), f"a; b; {positive}")
    assert "definite" not in str(found) and "Hessian" not in str(found), found


def test_a_hessian_of_a_vector_is_definite() -> None:
    found = ex.solve("x'*A*x - b'*x", "x", "min", (), "A[n,n]: positive_definite; b[n]; x[n]")
    assert "its Hessian 2*A is positive definite" in found.reason
