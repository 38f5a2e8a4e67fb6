"""Inequalities between several numbers, active or not; points that were divided by; roots at the end of a domain."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

import extremum as ex
from tests.support.draws import seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Value = Callable[..., float]

# objective, constraint, declarations, the same in NumPy: the objective, and what is nonnegative
TIED: list[tuple[str, str, str, Value, Value]] = [
    ("(x - a)^2 + (y - b)^2", "c*x + d*y <= e", "a; b; c; d; e", lambda z, v: (z[0] - v["a"]) ** 2
     + (z[1] - v["b"]) ** 2, lambda z, v: v["e"] - v["c"] * z[0] - v["d"] * z[1]),
    ("a*x^2 + b*y^2", "x + y >= e", "a: positive; b: positive; e", lambda z, v: v["a"] * z[0] ** 2
     + v["b"] * z[1] ** 2, lambda z, v: z[0] + z[1] - v["e"]),
    ("exp(x) + exp(y) - a*x - b*y", "x + y <= e", "a: positive; b: positive; e", lambda z, v: np.exp(z[0])
     + np.exp(z[1]) - v["a"] * z[0] - v["b"] * z[1], lambda z, v: v["e"] - z[0] - z[1]),
]  # fmt: skip


@pytest.mark.parametrize(("objective", "constraint", "data", "value", "gap"), TIED)
@pytest.mark.parametrize("seed", seeds(4))
def test_an_inequality_may_be_active_or_not(
    objective: str, constraint: str, data: str, value: Value, gap: Value, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    found = ex.solve(objective, ["x", "y"], "min", constraint, f"x; y; {data}")
    drawn = {
        name.split(":")[0].strip(): float(rng.uniform(0.3, 2) if "positive" in name else rng.standard_normal())
        for name in data.split(";")
    }
    for e in (-5.0, drawn["e"], 5.0):
        given = {**drawn, "e": e}
        point = np.array([found.evaluate(given)[x] for x in found.values], float).ravel()
        tie: Any = {"type": "ineq", "fun": partial(gap, v=given)}
        best = minimize(partial(value, v=given), np.array([0.1, 0.1]), method="SLSQP", constraints=tie, tol=1e-12)
        assert gap(point, given) >= -1e-8
        assert value(point, given) <= best.fun + 1e-6 * (1 + abs(best.fun))
        spaces: dict[str, Any] = {}
        exec(found.code(), spaces)
        assert np.allclose(np.ravel(list(spaces["solve"](**given).values())), point)


# equations with other solutions where something that was divided by is zero: these, in NumPy
DIVIDED = [
    (["x^2*(y - x) == 0", "x + y == 2"], [(1.0, 1.0), (0.0, 2.0)]),
    (["x*(y - 3) == 0", "x - y == 1"], [(4.0, 3.0), (0.0, -1.0)]),
]


@pytest.mark.parametrize(("equations", "points"), DIVIDED)
def test_what_was_divided_by_may_be_zero_elsewhere(equations: list[str], points: list[tuple[float, float]]) -> None:
    found = ex.solve(equations, ["x", "y"], declarations="x; y")
    values = tuple(float(v) for v in found.evaluate({}).values())
    assert any(np.allclose(values, point) for point in points)
    assert found.unique != "unique"
    with pytest.raises(ex.ExtremumError):  # one of several points is no extremum over all of them
        ex.solve("x", ["x", "y"], "min", equations, "x; y")


@pytest.mark.parametrize("powers", [(4, 1), (2, 1), (2, 3)])
def test_no_extremum_is_denied_for_one_of_several_stationary_points(powers: tuple[int, int]) -> None:
    with pytest.raises(ex.ExtremumError) as caught:
        ex.solve(f"x^{powers[0]}*y^{powers[1]}", ["x", "y"], "min", "x + y == 1", "x; y")
    assert "only stationary point" not in str(caught.value)
