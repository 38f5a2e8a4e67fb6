"""Starts at which the objective is defined: drawn at several sizes, or found by a phase of its own.

That phase minimises ``Σ max(0, l + δ - u)²`` over the arguments u that must be at least l, and the like for upper ends
(Boyd & Vandenberghe 2004, sec. 11.4), with a margin δ that shrinks until there is a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.convexity.domains import constraints_of
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.optimize.descent import ByScipy
from extremum.optimize.landscape import Landscape
from extremum.optimize.objective import Objective
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_SIZES = (0.1, 0.01, 1e-4, 3.0, 10.0, 100.0)
_LEVELS = (0.0, 0.5, 0.1, 1.0, 2.0, -0.5, -1.0, 0.01, 10.0)
_RANDOM, _STEPS = 20, 200
_MARGINS = tuple(Fraction(1, 100**k) for k in range(4))


def begin(landscape: Landscape, given: Mapping[str, Any]) -> Array:
    """The start, where the objective and its gradient are numbers there; otherwise another such point if one is found,
    with what is given left as it is."""
    start = landscape.parameters.drawn()
    spent = landscape.evaluations
    free = _drawn(landscape, given)
    if _defined(landscape, start) or not free.any():
        return start
    points = (np.where(free, point, start) for point in _points(landscape, start))
    found = next((point for point in points if _defined(landscape, point)), None)
    landscape.evaluations = spent
    return found if found is not None else start


def _defined(landscape: Landscape, point: Array) -> bool:
    value, gradient = landscape.slope(point)
    return isfinite(value) and bool(np.isfinite(gradient).all())


def _drawn(landscape: Landscape, given: Mapping[str, Any]) -> Array:
    """Which numbers are of no part whose start is given."""
    parameters = landscape.parameters
    each = [s.name not in given for s in parameters.symbols]
    return np.repeat(each, np.diff(parameters.ends, prepend=0))


def _points(landscape: Landscape, start: Array) -> Iterator[Array]:
    yield from (size * start for size in _SIZES)
    yield from (size * np.abs(start) for size in (1.0, *_SIZES))
    yield from (np.full_like(start, level) for level in _LEVELS)
    yield from _first_phase(landscape, start)
    rng = np.random.default_rng(0)
    for _ in range(_RANDOM):
        yield 10 ** rng.uniform(-2, 2) * rng.normal(size=start.size)


def _first_phase(landscape: Landscape, start: Array) -> Iterator[Array]:
    objective = landscape.objective
    unknowns = list(objective.unknowns)
    asked = constraints_of(objective.expr, Region(tuple(unknowns)))
    needs = [(each.argument, each.needs) for each in asked if isinstance(each.needs, Interval)]
    if not needs or any(argument.indices for argument, _ in needs):
        return
    scope = objective.scope
    for margin in _MARGINS:
        lacking = c.add(*(part for argument, interval in needs for part in _lacking(argument, interval, margin)))
        try:
            data = {**scope.arrays, **scope.functions}
            first = Objective(lacking, unknowns, data, scope.sizes, None, [objective.expr], strict=False)
            yield _lowest(Landscape(first, landscape.parameters), start)
        except ExtremumError:
            return


def _lowest(landscape: Landscape, start: Array) -> Array:
    watch = Watch(_STEPS)
    try:
        return ByScipy("L-BFGS-B", 1e-12).run(landscape, start, watch, {})
    except StopRun:
        return start if watch.last is None else watch.last


def _lacking(argument: Expr, interval: Interval, margin: Fraction) -> Iterator[Expr]:
    """What an argument lacks of being within an interval by a margin, squared."""
    ones = c.like_ones(argument)
    if isfinite(interval.low):
        yield _squared(c.subtract(c.multiple(Fraction(interval.low) + margin, ones), argument))
    if isfinite(interval.high):
        yield _squared(c.subtract(argument, c.multiple(Fraction(interval.high) - margin, ones)))


def _squared(excess: Expr) -> Expr:
    """``Σ max(0, u)²``."""
    over = c.apply("relu", excess)
    return c.trace(c.product(c.transpose(over), over))
