"""Objectives of one number that jump: a least value that is a limit only is none, and no other is refused."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import extremum as ex
from tests.support.draws import seeds


def _refused(text: str, sense: str) -> str:
    try:
        ex.solve(text, "x", sense, (), "x")
    except ex.NoExtremumError as error:
        return str(error)
    except ex.UnsupportedError:
        return ""
    return ""


def test_a_least_value_that_is_not_attained() -> None:
    assert "near x = 0 the objective comes as near to -2 as wished" in _refused("(x - 1)^2 + 3*sign(x)", "min")
    assert "near x = 0 the objective comes as near to 2 as wished" in _refused("3*sign(x) - (x + 1)^2", "max")


@pytest.mark.parametrize("seed", seeds(8))
def test_what_is_refused_has_no_least_value(seed: int) -> None:
    """Against the limits on both sides of each jump, and a fine grid with the jumps in it."""
    rng = random.Random(seed)
    p, q = rng.randint(-3, 3), rng.randint(-3, 3)
    a, b, m = rng.randint(-4, 4), rng.randint(-4, 4), rng.randint(-3, 3)
    refused = _refused(f"(x - {m})^2 + {a}*sign(x - {p}) + {b}*sign(x - {q})", "min")

    def value(x: Fraction, sides: tuple[int, int]) -> Fraction:
        signs = [((x > at) - (x < at)) or side for at, side in zip((p, q), sides, strict=True)]
        return (x - m) ** 2 + a * signs[0] + b * signs[1]

    grid = [Fraction(k, 8) for k in range(-80, 81)]
    attained = min(value(x, (0, 0)) for x in grid)
    limits = min(value(Fraction(x), (side, side)) for x in (p, q) for side in (-1, 1))
    assert (limits < attained) == bool(refused)
    if refused:
        assert f"as near to {limits} as wished" in refused
