"""Minimisation under equations and inequalities, judged by the conditions of Karush, Kuhn and Tucker.

Where a minimum is, the gradient is a combination of those of the constraints that hold with equality, with weights that
are not negative for the inequalities: Boyd & Vandenberghe (2004), sec. 5.5.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import UnsupportedError
from extremum.optimize.descent import ByScipy
from extremum.optimize.ending import (
    CONVERGED,
    INFEASIBLE,
    INTERRUPTED,
    STALLED,
    STATIONARY,
    UNBOUNDED,
    UNDEFINED,
    Ending,
    Run,
    falls_without_end,
    gradient_scale,
    norm,
)
from extremum.optimize.escapes import unattained
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.saddles import Held, lower_within
from extremum.optimize.watch import StopRun, Watch
from extremum.problems.constraint import Constraint
from extremum.solving.impossible import impossible

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_ACTIVE, _SMALL, _AGAIN = 1e-6, 1e-5, 3
"""A constraint holds with equality where its border is so near, relative to the size of the point; a gradient that is
left over is small where it is this part of those nearby; and how often the method starts again where it ended."""


def by_constraints(
    landscape: Landscape, constraints: Sequence[Constraint], method: str | None, tolerance: float, watch: Watch
) -> Minimum:
    """The minimum under constraints.

    Raises:
        DataError: the objective or its gradient is no number at the start.
    """
    gaps = Gaps(constraints, landscape.objective, landscape.parameters)
    start = gaps.within(landscape.parameters.start())
    name = method or ("SLSQP" if gaps.others else "L-BFGS-B")
    descent = ByScipy(name, tolerance, False, gaps.for_scipy(), gaps.bounds)
    point, at, stopped, lower = _repeated(landscape, gaps, descent, start, tolerance, watch)
    how = at.ending(stopped)
    if lower and how.status == CONVERGED:
        how = Ending(STATIONARY, f"the conditions hold, but {landscape.sense.lower_nearby}")
    if how.status not in (CONVERGED, STATIONARY, INFEASIBLE) and _falls(landscape, gaps, start, point, at):
        how = Ending(
            UNBOUNDED, f"{landscape.sense.endless} within the constraints, beyond {landscape.sense.of(at.value):.3g}"
        )
    how = unattained(landscape, start, point, how, lambda flat: _inside(landscape, gaps, flat)[0])
    never = impossible(constraints, landscape.objective.unknowns)
    how = Ending(INFEASIBLE, never) if never else how
    why = "as asked" if method else "the constraints are no bounds" if gaps.others else "the constraints are bounds"
    return _minimum(landscape, point, at, how, f"{name}: {why}", watch)


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
    at = _kuhn_tucker(landscape, gaps, point)
    watch.step(point, at.value)
    how = at.ending(None)
    if how.status == CONVERGED and lower_within(landscape, gaps, point, at.held) is not None:
        return None
    return _minimum(landscape, point, at, how, method, watch)


def _minimum(landscape: Landscape, point: Array, at: _At, how: Ending, method: str, watch: Watch) -> Minimum:
    return Minimum(
        landscape.objective.values(landscape.parameters, point), at.value, at.left_over, watch.count, how.status,
        how.message, watch.history, method, landscape.evaluations,
    )  # fmt: skip


def _repeated(
    landscape: Landscape, gaps: Gaps, descent: ByScipy, start: Array, tolerance: float, watch: Watch
) -> tuple[Array, _At, Ending | None, bool]:
    """Where the method ends, started again where it ended while that helps, and from what is lower nearby where the
    conditions hold; why it was stopped, and whether something lower is known."""
    point, lower = start, None
    for _ in range(_AGAIN):
        end, stopped = _run(landscape, descent, point if lower is None else lower, watch)
        better = gaps.within(end) if np.isfinite(end).all() else point
        still, point = np.array_equal(better, point), better
        at = _kuhn_tucker(landscape, gaps, point)
        settled = still or stopped is not None or at.is_best(tolerance)
        looks = settled and at.ending(None).status == CONVERGED
        lower = lower_within(landscape, gaps, point, at.held) if looks else None
        if stopped is not None or (settled and lower is None):
            break
    return point, at, stopped, lower is not None


def _run(landscape: Landscape, descent: ByScipy, point: Array, watch: Watch) -> tuple[Array, Ending | None]:
    """Where the method ends, and why it was stopped."""
    try:
        watch.check()
        return descent.run(landscape, point, watch, {}), None
    except StopRun as stop:
        how = Ending(stop.status, stop.message)
    except KeyboardInterrupt:
        how = Ending(INTERRUPTED, "it was interrupted")
    return (point if watch.last is None else watch.last), how


def _falls(landscape: Landscape, gaps: Gaps, start: Array, end: Array, at: _At) -> bool:
    """Whether the value falls without end along a line within the constraints."""
    run = Run(start, end, at.value, landscape.slope(end)[1])
    return falls_without_end(lambda flat: _inside(landscape, gaps, flat), run)


def _inside(landscape: Landscape, gaps: Gaps, flat: Array) -> tuple[float, Array]:
    """The value, infinite outside of the constraints, and the gradient."""
    value, gradient = landscape.slope(flat)
    return (value if _kuhn_tucker(landscape, gaps, flat).violation <= _ACTIVE else np.inf), gradient


@dataclass(frozen=True, slots=True)
class _At:
    """A point, as the conditions of Karush, Kuhn and Tucker see it.

    left_over: the length of the gradient but for a combination of those of the constraints that hold with equality;
    scale: of gradients nearby; violation: how far the point is from satisfying the constraints, beside its size.
    """

    value: float
    left_over: float
    scale: float
    violation: float
    active: int
    held: Held

    def is_best(self, tolerance: float) -> bool:
        """Whether it satisfies the conditions as well as was asked for."""
        return self.violation <= _ACTIVE and self.left_over <= tolerance * self.scale

    def ending(self, stopped: Ending | None) -> Ending:
        """How the run ended there."""
        if np.isnan(self.violation):
            return Ending(UNDEFINED, "it stopped where a constraint or its gradient is not a number")
        if not self.violation <= _ACTIVE:
            return Ending(INFEASIBLE, f"no point within the constraints was found: it is {self.violation:.2g} off")
        if self.left_over <= _SMALL * self.scale:
            held = "constraint that holds" if self.active == 1 else "constraints that hold"
            combined = f"the gradient is a combination of those of the {self.active} {held} with equality"
            return Ending(CONVERGED, combined if self.active else "the gradient is small beside those nearby")
        why = "the gradient is no combination of those of the constraints that hold with equality"
        return Ending(STALLED, why) if stopped is None else Ending(stopped.status, f"{stopped.message}, and {why}")


def _kuhn_tucker(landscape: Landscape, gaps: Gaps, point: Array) -> _At:
    value, gradient = landscape.slope(point)
    equal, over = gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)
    slopes, sides = gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)
    size = 1 + norm(point)
    off, inside = np.abs(_distances(equal, slopes)) / size, _distances(over, sides) / size
    near = inside <= _ACTIVE
    rows = np.concatenate([slopes, sides[near]])
    multipliers = _multipliers(gradient, rows, len(slopes))
    left_over = norm(gradient - rows.T @ multipliers)
    binding = multipliers[len(slopes) :] > _SMALL * np.abs(multipliers).max(initial=0)
    kept = np.concatenate([np.ones(len(slopes), dtype=bool), binding])
    held = Held(np.flatnonzero(near)[binding], multipliers[kept], rows[kept])
    scale = max(gradient_scale(landscape.slope, point), norm(gradient))
    violation = max(off.max(initial=0), (-inside).max(initial=0))
    return _At(value, left_over, scale, float(violation), len(equal) + int(near.sum()), held)


def _distances(values: Array, slopes: Array) -> Array:
    """How far the borders are, to first order."""
    steep = np.linalg.norm(slopes, axis=1)
    return values / np.where(steep > 0, steep, 1)


def _multipliers(gradient: Array, rows: Array, equations: int) -> Array:
    """λ with the least ``‖g - B'λ‖``, those after the equations not negative; not a number where g or B is none."""
    from scipy.optimize import lsq_linear

    if not (np.isfinite(gradient).all() and np.isfinite(rows).all()):
        return np.full(len(rows), np.nan)
    if not len(rows):
        return np.zeros(0)
    low = np.concatenate([np.full(equations, -np.inf), np.zeros(len(rows) - equations)])
    found = lsq_linear(rows.T, gradient, (low, np.full(len(low), np.inf)), tol=1e-14)
    return np.asarray(found.x)
