"""Answers about few entries, entry by entry: ``[2*x[1]; 6*x[2]]`` for ``2*x[1]*unit(2, 1) + 6*x[2]*unit(2, 2)``.

Each entry is simplified with a number in the place of each entry of a column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.lengths import operations
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import rebuild, replace, topological, write
from extremum.operations import construct as c
from extremum.operations.block import BLOCK, EMBED, block, unit
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.block_signs import with_few_minuses
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

_MOST, _LARGEST, _DEEP, _LONGER, _WRITTEN = 4, 1000, 4, 3 / 2, 5000
"""How many rows or columns are listed, of arrays of which length, how often they are multiplied out; how much longer a
list may be, which is read without unit vectors in mind; and of which length formulas are that are listed in parts."""


def has_entries(formula: Expr) -> bool:
    """Whether a formula is made of entries, or of blocks."""
    return any(node.op is EMBED or node.op is BLOCK for node in topological([formula]))


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


def in_lists(found: Expr) -> Expr:
    """Sums of multiples of unit vectors with few entries as lists of these, wherever they stand.

    >>> import extremum as ex
    >>> print(in_lists(ex.parse("A*(a*unit(2, 1) - b*unit(2, 2))", "A[m,2]")))
    A*[a; -b]
    """
    nodes = topological([found], enter=lambda node: not node.op.closed)
    if not any(map(_is_unit, nodes)) or cost(found) > _WRITTEN:
        return found
    memo: dict[Expr, Expr] = {}
    stack = [found]
    while stack:  # the sum as a whole first: of a*(e1 + e2) + b*e1 the entries are a + b and a
        node = stack[-1]
        parts, listed = _opened(node)
        waiting = [part for part in parts if part not in memo]
        if waiting:
            stack += waiting
        else:
            memo[stack.pop()] = listed([memo[part] for part in parts])
    return memo[found]


def _opened(node: Expr) -> tuple[Sequence[Expr], Callable[[Sequence[Expr]], Expr]]:
    """What is looked at next, the entries of a list or the arguments of a node, and what is made of these."""
    if not node.args or node.op.closed:
        return (), lambda _: node
    turned = node.is_row and not node.is_scalar
    found = _of_units(c.transpose(node) if turned else node)
    if found is None:
        return node.args, lambda args: with_few_minuses(rebuild(node, tuple(args)))
    q, entries = found

    def listed(parts: Sequence[Expr]) -> Expr:
        ways = [
            c.multiple(s * q, block([[c.multiple(s, part)] for part in parts])) for s in ((1, -1) if q < 0 else (1,))
        ]
        column = min(ways, key=lambda way: operations(write(way)))
        return c.transpose(column) if turned else column

    return entries, listed


def _of_units(total: Expr) -> tuple[Rational, list[Expr]] | None:
    """A number before the list, and what is in it, of a sum of two unit vectors or more."""
    if total.op is not SUM or not total.is_column or not _few(total.rows):
        return None
    q, core = content(total)
    entries = _entries(core)
    if entries is None or len(entries) < 2:
        return None
    units = [unit(total.rows, Dim.of(k)) for k in _counted(total.rows)]
    return q, [c.combine([(1, c.number(0)), *entries.get(at, ())]) for at in units]


def _entries(total: Expr) -> dict[Expr, list[tuple[Rational, Expr]]] | None:
    """What each unit vector in a sum is multiplied by; None where there is anything else in it."""
    found: dict[Expr, list[tuple[Rational, Expr]]] = {}
    for q, term in terms_of(total):
        own, scalars, word = factors(term)
        if len(word) != 1:
            return None
        alone: list[tuple[Rational, Expr]] = [(1, c.number(1))]
        inner = {word[0]: alone} if _is_unit(word[0]) else _entries(word[0]) if word[0].op is SUM else None
        if inner is None:
            return None
        for at, parts in inner.items():
            found.setdefault(at, []).append((1, c.product(c.number(q), c.number(own), *scalars, c.combine(parts))))
    return found


def _is_unit(node: Expr) -> bool:
    """Whether it is a unit vector with few entries."""
    inner = node.args[0] if node.op.name == "transpose" else node
    return inner.op is EMBED and inner.is_column and _few(inner.rows)


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
