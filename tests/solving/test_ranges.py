"""Functions undone under the condition that what they equal is one of their values, judged by a search of SciPy's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

import extremum as ex

CASES: list[tuple[str, str, str, dict[str, float], dict[str, float], Any]] = [
    # objective, sense, declarations, data with a solution, data without one, the objective in NumPy
    ("exp(x) + b*x", "min", "x; b", {"b": -2.0}, {"b": 2.0}, lambda x, b: np.exp(x) + b * x),
    ("y*x - log(1 + exp(x))", "max", "x; y", {"y": 0.3}, {"y": 1.2}, lambda x, y: y * x - np.log1p(np.exp(x))),
    ("a*exp(x) + b*exp(-x)", "min", "x; a: positive; b", {"a": 1.0, "b": 3.0}, {"a": 1.0, "b": -3.0},
     lambda x, a, b: a * np.exp(x) + b * np.exp(-x)),
    ("cosh(x) - a*x", "min", "x; a", {"a": -4.0}, {}, lambda x, a: np.cosh(x) - a * x),
    ("sum(exp(x)) - a*sum(x)", "min", "x[1]; a", {"a": 0.4}, {"a": -1.5}, lambda x, a: np.exp(x) - a * x),
    ("(a - 1)*log(p) + (b - 1)*log(1 - p)", "max", "p: positive; a; b", {"a": 3.0, "b": 2.5}, {"a": 0.5, "b": 2.0},
     lambda p, a, b: (a - 1) * np.log(p) + (b - 1) * np.log(1 - p)),
    ("x^3 - a*x", "min", "x: positive; a", {"a": 2.0}, {"a": -1.0}, lambda x, a: x**3 - a * x),
]  # fmt: skip


@pytest.mark.parametrize(("f", "sense", "declared", "good", "bad", "numpy"), CASES, ids=[case[0] for case in CASES])
def test_within_the_range_it_is_the_minimum(f: str, sense: str, declared: str, good: Any, bad: Any, numpy: Any) -> None:
    x = declared[0]
    solution = ex.solve(f, x, sense, declarations=declared)
    assert solution.kind.startswith("global") and solution.unique == "unique"
    (value,) = solution.evaluate(good).values()
    sign, low, high = (-1 if sense == "max" else 1), (1e-9 if "positive" in declared else -20), (1 if x == "p" else 20)
    best = minimize_scalar(lambda at: sign * numpy(at, **good), bounds=(low, high), method="bounded")
    assert sign * numpy(float(np.squeeze(value)), **good) <= best.fun + 1e-9


@pytest.mark.parametrize(
    ("f", "sense", "declared", "bad"), [(*case[:3], case[4]) for case in CASES if case[4]], ids=lambda value: str(value)
)
def test_the_range_is_a_condition(f: str, sense: str, declared: str, bad: Any) -> None:
    with pytest.raises(ex.DataError, match="does not hold for these data"):
        ex.solve(f, declared[0], sense, declarations=declared).evaluate(bad)


def test_equations_have_it_too() -> None:
    solution = ex.solve("sigmoid(w*x + c) == p", "x", declarations="x; w: positive; c; p")
    (value,) = solution.evaluate({"w": 2.0, "c": 0.5, "p": 0.7}).values()
    assert 1 / (1 + np.exp(-(2 * value + 0.5))) == pytest.approx(0.7)
    for p in (0.0, 1.0, 1.5, -0.5):
        with pytest.raises(ex.DataError):
            solution.evaluate({"w": 2.0, "c": 0.5, "p": p})


def test_what_is_never_in_the_range_is_not_solved() -> None:
    with pytest.raises(ex.NoExtremumError, match="unbounded below as x falls"):
        ex.solve("exp(x) + b*x", "x", "min", declarations="x; b: positive")


@pytest.mark.parametrize("sense", ["min", None])
def test_the_solution_lies_where_the_objective_is_defined(sense: str | None) -> None:
    solution = ex.solve("t*x - a*log(x)", "x", sense, declarations="x; t; a: positive")
    (value,) = solution.evaluate({"t": 2.0, "a": 3.0}).values()
    assert value == pytest.approx(1.5)
    with pytest.raises(ex.DataError, match="t is positive"):
        solution.evaluate({"t": -2.0, "a": 3.0})
