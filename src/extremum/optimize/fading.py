"""Ends within curved constraints that are on the way to infinity: with one number farther out the others do better.

With ``p(s) = min f(x)`` over points within the constraints whose number k is s, a minimum of f at s has ``p ≥ p(s)``
far out; where p falls all along, from nearer to s and on beyond, its infimum is attained nowhere on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.descent import ByScipy
from extremum.optimize.ending import CONVERGED, STALLED, STATIONARY, UNBOUNDED, Ending, norm
from extremum.optimize.feasible import first_phase
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.restored import has_near
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_NEARER = "a point is the nearer to them the farther out it is"
_NOWHERE = "the value is approached, and attained nowhere on the way"
_FAR, _FURTHER = 10.0, (2.0, 10.0, 1e2, 1e4, 1e6)
"""How large a number is that may run off, beside those at the start; by which factors it is moved farther."""
_NOISE, _ROUNDING, _LITTLE, _SMALL, _KNOWN = 1e-9, 1e-13, 1e-6, 0.3, 2
"""What is no fall beside the value; what is no rise beside the value, or beside the fall; what is a small part of a
fall; and at how many points farther a value is to be known."""
_STEPS, _TIGHT, _HELD, _FLOOR = 100, 1e-20, 1e-7, 1e-13
"""After how many steps a descent ends there, and with which tolerance; what constraints may be off by, beside the other
numbers, and beside none."""


def settled(landscape: Landscape, gaps: Gaps, start: Array, end: Array, how: Ending) -> Ending:
    """How a run ended, where the end is only on the way to infinity: the constraints hold there by a tolerance that
    grows with it, or values fall beyond it."""
    if how.status not in (CONVERGED, STATIONARY, UNBOUNDED) or gaps.affine:
        return how
    near = has_near(gaps, end)
    if near is False or (near is None and how.status == UNBOUNDED):
        return Ending(STALLED, f"no point within the constraints was found: {_NEARER}")
    if how.status != UNBOUNDED and fades(landscape, gaps, start, end):
        return Ending(STALLED, f"{landscape.sense.lower} values lie farther and farther out: {_NOWHERE}")
    return how


def fades(landscape: Landscape, gaps: Gaps, start: Array, end: Array) -> bool:
    """Whether the least value, with the number that is farthest off held, falls to the end and does not rise beyond."""
    if landscape.objective.kinked or not end.size:
        return False
    k = int(np.abs(end).argmax())
    if not np.abs(end[k]) > _FAR * (1 + np.abs(start).max()):
        return False
    spent = landscape.evaluations
    found = _falls(landscape.value(end), lambda far: _least(landscape, gaps, end, k, far * end[k]), abs(float(end[k])))
    landscape.evaluations = spent
    return found


def _falls(here: float, at: Callable[[float], float], size: float) -> bool:
    """Whether a value at the end of a way of a size falls towards it, fades, and does not rise beyond. What is attained
    from some part of the way on is so at the fourfold of one where little of the fall is left."""
    parts = 4.0 ** -np.arange(1, int(np.log2(size) / 2) + 3)
    values = np.array([at(float(part)) for part in parts])
    fall = values[np.isfinite(values)][-1:].sum() - here
    noise = _NOISE * max(abs(here), fall)
    fading = (values > here + noise) & (values <= here + _SMALL * fall)
    if not (fading[:-1] & fading[1:]).any():
        return False
    beyond = np.array([at(far) for far in _FURTHER])
    rise = beyond[np.isfinite(beyond)] - here
    none = rise <= max(_ROUNDING * abs(here), _LITTLE * fall)
    return bool(np.isfinite(beyond[0]) and len(rise) >= _KNOWN and none.all())


def _least(landscape: Landscape, gaps: Gaps, end: Array, k: int, held: float) -> float:
    """The least value that was found with a number held; infinite where no point within the constraints was found."""
    if not gaps.low[k] <= held <= gaps.high[k]:
        return np.inf
    bounds = gaps.bounds
    bounds[k] = (held, held)
    moved = np.where(np.arange(end.size) == k, held, end)
    best = np.inf
    for first in _starts(gaps, moved):
        point = np.where(np.arange(end.size) == k, held, first)
        watch = Watch(_STEPS, np.inf, lambda value: None, None, sense=landscape.sense)
        try:
            found = ByScipy("SLSQP", _TIGHT, False, gaps.for_scipy(), bounds).run(landscape, point, watch, {})
        except (DataError, StopRun):
            found = point
        for there in (point, found):
            if np.isfinite(there).all() and _holds(gaps, there, k):
                best = min(best, landscape.value(there))
        if best < np.inf:
            break
    return best


def _starts(gaps: Gaps, point: Array) -> Iterator[Array]:
    yield point
    yield from first_phase(gaps, [point])


def _holds(gaps: Gaps, point: Array, k: int) -> bool:
    """Whether the constraints hold, but for a little beside the other numbers: beside the one held, nothing is off."""
    others = np.arange(point.size) != k
    equal, over = gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)
    slopes, sides = gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)
    lacking = np.concatenate([np.abs(equal), np.maximum(-over, 0)])
    rows = np.concatenate([slopes, sides])
    steep = np.maximum(np.linalg.norm(rows[:, others], axis=1), _HELD * np.linalg.norm(rows, axis=1))
    return bool((lacking <= _HELD * (steep * norm(point[others])) + _FLOOR).all())
