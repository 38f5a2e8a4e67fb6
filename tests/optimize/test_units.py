"""The same problem in other units: it has the same minimum, or no claim is made of one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

RNG = np.random.default_rng(11)
A, b = RNG.normal(size=(12, 4)), RNG.normal(size=12)
SIGNS = np.sign(RNG.normal(size=12))
DECLARED = "A[m,n]; b[m]; x[n]; d"

PROGRAMS: dict[str, tuple[str, list[str]]] = {
    "nonnegative": ("norm2(A*x - b)^2", ["x >= 0"]),
    "an equation": ("norm2(A*x - b)^2", ["sum(x) == d"]),
    "a ball": ("norm2(A*x - b)^2", ["norm2(x) <= d/10"]),
    "deviations": ("norm1(A*x - b)", ["sum(x) <= d"]),
    "a residual": ("norm2(A*x - b)", ["x >= -d", "x <= d/3"]),
}
"""Objectives of the size of a residual or of its square, with unknowns in the unit of d."""


def posed(name: str, unit: float, size: float) -> Any:
    """The problem with unknowns in one unit and residuals in another."""
    text, stated = PROGRAMS[name]
    data = {"A": A * size / unit, "b": b * size, "d": unit}
    given = {key: value for key, value in data.items() if key != "d" or any("d" in each for each in stated)}
    return ex.minimize(text, "x", given, constraints=stated, declarations=DECLARED, method="program")


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_have_the_same_minimum_in_all_units(name: str) -> None:
    best, power = posed(name, 1.0, 1.0), 2 if "^2" in PROGRAMS[name][0] else 1
    assert best.converged
    for unit, size in 10.0 ** RNG.uniform(-12, 12, size=(4, 2)):
        found = posed(name, unit, size)
        assert found.converged, (unit, size, found.message)
        assert found.value / size**power == pytest.approx(best.value, rel=1e-5), (unit, size)
        assert np.allclose(found.x["x"] / unit, best.x["x"], atol=1e-3), (unit, size)


def test_unknowns_in_units_of_their_own() -> None:
    best = posed("nonnegative", 1.0, 1.0)
    for units in 10.0 ** RNG.uniform(-6, 6, size=(4, 4)):
        found = ex.minimize("norm2(A*x - b)^2", "x", A=A / units, b=b, constraints="x >= 0", declarations=DECLARED)
        assert found.converged and found.value == pytest.approx(best.value, rel=1e-5)
        assert np.allclose(found.x["x"] / units, best.x["x"], atol=1e-3)


def test_a_concave_direction_in_small_units_is_none_of_a_convex_program() -> None:
    found = ex.minimize("k*(x^2 - y^2)", ["x", "y"], k=1e-24, constraints=["y <= 2", "y >= -1"])
    assert "convex" not in found.method
    assert not found.converged or found.value == pytest.approx(-4e-24)
