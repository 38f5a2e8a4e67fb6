"""Hölder's inequality: a linear function where a sum of powers, or of powers of sizes, is given or bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import POSITIVE
from extremum.solving.separable.reading import gradient_of, part
from extremum.solving.theorems.supports import insides, shifted, sign_of, sizes_of
from extremum.solving.theorems.theorem import Found, nonnegative, nonzero, only_unknown, stated


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


# -- of any sign -------------------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class _Sizes:
    """``<weight, |x - centre|^exponent> <= radius^exponent``, and what the radius needs."""

    weight: Expr
    centre: Expr
    exponent: int | Fraction
    radius: Expr
    needs: list[Condition]


def linear_with_sizes(problem: Problem) -> Found | None:
    """``<g, x>`` on ``Σ w_i |x_i - a_i|^p <= r``, or ``= r``, ``p > 1``: least at
    ``a - s sign(g).*(|g|./w)^(1/(p - 1))`` with the s for which the sum is r."""
    x = only_unknown(problem)
    if x is None or x.is_scalar or problem.objective is None or len(problem.constraints) != 1:
        return None
    slope = gradient_of(problem.minimised, x)
    if contains(slope, [x]) or c.is_zero(slope):
        return None
    sums = (found for inside in insides(problem.constraints[0]) for found in _sizes_in(inside, x))
    read = next(sums, None)
    return None if read is None else _on_sizes(problem, x, slope, read)


def _on_sizes(problem: Problem, x: Expr, slope: Expr, read: _Sizes) -> Found:
    height = simplify(c.hadamard(sizes_of(slope), c.power(read.weight, -1)))
    shape = c.power(height, 1 / Fraction(read.exponent - 1))
    conjugate = c.power(height, Fraction(read.exponent) / (read.exponent - 1))
    total = c.trace(c.product(c.transpose(read.weight), conjugate))
    size = c.product(read.radius, c.power(total, -1 / Fraction(read.exponent)))
    value = simplify(c.subtract(read.centre, c.product(size, c.hadamard(sign_of(slope), shape))))
    assert problem.objective is not None
    return Found({x: value}, problem.objective, "unique", [nonzero(slope), *read.needs])


def _sizes_in(inside: Constraint, x: Expr) -> Iterator[_Sizes]:
    """The sums of powers of sizes that an inequality bounds, by themselves or by a root of them."""
    if not inside.gap.is_scalar or inside.is_semidefinite:
        return
    for node in topological([inside.gap]):
        inner = _power_of_sizes(node, x)
        centre = None if inner is None else shifted(inner[0], x)
        read = None if inner is None or centre is None else _below(inside.gap, node, inner[1], x)
        if inner is not None and centre is not None and read is not None:
            weight = c.transpose(read[0]) if inner[2] else read[0]
            yield _Sizes(weight, centre, inner[1], *read[1:])


def _power_of_sizes(node: Expr, x: Expr) -> tuple[Expr, int | Fraction, bool] | None:
    """(y, p, whether transposed) of ``|y|^p``, entry by entry, ``p > 1``."""
    moving = pairs(node) if contains(node, [x]) and node.shape in (x.shape, x.shape[::-1]) else []
    if len(moving) != 1 or not c.is_number(moving[0][1]):
        return None
    base, exponent = moving[0][0], c.value_of(moving[0][1])
    lying = base.op.name == "transpose"
    upright = base.args[0] if lying else base
    if not isinstance(exponent, int | Fraction) or exponent <= 1:
        return None
    if upright.args and upright is c.apply("abs", upright.args[0]):
        return upright.args[0], exponent, lying
    return (upright, exponent, lying) if exponent % 2 == 0 else None


def _below(gap: Expr, node: Expr, p: int | Fraction, x: Expr) -> tuple[Expr, Expr, list[Condition]] | None:
    """(w, r, what r needs) of a gap that is nonnegative where ``<w, node> <= r^p``, w positive, of the sum or of its
    p-th root."""
    read = _within(gap, node, x)
    if read is not None:
        return read[0], c.power(read[1], 1 / Fraction(p)), nonnegative(read[1])
    for outer in topological([gap]):
        roots = [(b, e) for b, e in pairs(outer) if contains(b, [x])] if outer.is_scalar else []
        if len(roots) != 1 or roots[0][1] is not c.number(1 / Fraction(p)) or c.power(*roots[0]) is not outer:
            continue
        root, inner = _within(gap, outer, x), part(roots[0][0], node, x)
        if root is None or inner is None or not holds(inner.weight, "positive") or not c.is_zero(inner.rest):
            continue
        radius = simplify(c.product(root[1], c.power(root[0], -1)))
        return inner.weight, radius, nonnegative(radius)
    return None


def _within(gap: Expr, node: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(w, r) of the gap ``r - <w, node>``, w positive."""
    read = part(gap, node, x)
    weight = None if read is None else simplify(c.multiple(-1, read.weight))
    if read is None or weight is None or contains(read.rest, [x]) or not holds(weight, "positive"):
        return None
    return weight, simplify(read.rest)
