"""Ends within curved constraints that are on the way to infinity: with one number farther out the others do better.

With ``p(s) = min f(x)`` over points within the constraints whose number k is s, a minimum of f at s has ``p ≥ p(s)``
far out; where p falls all along, from nearer to s and on beyond, its infimum is attained nowhere on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.descent import ByScipy
from extremum.optimize.ending import CONVERGED, STALLED, STATIONARY, UNBOUNDED, Ending, norm
from extremum.optimize.feasible import first_phase
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.restored import restored
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_NEARER = "a point is the nearer to them the farther out it is"
_ON, _NOWHERE = "as far as was looked", "the value is approached, and attained nowhere on the way"
_FAR, _VERY, _FURTHER = 10.0, 1e6, (2.0, 10.0, 1e2, 1e4, 1e6)
"""How large a number is that may run off, or has, beside those at the start; by which factors it is moved farther."""
_NOISE, _ROUNDING, _LITTLE, _SMALL, _BEFORE, _KNOWN = 1e-9, 1e-13, 1e-6, 0.3, 3, 2
"""What is no fall beside the value; what is no rise beside the value, or beside the fall; what is a small part of
the fall since so many parts before; and at how many points farther a value is to be known."""
_STEPS, _TIGHT, _HELD, _FLOOR = 100, 1e-20, 1e-7, 1e-13
"""After how many steps a descent ends there, and with which tolerance; what constraints may be off by, beside the other
numbers, and beside none."""
_POWERS, _MANY = (-2.0, -1.0, -0.5, 0.5, 1.0), 10
"""By which powers of a factor other numbers are moved, and how many of them alone."""


def settled(landscape: Landscape, gaps: Gaps, start: Array, end: Array, how: Ending) -> tuple[Array, Ending]:
    """The end with curved constraints met without a tolerance, and how a run ended; not there, where the end is only on
    the way to infinity: the constraints hold by a tolerance that grows with it, or values fall beyond it."""
    if how.status not in (CONVERGED, STATIONARY, UNBOUNDED) or gaps.affine:
        return end, how
    end, near = restored(gaps, end)
    if near is False or (near is None and how.status == UNBOUNDED):
        return end, Ending(STALLED, f"no point within the constraints was found: {_NEARER}")
    farther = "" if how.status == UNBOUNDED else fading(landscape, gaps, start, end)
    if farther:
        return end, Ending(STALLED, f"{landscape.sense.lower} values lie farther and farther out: {farther}")
    return end, how


def fading(landscape: Landscape, gaps: Gaps, start: Array, end: Array) -> str:
    """What is said where the least value, with the number that is farthest off held, falls beyond the end, or falls to
    it and does not rise beyond; empty where it does neither."""
    if not end.size:
        return ""
    k = int(np.abs(end).argmax())
    if not np.abs(end[k]) > _FAR * (1 + np.abs(start).max()):
        return ""
    spent = landscape.evaluations
    if np.abs(end[k]) > _VERY * (1 + np.abs(start).max()):
        here, near, more = landscape.value(end), *(_least(landscape, gaps, end, k, far * end[k]) for far in (2.0, 10.0))
        landscape.evaluations = spent
        if here - _LITTLE * abs(here) > near > more:
            return _ON
    if landscape.objective.kinked:
        return ""
    found = _falls(landscape.value(end), lambda far: _least(landscape, gaps, end, k, far * end[k]), abs(float(end[k])))
    landscape.evaluations = spent
    return found


def _falls(here: float, at: Callable[[float], float], size: float) -> str:
    """Whether values beyond the end of a way of a size are ever lower, or the value falls towards it, fades, and does
    not rise beyond. What is attained from some part of the way on is so at the fourfold of one where little of the fall
    is left."""
    beyond = np.array([at(far) for far in _FURTHER])
    rise = beyond[np.isfinite(beyond)] - here
    if not np.isfinite(beyond[0]) or len(rise) < _KNOWN:
        return ""
    if (rise < -_LITTLE * abs(here)).all() and (np.diff(rise) < 0).all():
        return _ON
    parts = 4.0 ** -np.arange(1, int(np.log2(size) / 2) + 3)
    values = np.array([at(float(part)) for part in parts])
    values = values[np.isfinite(values)] - here
    falls = values[np.minimum(np.arange(len(values)) + _BEFORE, len(values) - 1)]
    small = (values > _NOISE * abs(here)) & (values <= _SMALL * falls)
    fades = (small[:-1] & (values[1:] <= _SMALL * falls[:-1])).any()
    return _NOWHERE if fades and (rise <= max(_ROUNDING * abs(here), _LITTLE * falls[0])).all() else ""


def _least(landscape: Landscape, gaps: Gaps, end: Array, k: int, held: float) -> float:
    """The least value that was found with a number held; infinite where no point within the constraints was found."""
    if not gaps.low[k] <= held <= gaps.high[k]:
        return np.inf
    bounds = gaps.bounds
    bounds[k] = (held, held)
    moved = np.where(np.arange(end.size) == k, held, end)
    best, low = min(
        ((_value(landscape, gaps, one, k), one) for one in _turned(end, moved, k)), key=lambda pair: pair[0]
    )
    for point in (low, moved, *first_phase(gaps, [moved])):
        if point is not low and best < np.inf:
            break
        found = _descended(landscape, gaps, np.where(np.arange(end.size) == k, held, point), bounds)
        best = min(best, _value(landscape, gaps, found, k))
    return best


def _turned(end: Array, moved: Array, k: int) -> Iterator[Array]:
    """The point with number k moved, the others, all or one of them, by a power of the same factor: where gradients are
    of unlike sizes a descent takes no such steps."""
    yield moved
    ratio = moved[k] / end[k]
    for i in range(-1, min(end.size, _MANY)):
        for power in _POWERS if i != k else ():
            others = np.arange(end.size) != k if i < 0 else np.arange(end.size) == i
            yield np.where(others, moved * ratio**power, moved)


def _descended(landscape: Landscape, gaps: Gaps, point: Array, bounds: Sequence[tuple[float, float]]) -> Array:
    watch = Watch(_STEPS, np.inf, lambda value: None, None, sense=landscape.sense)
    try:
        return ByScipy("SLSQP", _TIGHT, False, gaps.for_scipy(), bounds).run(landscape, point, watch, {})
    except (DataError, StopRun):
        return point


def _value(landscape: Landscape, gaps: Gaps, point: Array, k: int) -> float:
    """The value; infinite where the constraints do not hold, or it is none."""
    if not np.isfinite(point).all() or not _holds(gaps, point, k):
        return np.inf
    value = landscape.value(point)
    return value if np.isfinite(value) else np.inf


def _holds(gaps: Gaps, point: Array, k: int) -> bool:
    """Whether the constraints hold, but for a little beside the other numbers: beside the one held, nothing is off."""
    others = np.arange(point.size) != k
    equal, over = gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)
    slopes, sides = gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)
    lacking = np.concatenate([np.abs(equal), np.maximum(-over, 0)])
    rows = np.concatenate([slopes, sides])
    steep = np.maximum(np.linalg.norm(rows[:, others], axis=1), _HELD * np.linalg.norm(rows, axis=1))
    return bool((lacking <= _HELD * (steep * norm(point[others])) + _FLOOR).all())
