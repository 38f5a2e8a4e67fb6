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


FREE = {
    "squares": ("norm2(A*x - b)^2", 2),
    "roots": ("sum(sqrt(d^2 + (A*x - b).^2))", 1),
    "fourth": ("norm2(A*x - b)^4", 4),
}
"""Smooth objectives, and by which power of the size of the residuals they grow."""


def free(name: str, matrix: Any, size: float, method: str | None = None) -> Any:
    data = {"A": matrix, "b": b * size} | ({"d": size} if name == "roots" else {})
    return ex.minimize(FREE[name][0], "x", data, declarations=DECLARED, method=method)


@pytest.mark.parametrize("name", FREE)
@pytest.mark.parametrize("rank", [1, 4])
def test_no_point_that_is_not_lowest_is_one_in_other_units(name: str, rank: int) -> None:
    matrix = A if rank == 4 else A[:, :1] @ A[:1]
    best, (_, power) = free(name, matrix, 1.0), FREE[name]
    assert best.converged
    for unit, size in 10.0 ** (RNG.uniform(-1, 1, size=(6, 2)) * (200, 75)):
        try:
            found = free(name, matrix * (size / unit), size)
        except ex.DataError:  # too large for numbers
            continue
        assert not found.converged or found.value / size**power == pytest.approx(best.value, rel=1e-6), (unit, size)


@pytest.mark.parametrize("method", [None, "L-BFGS-B", "trust-ncg", "Newton", "conjugate gradients"])
def test_columns_in_units_of_their_own(method: str | None) -> None:
    best = free("squares", A, 1.0)
    for units in 10.0 ** RNG.uniform(-13, 13, size=(4, 4)):
        found = free("squares", A / units, 1.0, method)
        assert method is not None or found.converged
        assert not found.converged or found.value == pytest.approx(best.value, rel=1e-6), units


@pytest.mark.parametrize("size", [1e-200, 1e-280])
def test_what_is_too_small_for_numbers_is_said(size: float) -> None:
    found = free("squares", A * size, size)
    assert found.status == "stalled" and "too small" in found.message


@pytest.mark.parametrize("level", [1e8, 1e16, -1e20, 1e30])
def test_a_level_hides_no_minimum(level: float) -> None:
    found = ex.minimize("(1 - a)^2 + 100*(e - a^2)^2 + k", ["a", "e"], k=level, start={"a": -1.2, "e": 1.0})
    assert found.converged and found.value == level
    assert found.x["a"] == pytest.approx(1) and found.x["e"] == pytest.approx(1)
    seen: list[float] = []
    best = free("roots", A, 1.0)
    wanted: dict[str, Any] = {"A": A, "b": b, "d": 1.0, "k": level, "callback": lambda n, value, x: seen.append(value)}
    risen = ex.maximize("k - sum(sqrt(d^2 + (A*x - b).^2))", "x", declarations=DECLARED + "; k", **wanted)
    assert risen.converged and np.allclose(risen.x["x"], best.x["x"], atol=1e-6)
    assert risen.value == seen[-1] == risen.history[-1] == pytest.approx(level - best.value)


def test_constraints_are_met_beside_their_own_size() -> None:
    best = ex.minimize("norm2(A*x - b)^2", "x", A=A, b=b, d=1.0, constraints="sum(x) == d", declarations=DECLARED)
    for unit in 10.0 ** RNG.uniform(-15, 6, size=5):
        found = ex.minimize("norm2(A*x - b)^2", "x", A=A / unit, b=b, d=unit, constraints="sum(x) == d",
                            declarations=DECLARED, method="SLSQP")  # fmt: skip
        assert not found.converged or found.value == pytest.approx(best.value, rel=1e-4), unit
        assert not found.converged or found.x["x"].sum() == pytest.approx(unit, rel=1e-4)
