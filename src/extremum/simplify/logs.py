"""Differences of logarithms: ``log(a + v) - log(a - v) = 2 arctanh(v/a)`` for a positive a, and numbers out of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.sum import SUM, content, terms_of

Terms = list[tuple[Rational, Expr]]


def logs_together(total: Expr) -> Iterator[Expr]:
    """The sum with numbers out of its logarithms, and with what two of them differ by.

    >>> import extremum as ex
    >>> x = ex.scalar("x")
    >>> print(*logs_together(ex.log((1 + x) / 2) - ex.log((1 - x) / 2)), sep="; ")
    log(1 + x) - log(1 - x); 2*arctanh(x)
    """
    if sum(_is_log(term) for term in total.args) < 2:
        return
    apart = c.combine([part for q, term in terms_of(total) for part in _apart(q, term)])
    if apart is not total:
        yield apart
    terms = terms_of(apart)
    logs = [(q, term) for q, term in terms if _is_log(term)]
    for (p, first), (q, second) in permutations(logs, 2):
        turned = _turned(first.args[0], second.args[0]) if p == -q else None
        if turned is not None:
            rest = [(r, term) for r, term in terms if term not in (first, second)]
            yield c.combine([*rest, (2 * p, c.apply("arctanh", turned))])


def _is_log(term: Expr) -> bool:
    return term.op.name == "elementwise" and function_of(term) == ("log", 0)


def _apart(q: Rational, term: Expr) -> Terms:
    """``log(2 S) = log(2) + log(S)``, of a sum S: each is defined where the other is."""
    if not _is_log(term) or term.args[0].op is not SUM:
        return [(q, term)]
    factor, core = content(term.args[0])
    number = c.product(c.apply("log", c.number(abs(factor))), c.like_ones(term))
    return [(q, number), (q, c.apply("log", core if factor > 0 else c.multiple(-1, core)))]


def _turned(first: Expr, second: Expr) -> Expr | None:
    """v/a of ``a + v`` and ``a - v``, which are both positive where ``|v| < a``.

    None where a isn't known to be positive, or shares a term with v; v is the one that begins with a plus.
    """
    middle = c.multiple(Fraction(1, 2), c.add(first, second))
    aside = c.subtract(first, middle)
    shared = {term for _, term in terms_of(middle)} & {term for _, term in terms_of(aside)}
    if shared or c.is_zero(aside) or content(aside)[0] < 0 or not holds(middle, "positive"):
        return None
    return c.hadamard(aside, c.power(middle, -1))
