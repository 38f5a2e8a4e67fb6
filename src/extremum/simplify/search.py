"""The bounded search: as it is, factored, expanded, factored after expanding; the shortest for a person wins.

Every result is guarded by :func:`extremum.verify.guard` in the tests; the search changes form, never value.
"""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, topological
from extremum.operations.sum import SUM
from extremum.simplify.absorb import absorbed
from extremum.simplify.cost import cost
from extremum.simplify.factor import expanded, factored

_SEARCHED = 400
"""Sums longer than this are left as they are: nobody reads them, and the search would not pay."""

_memo: dict[Expr, Expr] = {}


def simplify(expr: Expr) -> Expr:
    """An equal expression, as short as the search finds.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, B, x = ex.matrix("A", n, n), ex.matrix("B", n, n), ex.vector("x", n)
    >>> simplify(A @ x + B @ x)
    (A + B)*x
    """
    for node in topological([expr], _memo, enter=lambda n: n not in _memo):
        args = tuple(_memo[arg] for arg in node.args)
        _memo[node] = shortest(absorbed(rebuild(node, args)))
    return _memo[expr]


def shortest(node: Expr) -> Expr:
    """The best form of one sum whose terms are simplified already."""
    if node.op is not SUM or len(node.args) < 2 or cost(node) > _SEARCHED:
        return node
    options = [node, factored(node)]
    grown = expanded(node)
    if grown is not None and grown is not node:
        options += [grown, factored(grown)]
    return min(options, key=lambda e: (cost(e), options.index(e)))
