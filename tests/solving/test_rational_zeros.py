"""The real zeros of polynomials of numbers, and two polynomial equations in two numbers."""

import random
from fractions import Fraction

import numpy as np
import pytest

import extremum as ex
from extremum.operations import construct as c
from extremum.solving.real_zeros import roots

DRAWS = random.Random(4)


def drawn() -> list[Fraction]:
    """A product of factors with rational zeros, some repeated, and of a quadratic."""
    powers = np.array([Fraction(DRAWS.randint(1, 3))])
    for _ in range(DRAWS.randint(1, 4)):
        powers = np.convolve(powers, [Fraction(DRAWS.randint(-4, 4)), Fraction(DRAWS.randint(1, 3))])
    return list(np.convolve(powers, [Fraction(DRAWS.randint(-5, 5)), Fraction(DRAWS.randint(-3, 3)), Fraction(1)]))


@pytest.mark.parametrize("powers", [drawn() for _ in range(12)])
def test_all_real_zeros_are_found(powers: list[Fraction]) -> None:
    found = roots([c.number(k) for k in powers])
    assert found is not None
    values = sorted({round(float(at.evaluate()), 9) for at in found})
    known = np.roots([float(k) for k in reversed(powers)])
    real = sorted(float(z.real) for z in known if abs(z.imag) < 1e-3)
    slack = 2e-3  # a repeated zero is known to the root of the rounding only
    assert all(min(abs(z - v) for v in values) < slack for z in real)
    assert all(min(abs(z - v) for z in real) < slack for v in values)


@pytest.mark.parametrize(
    ("powers", "known"),
    [
        ([-3, 1, 0, 0, 0, 1], False),
        ([-2, 0, 0, 0, 0, 1], True),
        ([6, 0, 0, 5, 0, 0, 1], True),
        ([-3, 0, -2, 0, 1], True),
        ([1, 0, 0, 0, 1], True),
        ([-1, 0, 0, 0, 0, 0, 0, 0, 1], True),
        ([2, 0, 3, 0, 1], True),
    ],
)
def test_what_is_no_root_of_a_quadratic_is_not_said_to_be_none(powers: list[int], known: bool) -> None:
    found = roots([c.number(k) for k in powers])
    assert (found is not None) == known
    if found is not None:
        real = sum(abs(z.imag) < 1e-9 for z in np.roots(powers[::-1]))
        assert len(found) == real


TEXTBOOK = [
    ("x^4 - 4*x*y + y^4", 3, [(1, 1), (-1, -1)]),
    ("x^3 - 3*x*y + y^3", 2, [(1, 1)]),
    ("x^4 + y^2 - 2*x^2*y + (x^3 - 4*x)^2", 3, [(0, 0), (2, 4), (-2, 4)]),
]


@pytest.mark.parametrize(("text", "points", "minima"), TEXTBOOK)
def test_two_polynomials_in_two_numbers(text: str, points: int, minima: list[tuple[int, int]]) -> None:
    found = ex.solve(text, ["x", "y"], "min", declarations="x; y")
    at = tuple(float(v.evaluate()) for v in found.values.values())
    assert at in minima and "minimum" in found.kind
    said = found.unique if "stationary" in found.unique else ""
    assert str(points) in said or not said
    rng = np.random.default_rng(1)
    near = np.array(at)[:, None] + rng.normal(scale=1e-2, size=(2, 400))
    value = eval(text.replace("^", "**"), {}, {"x": near[0], "y": near[1]})
    assert value.min() >= eval(text.replace("^", "**"), {}, {"x": at[0], "y": at[1]})
