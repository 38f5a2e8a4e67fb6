"""Minimisation over unknowns on manifolds, judged in the coordinates about the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import DataError
from extremum.algebra.node import Expr
from extremum.optimize.components import Components
from extremum.optimize.ending import (
    CONVERGED,
    INTERRUPTED,
    STATIONARY,
    UNBOUNDED,
    Ending,
    Function,
    Run,
    ending,
    falls_without_end,
    is_flat,
    norm,
)
from extremum.optimize.landscape import Landscape
from extremum.optimize.manifolds import Ground, Manifold, Place
from extremum.optimize.minimum import Minimum
from extremum.optimize.region import descended, truncated
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

NAME = "manifold"
_AGAIN = 5
"""How often a run goes on from what is lower near its end."""
_DISTANCES = 10.0 ** np.arange(-4, 0)
_RANDOM, _NOISE, _TINY, _FAR = 4, 1e-11, 1e-6, 1e12
"""How many directions are drawn; a value is lower where it is so by this part of the values nearby; when conjugate
gradients have met no negative curvature, and how far they go along what they meet."""


def by_manifolds(
    landscape: Landscape, on: Mapping[Expr, Manifold], given: Collection[str], tolerance: float, watch: Watch
) -> Minimum:
    """The minimum over points on the manifolds; of those with two components in both, but for ``given`` starts.

    Raises:
        DataError: the objective or its gradient is no number at the start.
    """
    ground = Ground(landscape, on)
    components, start = Components(ground, given), ground.start()
    moved = components.moved(ground.drawn(), start)
    starts = [point for point in components.starts(start) if _defined(ground, point)]
    if not starts:
        raise DataError(ground.landscape.why_undefined(start, ground.at(start).value))
    found: list[tuple[Minimum, Array]] = []
    for point in starts:
        end, stopped = _down(ground, point, tolerance, watch)
        found.append((_judged(end, point, stopped, tolerance, watch), end.point))
        if stopped is not None and stopped.status != STATIONARY:
            break
    best = components.best(found)
    spent = sum(one.evaluations for one, _ in found)
    return replace(
        best, iterations=watch.count, history=watch.history, evaluations=spent,
        message="; ".join(filter(None, (best.message, moved))),
    )  # fmt: skip


def _defined(ground: Ground, point: Array) -> bool:
    at = ground.at(point)
    return bool(np.isfinite(at.value) and np.isfinite(at.gradient).all())


def _judged(here: Place, start: Array, stopped: Ending | None, tolerance: float, watch: Watch) -> Minimum:
    """How a run ended."""
    ground, landscape = here.ground, here.ground.landscape
    spent = landscape.evaluations  # looking and judging are not counted as those of the descent
    lower = stopped is not None and _lower(here, tolerance) is not None
    above = landscape.sense.lower_nearby if lower else ""
    kinked = "; ".join(landscape.objective.kinks()[:1])
    run = replace(_run(here), stopped=stopped, above=above, kinked=kinked, sense=landscape.sense)
    how = ending(_around(here), run, tolerance)
    on = [each for each in ground.manifolds if each is not None]
    if how.status != CONVERGED and all(each.cone for each in on) and _falls(here, start):
        how = Ending(UNBOUNDED, f"{landscape.sense.endless} along a line, beyond {landscape.sense.of(here.value):.3g}")
    landscape.evaluations = 0
    return Minimum(
        landscape.objective.values(landscape.parameters, here.point), here.value, norm(here.gradient),
        watch.count, how.status, how.message, watch.history, f"trust regions on manifolds: {ground.words}", spent,
    )  # fmt: skip


def _down(ground: Ground, start: Array, tolerance: float, watch: Watch) -> tuple[Place, Ending | None]:
    """Where it ends, and why it was stopped."""
    point = watch.last = start
    try:
        watch.check()
        for _ in range(_AGAIN):
            here = descended(ground, point, watch)
            spent = ground.landscape.evaluations
            lower = _lower(here, tolerance)
            ground.landscape.evaluations = spent
            if lower is None:
                return here, None
            point = lower
    except StopRun as stop:
        return ground.at(watch.last), Ending(stop.status, stop.message)
    except KeyboardInterrupt:
        return ground.at(watch.last), Ending(INTERRUPTED, "it was interrupted")
    return ground.at(point), Ending(
        STATIONARY, f"{ground.landscape.sense.lower} values were found nearby again and again"
    )


def _run(here: Place) -> Run:
    """What the judge is told: the end is the origin of the coordinates about it."""
    origin = np.zeros(here.gradient.size)
    step = truncated(here.product, here.gradient, np.inf, 1e-3 * norm(here.gradient))
    fall, way = (0.0, origin) if step.bounded else (step.fall, step.way)  # what bends down is looked at elsewhere
    return Run(origin, origin, here.value, here.gradient, fall, way)


def _falls(here: Place, start: Array) -> bool:
    """Whether the value falls without end along the ray through the start, or along the steepest descent there."""
    slope = here.ground.landscape.slope
    return falls_without_end(slope, Run(np.zeros_like(start), start, *slope(start)))


def _around(here: Place) -> Function:
    """Value and gradient at coordinates about a place."""

    def function(v: Array) -> tuple[float, Array]:
        there = here.ground.at(here.moved(here.within(v)))
        return there.value, there.gradient

    return function


def _lower(here: Place, tolerance: float) -> Array | None:
    """A point nearby at which the value is lower, where the gradient is small; None where none was found."""
    if not np.isfinite(here.value) or not is_flat(_around(here), _run(here), tolerance):
        return None
    for way in _ways(here):
        there = [here.moved(sign * far * way) for far in _DISTANCES for sign in (1, -1)]
        values = np.array([here.ground.at(each).value for each in there])
        values[~np.isfinite(values)] = np.inf
        spread = np.abs(values[np.isfinite(values)] - here.value).max(initial=0)
        if values.min(initial=np.inf) < here.value - _NOISE * max(spread, abs(here.value)):
            return there[int(np.argmin(values))]
    return None


def _ways(here: Place) -> Iterator[Array]:
    """Unit directions: along which conjugate gradients meet negative curvature, and random ones."""
    rng = np.random.default_rng(1)
    drawn = [here.within(rng.normal(size=here.gradient.size)) for _ in range(_RANDOM)]
    met = truncated(here.product, drawn[0], _FAR, _TINY * norm(drawn[0]))
    for way in [met.way, *drawn] if met.bounded else drawn:
        if norm(way):
            yield way / norm(way)
