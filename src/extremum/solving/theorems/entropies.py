"""Entropies of matrices with given sums of rows or columns: ``t Σ X log X + <C, X>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import Problem
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, equal
from extremum.solving.predicates import POSITIVE
from extremum.solving.separable.reading import gradient_of, multiple_of_identity
from extremum.solving.theorems.manifolds import before, behind
from extremum.solving.theorems.theorem import Found, stated


@final
@dataclass(frozen=True, slots=True)
class _Margins:
    """``X 1 = rows``, ``X'1 = columns``."""

    rows: Expr | None = None
    columns: Expr | None = None


def entropy_with_margins(problem: Problem) -> Found | None:
    """With sums r of the rows ``X = diag(r./E1) E``, ``E = exp(-C/t)``; with those of the columns alike; with both, and
    C constant, ``r s'/Σr``."""
    if problem.objective is None or len(problem.unknowns) != 1 or problem.inequalities or not problem.constraints:
        return None
    (x,) = problem.unknowns
    weights = None if x.is_scalar or x.is_column or x.is_row or x.assumptions != ("positive",) else _weights(problem, x)
    margins = None if weights is None else _margins(problem, x)
    if weights is None or margins is None:
        return None
    value, needs = _value(weights, margins)
    if value is None:
        return None
    return Found({x: simplify(value)}, problem.objective, "unique", needs)


def _value(weights: Expr, margins: _Margins) -> tuple[Expr | None, list[Condition]]:
    rows, columns = margins.rows, margins.columns
    if rows is not None and columns is not None:
        if weights is not c.like_ones(weights):
            return None, []
        total = c.product(c.transpose(c.ones(rows.rows)), rows)
        both = c.product(c.power(total, -1), rows, c.transpose(columns))
        other = c.product(c.transpose(c.ones(columns.rows)), columns)
        needs = [*equal(simplify(total), simplify(other)), *stated(POSITIVE, rows), *stated(POSITIVE, columns)]
        return both, needs
    if rows is not None:
        sums = c.product(weights, c.ones(weights.cols))
        return c.product(c.diag(c.hadamard(rows, c.power(sums, -1))), weights), stated(POSITIVE, rows)
    assert columns is not None
    sums = c.product(c.transpose(weights), c.ones(weights.rows))
    return c.product(weights, c.diag(c.hadamard(columns, c.power(sums, -1)))), stated(POSITIVE, columns)


def _weights(problem: Problem, x: Expr) -> Expr | None:
    """``exp(-C/t)`` of the gradient ``t log(X) + C``, t positive."""
    slope = gradient_of(problem.minimised, x)
    node = next((n for n in topological([slope]) if n is c.apply("log", x)), None)
    if node is None:
        return None
    stand = c.build("symbol", (), ("log X", *x.shape, ()))
    linear = replace(slope, {node: stand})
    scale = multiple_of_identity(simplify(jacobian(linear, stand)))
    if contains(linear, [x]) or scale is None or contains(scale, [stand]) or not holds(scale, "positive"):
        return None
    rest = replace(linear, {stand: c.like_zeros(x)})
    costs = _terms(c.product(c.multiple(-1, c.power(scale, -1)), rest))
    moving = [(q, term) for q, term in costs if not _is_constant(term)]
    return simplify(c.apply("exp", simplify(c.combine(moving)))) if moving else c.like_ones(x)


def _terms(expr: Expr) -> list[tuple[Rational, Expr]]:
    """The terms of a product with a sum, multiplied out."""
    simple = simplify(expr)
    grown = expanded(simple)
    return list(terms_of(simple if grown is None else grown))


def _is_constant(term: Expr) -> bool:
    """Whether all entries are one number, which a scaling takes out."""
    _, _, word = factors(term)
    return c.product(*word) is c.like_ones(term) if word else False


def _margins(problem: Problem, x: Expr) -> _Margins | None:
    rows = columns = None
    for constraint in problem.equations:
        right, left = behind(constraint.gap, x), before(constraint.gap, x)
        if right is not None and right[0] is c.ones(x.cols) and rows is None:
            rows = right[1]
        elif left is not None and left[0] is c.ones(1, x.rows) and columns is None:
            columns = c.transpose(left[1])
        else:
            return None
    return _Margins(rows, columns)
