"""The theorems, in the order in which they are tried, and the strategy that tries them."""

from __future__ import annotations

from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.problems.problem import Problem
from extremum.solving.never import never
from extremum.solving.solution import SolutionSet
from extremum.solving.strategy import Passed
from extremum.solving.theorems.by_convexity import BY_CONVEXITY
from extremum.solving.theorems.by_eigenvectors import BY_EIGENVECTORS
from extremum.solving.theorems.scaled import free_of_size, sized
from extremum.solving.theorems.slices import sliced
from extremum.solving.theorems.surfaces import surface, upright
from extremum.solving.theorems.theorem import Theorem

THEOREMS: tuple[Theorem, ...] = (*BY_EIGENVECTORS, *BY_CONVEXITY)


def theorems(problem: Problem) -> SolutionSet | Passed:
    """What the first theorem says whose form the problem has, as it stands or on what its linear equations leave."""
    if problem.objective is None or problem.sense is None:
        return Passed("")
    standing, turned = _standing(problem)
    found = _first(standing) or _on_slice(standing) or _of_given_size(standing)
    if found is not None:
        return _turned_back(found, problem, turned)
    return Passed("no theorem about objectives of its form is known here")


def _first(problem: Problem) -> SolutionSet | None:
    """What the first theorem says whose form the problem has."""
    for theorem in THEOREMS:
        try:
            found = theorem.find(problem)
        except ExtremumError:  # a derivative that is not available: the objective is of another form
            continue
        if found is not None and never(found.conditions) is None:
            return theorem.solution(problem, found)
    return None


def _on_slice(problem: Problem) -> SolutionSet | None:
    """The same for the problem in fewer unknowns that linear equations leave."""
    cut = sliced(problem)
    found = None if cut is None else _first(cut.inner)
    return None if cut is None or found is None else cut.lifted(found)


def _of_given_size(problem: Problem) -> SolutionSet | None:
    """The same for a problem whose only constraint gives the size of what has none."""
    freed = free_of_size(problem)
    found = None if freed is None else _first(freed)
    return None if found is None else sized(problem, found)


def _standing(problem: Problem) -> tuple[Problem, dict[Expr, Expr]]:
    """The problem with the transposes of those unknowns whose rows, not columns, are orthonormal."""
    lying = [x for x in problem.unknowns if any(upright(k, x) and surface(k, x) is None for k in problem.equations)]
    names = FreeNames(*problem.expressions)
    turned = {x: leaves.symbol(names.take(x.name), x.cols, x.rows, ()) for x in lying if not x.assumptions}
    if not turned:
        return problem, {}
    values = {x: c.transpose(y) for x, y in turned.items()}
    assert problem.objective is not None
    return changed(
        problem,
        objective=replace(problem.objective, values),
        unknowns=tuple(turned.get(x, x) for x in problem.unknowns),
        constraints=tuple(k.replace(values) for k in problem.constraints),
    ), turned


def _turned_back(found: SolutionSet, problem: Problem, turned: dict[Expr, Expr]) -> SolutionSet:
    if not turned:
        return found
    values = {x: c.transpose(found.values[turned[x]]) if x in turned else found.values[x] for x in problem.unknowns}
    return changed(found, problem=problem, values=values, shown=values)
