"""Constraints that hold nowhere, as the ranges of their sides tell: ``exp(x) <= 0``; ``x <= -1`` beside ``log(x)``."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import NoExtremumError, UnsupportedError
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.convexity.domains import Constraint as Need
from extremum.convexity.domains import constraints_of, implied
from extremum.convexity.region import Region
from extremum.operations.leaves import MEMBER
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem


def impossible(constraints: Sequence[Constraint], unknowns: Sequence[Expr], objective: Expr | None = None) -> str:
    """Why no values of the unknowns satisfy the constraints, where the range of a gap on the domain of the objective
    says so; empty where none does.

    >>> import extremum as ex
    >>> x = ex.scalar("x")
    >>> impossible([ex.at_most(ex.exp(x), 0)], [x])
    'no x satisfies exp(x) <= 0: -exp(x) is in (-∞, 0)'
    >>> impossible([ex.at_most(x, -1)], [x], x - ex.log(x))
    'no x satisfies x <= -1 where log(x) is defined, x > 0: -1 - x is in (-∞, -1)'
    """
    region = Region(tuple(unknowns))
    needs = [] if objective is None or not constraints else _needs(objective, region)
    several = [needs] if len(needs) > 1 else []
    return next(filter(None, (_by_ranges(constraints, region, k) for k in ([], *([n] for n in needs), *several))), "")


def _needs(objective: Expr, region: Region) -> list[Need]:
    """What the objective needs of its arguments to be defined, for all values of the parameters."""
    needs = constraints_of(objective, region)
    return [need for need in needs if isinstance(need.needs, Interval) and need.always]


def _by_ranges(constraints: Sequence[Constraint], region: Region, within: Sequence[Need]) -> str:
    """A constraint whose gap has a range that leaves it out, on the part of a region where needs are met."""
    for need in within:
        assert isinstance(need.needs, Interval)
        region = region.knowing(implied(need.argument, need.needs, region))
    where = " and".join(f" where {need.node} is defined, {need}" for need in within)
    for constraint in constraints:
        bounds = None if constraint.is_semidefinite else region.bounds(constraint.gap)
        if bounds is not None and (bounds.negative or (constraint.is_equation and bounds.nonzero)):
            names = ", ".join(x.name for x in region.unknowns)
            return f"no {names} satisfies {constraint}{where}: {constraint.gap} is in {bounds}"
    return ""


def refuse_numbered(problem: Problem) -> None:
    """Refuses a problem with a constraint on each of several samples, which has a free index, where no unknown has one.

    Raises:
        UnsupportedError: there is one.
    """
    known = set() if problem.objective is None else set(problem.objective.indices)
    if any(x.op is MEMBER for x in problem.unknowns):
        return
    for stated in problem.constraints:
        free = [atom for atom in stated.gap.indices if isinstance(atom, IndexName) and atom not in known]
        if free:
            raise UnsupportedError(
                f"no closed form found: {stated} is a constraint for each {free[0].name}, which no rule knows; "
                "ex.minimize finds the extremum by iteration, if there is one"
            )


def refuse_impossible(problem: Problem) -> None:
    """Refuses a problem with a constraint that holds nowhere on the domain of the objective.

    Raises:
        NoExtremumError: there is one.
    """
    why = impossible(problem.constraints, problem.unknowns, problem.objective)
    if why:
        raise NoExtremumError(f"there is no solution: {why}")
