"""Hölder's inequality: a linear function where a sum of powers is given."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.predicates import POSITIVE
from extremum.solving.separable.reading import gradient_of, part
from extremum.solving.theorems.theorem import Found, stated


def linear_with_powers(problem: Problem) -> Found | None:
    """``<g, x>`` on ``Σ w_i x_i^p = r``, x positive: ``x = s (g./w)^(1/(p - 1))``; the largest value for ``p > 1``, the
    smallest for ``p < 1``, g positive."""
    if problem.objective is None or len(problem.unknowns) != 1 or len(problem.constraints) != 1:
        return None
    (x,) = problem.unknowns
    (only,) = problem.constraints
    if not x.is_column or x.is_scalar or x.assumptions != ("positive",) or not only.gap.is_scalar:
        return None
    slope, read = gradient_of(problem.objective, x), _powers(only, x)
    if read is None or contains(slope, [x]) or not holds(slope, "positive"):
        return None
    weight, exponent, level = read
    if (exponent > 1) is not (problem.sense == "max") or not _binds(only, exponent, x):
        return None
    shape = c.power(simplify(c.hadamard(slope, c.power(weight, -1))), Fraction(1) / (exponent - 1))
    total = c.product(c.transpose(weight), c.power(shape, exponent))
    size = c.power(c.product(level, c.power(total, -1)), Fraction(1) / exponent)
    return Found({x: simplify(c.product(size, shape))}, problem.objective, "unique", stated(POSITIVE, level))


def _powers(only: Constraint, x: Expr) -> tuple[Expr, int | Fraction, Expr] | None:
    """(w, p, r) of ``<w, x^p> = r``, w positive, or of either inequality."""
    for node in topological([only.gap]):
        found = [(b, e) for b, e in pairs(node) if contains(b, [x])] if node.is_column else []
        if len(found) != 1 or found[0][0] is not x or not c.is_number(found[0][1]) or node is x:
            continue
        exponent = c.value_of(found[0][1])
        read = part(only.gap, c.power(x, exponent), x)
        if read is None or contains(read.rest, [x]) or exponent in (0, 1):
            continue
        for sign in (1, -1):
            weight = simplify(c.multiple(sign, read.weight))
            if holds(weight, "positive"):
                return weight, exponent, simplify(c.multiple(-sign, read.rest))
    return None


def _binds(only: Constraint, exponent: int | Fraction, x: Expr) -> bool:
    """Whether an inequality keeps a sum of powers below (for ``0 < p < 1`` above) its bound."""
    if only.is_equation:
        return True
    found = part(only.gap, c.power(x, exponent), x)
    below = found is not None and holds(simplify(c.multiple(-1, found.weight)), "positive")
    return only.is_inequality and below is not (0 < exponent < 1)
