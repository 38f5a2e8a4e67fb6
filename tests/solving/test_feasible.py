"""Constraints that contradict one another are noticed; those that may are conditions: judged by NumPy and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

import extremum as ex
from extremum.algebra.errors import DataError, NoExtremumError
from tests.support.draws import seeds

# objective, constraints, declarations: the second of the constraints holds nowhere where the others do
CONTRADICTIONS = [
    ("c'*x", ["norm2(x) <= 1", "a'*x >= 2"], "x[n]; c[n]; a[n]: unit"),
    ("c'*x", ["norm2(x) <= 1", "norm2(x) >= 2"], "x[n]; c[n]"),
    ("norm2(x - c)^2", ["norm2(x) <= 1", "a'*x == 2"], "x[n]; c[n]; a[n]: unit"),
    ("norm2(x - c)^2", ["x >= 0", "sum(x) == -1"], "x[n]; c[n]"),
    ("norm2(x - c)^2", ["x >= 0", "sum(x) == 2*n", "x <= 1"], "x[n]; c[n]"),
    ("norm2(x - c)^2", ["sum(x) == 1", "sum(x) == 2"], "x[n]; c[n]"),
    ("norm2(x - c)^2", ["sum(x) == 1", "norm2(x)^2 <= 1/(2*n)", "x >= 0"], "x[n]; c[n]"),
    ("norm2(x - c)^2", ["norm1(x) <= 1", "sum(x) == 2"], "x[n]; c[n]"),
]


@pytest.mark.parametrize(("objective", "constraints", "declarations"), CONTRADICTIONS)
def test_contradictions_are_noticed(objective: str, constraints: list[str], declarations: str) -> None:
    with pytest.raises(NoExtremumError, match="there is no solution: no x satisfies"):
        ex.solve(objective, "x", "min", constraints, declarations)


# constraints; the largest b (k) that allows a point, in NumPy, of a
BOUNDED = [
    ("c'*x", ["norm2(x) <= 1", "a'*x >= b"], lambda a: np.linalg.norm(a)),
    ("norm2(x - c)^2", ["norm2(x) <= 1", "a'*x == b"], lambda a: np.linalg.norm(a)),
    ("norm2(x - c)^2", ["x >= 0", "x <= 1", "sum(x) == b"], lambda a: float(len(a))),
    ("norm2(x - c)^2", ["x >= 0", "x <= 1", "a'*x == b"], lambda a: a.sum()),
]


@pytest.mark.parametrize(("objective", "constraints", "largest"), BOUNDED)
@pytest.mark.parametrize("seed", seeds(1))
def test_a_bound_of_the_data_is_a_condition(objective: str, constraints: list[str], largest: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = ex.solve(objective, "x", "min", constraints, "x[n]; c[n]; a[n]: positive; b")
    data = {"a": rng.uniform(0.5, 2, 3), "c": rng.standard_normal(3)}
    end = largest(data["a"])
    x = found.evaluate({**data, "b": 0.7 * end})
    assert _no_better(objective, constraints, {**data, "b": 0.7 * end}, next(iter(x.values())))
    with pytest.raises(DataError, match="is nonnegative"):
        found.evaluate({**data, "b": 1.1 * end})


def _no_better(objective: str, constraints: list[str], data: dict[str, Any], x: np.ndarray[Any, Any]) -> bool:
    a, b, c = data["a"], data["b"], data["c"]

    def value(x: np.ndarray[Any, Any]) -> float:
        return float(c @ x) if objective == "c'*x" else float(np.sum((x - c) ** 2))

    ties: list[Any] = []
    if "norm2(x) <= 1" in constraints:
        ties.append({"type": "ineq", "fun": lambda x: 1 - x @ x})
    else:
        ties += [{"type": "ineq", "fun": lambda x: x}, {"type": "ineq", "fun": lambda x: 1 - x}]
    last = constraints[-1]
    weight = np.ones(3) if last.startswith("sum") else a
    ties.append({"type": "eq" if "==" in last else "ineq", "fun": lambda x: weight @ x - b})
    best = minimize(value, np.array(x), method="SLSQP", constraints=ties)
    return value(x) <= float(best.fun) + 1e-6


def test_points_that_jump_meet_no_level() -> None:
    """The best vertex jumps past the level of a second constraint: two vertices share the optimum."""
    with pytest.raises(ex.ExtremumError, match="no closed form found"):
        ex.solve("c'*x", "x", "min", ["sum(x) == 1", "x >= 0", "a'*x >= b"], "x[n]; c[n]; a[n]; b")
