"""How a minimisation ended, judged on the problem: by its gradient and its values, never by the solver's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from extremum.optimize.sense import MIN, Sense

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Function = Callable[["Array"], "tuple[float, Array]"]
"""The value and the gradient at a point."""

_SMALL, _AWAY = 1e-5, 0.1
"""A gradient is small where it is this part of those at points that are so far away, relative to the point's size."""
_NOISE, _LITTLE, _NEAR = 1e-13, 1e-12, 1e-4
"""A fall is none worth having where it is this part of the value, or of how the value differs nearby and is had so near
by, relative to the point's size."""
_ROUNDING, _SAME = 1e-14, 1e-8
"""What rounding makes of a constant, relative to it; how far apart, relative to their size, points are as good as the
same."""
_FAR = 10.0 ** np.arange(13)
_LEAST = 1e-150
"""Below this squares lose digits."""
_DOUBLINGS, _TOLD, _HUGE = 1000, 4, 1e150
"""How far a way is followed; how many values at least tell of it; and what a value is as large as numbers are."""

CONVERGED, UNBOUNDED, STALLED, LIMIT, UNDEFINED = "converged", "unbounded", "stalled", "limit", "undefined"
INFEASIBLE, STATIONARY, TIME, INTERRUPTED = "infeasible", "stationary", "time", "interrupted"


