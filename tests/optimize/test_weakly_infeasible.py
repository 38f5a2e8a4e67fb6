"""Constraints that points come as near to as one likes, and never meet: a value that falls there is not unbounded."""

from __future__ import annotations

import pytest

import extremum as ex


@pytest.mark.parametrize(
    ("f", "unknowns", "constraints"),
    [
        ("x", "x", ["exp(x) <= 0"]),
        ("x + y", ["x", "y"], ["exp(x) + exp(y) <= 0"]),
        ("x + y", ["x", "y"], ["x*y >= 1", "x <= 0", "y >= 0"]),
    ],
)
def test_no_end_is_told_where_no_point_is(f: str, unknowns: str | list[str], constraints: list[str]) -> None:
    found = ex.minimize(f, unknowns, {}, constraints=constraints, declarations="x; y", max_iterations=200)
    assert not found.converged and found.status != "unbounded"


@pytest.mark.parametrize(
    ("f", "constraints"),
    [
        ("x", ["exp(x) <= y", "y <= 1"]),
        ("-y", ["exp(x) <= y"]),
        ("x", ["norm2([x; y]) <= 2 - x"]),
        ("x + y", ["x <= 1", "y <= 1"]),
        ("-x - y", ["x*y >= 1", "x >= 0", "y >= 0"]),
    ],
)
def test_an_end_that_is_missing_is_still_told(f: str, constraints: list[str]) -> None:
    found = ex.minimize(f, ["x", "y"], {}, constraints=constraints, declarations="x; y")
    assert found.status == "unbounded"
