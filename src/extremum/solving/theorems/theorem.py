"""A theorem about objectives: what it finds, and how a solution is written from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import SENSES, Problem
from extremum.solving.conditions import Condition
from extremum.solving.isolate import Move
from extremum.solving.predicates import NONNEGATIVE, NONZERO, Predicate
from extremum.solving.roots import Root
from extremum.solving.solution import SolutionSet


@dataclass(frozen=True, slots=True)
class Found:
    """values: of the unknowns; form: the objective in the form of which the theorem speaks; unique: up to what;
    conditions: what the data must satisfy; note: when it is unique; roots: numbers in the values; every: all values,
    with the free parameters."""

    values: Mapping[Expr, Expr]
    form: Expr
    unique: str
    conditions: Sequence[Condition] = field(default_factory=tuple)
    note: str = ""
    roots: tuple[Root, ...] = ()
    every: Mapping[Expr, Expr] = field(default_factory=dict)
    free: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Theorem:
    """name: what it is called; statement: a formula with its meaning; source: book and place; find: the solution of a
    problem of its form, None for others."""

    name: str
    statement: str
    source: str
    find: Callable[[Problem], Found | None]

    def solution(self, problem: Problem, found: Found) -> SolutionSet:
        """What the theorem finds, with its certificate."""
        assert problem.objective is not None and problem.sense is not None
        moves = [Move("the objective", problem.objective, found.form)] if found.form is not problem.objective else []
        moves += [Move(self.name, x, value) for x, value in found.values.items()]
        return SolutionSet(
            problem,
            dict(found.values),
            {**found.values, **found.every},
            f"global {SENSES[problem.sense]}",
            f"{self.name}: {self.statement}",
            found.unique,
            list(found.conditions),
            [(f"{self.name} ({self.source}):", moves)],
            [found.note] if found.note else [],
            found.free,
            source=self.source,
            roots=found.roots,
        )


def sign(problem: Problem) -> int:
    """1 for a maximum, -1 for a minimum."""
    return 1 if problem.sense == "max" else -1


def nonzero(vector: Expr) -> Condition:
    """The condition that a vector is not zero."""
    _, scalars, word = factors(vector)
    essence = c.product(*(s for s in scalars if not holds(s, "nonzero")), *word)
    return Condition(NONZERO, essence, NONZERO.of(essence))


def nonnegative(value: Expr) -> list[Condition]:
    """The condition that a value is nonnegative, where it is not known."""
    return stated(NONNEGATIVE, value)


def stated(predicate: Predicate, value: Expr) -> list[Condition]:
    """A condition, where it is not known to hold."""
    return [] if holds(value, predicate.fact) else [Condition(predicate, value, predicate.of(value))]


def only_unknown(problem: Problem) -> Expr | None:
    """The unknown of a problem with one, of which nothing is declared."""
    return problem.unknowns[0] if len(problem.unknowns) == 1 and not problem.unknowns[0].assumptions else None


def last(matrix: Expr, sense: int) -> Expr:
    """The unit eigenvector of the largest (1) or smallest (-1) eigenvalue."""
    return c.build("eigvec", (matrix,), (matrix.rows - 1 if sense > 0 else Dim.of(0),))


def leading(matrix: Expr, columns: Expr, sense: int) -> Expr:
    """As many unit eigenvectors of the largest (1) or smallest (-1) eigenvalues as ``columns`` has."""
    if columns.is_column:
        return last(matrix, sense)
    return c.build("eigvecs", (c.multiple(sense, matrix),), (columns.cols,))
