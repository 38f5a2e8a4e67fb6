"""What a point needs besides its equations: unknowns within what is declared, an objective that is defined there."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isinf

from extremum.algebra.dims import Bound
from extremum.algebra.facts import reason
from extremum.algebra.intervals import End, Interval
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.convexity.certificate import domain_of
from extremum.operations import construct as c
from extremum.operations.logdet import LOGDET
from extremum.operations.sum import content
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition, needed
from extremum.solving.predicates import (
    INVERTIBLE,
    NONNEGATIVE,
    NONZERO,
    OF_FACTS,
    POSITIVE,
    POSITIVE_DEFINITE,
    POSITIVE_DET,
)
from extremum.structures.combine import but_for_inverse


def conditions_at(problem: Problem, kind: Kind, values: Mapping[Expr, Expr], needs: list[Condition]) -> list[Condition]:
    """Under which the point is there, is of its kind, and lies where the objective is defined."""
    conditions = [*_merged(kind.conditions, needs), *domain_conditions(values), *defined(problem, values)]
    return [k for k in conditions if not _follows(k, conditions)]


def domain_conditions(values: Mapping[Expr, Expr]) -> list[Condition]:
    """That each value lies in the open domain or cone that is declared of its unknown, where that is not known."""
    return [
        needed(fact, value, x)
        for x, value in values.items()
        for fact in x.assumptions
        if fact in OF_FACTS and fact != "invertible" and not reason(value, but_for_inverse(fact))
    ]


def defined(problem: Problem, values: Mapping[Expr, Expr]) -> list[Condition]:
    """That the objective is defined at the point: what logarithms and roots of the unknowns need."""
    assert problem.objective is not None
    found = []
    for needs in domain_of(problem.objective, *values).constraints:
        argument = simplify(replace(needs.argument, values))
        signed = reason(argument, "positive_det") or reason(argument, "positive_semidefinite")
        if needs.node.op is LOGDET and not argument.indices and not signed:
            found.append(Condition(POSITIVE_DET, argument, POSITIVE_DET.of(needs.argument)))
        bound = any(isinstance(atom, Bound) for atom in argument.indices)
        if isinstance(needs.needs, Interval) and not bound:
            found += between(needs.needs, needs.argument, argument, declared=needs.argument in values)
    return found


def between(needs: Interval, shown: Expr, value: Expr, declared: bool) -> list[Condition]:
    """That a value lies in an interval, ``shown`` in terms of the unknowns, where that is not known."""
    found = []
    for sign, end, is_open in ((1, needs.low, needs.low_open), (-1, needs.high, needs.high_open)):
        if isinf(end):
            continue
        predicate, fact = (POSITIVE, "positive") if is_open else (NONNEGATIVE, "nonnegative")
        excess, words = (simplify(_excess(each, sign, end)) for each in (value, shown))
        if not (declared and reason(words, fact)) and not reason(excess, fact):
            found.append(Condition(predicate, excess, predicate.of(words)))
    return found


def _excess(value: Expr, sign: int, end: End) -> Expr:
    """How far a value is within an end."""
    if end == 0:
        return c.multiple(sign, value)
    return c.multiple(sign, c.subtract(value, c.multiple(Fraction(end), c.like_ones(value))))


def _follows(condition: Condition, known: list[Condition]) -> bool:
    """Whether a matrix is invertible, or its determinant positive, because it, or its inverse, is positive definite."""
    if condition.predicate not in (POSITIVE_DET, INVERTIBLE) or condition.matrix.is_scalar:
        return False
    definite = {_positive_multiple(k.matrix) for k in known if k.predicate is POSITIVE_DEFINITE}
    return (
        _positive_multiple(condition.matrix) in definite or _positive_multiple(c.inverse(condition.matrix)) in definite
    )


def _positive_multiple(matrix: Expr) -> tuple[bool, Expr]:
    """Whether a matrix is a positive multiple, and of what."""
    q, core = content(matrix)
    return q > 0, core


def _merged(strong: list[Condition], weak: list[Condition]) -> list[Condition]:
    """The conditions of the kind, and of the others those that do not follow from them."""
    return [*strong, *(k for k in weak if not any(_implies(known, k) for known in strong))]


def _implies(known: Condition, weak: Condition) -> bool:
    """Whether a condition follows from another one about the same matrix, or about a multiple of it."""
    strict = known.predicate in (POSITIVE, POSITIVE_DEFINITE)
    if weak.predicate in (INVERTIBLE, NONZERO):
        return strict and content(known.matrix)[1] is content(weak.matrix)[1]
    return known.matrix is weak.matrix and (strict or known.predicate is weak.predicate)
