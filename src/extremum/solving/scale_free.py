"""Objectives that know several vectors by their directions alone: of ``f(s y) = f(y)`` for s > 0 with ``y'By = 1``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.problems.constraint import constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move
from extremum.solving.theorems.polynomials import quadratic

Solver = Callable[[Problem], SolutionSet]

_EXTENTS = {
    "unique": "up to positive factors",
    "up to sign": "up to scale",
    "up to a common sign": "up to positive factors and a common sign",
}
"""What a solution is unique up to, by what it is with the lengths given."""


def of_directions(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution with ``y'By = 1`` for each of several vectors, where the objective has such a form of each."""
    f, unknowns = problem.objective, problem.unknowns
    if f is None or problem.sense is None or problem.constraints or len(unknowns) < 2:
        return None
    if not all(x.is_column and not x.is_scalar and not x.assumptions for x in unknowns):
        return None
    forms = {x: form for x in unknowns if (form := _form(f, x, unknowns)) is not None}
    if len(forms) < len(unknowns) or not all(_is_of_direction(f, x) for x in unknowns):
        return None
    one = c.number(1)
    left = simplify(replace(f, dict.fromkeys(forms.values(), one)))
    ties = tuple(constraint(form, "==", one) for form in forms.values())
    try:
        found = solve(changed(problem, objective=left, constraints=ties))
    except ExtremumError:
        return None
    if found.kind != f"global {SENSES[problem.sense]}" or found.free:
        return None
    moves = [Move("the scale is free", form, one) for form in forms.values()]
    return changed(
        found,
        problem=problem,
        unique=_EXTENTS.get(found.unique, ""),
        reason=f"the objective does not change with the lengths of {' and '.join(x.name for x in unknowns)}; with "
        f"{', '.join(map(str, ties))} {found.reason}",
        steps=[("lengths are chosen:", moves), *found.steps],
        multipliers=[],
    )


def _form(f: Expr, x: Expr, unknowns: tuple[Expr, ...]) -> Expr | None:
    """A positive definite form of one unknown in an expression."""
    others = [y for y in unknowns if y is not x]
    for node in topological([f]):
        if not node.is_scalar or node is f or not contains(node, [x]) or contains(node, others):
            continue
        read = quadratic(node, x)
        if read is not None and read.is_form and c.is_zero(read.rest) and holds(read.matrix, "positive_definite"):
            return node
    return None


def _is_of_direction(f: Expr, x: Expr) -> bool:
    scale = c.build("symbol", (), (unreachable("a scale"), *c.number(1).shape, ("positive",)))
    return simplify(replace(f, {x: c.product(scale, x)})) is simplify(f)
