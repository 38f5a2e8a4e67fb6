"""Descents within constraints from a point that satisfies them, by steps within a box about it: where the gradients of
objective and constraints ask for steps that lead far off, and from where constraints are not met again.

A step is kept where its end satisfies the constraints and is lower; the box grows where a step ends at its side, and
shrinks where it is not kept (Conn, Gould & Toint 2000, Trust-region methods, ch. 15).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.descent import ByScipy
from extremum.optimize.ending import Ending, norm
from extremum.optimize.feasible import first_phase, holds_at, violation
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.outer import HalfSpaces
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_ROUNDS, _LEAST, _WIDEST = 60, 1e-9, 1e9
"""How many boxes there are at most, and how wide the last is, relative to the first."""
_LOWER = 1e-13
"""A value is lower where it is so by this part."""
_STEPS, _MET = 40, 1e-7
"""Iterations within one box; constraints hold at its end where they are off by no more than this, relative to it."""


def inside(landscape: Landscape, gaps: Gaps, points: Iterator[Array] | list[Array]) -> Iterator[Array]:
    """Of some points and the ends of the first phase from them those within the constraints, where the objective and
    its gradient are numbers."""
    for point in points:
        for there in (gaps.within(point), *map(gaps.within, first_phase(gaps, [point]))):
            value, gradient = landscape.slope(there)
            if np.isfinite(value) and np.isfinite(gradient).all() and holds_at(gaps, there):
                yield there
                break


def descended(
    landscape: Landscape, gaps: Gaps, half: HalfSpaces, point: Array, tolerance: float, watch: Watch,
    settled: Callable[[Array], bool],
) -> tuple[Array, Ending | None]:  # fmt: skip
    """Where steps within boxes lead from a point within the constraints, at most until it is settled; and why they were
    stopped."""
    first = width = 1 + float(np.abs(point).max())
    value = landscape.value(point)
    for _ in range(_ROUNDS):
        if not _LEAST <= width / first <= _WIDEST:
            break
        try:
            end = _step(landscape, gaps, point, width, tolerance, watch)
        except StopRun as stop:
            return point, Ending(stop.status, stop.message)
        known = len(half.levels)
        half.at(end)
        there = landscape.value(end)
        lower = there < value - _LOWER * (1 + abs(value))
        if lower and holds_at(gaps, end, _MET):
            far = float(np.abs(end - point).max()) > 0.9 * width
            point, value, width = end, there, 4 * width if far else width
            if not far and settled(point):
                break
        elif lower and len(half.levels) > known and violation(gaps, end) > 0:
            continue
        else:
            width /= 8
    return point, None


def _step(landscape: Landscape, gaps: Gaps, point: Array, width: float, tolerance: float, watch: Watch) -> Array:
    """The end of a descent within a box.

    Raises:
        StopRun: the run is to end.
    """
    watch.check()
    low, high = np.maximum(gaps.low, point - width), np.minimum(gaps.high, point + width)
    bounds = list(zip(low.tolist(), high.tolist(), strict=True))
    limit, watch.limit = watch.limit, min(watch.limit, watch.count + _STEPS)
    try:
        end = ByScipy("SLSQP", tolerance, False, gaps.for_scipy(), bounds).run(landscape, point, watch, {})
    except DataError:
        return point
    except StopRun:
        if watch.count >= limit or watch.count < watch.limit:
            raise
        end = point if watch.last is None else watch.last
    finally:
        watch.limit = limit
    return np.minimum(np.maximum(end, low), high) if norm(end) < np.inf else point
