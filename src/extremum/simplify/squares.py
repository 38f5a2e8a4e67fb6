"""Differences of squares: ``(1 - t)*(1 + t) = 1 - t^2``."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.cost import cost


def squares(node: Expr) -> Expr:
    """An entrywise product with ``a + b`` and ``a - b`` in it, multiplied out where that shortens it.

    >>> import extremum as ex
    >>> y = ex.vector("y", "n")
    >>> print(squares(ex.hadamard(y - 1, y + 1)))
    y.^2 - 1
    """
    items = pairs(node) if node.op.name == "hadamard" else []
    sums = [base for base, exponent in items if base.op is SUM and exponent is c.number(1)]
    best = node
    for first, second in combinations(sums, 2):
        a, b = (c.multiple(Fraction(1, 2), total) for total in (c.add(first, second), c.subtract(first, second)))
        if len(terms_of(a)) == len(terms_of(b)) == 1:
            rest = (c.power(base, exponent) for base, exponent in items if base not in (first, second))
            found = c.hadamard(*rest, c.subtract(c.power(a, 2), c.power(b, 2)))
            best = min(best, found, key=cost)
    return best
