"""The best value of an unknown that no constraint holds, put in: a problem in the others is left.

``min over x, y of f = min over x of (min over y of f)``, where the inner minimum is attained for every x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.sweep import gradients
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.isolate import Isolated, isolate
from extremum.solving.kind import EXTREMA
from extremum.solving.shape import Shape, shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move, zero

Solver = Callable[[Problem], SolutionSet]


def best_put_in(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution of a problem with constraints, by the best value of an unknown that is free of them."""
    if problem.objective is None or problem.sense is None or not problem.constraints or len(problem.unknowns) < 2:
        return None
    for y in problem.unknowns:
        if y.assumptions or any(contains(k.gap, [y]) for k in problem.constraints):
            continue
        inner = _inner(problem, y)
        found = None if inner is None else _with_rest(problem, y, *inner, solve)
        if found is not None:
            return found
    return None


def _inner(problem: Problem, y: Expr) -> tuple[Isolated, Shape] | None:
    """The best value of one unknown for every value of the others."""
    assert problem.objective is not None and problem.sense is not None
    shape = shape_of(problem.objective, [y], problem.sense)
    if shape is None or shape.conditions or not shape.strict or EXTREMA[shape.kind] != SENSES[problem.sense]:
        return None
    found = isolate(simplify(gradients(problem.objective, [y])[0]), y)
    return None if found is None or found.conditions or contains(found.value, [y]) else (found, shape)


def _with_rest(problem: Problem, y: Expr, inner: Isolated, shape: Shape, solve: Solver) -> SolutionSet | None:
    assert problem.objective is not None
    left = simplify(replace(problem.objective, {y: inner.value}))
    rest = tuple(x for x in problem.unknowns if x is not y)
    if not all(contains(left, [x]) for x in rest):
        return None
    try:
        after = solve(changed(problem, objective=left, unknowns=rest))
    except NoExtremumError:
        raise
    except ExtremumError:
        return None
    if after.free or after.roots:
        return None
    values = {**after.values, y: simplify(replace(inner.value, after.values))}
    shown = {**after.shown, y: inner.value}
    slope = simplify(gradients(problem.objective, [y])[0])
    heading = f"the best {y.name} for every {', '.join(x.name for x in rest)}:"
    return changed(
        after,
        problem=problem,
        values={x: values[x] for x in problem.unknowns},
        shown={x: shown[x] for x in problem.unknowns},
        reason=f"{shape.words} for every {', '.join(x.name for x in rest)}; with its best value put in, {after.reason}",
        steps=[(heading, [Move("stationarity", slope, zero(slope)), *inner.moves]), *after.steps],
    )
