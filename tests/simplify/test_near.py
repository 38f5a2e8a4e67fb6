"""Forms one step away."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.simplify.near import near
from tests.simplify.declared import SQUARE

FOUR = ["A[n,n]", "B[n,n]", "C[n,n]", "D[n,n]"]


NEAR = [
    ("y/q - (1 - y)/(1 - q)", "(y - q)/(q*(1 - q))", ["y", "q"]),
    ("sum_i(a[i]/(1 + a[i]^2/s^2))/s^2", "sum_i(a[i]/(s^2 + a[i]^2))", ["a for i in 1..n", "s"]),
    ("v./(1 + u.^2/s^2)", "s^2*(v./(s^2 + u.^2))", SQUARE),
    ("v./sqrt(1 + u.^2/(a*s^2))", "s*sqrt(a)*(v./sqrt(a*s^2 + u.^2))", [*SQUARE, "a: positive"]),
    ("1 + sum(u)*u/s", "(s + sum(u)*u)/s", SQUARE),
    ("(B - A*inv(A + B))*A", "B*A - A*inv(A + B)*A", SQUARE),
    ("u/(s + v'*u/s^2)^2", "s^4*u/(s^3 + v'*u)^2", SQUARE),
    ("1/(1 + a/sqrt(s))", "sqrt(s)/(a + sqrt(s))", ["a", "s: positive"]),
    ("A*(B + C) + D*(B - C)", "A*B + A*C + D*B - D*C", FOUR),
    ("A*B + A*C + D*B", "A*(B + C) + D*B", FOUR),
    ("A*B + A*C + D*B", "(A + D)*B + A*C", FOUR),
]


@pytest.mark.parametrize(("text", "expected", "declared"), NEAR, ids=[row[0] for row in NEAR])
def test_forms_near_by(text: str, expected: str, declared: list[str]) -> None:
    """What the search for one short form did not take is still offered, equal in value."""
    before = ex.parse(text, declared)
    found = list(near(before))
    assert ex.parse(expected, declared) in found, found
    assert all(ex.equal(before, form) for form in found)


@pytest.mark.parametrize("text", ["1/sqrt(1 + a/b)", "v./sqrt(1 + u/b)"])
def test_no_root_is_taken_of_what_may_be_negative(text: str) -> None:
    assert not any("sqrt(b" in str(form) for form in near(ex.parse(text, [*SQUARE, "a", "b"])))
