"""Equal forms one step away: what the search for one short form did not take, and may be short with names.

A sum with another factor taken out, or multiplied out; one fraction for a sum of them; a sum below the line without
denominators; a product multiplied out.
"""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.powers import is_integer, pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.factor import with_each_factor
from extremum.simplify.fraction import fractions
from extremum.simplify.spread import multiplied_out

_LONGER = 8
"""How much longer, as a whole, a form may be."""
_TERMS = 30
"""Of a longer sum no factor is taken out on trial, which is tried again in each bracket, and of a longer product no sum
is multiplied out, which makes products as long for each term: nobody would read it."""


def near(expr: Expr) -> Iterator[Expr]:
    """The expression with one of its parts in another form.

    >>> import extremum as ex
    >>> q, y = ex.scalar("q"), ex.scalar("y")
    >>> print(next(near(y / q - (1 - y) / (1 - q))))
    (y - q)/(q*(1 - q))
    """
    least = cost(expr)
    for node in topological([expr], enter=lambda n: not n.op.closed):
        for option in dict.fromkeys(_steps(node)):
            if option is node or cost(option) > cost(node) + _LONGER:
                continue
            try:
                found = replace(expr, {node: option})
            except ExtremumError:  # an operation needs more of its argument than is known of the other form
                continue
            if cost(found) <= least + _LONGER:
                yield found


def _steps(node: Expr) -> Iterator[Expr]:
    if node.op is SUM and len(node.args) > 1:
        yield from with_each_factor(node) if len(node.args) <= _TERMS else ()
        grown = expanded(node)
        if grown is not None:
            yield grown
    if node.op.linear is MULTILINEAR:
        yield from multiplied_out(node)
    yield from _opened(node)
    yield from fractions(node)
    yield from _cleared(node)


def _opened(node: Expr) -> Iterator[Expr]:
    """``p.*a + p.*b`` for ``p.*(a + b)``."""
    items = pairs(node) if node.op.name == "hadamard" and not node.is_scalar else []
    for base, exponent in items if len(items) <= _TERMS else ():
        if base.op is SUM and exponent is c.number(1):
            rest = c.hadamard(node, c.power(base, -1))
            yield c.add(*(c.multiple(q, c.hadamard(term, rest)) for q, term in terms_of(base)))


def _cleared(node: Expr) -> Iterator[Expr]:
    """``s^2*t/(s^2 + t^2)`` for ``t/(1 + t^2/s^2)``: a sum below the line times what divides its terms, and times all
    that does."""
    for base, exponent in pairs(node) if node.op.name == "hadamard" else ():
        if base.op is not SUM or not _is_negative(exponent):
            continue
        cleared = [c.power(divisor, -least) for divisor, least in _divisors(base).items()]
        for factor in dict.fromkeys([*cleared, c.product(*cleared)] if cleared else ()):
            if not (is_integer(exponent) or holds(factor, "nonnegative")):
                continue
            whole = c.add(*(c.product(c.number(q), factor, term) for q, term in terms_of(base)))
            back = c.multiple(-1, exponent)
            rest = c.hadamard(node, c.power(base, back), c.power(whole, exponent))
            yield c.product(c.power(factor, back), rest)


def _divisors(total: Expr) -> dict[Expr, Rational]:
    """What divides terms of a sum, with its lowest exponent."""
    found: dict[Expr, Rational] = {}
    for _, term in terms_of(total):
        scalars = [term] if term.is_scalar else factors(term)[1]
        for base, exponent in (pair for scalar in scalars for pair in pairs(scalar)):
            if _is_negative(exponent):
                found[base] = min(found.get(base, 0), c.value_of(exponent))
    return found


def _is_negative(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) < 0
