"""Entries, rows, columns and blocks of arrays: ``x[1]``, ``M[i,j]``, ``M[2,:]``, ``M[1:r,:]``, ``x[end]``.

All are products with columns of the identity: ``M[i,j]`` is ``e_i' M e_j``, so they have no rules of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.algebra.ranges import ends
from extremum.language import Family
from extremum.operations import construct as c
from extremum.reading.build.dimensions import polynomial
from extremum.reading.build.indices import axes
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.build.builder import Builder

END = "end"
"""The name of the last index, where nothing else has it."""


def entry(builder: Builder, tree: Tree, shown: str, value: Expr, places: Sequence[Tree]) -> Expr:
    """``value[places]``.

    Raises:
        ParseError: it has another number of indices.
        ShapeError: an index lies outside of the array.
    """
    sizes = axes(value.shape, len(places))
    if value.is_scalar or sizes is None:
        raise builder.wrong(miscounted(shown, value), tree)
    picks = [_columns(builder, place, size, shown) for place, size in zip(places, sizes, strict=True)]
    if len(picks) == 1 and value.is_row:
        return builder.apply(tree, _between, None, value, picks[0])
    return builder.apply(tree, _between, picks[0], value, picks[1] if len(picks) > 1 else None)


def _between(left: Expr | None, value: Expr, right: Expr | None) -> Expr:
    parts = [*([] if left is None else [c.transpose(left)]), value, *([] if right is None else [right])]
    return c.product(*parts)


def miscounted(shown: str, value: Expr) -> str:
    """What is wrong with the number of indices."""
    if value.is_scalar:
        return f"{shown} is a scalar and has no entries; write {shown}*(...) for a product"
    if value.is_column or value.is_row:
        return f"an entry of a vector has one index, as in {shown}[i]"
    fix = f"{shown}[i,j] for an entry, {shown}[i,:] for a row, {shown}[:,j] for a column"
    return f"{shown} is a matrix, whose entries have two indices; write {fix}"


def _columns(builder: Builder, place: Tree, size: Dim, shown: str) -> Expr | None:
    """The columns of the identity that an index or a range selects; None: all."""
    if place.kind != "slice":
        at = position(builder, place, size)
        _inside(builder, place, at, at, size, shown)
        return c.build("embed", (), (at - 1, ONE, size - at))
    if not place.parts:
        return None
    first, last = (position(builder, part, size) for part in place.parts)
    _inside(builder, place, first, last, size, shown)
    count = last - first + 1
    if count.indices:
        raise builder.wrong(f"{builder.source.at(place)} changes its length with an index; take a fixed range", place)
    if count.number is not None and count.number < 1:
        raise builder.wrong(f"the range {first}:{last} is empty; its end must not be below its start", place)
    return c.build("embed", (), (first - 1, count, size - last))


def position(builder: Builder, place: Tree, last: Dim | None) -> Dim:
    """An index as a polynomial; ``end`` is the last."""

    def look_up(tree: Tree) -> Dim:
        return last if last is not None and is_end(builder, tree) else builder.names.index(tree)

    return polynomial(builder.source, place, look_up)


def last_of(family: object) -> Dim | None:
    """The last index of a family."""
    return family.size + (family.start - 1) if isinstance(family, Family) else None


def of_family(builder: Builder, tree: Tree, at: Dim, family: Family) -> None:
    """Refuses a member that a family surely does not have, such as ``z[i+1]`` where i runs over all its indices.

    Raises:
        ShapeError: the index leaves the range.
    """
    last = family.size + (family.start - 1)
    low, high = ends(at)
    if _ranges(builder, at) and (_negative(low, Dim.of(family.start)) or _negative(last, high)):
        message = f"{family.name} is declared over {family.start}..{last}, but its members here run over {low}..{high}"
        fix = _FITTING if _bound(builder, at) else "declare a longer family, or an index that runs over fewer members"
        raise builder.source.error(f"{message}; {fix}", tree.start, tree.end, ShapeError)


_FITTING = "sum over a range that fits, as in sum_i(e, 1, N - 1)"


def _bound(builder: Builder, *at: Dim) -> bool:
    """Whether an index is bound by a sum, which says how far it runs."""
    return any(index in builder.names.bound.values() for dim in at for index in dim.indices)


def _ranges(builder: Builder, at: Dim) -> bool:
    """Whether something says how far an index runs: a sum, or a declaration with that letter."""
    letters = builder.declared.letters.keys() - builder.declared.indices.keys()
    return _bound(builder, at) or any(str(index) in letters for index in at.indices)


def _negative(left: Dim | None, right: Dim | None) -> bool:
    """Whether ``left < right``, surely."""
    difference = None if left is None or right is None else (left - right).number
    return difference is not None and difference < 0


def is_end(builder: Builder, tree: Tree) -> bool:
    """Whether a name is the last index."""
    return tree.text == END and END not in builder.declared.names()


def _inside(builder: Builder, place: Tree, first: Dim, last: Dim, size: Dim, shown: str) -> None:
    """Refuses an index that leaves the range 1..size, or may leave it while an index runs."""
    low, high = ends(first)[0], ends(last)[1]
    unsure = _bound(builder, first, last) and (low is None or high is None or (size - high).number is None)
    if _negative(low, ONE) or _negative(size, high) or unsure:
        runs = f"{low}..{high}" if first.indices or last.indices else builder.source.at(place)
        message = f"{shown} has the indices 1..{size}, but here it is asked for {runs}; they are counted from 1"
        raise builder.source.error(message, place.start, place.end, ShapeError)
