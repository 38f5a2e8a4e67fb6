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


@pytest.mark.parametrize("unknowns", [["s", "x"], ["x", "s"]])
def test_what_is_put_in_is_said(unknowns: list[str]) -> None:
    """Where x differs from a the objective grows as s falls; and no point is stationary, so that none is a saddle."""
    with pytest.raises(ex.NoExtremumError) as refused:
        ex.solve("log(s) + norm2(x - a)^2/s", unknowns, "min", (), "s: positive; x[n]; a[n]")
    said = "with x = a put in, the best for every s, the objective is unbounded below as s falls to 0"
    assert str(refused.value) == f"there is no minimum: {said}"


@pytest.mark.parametrize(
    ("text", "sense", "said"),
    [("log(x) + x", "min", "unbounded below as x falls to 0"), ("x^2 + log(x)", "max", "unbounded above as x grows"),
     ("1/s", "min", "1/s is positive and tends to 0 as s grows")],
)  # fmt: skip
def test_a_point_outside_of_the_domain_is_no_reason(text: str, sense: str, said: str) -> None:
    with pytest.raises(ex.NoExtremumError) as refused:
        ex.solve(text, "s" if "s" in text else "x", sense, (), "s: positive; x")
    assert said in str(refused.value)
