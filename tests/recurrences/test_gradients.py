"""Gradients through recurrences, for each horizon from 0 to 5, against differences of plain loops."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.data.binding import interpreted
from tests.recurrences.problems import PROBLEMS, Data, Problem, draw

HORIZONS = range(6)


def members(variable: Expr, data: Data) -> Iterator[tuple[Any, dict[str, int]]]:
    """The places in the data at which a variable stands, each with the index there."""
    if variable.op.name == "symbol":
        yield ..., {}
        return
    (index,) = variable.indices
    for place in range(len(data[variable.name])):
        yield place, {str(index): place + getattr(index, "start", 0)}


def differences(problem: Problem, data: Data, horizon: int, name: str, place: Any) -> Any:
    """Central differences of the loop, in the shape of the data at the place."""
    point = np.asarray(data[name])[place]
    found = np.zeros(point.shape)
    for entry in np.ndindex(point.shape):
        ends = []
        for step in (1e-5, -1e-5):
            moved = {**data, name: np.array(data[name])}
            moved[name][(*([place] if place is not ... else []), *entry)] += step
            ends.append(problem.loop(moved, horizon))
        found[entry] = (ends[0] - ends[1]) / 2e-5
    return found


@cache
def slopes(problem: Problem, horizon: int) -> list[tuple[Expr, dict[str, int], Any]]:
    """The differences by each variable at each place of the data that are drawn for a horizon, with the index there."""
    data = draw(horizon, seed=horizon)
    return [
        (variable, index, differences(problem, data, horizon, variable.name, place))
        for variable in problem.variables
        for place, index in members(variable, data)
    ]


def sizes(horizon: int) -> dict[str, int]:
    return {"T": horizon, "n": 3, "p": 2, "N": 4}


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
@pytest.mark.parametrize("horizon", HORIZONS)
def test_the_value_and_its_gradients(problem: Problem, horizon: int) -> None:
    data = draw(horizon, seed=horizon)
    value = problem.loop(data, horizon)
    if np.isnan(value):
        return
    assert problem.f.evaluate({**data, **sizes(horizon)}) == pytest.approx(value, abs=1e-12)
    gradients = gradients_of(problem)
    for variable, index, wanted in slopes(problem, horizon):
        for gradient in gradients[variable]:
            found = interpreted(gradient, {**data, **sizes(horizon), **index})
            np.testing.assert_allclose(found, wanted, atol=1e-6, err_msg=variable.name)


@cache
def gradients_of(problem: Problem) -> dict[Expr, tuple[Expr, Expr]]:
    """By variable the gradient of all at once, and that of it alone."""
    together = ex.gradient(problem.f, list(problem.variables))
    return {x: (found, ex.gradient(problem.f, x)) for x, found in zip(problem.variables, together, strict=True)}


def test_second_derivatives_by_the_start_of_the_adjoint_recurrence() -> None:
    """The last adjoint state is the start of its recurrence, an expression like any other: its slope counts too."""
    steps, A, b, weights = ex.dims("N"), ex.matrix("A", 3, 3), ex.vector("b", 3), ex.vector("c", 3)
    y = ex.recurrence("y", b, lambda state: ex.tanh(A @ state + b), ex.index("k", steps, start=0))
    f = ex.abs(weights.T @ ex.exp(2 * y[steps]))
    rng = np.random.default_rng(0)
    at, along = rng.normal(size=3), rng.normal(size=3)
    data = {"A": rng.normal(size=(3, 3)), "c": rng.normal(size=3), "N": 4}
    slope = ex.gradient(f, b)
    ends = [slope.evaluate({**data, "b": at + step * along}) for step in (1e-5, -1e-5)]
    found = ex.hvp(f, b, "v").evaluate({**data, "b": at, "v": along})
    np.testing.assert_allclose(found, (ends[0] - ends[1]) / 2e-5, rtol=1e-6, atol=1e-7)
