"""Steps of Newton's method that are too long are shortened to where a cubic through their ends is least."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.optimize.newton import _part


def ends(coefficients: np.ndarray) -> tuple[tuple[float, np.ndarray, np.ndarray], ...]:
    """Values and gradients at both ends of the step 1 of a polynomial in one number."""
    slope = np.polynomial.polynomial.polyder(coefficients)
    at = np.polynomial.polynomial.polyval
    return tuple((float(at(t, coefficients)), np.array([at(t, slope)]), np.zeros((1, 1))) for t in (0.0, 1.0))


@pytest.mark.parametrize("seed", range(30))
def test_the_part_is_where_the_cubic_is_least(seed: int) -> None:
    rng = np.random.default_rng(seed)
    down, rise = -rng.uniform(0.1, 5), rng.uniform(0, 10)  # it falls at first, and does not end below
    bend = rng.uniform(-10, 10)
    cubic = np.array([rng.normal(), down, rise - down - bend, bend])
    there = np.linspace(0.1, 0.5, 40_001)
    values = np.polynomial.polynomial.polyval(there, cubic)
    here, end = ends(cubic)
    found = _part(here, end, np.ones(1))
    assert 0.1 <= found <= 0.5
    assert np.polynomial.polynomial.polyval(found, cubic) <= values.min() + 1e-8


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_half_where_the_far_end_has_no_value(value: float) -> None:
    here, _ = ends(np.array([1.0, -1.0, 1.0]))
    assert _part(here, (value, np.full(1, np.nan), np.zeros((1, 1))), np.ones(1)) == 0.5


def test_what_has_no_free_numbers_is_at_its_only_point() -> None:
    """A skew matrix of one entry is zero: Newton's step of no numbers was a raw ValueError."""
    found = ex.minimize("exp(sum(S)) + sum(cos(S))", "S", declarations="S[1,1]: skew")
    assert found.converged and found.value == 2
