"""Answers about few entries, entry by entry: ``[2*x[1]; 6*x[2]]`` for ``2*x[1]*unit(2, 1) + 6*x[2]*unit(2, 2)``.

Each entry is simplified with a number in the place of each entry of a column.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.block import block, unit
from extremum.operations.sum import terms_of
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

_MOST, _LARGEST, _DEEP, _LONGER = 4, 1000, 4, 3 / 2
"""How many rows or columns are listed, of arrays of which length, how often they are multiplied out; how much longer a
list may be, which is read without unit vectors in mind."""


def columns_by_entry(formula: Expr) -> list[Expr]:
    """The columns of few entries, where entries of columns of that size are named; no members ``z[i]``, for whose
    index a sum is taken."""
    nodes = list(topological([formula]))
    sizes = {node.rows for node in nodes if node.op.name == "embed" and node.is_column}
    columns = (x for x in nodes if x.op.variable and x.is_column and not x.is_scalar and not x.indices)
    return [x for x in columns if _few(x.rows) and x.rows in sizes]


def by_entries(found: Expr, columns: Sequence[Expr]) -> Expr:
    """The array as a list of its entries, where a formula names entries of columns, and that is hardly longer.

    >>> import extremum as ex
    >>> x = ex.vector("x", 2)
    >>> by_entries(ex.parse("2*x[1]*unit(2, 1) + 6*x[2]*unit(2, 2)", [x]), [x])
    [2*x[1]; 6*x[2]]
    """
    rows, cols = found.shape
    if not columns or found.is_scalar or not (_few(rows) and _few(cols)) or cost(found) > _LARGEST:
        return found
    numbers = {x: [_number(x, k) for k in _counted(x.rows)] for x in columns}
    inside = {x: block([[s] for s in each]) for x, each in numbers.items()}
    outside = {s: _entry(x, k) for x, each in numbers.items() for k, s in enumerate(each, 1)}
    try:
        plain = _multiplied_out(replace(found, inside))
        entries = [[_at(plain, i, j) for j in _counted(cols)] for i in _counted(rows)]
        short = [[simplify(entry) for entry in row] for row in entries]
        listed = block(short)
        within = any(node.op.name == "block" for row in short for node in topological(row))  # not only by its entries
        return found if within or cost(listed) > _LONGER * cost(found) else replace(listed, outside)
    except ExtremumError:  # an operation needs more of its argument than is known of a list
        return found


def _multiplied_out(array: Expr) -> Expr:
    """The array as a sum of products without sums in them, as far as that is short."""
    for _ in range(_DEEP):
        grown = expanded(array)
        if grown is None or grown is array:
            break
        array = grown
    return array


def _few(size: Dim) -> bool:
    return size.number is not None and size.number <= _MOST


def _counted(size: Dim) -> Sequence[int]:
    return range(1, int(size.number or 0) + 1)


def _entry(x: Expr, k: int) -> Expr:
    return c.product(c.transpose(unit(x.rows, Dim.of(k))), x)


def _number(x: Expr, k: int) -> Expr:
    """A number of which is known what is known of the entry."""
    facts = tuple(fact for fact in x.assumptions if holds(_entry(x, k), fact))
    return c.build("symbol", (), (unreachable(f"{x.name}[{k}]"), *c.number(0).shape, facts))


def _at(total: Expr, row: int, col: int) -> Expr:
    """An entry, term by term."""
    left, right = c.transpose(unit(total.rows, Dim.of(row))), unit(total.cols, Dim.of(col))
    return c.add(*(c.multiple(q, c.product(left, term, right)) for q, term in terms_of(total)))
