"""The real zeros of a polynomial of one number, all of them."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.degree import degree
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.linear import has_jumps
from extremum.solving.rational_zeros import has_no_real_zero, rational_zeros

_DEGREE = 9
_ZERO = c.number(0)


def coefficients(f: Expr, x: Expr) -> list[Expr] | None:
    """Those of ``f = a_0 + a_1 x + …``, by Taylor's formula at 0; None where it is no polynomial."""
    size = degree(f, x)
    if size is None or size > _DEGREE or has_jumps(f, x):
        return None
    found, rest, factorial = [], f, 1
    for k in range(size + 1):
        found.append(simplify(c.multiple(Fraction(1, factorial), replace(rest, {x: _ZERO}))))
        rest = simplify(gradients(rest, [x])[0])
        if c.is_zero(rest):
            return found
        factorial *= k + 1
    return None


def roots(powers: list[Expr]) -> list[Expr] | None:
    """All real zeros of a polynomial, of degree 2 at most, or one of a power of x, once powers of x, and rational
    zeros where all coefficients are numbers, are split off; None where they are not known."""
    if c.is_zero(powers[0]):
        others = roots(powers[1:]) if len(powers) > 1 else None
        return None if others is None else [_ZERO, *others]
    match powers:
        case [_]:
            return []
        case [b, a]:
            return [_quotient(c.multiple(-1, b), a)] if holds(a, "nonzero") else None
        case [k, b, a]:
            return _of_quadratic(k, b, a) if holds(a, "nonzero") else None
    numbers = all(map(c.is_number, powers))
    found = _of_numbers([Fraction(c.value_of(k)) for k in powers]) if numbers else None
    return _in_power(powers) if found is None else found


def _in_power(powers: list[Expr]) -> list[Expr] | None:
    """Of a polynomial in ``u = x^k``: those of the one in u, with ``±u^(1/k)`` for even k where u is positive."""
    k = gcd(*(size for size, each in enumerate(powers) if not c.is_zero(each)))
    inner = roots(powers[::k]) if k > 1 else None
    found: list[Expr] = []
    for u in inner or ():
        if not any(holds(c.multiple(sign, u), "positive") for sign in (1, -1)):
            return None
        negative = not holds(u, "positive")
        root = c.power(c.multiple(-1, u) if negative else u, Fraction(1, k))
        if k % 2:
            found.append(c.multiple(-1, root) if negative else root)
        elif not negative:
            found += [root, c.multiple(-1, root)]
    return None if inner is None else list(map(simplify, found))


def _of_numbers(powers: list[Fraction]) -> list[Expr] | None:
    """Of a polynomial whose coefficients are numbers, the last one not 0."""
    if powers[-1] == 0:
        return None
    rational, left = rational_zeros(powers)
    found = list(map(c.number, rational))
    if len(left) > 1 and has_no_real_zero(left):
        return found
    others = roots(list(map(c.number, left))) if rational else None
    return None if others is None else [*found, *others]


def _of_quadratic(k: Expr, b: Expr, a: Expr) -> list[Expr] | None:
    """``(-b ± √(b² - 4ak))/(2a)``."""
    radicand = simplify(c.subtract(c.power(b, 2), c.multiple(4, c.product(a, k))))
    if holds(c.multiple(-1, radicand), "positive"):
        return []
    if not holds(radicand, "nonnegative"):
        return None
    root = simplify(c.power(radicand, Fraction(1, 2)))
    return [_quotient(c.add(c.multiple(-1, b), c.multiple(s, root)), c.multiple(2, a)) for s in (1, -1)]


def _quotient(above: Expr, below: Expr) -> Expr:
    if c.is_number(below):
        return simplify(c.multiple(1 / Fraction(c.value_of(below)), above))
    return simplify(c.product(above, c.power(below, -1)))
