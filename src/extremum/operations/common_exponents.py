"""Powers with one exponent that is no number, written as one: ``a^k*b^(-k)`` is ``(a/b)^k``, and
``t.^k.*exp(-k*x)`` is ``(t.*exp(-x)).^k``."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.lengths import operations
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.signs import times
from extremum.operations.sum import content, terms_of
from extremum.operations.wordalgebra import factors


def with_common_exponents(node: Expr, plain: Form) -> Form:
    """The form of a product of powers with those of one exponent together, where that is shorter than the plain one."""
    exponents = [content(exponent)[1] for _, exponent in pairs(node) if not c.is_number(exponent)]
    if len(exponents) + any(is_exponential(base) for base, _ in pairs(node)) < 2:
        return plain
    ways = dict.fromkeys([*exponents, *(c.multiple(-1, e) for e in exponents)])
    options = [form for e in ways if (form := _together(node, e)) is not None]
    return min([plain, *options], key=operations)


def _together(node: Expr, exponent: Expr) -> Form | None:
    """``rest*base^exponent``, where that is read as the same product."""
    within: list[Expr] = []
    beside: list[Expr] = []
    for base, own in pairs(node):
        root = _root(base, exponent) if own is c.number(1) else None
        times_, shift = _of(own, exponent)
        within += [c.power(base, times_)] if root is None else [root]
        beside += [c.power(base, shift)] if root is None else []
    base, rest = c.hadamard(*within), c.hadamard(*beside) if beside else c.like_ones(node)
    power = c.power(base, exponent)
    if c.hadamard(rest, power) is not node or len(pairs(base)) < 2:
        return None
    return _written(rest, base, exponent)


def _written(rest: Expr, base: Expr, exponent: Expr) -> Form:
    power = forms.power(write(base), write(exponent), "^" if base.is_scalar else ".^")
    if rest is c.like_ones(rest):
        return power
    return times(1, [write(rest), power]) if base.is_scalar else forms.product_of([write(rest), power], ".*")


def _of(own: Expr, exponent: Expr) -> tuple[Fraction, Expr]:
    """(q, r) with ``own = q*exponent + r``, r without what the exponent begins with."""
    lead, unknown = next((q, term) for q, term in terms_of(exponent) if not c.is_number(term))
    found = next((Fraction(q) / Fraction(lead) for q, term in terms_of(own) if term is unknown), Fraction(0))
    return found, c.subtract(own, c.multiple(found, exponent))


def is_exponential(base: Expr) -> bool:
    """Whether an expression is ``exp(x)``, entry by entry."""
    return base.op.name == "elementwise" and base.params == ("exp", 0)


def _root(base: Expr, exponent: Expr) -> Expr | None:
    """``exp(x)`` of ``exp(k*x)``."""
    if not is_exponential(base):
        return None
    scalar = factors(base.args[0])[1]
    if not any(exponent is b and power is c.number(1) for s in scalar for b, power in pairs(s)):
        return None
    return c.apply("exp", c.product(c.power(exponent, -1), base.args[0]))
