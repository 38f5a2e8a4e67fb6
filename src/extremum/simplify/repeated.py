"""The short form of an expression whose repeated parts have names: ``M*y*y'*M - M``, not ``M*(y*y'*M - I)``.

Where M is an inverse that is written out each time, taking it out of a sum pays; where it has a name, it is a letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

_LONGEST, _SHORTEST = 400, 4
"""Longer expressions are left as they are; and parts shorter than this are repeated rather than named."""


def repeated_parts_named(expr: Expr) -> Expr:
    """An equal expression, as short as the search finds where each part that repeats counts as a letter.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> K, y = ex.matrix("K", n, n, "positive_definite"), ex.vector("y", n)
    >>> M = (K + ex.eye(n)).inv
    >>> print(repeated_parts_named(M @ (y @ y.T @ M - ex.eye(n))))
    inv(eye(n) + K)*y*y'*inv(eye(n) + K) - inv(eye(n) + K)
    """
    if cost(expr) > _LONGEST:
        return expr
    letters = {node: _letter(node, k) for k, node in enumerate(_repeated(expr))}
    values = {key: value for node, letter in letters.items() for key, value in _both_ways(node, letter)}
    back = {letter: node for node, letter in letters.items()}
    try:
        short = replace(expr, values)
        grown = expanded(short)
        return replace(simplify(short if grown is None else grown), back) if letters else expr
    except ExtremumError:  # an operation needs more of its argument than is known of a letter
        return expr


def _repeated(expr: Expr) -> Iterator[Expr]:
    """The parts that are used twice, up to transposition, and are no products: those are pieced together anew."""
    nodes = topological([expr])
    uses = Counter(_upright(arg) for node in nodes for arg in node.args)
    for node in nodes:
        fixed = node.op.linear is MULTILINEAR or node.indices or not node.args or cost(node) < _SHORTEST
        if uses[node] > 1 and not fixed and _upright(node) is node:
            yield node


def _upright(node: Expr) -> Expr:
    """The node or its transpose, whichever is first by structure."""
    return min(node, node.T, key=lambda e: e.order)


def _letter(node: Expr, k: int) -> Expr:
    """A symbol that is its own transpose where the part is."""
    known = ("symmetric",) if node.rows is node.cols and node.T is node and not node.is_scalar else ()
    return c.build("symbol", (), (unreachable(f"part{k}"), *node.shape, known))


def _both_ways(node: Expr, letter: Expr) -> Iterator[tuple[Expr, Expr]]:
    yield node, letter
    yield node.T, letter.T
