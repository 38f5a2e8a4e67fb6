"""The closed form, asked first: what :func:`extremum.solve` finds, put into numbers and judged there as any end is.

It is asked where it can cost little: formulas of no great length without kinks, data of no great size. What it says is
believed only where its conditions hold for the data, and the judge of iterations finds a minimum there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.given import by_name
from extremum.operations import construct as c
from extremum.optimize.constrained import judged
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters
from extremum.optimize.search import Search
from extremum.optimize.sense import MAX, MIN
from extremum.optimize.unknowns import starts
from extremum.optimize.watch import Watch
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.solving.impossible import refuse_numbered
from extremum.solving.solution import SolutionSet
from extremum.solving.solve import first_found

if TYPE_CHECKING:
    from extremum.algebra.node import Array

NAME = "closed form"
_WANTED = {sense.name: f"global {sense.extremum}" for sense in (MIN, MAX)}
_LONG, _LARGE = 150, 200_000
"""Of so many operations a formula is long; so many numbers are a large array: solutions are interpreted."""


@lru_cache(maxsize=32)
def _asked(problem: Problem) -> SolutionSet | None:
    """The global extremum of a problem in closed form; None where none is found. Asked once of a problem."""
    try:
        refuse_numbered(problem)
        found = first_found(problem)
    except ExtremumError:
        return None
    return found if isinstance(found, SolutionSet) and found.kind.startswith(_WANTED[str(problem.sense)]) else None


def by_closed_form(
    objective: Objective, stated: Sequence[Constraint], tolerance: float, watch: Watch, pieces: tuple[Expr, ...] = ()
) -> Minimum | None:
    """The minimum in closed form; None where there is none, or where the judge finds none there."""
    sense = objective.sense
    asked = c.multiple(sense.sign, objective.expr)
    problem = Problem(asked, sense.name, objective.unknowns, tuple(stated), pieces)
    if _is_long(problem) or _entries(objective) > _LARGE or objective.kinked:
        return None
    found = _asked(problem)
    if found is None or _largest(found, objective.scope) > _LARGE:
        return None
    point = _point(found, objective)
    if point is None:
        return None
    landscape, why = Landscape(objective, point), f"{NAME}: {found.reason}"
    try:
        if stated:
            end = judged(landscape, stated, point.start(), watch, why)
        else:
            end = Search(landscape, _There(), why, watch, tolerance).from_start(point.start())
    except DataError:  # at an end of the domain there may be no gradient
        return None
    return replace(end, certified=True) if end is not None and end.converged else None


def _is_long(problem: Problem) -> bool:
    roots = [each.gap for each in problem.constraints]
    return len(list(topological([*roots, problem.minimised]))) > _LONG


def _entries(objective: Objective) -> int:
    """How many numbers the data are."""
    arrays = objective.scope.arrays.values()
    return sum(np.size(part) for one in arrays for part in (one if isinstance(one, list) else [one]))


def _largest(found: SolutionSet, scope: Scope) -> int:
    """How many entries the largest array has that the solution is computed with."""
    roots = [*found.values.values(), *(condition.matrix for condition in found.conditions)]
    return max((scope.dim(node.rows) * scope.dim(node.cols) for node in topological(roots) if _known(node)), default=0)


def _known(node: Expr) -> bool:
    """Whether the shape of a node is the same wherever it occurs."""
    return not any(isinstance(atom, IndexName) for dim in node.shape for atom in dim.atoms())


def _point(found: SolutionSet, objective: Objective) -> Parameters | None:
    """The solution on the data, as the start of a run; None where a condition does not hold for them."""
    scope = objective.scope
    try:
        values = found.evaluate({**scope.sizes, **scope.arrays, **scope.functions})
        given = starts(objective.parts, by_name(values))
        parts = [part.symbol for part in objective.parts]
        return Parameters(parts, objective.shape, given, np.random.default_rng(0))
    except ExtremumError:
        return None


@final
@dataclass(frozen=True, slots=True)
class _There:
    """A descent that has arrived."""

    name: str = NAME

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """The start."""
        watch.step(start, landscape.value(start), {})
        return start
