"""Problems that fix the size of an unknown whose objective does not depend on it: ``a'x = b``, ``x'Bx = r``."""

from __future__ import annotations

from dataclasses import replace as changed
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.isolate import Move
from extremum.solving.predicates import POSITIVE
from extremum.solving.separable.reading import gradient_of
from extremum.solving.solution import SolutionSet
from extremum.solving.theorems.surfaces import surface
from extremum.solving.theorems.theorem import nonzero, stated

UP_TO_SCALE = "up to scale"
POSITIVE_ONLY = "up to positive scale"


def free_of_size(problem: Problem) -> Problem | None:
    """The problem without its only constraint, which fixes a size."""
    if len(problem.unknowns) != 1 or len(problem.constraints) != 1 or not problem.equations:
        return None
    (x,) = problem.unknowns
    if x.assumptions or not x.is_column or x.is_scalar or not problem.constraints[0].gap.is_scalar:
        return None
    return changed(problem, constraints=())


def sized(problem: Problem, found: SolutionSet) -> SolutionSet | None:
    """The solution up to scale with the size that is asked for."""
    (x,), (only,) = problem.unknowns, problem.constraints
    if found.unique != UP_TO_SCALE:
        return None
    ray, signed = found.values[x], POSITIVE_ONLY in found.notes
    normal = gradient_of(only.gap, x)
    if contains(normal, [x]):
        return _on_ellipsoid(problem, found, signed)
    level = simplify(c.multiple(-1, replace(only.gap, {x: c.like_zeros(x)})))
    if c.is_zero(level):
        return None
    reach = simplify(c.product(c.transpose(normal), ray))
    size = simplify(c.product(level, c.power(reach, -1)))
    return _with_size(problem, found, size, "unique", _signed(size, reach, level) if signed else _not_zero(reach))


def _not_zero(reach: Expr) -> list[Condition]:
    return [] if holds(reach, "nonzero") else [nonzero(reach)]


def _signed(size: Expr, reach: Expr, level: Expr) -> list[Condition]:
    """That a ray is scaled by a positive number."""
    return stated(POSITIVE, reach if holds(level, "positive") else size)


def _on_ellipsoid(problem: Problem, found: SolutionSet, signed: bool) -> SolutionSet | None:
    (x,), (only,) = problem.unknowns, problem.constraints
    on = surface(only, x)
    if on is None:
        return None
    ray = found.values[x]
    length = simplify(c.product(c.transpose(ray), on.metric, ray))
    return _with_size(problem, found, c.power(length, Fraction(-1, 2)), "unique" if signed else "up to sign", [])


def _with_size(problem: Problem, found: SolutionSet, size: Expr, unique: str, needs: list[Condition]) -> SolutionSet:
    (x,), (only,) = problem.unknowns, problem.constraints
    value = simplify(c.product(size, found.values[x]))
    return changed(
        found,
        problem=problem,
        values={x: value},
        shown={x: value},
        unique=unique,
        reason=f"{found.reason}; the objective does not depend on the size, which {only} gives",
        conditions=[*found.conditions, *needs],
        steps=[*found.steps, (f"of the size for which {only}:", [Move("scaled", x, value)])],
        notes=[note for note in found.notes if note != POSITIVE_ONLY],
    )
