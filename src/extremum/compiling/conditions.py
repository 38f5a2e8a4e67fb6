"""Conditions on two indices, ``δ(i, j)`` and ``less(i, j)``, for all pairs: 1 where they hold, 0 elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.algebra.ranges import slope_in
from extremum.compiling.samples import Rows
from extremum.compiling.term import Term
from extremum.compiling.units import NoRowsError

if TYPE_CHECKING:
    from extremum.compiling.pairs import Pairs


def compared(pairs: Pairs, node: Expr, function: str) -> Term:
    """The condition on all pairs, as a function of both indices; of places that are counted from 1 both are counted
    from 0."""
    first, second = node.params
    assert isinstance(first, Dim) and isinstance(second, Dim)
    common = second.replace(dict.fromkeys(second.indices, 0))
    return pairs.low.terms.map(function, *(_place(pairs, dim - common) for dim in (first, second)))


def _place(pairs: Pairs, dim: Dim) -> Term:
    """An index, which broadcasts over the pairs."""
    if pairs.second.index in dim.atoms():
        return _values(pairs.second, dim)
    return pairs.low.terms.column(_values(pairs.first, dim))


def _values(rows: Rows, dim: Dim) -> Term:
    """An index, or a whole number beside it, a value a sample."""
    slope = slope_in(dim, rows.index)
    rest = None if slope is None else (dim - slope * Dim.of(rows.index)).number
    if slope is None or rest is None:
        raise NoRowsError
    terms = rows.low.terms
    whole = terms.call("arange", (), (rows.count,))
    found = terms.add([slope], [rows.block(whole) if rows.blocks else whole])
    return terms.add([1, rest], [found, terms.number(1)]) if rest else found
