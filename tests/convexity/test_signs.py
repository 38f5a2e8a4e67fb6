"""Bounds and signs of random scalars hold at random points; definiteness of rationals is that of the eigenvalues."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np

import extremum as ex
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.convexity.polynomials import definiteness
from extremum.convexity.region import Region
from extremum.convexity.signs import sign_of

x, y, z = ex.scalar("x", "positive"), ex.scalar("y"), ex.scalar("z", "nonnegative")


def _random(draws: random.Random, depth: int) -> Expr:
    if depth == 0:
        return draws.choice((x, y, z, 1 + x, x - 1, 1 + y**2, ex.exp(y), ex.exp(-x), ex.tanh(y), ex.sqrt(z), ex.log(x)))
    a, b = _random(draws, depth - 1), _random(draws, draws.randint(0, depth - 1))
    kind = draws.randint(0, 4)
    if kind == 0:
        return a + draws.choice((1, -1, 2)) * b
    if kind == 1:
        return a * b
    if kind == 2:
        return a ** draws.choice((2, 3, 2))
    return a / (1 + x) if kind == 3 else a + draws.randint(-2, 3)


def _belongs(value: float, interval: Interval) -> bool:
    slack = 1e-9 * (1 + abs(value))
    return float(interval.low) - slack <= value <= float(interval.high) + slack


def test_signs_hold_at_random_points() -> None:
    draws, numbers = random.Random(2), np.random.default_rng(2)
    decided = 0
    for _ in range(150):
        expr = _random(draws, draws.randint(1, 3))
        region = Region(expr.symbols)
        found, bounds = sign_of(expr, region), region.bounds(expr)
        decided += found.nonnegative or found.nonpositive
        for size in (0.1, 1.0, 3.0) * 4:
            at = {
                "x": abs(numbers.normal()) * size + 1e-3,
                "y": numbers.normal() * size,
                "z": abs(numbers.normal()) * size,
            }
            value = float(expr.evaluate({s.name: at[s.name] for s in expr.symbols}))
            assert _belongs(value, found), (expr, found, at)
            assert _belongs(value, bounds), (expr, bounds, at)
    assert decided > 30


def test_signs_that_bounds_alone_do_not_see() -> None:
    assert sign_of(x**2 - x + 1, Region((x,))).positive
    assert sign_of(y**2 - 2 * y + 1, Region((y,))).nonnegative
    assert sign_of(x**2 * ex.exp(-x) - 2 * x * ex.exp(-x) + 2 * ex.exp(-x), Region((x,))).positive
    assert not sign_of(x**2 - 3 * x + 1, Region((x,))).nonnegative


def test_definiteness_is_that_of_the_eigenvalues() -> None:
    numbers = np.random.default_rng(1)
    for k in range(200):
        size = int(numbers.integers(1, 5))
        factor = numbers.integers(-2, 3, size=(size, int(numbers.integers(1, size + 1))))
        matrix = factor @ factor.T if k % 2 else numbers.integers(-2, 3, size=(size, size))
        matrix = matrix + matrix.T
        least = float(np.linalg.eigvalsh(matrix)[0])
        found = definiteness([[Fraction(int(v)) for v in row] for row in matrix])
        assert found is (True if least > 1e-9 else False if least > -1e-9 else None)
