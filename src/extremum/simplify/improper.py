"""A number beside a fraction taken into it, where terms cancel there: ``1 - (y + a)/(m + a) = (m - y)/(m + a)``."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of

_TERMS = 12
"""Longer sums are left as they are."""


def improper_fractions(total: Expr) -> Iterator[Expr]:
    """The sum with its number, or ones times it, in a fraction that has fewer terms above the line then.

    >>> import extremum as ex
    >>> print(*improper_fractions(ex.parse("log(a) + 1 - (y + a)/(m + a)", ["a: positive", "y", "m: positive"])))
    (m - y)/(a + m) + log(a)
    """
    number, others = _without_number(total)
    if not number or not 2 <= len(total.args) <= _TERMS:
        return
    for q, term in others:
        for base, exponent in pairs(term) if term.op.name == "hadamard" else ():
            if base.op is SUM and exponent is c.number(-1):
                above = c.multiple(q, c.hadamard(term, base))
                whole = c.add(above, c.multiple(number, base))
                if len(terms_of(whole)) <= len(terms_of(above)):
                    rest = (c.multiple(p, other) for p, other in others if other is not term)
                    yield c.add(c.hadamard(whole, c.power(base, -1)), *rest)


def _without_number(total: Expr) -> tuple[Rational, list[tuple[Rational, Expr]]]:
    """The number in a sum, or what of the numbers that are added to each entry is one, and the other terms."""
    one = c.like_ones(total)
    number: Rational = 0
    others: list[tuple[Rational, Expr]] = []
    for q, term in terms_of(total):
        if term is one:
            number = q
        elif term.op.name == "scale" and term.args[1] is one:
            inner, rest = _without_number(term.args[0])
            number += q * inner
            others += [(q, c.product(c.combine(rest), one))] if rest else []
        else:
            others.append((q, term))
    return number, others
