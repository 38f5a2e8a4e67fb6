"""Multipliers: how a gradient is combined of those of constraints, and what they are of constraints as stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.data.binding import tidy
from extremum.optimize.gaps import Gap, Gaps
from extremum.problems.constraint import Constraint

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Multipliers = list[tuple[Constraint, Any]]
"""Of each constraint the ν of ``f + ν (left - right)``, in the shape of its sides."""


def multipliers(gradient: Array, rows: Array, equations: int) -> Array:
    """λ with the least ``‖g - B'λ‖``, those after the equations not negative; not a number where g is none."""
    from scipy.optimize import lsq_linear

    if not (np.isfinite(gradient).all() and np.isfinite(rows).all()):
        return np.full(len(rows), np.nan)
    if not len(rows):
        return np.zeros(0)
    low = np.concatenate([np.full(equations, -np.inf), np.zeros(len(rows) - equations)])
    found = lsq_linear(rows.T, gradient, (low, np.full(len(low), np.inf)), tol=1e-14)
    return np.asarray(found.x)


def by_constraint(gaps: Gaps, weights: Array, point: Array) -> Multipliers:
    """The ν of ``f + Σ ν (left - right)``, which is stationary, a number an entry; not negative for ``≤``, not positive
    for ``≥``.

    weights: of the gradients of gaps, which add up to that of f: those of equations, then those of inequalities.
    Of a constraint on the members of families there is a row for each of them.
    """
    arrays = gaps.parameters.arrays(point)
    stated = [
        *(each for each in gaps.constraints if each.is_equation),
        *(each for each in gaps.constraints if each.is_inequality),
    ]
    found: dict[int, Any] = {}
    first = 0
    for each, gap in zip(stated, [*gaps.equations, *gaps.stated], strict=True):
        members = list(_of_members(gap, 0.0 - each.relation.orientation * weights[first:], arrays))
        first += sum(used for used, _ in members)
        values = [value for _, value in members]
        found[id(each)] = np.array(values) if gap.over else values[0]
    return [(each, found[id(each)]) for each in gaps.constraints]


def _of_members(gap: Gap, weights: Array, arrays: Sequence[Array]) -> Iterator[tuple[int, Any]]:
    """How many weights each member of a gap takes, and they in its shape; what the lower triangle of a symmetric matrix
    tells stands half on either side."""
    scope = gap.within(gap.objective.at(arrays))
    first = 0
    for place in gap.places(scope):
        here = scope.placed(place)
        kept = gap.kept(here)
        flat = np.zeros(kept.size)
        used = int(kept.sum())
        flat[kept] = weights[first : first + used]
        value = flat.reshape([here.dim(dim) for dim in gap.gap.shape], order="F")
        yield used, tidy((value + value.T) / 2 if gap.half else value, gap.gap)
        first += used
