"""Constraints that hold nowhere, as the ranges of their sides tell: ``exp(x) <= 0``."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.node import Expr
from extremum.convexity.region import Region
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem


def impossible(constraints: Sequence[Constraint], unknowns: Sequence[Expr]) -> str:
    """Why no values of the unknowns satisfy the constraints, where the range of a gap says so; empty where none does.

    >>> import extremum as ex
    >>> x = ex.scalar("x")
    >>> impossible([ex.at_most(ex.exp(x), 0)], [x])
    'no x satisfies exp(x) <= 0: -exp(x) is in (-∞, 0)'
    """
    region = Region(tuple(unknowns))
    for constraint in constraints:
        bounds = None if constraint.is_semidefinite else region.bounds(constraint.gap)
        if bounds is not None and (bounds.negative or (constraint.is_equation and bounds.nonzero)):
            names = ", ".join(x.name for x in unknowns)
            return f"no {names} satisfies {constraint}: {constraint.gap} is in {bounds}"
    return ""


def refuse_impossible(problem: Problem) -> None:
    """Refuses a problem with a constraint that holds nowhere.

    Raises:
        NoExtremumError: there is one.
    """
    why = impossible(problem.constraints, problem.unknowns)
    if why:
        raise NoExtremumError(f"there is no solution: {why}")
