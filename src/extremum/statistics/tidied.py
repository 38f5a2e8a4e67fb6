"""Shorter forms of expectations: traces multiplied out, and ``Φ(-t) = 1 - Φ(t)``."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, transform
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify


def tidied(expr: Expr) -> Expr:
    """With traces multiplied out, and with ``Φ(-t) = 1 - Φ(t)``, where that is shorter."""
    for change, back in ((_trace_out, rebuild), (_reflected, _turned)):
        changed = transform(expr, change)
        if changed is not expr:
            expr = min(expr, transform(simplify(changed), back), key=cost)
    return expr


def _trace_out(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """``tr(S*(A + A'))`` is ``2*tr(A*S)`` for a symmetric S."""
    same = rebuild(node, args)
    spread = expanded(args[0]) if node.op.name == "trace" else None
    return same if spread is None else min(same, c.trace(spread), key=cost)


def _reflected(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """``1 - normcdf(t)`` for ``normcdf(-t)``."""
    if node.op.name == "elementwise" and node.params == ("normcdf", 0) and content(args[0])[0] < 0:
        return c.subtract(c.like_ones(args[0]), c.apply("normcdf", c.multiple(-1, args[0])))
    return rebuild(node, args)


def _turned(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """``normcdf(-t)`` for ``1 - normcdf(t)``, which is exact where that is small."""
    same = rebuild(node, args)
    for sign in (1, -1) if same.op.name == "sum" else ():
        left = c.subtract(c.like_ones(same), c.multiple(sign, same))
        if left.op.name == "elementwise" and left.params == ("normcdf", 0):
            return c.multiple(sign, c.apply("normcdf", c.multiple(-1, left.args[0])))
    return same