@dataclass(frozen=True, slots=True)
class Ending:
    """The status, one of ``converged stationary unbounded infeasible stalled undefined limit time interrupted``, and
    why."""

    status: str
    message: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a descent: where it started and ended, with the value and gradient there.

    fall, way: how much lower the value would be where the gradient is zero, as the Hessian tells, and the step there;
    0 and empty where there is none;
    stopped: why it was ended, where it was; kinked: where the objective has kinks; jumps: whether it has jumps;
    undefined: what was no number where it was tried last; above: what lies lower nearby, a clause;
    hessian: where it is positive definite, so that the surroundings are known from it; sense: what is looked for;
    ahead: whether the value is a small part of itself where the Hessian tells that the gradient is zero; lost: whether
    what the value or the gradient is computed from is too small for numbers there; units: of the unknowns, where they
    have curvatures of unlike sizes.
    """

    start: Array
    end: Array
    value: float
    gradient: Array
    fall: float = 0.0
    way: Array = field(default_factory=lambda: np.zeros(0))
    stopped: Ending | None = None
    kinked: str = ""
    jumps: bool = False
    undefined: str = ""
    above: str = ""
    hessian: Array | None = None
    sense: Sense = MIN
    ahead: bool = False
    lost: bool = False
    units: Array | None = None

    def in_units(self, function: Function) -> tuple[Function, Run]:
        """The same over unknowns in their units."""
        if self.units is None:
            return function, self
        u = self.units

        def found(z: Array) -> tuple[float, Array]:
            value, gradient = function(u * z)
            return value, u * gradient

        hessian = None if self.hessian is None else np.outer(u, u) * self.hessian
        return found, replace(
            self, start=self.start / u, end=self.end / u, gradient=u * self.gradient, hessian=hessian,
            way=self.way / u if self.way.size else self.way, units=None,
        )  # fmt: skip


def ending(function: Function, run: Run, tolerance: float) -> Ending:
    """How a run ended."""
    if run.lost:
        return Ending(STALLED, "numbers became too small for floating point, and the gradient is lost; use other units")
    if is_flat(function, run, tolerance):
        if run.above:
            return Ending(STATIONARY, f"the gradient is small beside those nearby, but {run.above}")
        if run.jumps and not gradient_scale(function, run.end):
            none = f"the gradient is zero all around, and does not tell where {run.sense.lower} values are"
            return Ending(STALLED, f"{none}: {run.kinked}")
        return Ending(CONVERGED, "the gradient is small beside those nearby")
    if falls_without_end(function, run):
        return Ending(UNBOUNDED, f"{run.sense.endless} along a line, beyond {run.sense.of(run.value):.3g}")
    if run.undefined:
        return Ending(UNDEFINED, f"it stopped beside points where {run.undefined}")
    if run.stopped is not None:
        return Ending(run.stopped.status, f"{run.stopped.message}, and the gradient is not small beside those nearby")
    if sinks(function, run):
        far = f"{run.sense.lower} values lie farther along the way that it went, as far as was looked"
        return Ending(STALLED, f"{far}: no {run.sense.extremum} is attained on it")
    if run.ahead:
        return Ending(
            STALLED, f"{run.sense.lower} values lie where the Hessian tells, and were not reached: use other units"
        )
    none = f"no {run.sense.lower} value was found"
    if run.kinked:
        return Ending(
            STALLED, f"{none}, but the gradient is not small beside those nearby; the objective has kinks: {run.kinked}"
        )
    return Ending(STALLED, f"{none} along the directions tried, but the gradient is not small beside those nearby")


def is_flat(function: Function, run: Run, tolerance: float) -> bool:
    """Whether the gradient is small beside those nearby, and the Hessian promises no fall worth having."""
    function, run = run.in_units(function)
    if run.hessian is None:
        scale, change = surroundings(function, run.end, run.value)
    else:
        scale, change = surroundings(lambda there: _model(run, there - run.end), run.end, run.value)
    if run.ahead or (
        not norm(run.gradient) <= max(tolerance, _SMALL) * scale and not _is_constant(function, run, scale)
    ):
        return False
    near = norm(run.way) <= _NEAR * (1 + norm(run.end))
    return run.fall <= _NOISE * abs(run.value) or (near and run.fall <= _LITTLE * change)


def _is_constant(function: Function, run: Run, scale: float) -> bool:
    """Whether gradients here and nearby are rounding: a move by the size of the point changes the value by none, and
    the gradient is another at a point as good as the same."""
    size = norm(run.gradient)
    if not max(size, scale) * (1 + norm(run.end)) <= _ROUNDING * abs(run.value):
        return False
    away = _SAME * (1 + np.abs(run.end)) * np.random.default_rng(3).choice([-1.0, 1.0], run.end.shape)
    with np.errstate(all="ignore"):
        return size == 0 or norm(function(run.end + away)[1] - run.gradient) > size / 10


def _model(run: Run, step: Array) -> tuple[float, Array]:
    """The value and the gradient after a step, as the Hessian tells."""
    change = np.asarray(run.hessian) @ step
    return run.value + float(run.gradient @ step + step @ change / 2), run.gradient + change


def norm(gradient: Array) -> float:
    """The Euclidean norm; 0 for zeros only, also where squares are too large or too small for numbers."""
    with np.errstate(all="ignore"):
        found = float(np.linalg.norm(gradient))
        if _LEAST < found < np.inf or np.isnan(found):
            return found
        largest = float(np.abs(gradient).max(initial=0))
        return largest * float(np.linalg.norm(gradient / largest)) if 0 < largest < np.inf else largest


def gradient_scale(function: Function, point: Array, size: float = np.inf) -> float:
    """How large the gradient is at points nearby; as of :func:`surroundings`."""
    return surroundings(function, point, 0.0, size)[0]


def surroundings(function: Function, point: Array, value: float, size: float = np.inf) -> tuple[float, float]:
    """How large the gradient is at points nearby, and how much the value differs there: the least of a few, so that a
    function flat at one point is not taken for flat; 0 where there are none. The point is of ``size`` where that is
    less."""
    rng = np.random.default_rng(0)
    away = _AWAY * min(1 + norm(point) / np.sqrt(max(point.size, 1)), size)
    sizes, changes = [], []
    for sign in (1, -1, 1, -1):
        direction = rng.normal(size=point.shape)
        with np.errstate(all="ignore"):
            there, gradient = function(point + sign * away * direction)
        size = norm(gradient)
        if np.isfinite(there) and np.isfinite(size) and size > 0:
            sizes.append(size)
            changes.append(abs(there - value))
    return min(sizes, default=0.0), min(changes, default=0.0)


def falls_without_end(function: Function, run: Run) -> bool:
    """Whether the value is -∞, or falls by as much from each tenfold distance to the next, along the way it went or
    along the one of steepest descent."""
    return run.value == -np.inf or any(_falls(function, run, way) for way in (run.end - run.start, -run.gradient))


def sinks(function: Function, run: Run) -> bool:
    """Whether the values, however little, only fall along the way it went, at each tenfold distance."""
    with np.errstate(all="ignore"):
        values = [run.value, *(function(run.end + far * (run.end - run.start))[0] for far in _FAR)]
    return bool(np.all(np.diff(values) <= 0) and values[1] < values[0])


def _falls(function: Function, run: Run, way: Array) -> bool:
    with np.errstate(all="ignore"):
        values = [run.value, *(function(run.end + far * way)[0] for far in _FAR)]
    if values[-1] == -np.inf:
        return True
    falls = -np.diff(values)
    rounding = 1e-9 * max(1.0, abs(run.value))
    return bool(np.all(falls > rounding) and np.all(falls[2:] >= 0.5 * falls[1:-1]))


def overflows(function: Function, start: Array, way: Array) -> bool:
    """Whether the value falls all along a way, by more at each doubling, to what is as large as numbers are."""
    size = norm(way)
    if not 0 < size < np.inf:
        return False
    with np.errstate(all="ignore"):
        each = (function(start + 2.0**k * way / size)[0] for k in range(_DOUBLINGS))
        values = list(takewhile(np.isfinite, each))
    rates = np.diff(values)
    return bool(len(values) > _TOLD and np.all(rates < 0) and np.all(np.diff(rates) < 0) and values[-1] < -_HUGE)
