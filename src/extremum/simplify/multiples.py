"""A sum beside a multiple of it: ``k*(u - v) + u - v = (k + 1)*(u - v)``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors


def multiples_together(total: Expr) -> Iterator[Expr]:
    """The same with the terms of a sum within it that are there a second time put to its multiple.

    >>> import extremum as ex
    >>> print(*multiples_together(ex.parse("s*(u + v) + 2*u + 2*v", ["u[n]", "v[n]", "s"])))
    (2 + s)*(u + v)
    """
    terms = {term: q for q, term in terms_of(total)}
    for term, q in terms.items():
        for times, part in _multiples(term):
            ratio = _ratio(part, terms) if part.args[0] in terms and len(part.args) < len(terms) else None
            if ratio is not None:
                least = c.add(c.product(c.number(q), times), c.number(ratio))
                rest = c.subtract(total, c.add(c.multiple(q, term), c.multiple(ratio, part)))
                yield c.add(c.product(least, part), rest)


def _multiples(term: Expr) -> Iterator[tuple[Expr, Expr]]:
    """(k, S) with ``term = k*S``, k a scalar and S a sum."""
    inner, scalars, word = factors(term)
    if len(word) == 1 and word[0].op is SUM:
        yield c.product(c.number(inner), *scalars), word[0]
    if not word:
        items = [pair for scalar in scalars for pair in pairs(scalar)]
        for base, exponent in items:
            if base.op is SUM and exponent is c.number(1):
                yield c.product(term, c.power(base, -1)), base


def _ratio(part: Expr, terms: dict[Expr, Rational]) -> Rational | None:
    """r where the terms have r times the sum in them."""
    found = {Fraction(terms.get(term, 0)) / Fraction(q) for q, term in terms_of(part)}
    return found.pop() if len(found) == 1 and 0 not in found else None
