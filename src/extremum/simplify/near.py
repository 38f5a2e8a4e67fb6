"""Equal forms one step away: what the search for one short form did not take, and may be short with names.

A sum with another factor taken out, or multiplied out; one fraction for a sum of them; a sum below the line without
denominators; a product multiplied out.
"""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.cleared import cleared
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
    yield from cleared(node)


def _opened(node: Expr) -> Iterator[Expr]:
    """``p.*a + p.*b`` for ``p.*(a + b)``."""
    items = pairs(node) if node.op.name == "hadamard" and not node.is_scalar else []
    for base, exponent in items if len(items) <= _TERMS else ():
        if base.op is SUM and exponent is c.number(1):
            rest = c.hadamard(node, c.power(base, -1))
            yield c.add(*(c.multiple(q, c.hadamard(term, rest)) for q, term in terms_of(base)))
