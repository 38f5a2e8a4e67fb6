"""The coefficients of the powers of a number in an expression: of a polynomial, with negative and broken powers too."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product as cartesian

from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, rebuild, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.search import simplify

Powers = dict[Fraction, Expr]
"""Coefficients by exponent."""

_MOST = 8
"""The highest power of a sum that is multiplied out, and how many powers of the number an expression may have."""


def laurent(expr: Expr, x: Expr) -> Powers | None:
    """``f = Σ_e c_e x^e``, the c_e free of x; through whatever is linear, such as sums over samples. None where it is
    not seen to be one."""
    known: dict[Expr, Powers | None] = {}
    for node in topological([expr]):
        found = _of(node, x, known)
        known[node] = found if found is None or len(found) <= _MOST else None
    found = known[expr]
    if found is None:
        return None
    summed = {exponent: simplify(coefficient) for exponent, coefficient in found.items()}
    return {exponent: coefficient for exponent, coefficient in summed.items() if not c.is_zero(coefficient)}


def _of(node: Expr, x: Expr, known: dict[Expr, Powers | None]) -> Powers | None:
    if node is x:
        return {Fraction(1): c.number(1)}
    if not contains(node, [x]):
        return {Fraction(0): node}
    if node.op is SUM:
        return _of_sum(node, known, x)
    if node.op.name == "hadamard":
        return _of_powers(node, x)
    moving = [k for k, arg in enumerate(node.args) if contains(arg, [x])]
    parts = [known[node.args[k]] for k in moving]
    together = node.op.linear.jointly and len(node.args) > 1
    if None in parts or together or not all(node.op.linear.at(node, k) for k in moving):
        return None
    total: dict[Fraction, list[Expr]] = {}
    for chosen in cartesian(*(part.items() for part in parts if part is not None)):
        args = list(node.args)
        for k, (_, coefficient) in zip(moving, chosen, strict=True):
            args[k] = coefficient
        total.setdefault(sum((e for e, _ in chosen), Fraction(0)), []).append(rebuild(node, tuple(args)))
    return _added(total)


def _of_sum(node: Expr, known: dict[Expr, Powers | None], x: Expr) -> Powers | None:
    total: dict[Fraction, list[Expr]] = {}
    for q, term in terms_of(node):
        found = known[term] if term in known else laurent(term, x)
        if found is None:
            return None
        for exponent, coefficient in found.items():
            total.setdefault(exponent, []).append(c.multiple(q, coefficient))
    return _added(total)


def _of_powers(node: Expr, x: Expr) -> Powers | None:
    found: Powers = {Fraction(0): c.like_ones(node) if not node.is_scalar else c.number(1)}
    for base, exponent in pairs(node):
        part = _power(base, exponent, x)
        if part is None:
            return None
        found = _product(found, part)
    return found


def _power(base: Expr, exponent: Expr, x: Expr) -> Powers | None:
    if not contains(base, [x]) and not contains(exponent, [x]):
        return {Fraction(0): c.power(base, exponent)}
    if not c.is_number(exponent):
        return None
    q, inner = Fraction(c.value_of(exponent)), laurent(base, x)
    if base is x:
        return {q: c.number(1)}
    if inner is None or q.denominator != 1:
        return None
    if len(inner) == 1:
        ((e, coefficient),) = inner.items()
        return {e * q: c.power(coefficient, exponent)}
    if not 0 < q <= _MOST:
        return None
    found = inner
    for _ in range(int(q) - 1):
        found = _product(found, inner)
    return found


def _product(one: Powers, other: Powers) -> Powers:
    """The product entry by entry."""
    total: dict[Fraction, list[Expr]] = {}
    for (e, a), (g, b) in _pairs(one, other):
        total.setdefault(e + g, []).append(c.hadamard(a, b))
    return _added(total)


def _pairs(one: Powers, other: Powers) -> Iterator[tuple[tuple[Fraction, Expr], tuple[Fraction, Expr]]]:
    return ((a, b) for a in one.items() for b in other.items())


def _added(total: dict[Fraction, list[Expr]]) -> Powers:
    return {exponent: c.add(*terms) for exponent, terms in total.items()}
