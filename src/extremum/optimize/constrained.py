"""Minimisation under equations and inequalities, judged by the conditions of Karush, Kuhn and Tucker.

Where a minimum is, the gradient is a combination of those of the constraints that hold with equality, with weights that
are not negative for the inequalities: Boyd & Vandenberghe (2004), sec. 5.5.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import UnsupportedError
from extremum.optimize.borders import border, is_at_border
from extremum.optimize.boxed import descended, inside
from extremum.optimize.conditions import ACTIVE, At, kuhn_tucker
from extremum.optimize.descent import ByScipy
from extremum.optimize.edges import at_edge
from extremum.optimize.ending import (
    CONVERGED,
    INFEASIBLE,
    INTERRUPTED,
    LIMIT,
    STALLED,
    STATIONARY,
    UNBOUNDED,
    UNDEFINED,
    Ending,
    Run,
    falls_without_end,
    norm,
    overflows,
)
from extremum.optimize.escapes import unattained
from extremum.optimize.fading import settled
from extremum.optimize.feasible import curved_hold, first_phase, holds_at, why_none
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.manifolds import back_on
from extremum.optimize.minimum import Minimum
from extremum.optimize.multipliers import by_constraint
from extremum.optimize.options import BOUNDED, CONSTRAINED
from extremum.optimize.outer import HalfSpaces
from extremum.optimize.saddles import lower_within
from extremum.optimize.smoothed import Smoothed
from extremum.optimize.watch import StopRun, Watch
from extremum.problems.constraint import Constraint
from extremum.solving.impossible import impossible

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_BORDER, _BOXES = "at the border, by trust regions on it", "in boxes about points within them"
_AGAIN, _FAR = 3, 1e9
"""How often the method starts again where it ended; and how far off, beside the start, a point that meets the
conditions may be on a way down that has no end."""


def by_constraints(
    landscape: Landscape, constraints: Sequence[Constraint], method: str | None, tolerance: float, watch: Watch
) -> Minimum:
    """The minimum under constraints.

    Raises:
        DataError: the objective or its gradient is no number at the start.
        UnsupportedError: the method takes bounds alone, and there are other constraints.
    """
    smoothed = Smoothed(landscape.objective)
    gaps = Gaps([smoothed.of(each) for each in constraints], landscape.objective, landscape.parameters)
    if method in BOUNDED and gaps.others:
        raise UnsupportedError(f"the method {method!r} takes bounds alone; {' and '.join(CONSTRAINED)} take the others")
    start = gaps.within(landscape.parameters.start())
    name = method or ("SLSQP" if gaps.others else "L-BFGS-B")
    why = "as asked" if method else "the constraints are no bounds" if gaps.others else "the constraints are bounds"
    if shown := impossible(constraints, landscape.objective.unknowns, landscape.objective.expr):
        at = kuhn_tucker(landscape, gaps, start)
        return _minimum(landscape, start, at, Ending(INFEASIBLE, shown), f"{name}: {why}", watch)
    descent = ByScipy(name, tolerance, False, gaps.for_scipy(), gaps.bounds)
    point, at, stopped, lower = _repeated(landscape, gaps, descent, start, tolerance, watch)
    how = _ending(landscape, gaps, start, point, at, stopped, lower)
    if how.status == STALLED and at.feasible and is_at_border(gaps, landscape.parameters.arrays(point)):
        return _minimum(landscape, point, at, border(landscape), f"{name}: {why}", watch)
    if how.status in (STALLED, UNDEFINED) and method is None:
        for words, tried in ((_BORDER, _edge), (_BOXES, _again)):
            second = tried(landscape, gaps, start, point, tolerance, watch)
            if second is not None and _rank(second) < _rank((point, at, how)):
                point, at, how = second
                why = f"{why.partition(';')[0]}; {words}"
            if how.status in (CONVERGED, UNBOUNDED):
                break
    if stopped is not None and not at.feasible:
        second = _back(landscape, gaps, start, point, stopped)
        point, at, how = min((point, at, how), second or (point, at, how), key=_rank)
    how = unattained(landscape, start, point, how, lambda flat: _inside(landscape, gaps, flat)[0])
    point, at, how = _met(landscape, gaps, start, (point, at, how))
    if how.status in (STALLED, LIMIT) and not at.feasible:
        shown = why_none(gaps, first_phase(gaps, [start, point]))
        how = Ending(INFEASIBLE, shown) if shown else how
    found = _minimum(landscape, point, at, how, f"{name}: {why}", watch)
    if not found.converged:
        return found
    if gaps.constraints != tuple(constraints):
        gaps = Gaps(constraints, landscape.objective, landscape.parameters)
        at = kuhn_tucker(landscape, gaps, point)
    return replace(found, multipliers=by_constraint(gaps, at.weights, point))


_End = tuple["Array", "At", Ending]


def _rank(end: _End) -> tuple[bool, bool, float]:
    """Ends in their order, the best first: those within the constraints, those that are decided, the lower ones."""
    _, at, how = end
    return not at.feasible, how.status not in (CONVERGED, UNBOUNDED), at.value


def _back(landscape: Landscape, gaps: Gaps, start: Array, end: Array, stopped: Ending) -> _End | None:
    """The point on the spheres and orthogonal matrices that is nearest to where a run was stopped; None without any."""
    point = back_on(landscape, gaps.constraints, end)
    if point is None:
        return None
    at = kuhn_tucker(landscape, gaps, point)
    return point, at, _ending(landscape, gaps, start, point, at, stopped, False)


def _met(landscape: Landscape, gaps: Gaps, start: Array, found: _End) -> _End:
    """The same end with the constraints met without a tolerance, and as the conditions see it there."""
    point, at, how = found
    end, how = settled(landscape, gaps, start, point, how)
    if not np.array_equal(end, point):
        point, at = end, kuhn_tucker(landscape, gaps, end)
        how = at.ending(None) if how.status == CONVERGED else how
    return point, at, how


def _edge(landscape: Landscape, gaps: Gaps, start: Array, end: Array, tolerance: float, watch: Watch) -> _End | None:
    """The end of a run on the border of balls and ellipsoids, as the conditions see it; None where they are none."""
    point = at_edge(landscape, gaps.constraints, end if np.isfinite(end).all() else start, tolerance, watch)
    if point is None:
        return None
    at = kuhn_tucker(landscape, gaps, point)
    lower = at.ending(None).status == CONVERGED and lower_within(landscape, gaps, point, at.held) is not None
    return point, at, _ending(landscape, gaps, point, point, at, None, lower)


def _again(landscape: Landscape, gaps: Gaps, start: Array, end: Array, tolerance: float, watch: Watch) -> _End | None:
    """The best end of descents in boxes, from points within the constraints; None where no such point was found."""
    half, found = HalfSpaces(gaps), []
    outer = half.added(gaps)
    drawn = start + np.random.default_rng(0).normal(size=start.shape)

    def settled(point: Array) -> bool:
        return kuhn_tucker(landscape, outer, point).is_best(tolerance)

    for first in inside(landscape, gaps, [end, start, np.zeros_like(start), drawn]):
        half.about(first)
        point, stopped = descended(landscape, outer, half, first, tolerance, watch, settled)
        at = kuhn_tucker(landscape, outer, point)
        lower = at.ending(None).status == CONVERGED and lower_within(landscape, outer, point, at.held) is not None
        found.append((point, at, _ending(landscape, gaps, first, point, at, stopped, lower)))
        if found[-1][2].status in (CONVERGED, UNBOUNDED) or stopped is not None:
            break
    return min(found, key=_rank, default=None)


def _ending(
    landscape: Landscape, gaps: Gaps, start: Array, point: Array, at: At, stopped: Ending | None, lower: bool
) -> Ending:
    """How a run ended at a point, whether or not something lower is known."""
    how = at.ending(stopped)
    if lower and how.status == CONVERGED:
        return Ending(STATIONARY, f"the conditions hold, but {landscape.sense.lower_nearby}")
    far = norm(point) > _FAR * (1 + norm(start))
    if (far or how.status not in (CONVERGED, STATIONARY)) and _falls(landscape, gaps, start, point, at):
        beyond = landscape.sense.of(at.value)
        return Ending(UNBOUNDED, f"{landscape.sense.endless} within the constraints, beyond {beyond:.3g}")
    return how


def judged(
    landscape: Landscape, constraints: Sequence[Constraint], point: Array, watch: Watch, method: str
) -> Minimum | None:
    """A point that was found otherwise, as the conditions see it; None where they cannot be told.

    Raises:
        StopRun: the run is to end.
    """
    try:
        gaps = Gaps(constraints, landscape.objective, landscape.parameters)
    except UnsupportedError:
        return None
    at = kuhn_tucker(landscape, gaps, point)
    watch.step(point, at.value)
    how = at.ending(None)
    if how.status == CONVERGED and lower_within(landscape, gaps, point, at.held) is not None:
        return None
    found = _minimum(landscape, point, at, how, method, watch)
    return replace(found, multipliers=by_constraint(gaps, at.weights, point)) if found.converged else found


def _minimum(landscape: Landscape, point: Array, at: At, how: Ending, method: str, watch: Watch) -> Minimum:
    return Minimum(
        landscape.objective.values(landscape.parameters, point), at.value, at.left_over, watch.count, how.status,
        how.message, watch.history, method, landscape.evaluations,
    )  # fmt: skip


def _repeated(
    landscape: Landscape, gaps: Gaps, descent: ByScipy, start: Array, tolerance: float, watch: Watch
) -> tuple[Array, At, Ending | None, bool]:
    """Where the method ends, started again where it ended while that helps, and from what is lower nearby where the
    conditions hold; why it was stopped, and whether something lower is known."""
    point, lower = start, None
    for _ in range(_AGAIN):
        end, stopped = _run(landscape, gaps, descent, point if lower is None else lower, watch)
        better = gaps.within(end) if np.isfinite(end).all() else point
        still, point = np.array_equal(better, point), better
        at = kuhn_tucker(landscape, gaps, point)
        settled = still or stopped is not None or at.is_best(tolerance)
        looks = settled and at.ending(None).status == CONVERGED
        lower = lower_within(landscape, gaps, point, at.held) if looks else None
        if stopped is not None or (settled and lower is None) or not at.finite:
            break
    return point, at, stopped, lower is not None


def _run(landscape: Landscape, gaps: Gaps, descent: ByScipy, point: Array, watch: Watch) -> tuple[Array, Ending | None]:
    """Where the method ends, and why it was stopped."""
    try:
        watch.check()
        return descent.run(landscape, point, watch, {}), None
    except StopRun as stop:
        how = Ending(stop.status, stop.message)
        if stop.point is not None and not holds_at(gaps, stop.point):
            how = Ending(STALLED, f"the method went off to where the constraints do not hold, and {stop.message}")
    except KeyboardInterrupt:
        how = Ending(INTERRUPTED, "it was interrupted")
    return (point if watch.last is None else watch.last), how


def _falls(landscape: Landscape, gaps: Gaps, start: Array, end: Array, at: At) -> bool:
    """Whether the value falls without end along a line within the constraints."""

    def inside(flat: Array) -> tuple[float, Array]:
        return _inside(landscape, gaps, flat)

    far = at.feasible and falls_without_end(inside, Run(start, end, at.value, landscape.slope(end)[1]))
    return far or overflows(inside, start, end - start)


def _inside(landscape: Landscape, gaps: Gaps, flat: Array) -> tuple[float, Array]:
    """The value, infinite outside of the constraints, and the gradient; curved ones are not rounded, for far out they
    come near to what they never meet, and beside a large point nothing seems off."""
    value, gradient = landscape.slope(flat := gaps.within(flat))
    return (value if holds_at(gaps, flat, ACTIVE) and curved_hold(gaps, flat) else np.inf), gradient
