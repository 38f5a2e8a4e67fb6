"""Judges values, gradients and generated code of a drawn problem by its loops, at horizons from 0 to 5."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.node import Expr
from extremum.data.binding import interpreted
from tests.recurrences.leaves import SIZES, Array, Data
from tests.recurrences.loops import Problem, derivative, places

HORIZONS = range(6)


def same(found: Any, wanted: Any, what: str) -> None:
    """Equal up to rounding, in the shape that is wanted."""
    assert np.shape(found) == np.shape(wanted), f"{what} has the shape {np.shape(found)}"
    np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-10, err_msg=what)


def judge(problem: Problem, seed: int, horizons: Iterable[int] = HORIZONS) -> None:
    """The value and all gradients, evaluated and compiled."""
    gradients = dict(zip(problem.variables, ex.gradient(problem.f, list(problem.variables)), strict=True))
    fixed = {str(v): g for v, g in gradients.items() if v.op.name == "symbol"}
    moving = {str(v): g for v, g in gradients.items() if v.op.name == "member"}
    code = {"value": ex.compile(problem.f), "fixed": ex.compile({"value": problem.f, **fixed})}
    code |= {name: ex.compile(gradient) for name, gradient in moving.items()}
    if moving:
        code["all"] = ex.compile({"value": problem.f, **fixed, **moving})
    for horizon in horizons:
        _judge_at(problem, gradients, code, horizon, problem.leaves.data(horizon, seed))


def _judge_at(
    problem: Problem, gradients: dict[Expr, Expr], code: Mapping[str, Callable[..., Any]], horizon: int, data: Data
) -> None:  # fmt: skip
    sizes = {**SIZES, "T": horizon}
    wanted = problem.loop(data, horizon)
    same(problem.f.evaluate({**data, **sizes}), wanted, f"the value at T = {horizon}")
    same(code["value"](**data, **sizes), wanted, f"the compiled value at T = {horizon}")
    together = code["fixed"](**data, **sizes)
    same(together["value"], wanted, f"the value beside gradients at T = {horizon}")
    for variable, gradient in gradients.items():
        for place, index in places(variable, horizon):
            slope = derivative(problem, data, horizon, variable.name, place)
            what = f"by {variable} at T = {horizon}, {index}"
            found = interpreted(gradient, {**data, **sizes, **index})
            if not np.allclose(found, slope, rtol=1e-8, atol=1e-10):
                _same_within_rounding(problem, data, horizon, (variable.name, place), found, slope, what)
                continue
            same(found, slope, what)
            _judge_code(code, str(variable), {**data, **sizes, **index}, slope, what, horizon)


def _same_within_rounding(
    problem: Problem, data: Data, horizon: int, at: tuple[str, tuple[int, ...]], found: Any, slope: Array, what: str
) -> None:
    """Equal up to what rounding the data changes: runs may grow until their last digits are noise."""
    moved = {name: value * (1 + 1e-14) for name, value in data.items()}
    noise = np.abs(derivative(problem, moved, horizon, *at) - slope).max()
    assert np.shape(found) == np.shape(slope), f"{what} has the shape {np.shape(found)}"
    np.testing.assert_allclose(found, slope, rtol=1e-8, atol=1e-10 + 100 * noise, err_msg=what)


def _judge_code(
    code: Mapping[str, Callable[..., Any]], name: str, given: dict[str, Any], slope: Array, what: str, horizon: int
) -> None:  # fmt: skip
    if name not in code:
        same(code["fixed"](**given)[name], slope, f"compiled {what}")
        return
    same(code[name](**given), slope, f"compiled {what}")
    if horizon:
        same(code["all"](**{"t": 0, "i": 1, **given})[name], slope, f"compiled with all others {what}")
