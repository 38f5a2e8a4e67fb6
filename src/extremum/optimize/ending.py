"""How a minimisation ended, judged on the problem: by its gradient and its values, never by the solver's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Function = Callable[["Array"], "tuple[float, Array]"]
"""The value and the gradient at a point."""

_SMALL, _AWAY = 1e-5, 0.1
"""A gradient is small where it is this part of those at points that are so far away, relative to the point's size."""
_FAR = 10.0 ** np.arange(13)

CONVERGED, UNBOUNDED, STALLED, LIMIT, UNDEFINED = "converged", "unbounded", "stalled", "limit", "undefined"
INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a solver: where it started and ended, with the value and gradient there.

    limited: whether it used up its iterations; kinked: whether the objective has kinks; undefined: what was no number
    where it was tried last.
    """

    start: Array
    end: Array
    value: float
    gradient: Array
    limited: bool
    kinked: str = ""
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """The status, one of ``converged unbounded stalled limit undefined infeasible``, and why."""

    status: str
    message: str


def ending(function: Function, run: Run, tolerance: float) -> Ending:
    """How a run ended."""
    scale = gradient_scale(function, run.end)
    size = norm(run.gradient)
    if size <= max(tolerance, _SMALL) * scale:
        return Ending(CONVERGED, "the gradient is small beside those nearby")
    if falls_without_end(function, run):
        return Ending(UNBOUNDED, f"the value falls without end along a line, beyond {run.value:.3g}")
    if run.undefined:
        return Ending(UNDEFINED, f"it stopped beside points where {run.undefined} is not a number")
    if run.limited:
        return Ending(LIMIT, "the iterations are used up, and the gradient is not small")
    if run.kinked:
        return Ending(
            STALLED, f"no lower value was found, but the gradient is not small; the objective has kinks: {run.kinked}"
        )
    return Ending(STALLED, "no lower value was found along the directions tried, but the gradient is not small")


def norm(gradient: Array) -> float:
    """The Euclidean norm; infinite where it is too large for a number."""
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(gradient))


def gradient_scale(function: Function, point: Array) -> float:
    """How large the gradient is at points nearby: the least of a few, so that a function flat at one point is not
    taken for flat; 0 where there is none."""
    rng = np.random.default_rng(0)
    away = _AWAY * (1 + float(np.linalg.norm(point)) / np.sqrt(max(point.size, 1)))
    sizes = []
    for sign in (1, -1, 1, -1):
        direction = rng.normal(size=point.shape)
        with np.errstate(all="ignore"):
            value, gradient = function(point + sign * away * direction)
        size = norm(gradient)
        if np.isfinite(value) and np.isfinite(size) and size > 0:
            sizes.append(size)
    return min(sizes, default=0.0)


def falls_without_end(function: Function, run: Run) -> bool:
    """Whether the value is -∞, or falls by as much from each tenfold distance to the next, along the way it went or
    along the one of steepest descent."""
    return run.value == -np.inf or any(_falls(function, run, way) for way in (run.end - run.start, -run.gradient))


def _falls(function: Function, run: Run, way: Array) -> bool:
    with np.errstate(all="ignore"):
        values = [run.value, *(function(run.end + far * way)[0] for far in _FAR)]
    if values[-1] == -np.inf:
        return True
    falls = -np.diff(values)
    rounding = 1e-9 * max(1.0, abs(run.value))
    return bool(np.all(falls > rounding) and np.all(falls[2:] >= 0.5 * falls[1:-1]))
