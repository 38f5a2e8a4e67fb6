"""Some of the unknowns solved for in terms of the others, as a problem of its own, and put in.

``min over x, y of f = min over x of (min over y of f)``, each with the constraints that hold y; the inner minimum is
global for every x, and what it needs of the data does not depend on x.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.kind import EXTREMA
from extremum.solving.shape import shape_of
from extremum.solving.solution import SolutionSet, if_unique

Solver = Callable[[Problem], SolutionSet]


def by_parts(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution of a problem, by that in some of its unknowns, in which it is convex (for a maximum concave)."""
    if problem.objective is None or problem.sense is None or len(problem.unknowns) < 2:
        return None
    for block in _blocks(problem):
        shape = shape_of(problem.objective, block, problem.sense)
        if shape is None or shape.conditions or EXTREMA[shape.kind] != SENSES[problem.sense]:
            continue
        found = _nested(problem, block, solve)
        if found is not None:
            return found
    return None


def _blocks(problem: Problem) -> Iterator[tuple[Expr, ...]]:
    """Each unknown, and all but one."""
    for x in problem.unknowns:
        yield (x,)
    if len(problem.unknowns) > 2:
        for x in problem.unknowns:
            yield tuple(y for y in problem.unknowns if y is not x)


def _nested(problem: Problem, block: tuple[Expr, ...], solve: Solver) -> SolutionSet | None:
    rest = tuple(x for x in problem.unknowns if x not in block)
    held = tuple(k for k in problem.constraints if contains(k.gap, block))
    others = tuple(k for k in problem.constraints if k not in held)
    inner = _solved(changed(problem, unknowns=block, constraints=held), solve)
    if inner is None or inner.free or not _holds_for_all(inner, rest):
        return None
    assert problem.objective is not None
    left = simplify(replace(problem.objective, inner.values))
    if not all(contains(left, [x]) for x in rest):
        return None
    outer = _solved(changed(problem, objective=left, unknowns=rest, constraints=others), solve)
    if outer is None or outer.free:
        return None
    put = {y: simplify(replace(value, outer.values)) for y, value in inner.values.items()}
    values, shown = {**outer.values, **put}, {**outer.shown, **inner.shown}
    solved, over = ", ".join(y.name for y in block), ", ".join(x.name for x in rest)
    unique = inner.unique == "unique" or not inner.unique
    return changed(
        outer,
        problem=problem,
        values={x: values[x] for x in problem.unknowns},
        shown={x: shown[x] for x in problem.unknowns},
        unique=if_unique(outer) if unique and inner.unique else "",
        reason=f"for every {over} the best {solved}: {inner.reason}; with that put in, {outer.reason}",
        conditions=list(dict.fromkeys([*inner.conditions, *outer.conditions])),
        roots=(*inner.roots, *outer.roots),
        steps=[(f"the best {solved} for every {over}:", []), *inner.steps, *outer.steps],
        multipliers=[],
        notes=[*inner.notes, *outer.notes],
    )


def _solved(problem: Problem, solve: Solver) -> SolutionSet | None:
    """A global extremum of a problem; nobody asks here why there is none."""
    try:
        found = solve(problem)
    except ExtremumError:
        return None
    return found if found.kind == f"global {SENSES[str(problem.sense)]}" else None


def _holds_for_all(inner: SolutionSet, rest: tuple[Expr, ...]) -> bool:
    """Whether what the inner solution needs, and its roots, do not depend on the other unknowns."""
    needs = (condition.matrix for condition in inner.conditions)
    sides = (side for root in inner.roots for side in (root.left, root.right))
    return not any(contains(expr, rest) for expr in (*needs, *sides))
