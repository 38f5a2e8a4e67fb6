"""Products of balls by their zeros are those of all entries."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from extremum.algebra.fields import Field
from extremum.verify.balls import BALLS, precisely


def _drawn(rng: np.random.Generator, rows: int, cols: int, density: float) -> np.ndarray:
    """Balls of different sizes, some with a radius, zeros among them."""
    found = BALLS.array(np.zeros((rows, cols), dtype=int))
    for at in np.argwhere(rng.random((rows, cols)) < density):
        size = 10.0 ** float(rng.integers(-12, 12))
        found[tuple(at)] = arb(size * float(rng.normal()), float(rng.choice([0.0, 1e-30 * size])))
    return found


@pytest.mark.parametrize("density", [0.02, 0.2, 1.0])
def test_products_are_those_of_all_entries(density: float) -> None:
    """Both contain the true value, and neither is wider than the sum of all errors."""
    rng = np.random.default_rng(int(100 * density))
    with precisely():
        for rows, inner, cols in ((9, 7, 11), (1, 300, 2), (20, 20, 20), (30, 1, 9)):
            left, right = _drawn(rng, rows, inner, density), _drawn(rng, inner, cols, density)
            quick, slow = BALLS.matmul(left, right), Field.matmul(BALLS, left, right)
            for one, other in zip(quick.ravel(), slow.ravel(), strict=True):
                assert one.overlaps(other)
                assert float(one.rad()) <= 4 * float(other.rad()) + 1e-60
                assert (one == 0) is (other == 0)


def test_what_is_not_defined_times_zero_is_not_zero() -> None:
    left, right = (BALLS.array(np.zeros((8, 8), dtype=int)) for _ in range(2))
    left[0, 0] = arb("nan")
    with precisely():
        assert not BALLS.matmul(left, right)[0, 0].is_finite()


def test_whole_numbers_become_balls() -> None:
    value = np.arange(-3, 3).reshape(2, 3)
    found = BALLS.array(value)
    assert found.shape == value.shape and all(ball == int(v) for ball, v in zip(found.flat, value.flat, strict=True))
    assert BALLS.array(np.array(7)).item() / 2 == BALLS.constant(Fraction(7, 2)).item()
