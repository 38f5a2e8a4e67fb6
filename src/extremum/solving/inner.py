"""The best value of an unknown that no constraint holds, put in: a problem in the others is left.

``min over x, y of f = min over x of (min over y of f)``, where the inner minimum is attained for every x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import final

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import jacobian
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.isolate import Isolated, isolate
from extremum.solving.kind import EXTREMA
from extremum.solving.shape import Shape, shape_of
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.steps import Move, zero
from extremum.solving.theorems.polynomials import wholly_multiplied_out
from extremum.solving.theorems.surfaces import surface

Solver = Callable[[Problem], SolutionSet]


def best_put_in(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution of a problem, by the best value of an unknown that no constraint holds.

    Raises:
        NoExtremumError: there is none with the best value put in.
    """
    if problem.objective is None or problem.sense is None or len(problem.unknowns) < 2:
        return None
    on = _on_surfaces(problem)
    for y in problem.unknowns:
        if y.assumptions or any(contains(k.gap, [y]) for k in problem.constraints):
            continue
        for form in dict.fromkeys((problem.objective, on)):
            inner = _inner(problem, form, on, y)
            found = None if inner is None else _with_rest(problem, form, y, inner, solve)
            if found is not None:
                return found
    return None


def _on_surfaces(problem: Problem) -> Expr:
    """The objective as it is where ``W'BW = I`` is asked for."""
    assert problem.objective is not None
    found = problem.objective
    for x in problem.unknowns:
        on = next((on for k in problem.equations if (on := surface(k, x)) is not None), None)
        found = found if on is None else on.reduced(found)
    return found


@final
@dataclass(frozen=True, slots=True)
class _Best:
    """The best value of one unknown for every value of the others; rest: what the unknown is multiplied by in the
    gradient, where it may differ by what that maps to 0."""

    at: Isolated
    slope: Expr
    shape: Shape
    rest: Expr | None = None


def _inner(problem: Problem, form: Expr, on: Expr, y: Expr) -> _Best | None:
    """The best value of one unknown for every value of the others, by a form of the objective."""
    assert problem.sense is not None
    shape = shape_of(form, [y], problem.sense)
    if shape is None or shape.conditions or EXTREMA[shape.kind] != SENSES[problem.sense]:
        return None
    if not shape.strict:
        others = [x for x in problem.unknowns if x is not y]
        return _of_many(simplify(gradients(on, [y])[0]), y, others, shape)
    slope = simplify(gradients(form, [y])[0])
    found = isolate(slope, y)
    return None if found is None or found.conditions or contains(found.value, [y]) else _Best(found, slope, shape)


def _of_many(slope: Expr, y: Expr, others: list[Expr], shape: Shape) -> _Best | None:
    """A stationary point that does not depend on the others, where there is one; all others are as good."""
    terms = terms_of(wholly_multiplied_out(slope, [y, *others]))
    alone = [(q, term) for q, term in terms if not contains(term, others)]
    found = isolate(c.combine(alone), y) if alone else None
    if found is None or found.conditions or contains(found.value, [y, *others]):
        return None
    left = wholly_multiplied_out(replace(slope, {y: found.value}), others)
    if not c.is_zero(simplify(left)):
        return None
    move = Move("one of the stationary points", y, found.value, "those of a convex function are as good as one another")
    return _Best(Isolated(found.value, [move]), slope, shape, simplify(jacobian(slope, y)))


def _with_rest(problem: Problem, form: Expr, y: Expr, best: _Best, solve: Solver) -> SolutionSet | None:
    inner, shape = best.at, best.shape
    left = simplify(replace(form, {y: inner.value}))
    rest = tuple(x for x in problem.unknowns if x is not y)
    if not all(contains(left, [x]) for x in rest):
        return None
    try:
        after = solve(changed(problem, objective=left, unknowns=rest))
    except NoExtremumError as error:
        none = f"there is no {SENSES[str(problem.sense)]}: "
        put_in = f"with {y} = {inner.value} put in, the best for every {_names(rest)}, "
        raise NoExtremumError(none + put_in + str(error).removeprefix(none)) from None
    except ExtremumError:
        return None
    if after.free or after.roots:
        return None
    values = {**after.values, y: simplify(replace(inner.value, after.values))}
    shown = {**after.shown, y: inner.value}
    several = "" if best.rest is None else f"{after.unique}; {y} up to what {best.rest} maps to 0"
    heading = f"the best {y.name} for every {_names(rest)}:"
    return changed(
        after,
        problem=problem,
        values={x: values[x] for x in problem.unknowns},
        shown={x: shown[x] for x in problem.unknowns},
        reason=f"{shape.words} for every {_names(rest)}; with its best value put in, {after.reason}",
        unique=several or (if_unique(after) if contains(inner.value, rest) else after.unique),
        steps=[(heading, [Move("stationarity", best.slope, zero(best.slope)), *inner.moves]), *after.steps],
    )


def _names(unknowns: tuple[Expr, ...]) -> str:
    return ", ".join(x.name for x in unknowns)
