"""The extremum among positive numbers of a problem over nonnegative ones that is convex.

Where ``f(y) < f(x)`` for a y at the border, f is below f(x) on the whole way from x to y, which is inside but for its
end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from extremum.algebra import traverse
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.operations import leaves
from extremum.problems.problem import SENSES, Problem
from extremum.solving.kind import EXTREMA
from extremum.solving.shape import shape_of
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.stationary import affine

Solver = Callable[[Problem], SolutionSet]


def by_interior(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution for ``x > 0`` of a problem with ``x >= 0``, where it is positive for all data."""
    if problem.objective is None or problem.sense is None:
        return None
    bare = [x for x in problem.unknowns if not x.assumptions and x.op.name == "symbol"]
    signs = [k for k in problem.constraints if k.is_inequality and k.gap in bare]
    rest = tuple(k for k in problem.constraints if k not in signs)
    if not signs or not all(k.is_equation and affine(k, list(problem.unknowns)) for k in rest):
        return None
    shape = shape_of(problem.objective, problem.unknowns, problem.sense)
    if shape is None or shape.conditions or EXTREMA[shape.kind] != SENSES[problem.sense]:
        return None
    inside = {k.gap: leaves.symbol(k.gap.name, k.gap.rows, k.gap.cols, ("positive",)) for k in signs}
    back = {x: stated for stated, x in inside.items()}
    try:
        found = solve(
            changed(
                problem,
                objective=traverse.replace(problem.objective, inside),
                unknowns=tuple(inside.get(x, x) for x in problem.unknowns),
                constraints=tuple(k.replace(inside) for k in rest),
            )
        )
    except ExtremumError:
        return None
    positive = all(holds(found.values[x], "positive") for x in back)
    if found.kind != f"global {SENSES[problem.sense]}" or found.free or not positive:
        return None
    where = " and ".join(map(str, signs))
    return changed(
        found,
        problem=problem,
        values={back.get(x, x): value for x, value in found.values.items()},
        shown={back.get(x, x): traverse.replace(value, back) for x, value in found.shown.items()},
        reason=f"{found.reason}; on {where} nothing at the border is better, for the objective is {shape.kind}",
        unique=if_unique(found) if shape.strict else "",
    )
