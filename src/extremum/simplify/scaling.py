"""Rows and columns scaled by a vector: ``X.*(b*ones(1, m)) = diag(b)*X``, ``X.*(ones(n)*b') = X*diag(b)``."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.simplify.cost import cost


def scaled(node: Expr) -> Expr:
    """An entrywise product with a repeated row or column in it, where a diagonal matrix is shorter.

    Magnus & Neudecker (2019), ch. 3, sec. 6.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> X, b = ex.matrix("X", n, m), ex.vector("b", n)
    >>> print(scaled(ex.hadamard(X, b @ ex.ones(1, m))))
    diag(b)*X
    """
    if node.op.name != "hadamard" or node.is_column or node.is_row:
        return node
    items = pairs(node)
    for base, exponent in items:
        rest = [c.power(b, e) for b, e in items if b is not base]
        if not rest or base.op is not PRODUCT:
            continue
        option = _diagonal(base, exponent, c.hadamard(*rest))
        if option is not None and cost(option) < cost(node):
            return option
    return node


def _diagonal(base: Expr, exponent: Expr, rest: Expr) -> Expr | None:
    first, last = base.args[0], base.args[-1]
    if last.op.name == "ones" and last.is_row:
        return c.product(c.diag(c.power(c.product(*base.args[:-1]), exponent)), rest)
    if first.op.name == "ones" and first.is_column:
        row = c.power(c.transpose(c.product(*base.args[1:])), exponent)
        return c.product(rest, c.diag(row))
    return None
