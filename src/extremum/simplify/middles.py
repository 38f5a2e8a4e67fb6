"""Functions from 0 to 1 less their middle, by the function that they are then: ``2*sigmoid(2*t) - 1 = tanh(t)``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.sum import SUM, content, terms_of
from extremum.simplify.question import one_question


def by_the_middle(expr: Expr) -> Expr:
    """The expression with ``(1 + tanh(t/2))/2`` for each ``sigmoid(t)`` that meets its middle, or ``sigmoid(-t)``.

    >>> import extremum as ex
    >>> x = ex.scalar("x")
    >>> print(by_the_middle(2 * ex.sigmoid(2 * x) - 1), by_the_middle(ex.sigmoid(x) - ex.sigmoid(-x)))
    tanh(x) tanh(1/2*x)
    """
    with one_question() as kept:
        if expr in kept.without_middles:
            return expr
        nodes = topological([expr], kept.without_middles, enter=lambda node: not node.op.closed)
        met = dict.fromkeys(f for node in nodes if node.op is SUM for f in _met(node))
        if not met:
            kept.without_middles.update(nodes)
            return expr
        return replace(expr, dict(value for f in met for value in _values(f)))


def _met(total: Expr) -> Iterator[Expr]:
    """What stands in a sum beside its middle, or beside its mirror image."""
    terms = {term: q for q, term in terms_of(total)}
    for term, q in terms.items():
        if _is_mirrored(term) and (
            Fraction(q) == -2 * Fraction(terms.get(c.like_ones(term), 0)) or q == -terms.get(_mirrored(term), 0)
        ):
            yield term


def _is_mirrored(node: Expr) -> bool:
    return node.op.name == "elementwise" and any(f.centred == _name(node) for f in FUNCTIONS.values())


def _name(node: Expr) -> str:
    name, order = function_of(node)
    return "" if order else name


def _mirrored(node: Expr) -> Expr:
    """``f(-t)`` of ``f(t)``."""
    return c.apply(node.function, c.multiple(-1, node.args[0]))


def _values(node: Expr) -> Iterator[tuple[Expr, Expr]]:
    """f(t), and f(-t), by the odd function of ``t/2`` or of ``-t/2``, whichever begins with a plus."""
    sign = 1 if content(node.args[0])[0] > 0 else -1
    name = next(f.name for f in FUNCTIONS.values() if f.centred == node.function)
    odd = c.apply(name, c.multiple(Fraction(sign, 2), node.args[0]))
    for way, of in ((sign, node), (-sign, _mirrored(node))):
        yield of, c.combine([(Fraction(1, 2), c.like_ones(of)), (Fraction(way, 2), odd)])
