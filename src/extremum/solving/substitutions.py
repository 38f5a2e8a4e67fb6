"""An unknown that occurs within one one-to-one function of it alone: what that takes is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from itertools import chain
from typing import final

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.spectral import spectral
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.grams import in_gram
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.steps import Move

Solver = Callable[[Problem], SolutionSet]


@final
@dataclass(frozen=True, slots=True)
class _OneToOne:
    """From an unknown with the structure ``of`` onto all arrays with the structure ``onto``."""

    of: str
    onto: tuple[str, ...]
    there: Callable[[Expr], Expr]
    back: Callable[[Expr], Expr]


_TABLE = (
    _OneToOne("positive", (), lambda x: c.apply("log", x), lambda y: c.apply("exp", y)),
    _OneToOne(
        "positive_definite", ("symmetric",), lambda x: spectral("logm", x), lambda y: spectral("expm", y)
    ),
    _OneToOne("positive_definite", ("positive_definite",), c.inverse, c.inverse),
)  # fmt: skip
"""The maps; each is onto: all numbers are logarithms, all symmetric matrices those of positive definite ones."""


def by_substitution(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution in the other coordinates, taken back."""
    if problem.objective is None or problem.sense is None or len(problem.unknowns) != 1:
        return None
    (x,) = problem.unknowns
    if not any(contains(expr, [x]) for expr in problem.expressions):
        return None
    for inner, y, value in chain(_moved(problem, x), in_gram(problem, x)):
        found = _global(inner, solve)
        if found is not None:
            return _returned(problem, found, x, y, value)
    return None


def _moved(problem: Problem, x: Expr) -> Iterator[tuple[Problem, Expr, Expr]]:
    """The problem in other coordinates, where they are all that it holds; the new unknown, and x by it."""
    for way in _TABLE:
        if x.assumptions != (way.of,) or (way.onto and x.is_scalar):
            continue
        name = FreeNames(*problem.expressions).take("y" if x.is_column else "Y")
        y = c.build("symbol", (), (name, *x.shape, way.onto))
        values = {way.there(x): y}
        left = [replace(expr, values) for expr in problem.expressions]
        if any(contains(expr, [x]) for expr in left):
            continue
        assert problem.objective is not None
        ties = tuple(
            changed(k, left=replace(k.left, values), right=replace(k.right, values)) for k in problem.constraints
        )
        yield changed(problem, objective=left[0], unknowns=(y,), constraints=ties), y, way.back(y)


def _global(inner: Problem, solve: Solver) -> SolutionSet | None:
    try:
        found = solve(inner)
    except ExtremumError:
        return None
    return found if found.kind.startswith("global") and not found.free else None


def _returned(problem: Problem, found: SolutionSet, x: Expr, y: Expr, value: Expr) -> SolutionSet:
    best = simplify(replace(value, {y: found.values[y]}))
    return changed(
        found,
        problem=problem,
        unique=if_unique(found),
        values={x: best},
        shown={x: best},
        multipliers=[(k, pull) for k, pull in found.multipliers if not k.concerns((y,))],
        reason=f"with {x} = {value}, one-to-one: {found.reason}",
        steps=[(f"in {y}, for which {x} = {value}:", []), *found.steps, ("put in:", [Move("taken back", x, best)])],
    )
