"""Ends of domains that belong to them: no word about stationary points says that there is no extremum there."""

from __future__ import annotations

import pytest

import extremum as ex

REACHED = [
    ("sqrt(x)", "min", "x"),
    ("arcsin(x)", "max", "x"),
    ("x^(3/2) + x", "min", "x"),
    ("sqrt(a - x)", "min", "x; a"),
    ("sum(sqrt(x))", "min", "x[n]"),
    ("arcsin(x) + x", "max", "x"),
    ("sqrt(1 - x^2)", "min", "x"),
    ("sqrt(1 - x) + sqrt(1 + x)", "min", "x"),
    ("x^p + x", "min", "x; p: positive"),
    ("sqrt(x)", "min", "x: nonnegative"),
]


@pytest.mark.parametrize(("objective", "sense", "declared"), REACHED)
def test_nothing_is_said_to_be_missing_at_an_end(objective: str, sense: str, declared: str) -> None:
    try:
        ex.solve(objective, "x", sense, declarations=declared)
    except ex.NoExtremumError as error:
        pytest.fail(str(error))
    except ex.UnsupportedError as error:
        assert "were not examined" in str(error)
        assert "unbounded" not in str(error)


def test_a_segment_of_two_roots_has_ends() -> None:
    try:
        ex.solve("sqrt(x) + sqrt(y)", ["x", "y"], "min", "x + y == 1", "x; y")
    except ex.NoExtremumError as error:
        pytest.fail(str(error))
    except ex.UnsupportedError as error:
        assert "the ends of its domain, x >= 0 and y >= 0, were not examined" in str(error)


@pytest.mark.parametrize(
    ("objective", "sense"), [("sqrt(x)", "max"), ("exp(x)", "min"), ("log(x) + x", "min"), ("sqrt(1 + x^2)", "max")]
)
def test_open_domains_and_infinity_have_no_ends(objective: str, sense: str) -> None:
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve(objective, "x", sense, declarations="x")
    assert isinstance(caught.value, ex.NoExtremumError) or "unbounded" in str(caught.value)
    assert "were not examined" not in str(caught.value)


def test_a_concave_function_on_an_open_interval_may_have_a_bound() -> None:
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve("-x*log(x) - (1 - x)*log(1 - x)", "x", "min", declarations="x")
    assert "unbounded" not in str(caught.value)
