"""Differences of squares: ``(1 - t)^k*(1 + t)^k = (1 - t^2)^k`` for a whole k."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import is_integer, pairs
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
    sums = {base: exponent for base, exponent in items if base.op is SUM and is_integer(exponent)}
    best = node
    for first, second in _couples(list(sums)):
        a, b = (c.multiple(Fraction(1, 2), total) for total in (c.add(first, second), c.subtract(first, second)))
        if sums[first] is sums[second] and len(terms_of(a)) == len(terms_of(b)) == 1:
            rest = (c.power(base, exponent) for base, exponent in items if base not in (first, second))
            found = c.hadamard(*rest, c.power(c.subtract(c.power(a, 2), c.power(b, 2)), sums[first]))
            best = min(best, found, key=cost)
    return best


def _couples(sums: Sequence[Expr]) -> list[tuple[Expr, Expr]]:
    """The sums of the same two terms, in order: no others are ``a + b`` and ``a - b``, and a long product has few."""
    places: dict[frozenset[Expr], list[int]] = {}
    for place, total in enumerate(sums):
        if len(total.args) == 2:
            places.setdefault(frozenset(total.args), []).append(place)
    couples = sorted(couple for alike in places.values() for couple in combinations(alike, 2))
    return [(sums[first], sums[second]) for first, second in couples]
