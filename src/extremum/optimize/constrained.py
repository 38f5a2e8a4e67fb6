"""Minimisation under equations and inequalities, judged by the conditions of Karush, Kuhn and Tucker.

Where a minimum is, the gradient is a combination of those of the constraints that hold with equality, with weights that
are not negative for the inequalities: Boyd & Vandenberghe (2004), sec. 5.5.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import jacobian
from extremum.data.binding import tidy
from extremum.data.computing import silently
from extremum.operations import construct as c
from extremum.optimize.descent import ByScipy
from extremum.optimize.ending import (
    CONVERGED,
    INFEASIBLE,
    INTERRUPTED,
    STALLED,
    UNBOUNDED,
    Ending,
    Run,
    falls_without_end,
    gradient_scale,
    norm,
)
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters
from extremum.optimize.watch import StopRun, Watch
from extremum.problems.constraint import Constraint
from extremum.simplify.search import simplify
from extremum.structures.charts import Linear

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
    point, at, stopped = _repeated(landscape, gaps, descent, start, tolerance, watch)
    how = at.ending(stopped)
    if how.status not in (CONVERGED, INFEASIBLE) and _falls(landscape, gaps, start, point, at):
        how = Ending(UNBOUNDED, f"the value falls without end within the constraints, beyond {at.value:.3g}")
    why = "as asked" if method else "the constraints are no bounds" if gaps.others else "the constraints are bounds"
    return Minimum(
        landscape.objective.values(landscape.parameters, point), at.value, at.left_over, watch.count, how.status,
        how.message, watch.history, f"{name}: {why}", landscape.evaluations,
    )  # fmt: skip


def _repeated(
    landscape: Landscape, gaps: Gaps, descent: ByScipy, start: Array, tolerance: float, watch: Watch
) -> tuple[Array, _At, Ending | None]:
    """Where the method ends, started again where it ended while that helps; and why it was stopped."""
    point, stopped = start, None
    for _ in range(_AGAIN):
        try:
            watch.check()
            end = descent.run(landscape, point, watch, {})
        except StopRun as stop:
            end, stopped = (point if watch.last is None else watch.last), Ending(stop.status, stop.message)
        except KeyboardInterrupt:
            end, stopped = (point if watch.last is None else watch.last), Ending(INTERRUPTED, "it was interrupted")
        better = gaps.within(end) if np.isfinite(end).all() else point
        still, point = np.array_equal(better, point), better
        at = _kuhn_tucker(landscape, gaps, point)
        if at.is_best(tolerance) or still or stopped:
            break
    return point, at, stopped


def _falls(landscape: Landscape, gaps: Gaps, start: Array, end: Array, at: _At) -> bool:
    """Whether the value falls without end along a line within the constraints."""

    def inside(flat: Array) -> tuple[float, Array]:
        value, gradient = landscape.slope(flat)
        here = _kuhn_tucker(landscape, gaps, flat)
        return (value if here.violation <= _ACTIVE else np.inf), gradient

    return falls_without_end(inside, Run(start, end, at.value, landscape.slope(end)[1]))


@final
class Gaps:
    """What is zero, or not negative, where the constraints hold; its entries and their gradients at a point."""

    def __init__(self, constraints: Sequence[Constraint], objective: Objective, parameters: Parameters) -> None:
        self.objective, self.parameters = objective, parameters
        self.equations = [_Gap(each.gap, objective) for each in constraints if each.is_equation]
        self.inequalities = [_Gap(each.gap, objective) for each in constraints if each.is_inequality]
        self.low, self.high = (np.full(parameters.start().size, end) for end in (-np.inf, np.inf))
        self.others = [*self.equations, *(gap for gap in self.inequalities if not self._bounds(gap))]
        other = next((each for each in constraints if each.is_semidefinite), None)
        if other is not None:
            raise UnsupportedError(
                f"{other} orders matrices, which minimize does not take; declare the matrix positive_definite, or "
                "write it as L*L'"
            )

    def values(self, gaps: Sequence[_Gap], flat: Array) -> Array:
        """The entries of gaps."""
        arrays = self.parameters.arrays(flat)
        with silently():
            return np.concatenate([np.zeros(0), *(gap.values(arrays) for gap in gaps)])

    def slopes(self, gaps: Sequence[_Gap], flat: Array) -> Array:
        """The gradients of the entries by the free numbers, a row each."""
        arrays = self.parameters.arrays(flat)
        with silently():
            rows = [self.parameters.pull_back(flat, row) for gap in gaps for row in gap.slopes(arrays)]
        return np.array(rows).reshape(-1, flat.size)

    def _bounds(self, gap: _Gap) -> bool:
        """Takes ``x - l`` and ``u - x`` as bounds of the free numbers, where these are the entries of x."""
        part, sign = gap.bounded()
        if part is None:
            return False
        chart = self.parameters.charts[part]
        arrays = self.parameters.arrays(self.parameters.start())
        value = arrays[part] - sign * gap.values(arrays).reshape(arrays[part].shape, order="F")
        free = chart.free(value) if isinstance(chart, Linear) and chart.size == value.size else np.zeros(0)
        if free.size != value.size or not np.allclose(chart.matrix(free), value, rtol=1e-14, atol=0):
            return False
        place = slice(self.parameters.ends[part] - free.size, self.parameters.ends[part])
        if sign > 0:
            self.low[place] = np.maximum(self.low[place], free)
        else:
            self.high[place] = np.minimum(self.high[place], free)
        return True

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """The bounds of the free numbers."""
        return list(zip(self.low.tolist(), self.high.tolist(), strict=True))

    def within(self, flat: Array) -> Array:
        """The nearest point within the bounds."""
        clipped: Array = np.minimum(np.maximum(flat, self.low), self.high)
        return clipped

    def for_scipy(self) -> list[dict[str, Any]]:
        """The constraints that are no bounds, as SciPy takes them."""
        kinds = (("eq", self.equations), ("ineq", [gap for gap in self.others if gap not in self.equations]))
        return [self._for_scipy(kind, gaps) for kind, gaps in kinds if gaps]

    def _for_scipy(self, kind: str, gaps: Sequence[_Gap]) -> dict[str, Any]:
        return {"type": kind, "fun": lambda flat: self.values(gaps, flat), "jac": lambda flat: self.slopes(gaps, flat)}


@final
class _Gap:
    """One gap: its expression, its Jacobians by the unknowns, and which entries tell all of it."""

    def __init__(self, gap: Expr, objective: Objective) -> None:
        self.objective, self.gap = objective, simplify(gap)
        if any(not str(atom).startswith("#") for atom in self.gap.indices):
            raise UnsupportedError(f"{gap} holds for each member of a family, which minimize does not take")
        known = {symbol.name for symbol in gap.symbols}
        unknowns = dict.fromkeys(part.unknown for part in objective.parts)
        self.jacobians = {u: simplify(jacobian(gap, u)) for u in unknowns if u.name in known}
        self.half = gap.rows is gap.cols and holds(gap, "symmetric")

    def bounded(self) -> tuple[int | None, int]:
        """The part x, and the sign of x, of ``x - l`` and ``u - x``; None where it is neither."""
        (slope, *more) = self.jacobians.values()
        for sign in (1, -1):
            if not more and not self.half and slope is c.multiple(sign, c.eye(slope.rows)):
                wanted = next(iter(self.jacobians))
                found = [k for k, part in enumerate(self.objective.parts) if part.unknown is wanted and part.at is None]
                return (found[0] if found else None), sign
        return None, 0

    def values(self, arrays: Sequence[Array]) -> Array:
        """The entries, columns stacked."""
        value = np.atleast_1d(np.asarray(tidy(self.objective.at(arrays).value(self.gap), self.gap), dtype=float))
        whole = value.reshape(-1, order="F")
        return whole[self._kept(value)]

    def _kept(self, value: Array) -> Array:
        """Of a symmetric matrix the lower triangle tells all."""
        each = np.ones(value.shape, dtype=bool)
        return (np.tril(each) if self.half and value.ndim == 2 else each).reshape(-1, order="F")

    def slopes(self, arrays: Sequence[Array]) -> list[list[Array]]:
        """Of each entry the gradients by the parts."""
        scope = self.objective.at(arrays)
        shape = tuple(scope.dim(dim) for dim in self.gap.shape)
        kept = self._kept(np.zeros(shape))
        columns = []
        for part, value in zip(self.objective.parts, arrays, strict=True):
            if part.unknown not in self.jacobians:
                columns.append(np.zeros((int(kept.sum()), *value.shape)))
                continue
            inside = self.objective.at(arrays, part)
            matrix = np.asarray(inside.value(self.jacobians[part.unknown]), dtype=float)
            matrix = np.broadcast_to(matrix.reshape(matrix.shape[-2:]), (kept.size, value.size))
            columns.append(np.stack([row.reshape(value.shape, order="F") for row in matrix[kept]]))
        return [[column[k] for column in columns] for k in range(int(kept.sum()))]


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

    def is_best(self, tolerance: float) -> bool:
        """Whether it satisfies the conditions as well as was asked for."""
        return self.violation <= _ACTIVE and self.left_over <= tolerance * self.scale

    def ending(self, stopped: Ending | None) -> Ending:
        """How the run ended there."""
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
    left_over = _left_over(gradient, slopes, sides[near])
    scale = max(gradient_scale(landscape.slope, point), norm(gradient))
    violation = max(off.max(initial=0), (-inside).max(initial=0))
    return _At(value, left_over, scale, float(violation), len(equal) + int(near.sum()))


def _distances(values: Array, slopes: Array) -> Array:
    """How far the borders are, to first order."""
    steep = np.linalg.norm(slopes, axis=1)
    return values / np.where(steep > 0, steep, 1)


def _left_over(gradient: Array, equations: Array, inequalities: Array) -> float:
    """The least length of ``g - A'λ - B'μ`` with μ ≥ 0."""
    from scipy.optimize import lsq_linear

    if not np.isfinite(gradient).all():
        return np.inf
    columns = np.concatenate([equations, inequalities]).T
    if not columns.size:
        return norm(gradient)
    low = np.concatenate([np.full(len(equations), -np.inf), np.zeros(len(inequalities))])
    found = lsq_linear(columns, gradient, (low, np.full(len(low), np.inf)), tol=1e-14)
    return norm(columns @ found.x - gradient)
