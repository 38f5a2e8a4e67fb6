"""The indices of a text: which names they are, and over which range each runs."""

from __future__ import annotations

from collections.abc import Iterator

from extremum import language
from extremum.algebra.dims import ONE, Dim, IndexName, Shape
from extremum.reading.build.declared import Declared
from extremum.reading.build.dimensions import polynomial
from extremum.reading.source import Source, Tree

BINDERS = {"sum": "sum_over", "prod": "prod_over"}


def binder(tree: Tree) -> tuple[str, str] | None:
    """``sum_i(e)``, or with its range ``sum_i(e, 1, n)``, as ("sum_over", "i")."""
    function, _, index = tree.text.partition("_")
    if tree.kind != "call" or function not in BINDERS or not index:
        return None
    return BINDERS[function], index


def walk(tree: Tree, bound: frozenset[str] = frozenset()) -> Iterator[tuple[Tree, frozenset[str]]]:
    """All pieces of a tree, each with the indices that are bound there."""
    stack = [(tree, bound)]
    while stack:
        here, names = stack.pop()
        yield here, names
        found = binder(here)
        inside = names | {found[1]} if found else names
        stack.extend((part, inside) for part in reversed(here.parts))


def names_in(tree: Tree) -> set[str]:
    """The names in a tree."""
    return {piece.text for piece, _ in walk(tree) if piece.kind == "name"}


def axes(shape: Shape, count: int) -> tuple[Dim, ...] | None:
    """The sizes along which ``count`` indices of an array of that shape run; None: it has another number of indices."""
    if count == 2:
        return shape
    rows, cols = shape
    if count != 1 or (rows is not ONE and cols is not ONE):
        return None
    return (rows,) if cols is ONE else (cols,)


def _ranges(piece: Tree, declared: Declared) -> list[tuple[Tree, Dim, int]]:
    """The indices of a member or an entry, each with the number of its values and the first of them."""
    family, value = declared.families.get(piece.text), declared.variables.get(piece.text)
    if piece.kind != "member":
        return []
    if isinstance(family, language.Family):
        return [(part, family.size, family.start) for part in piece.parts]
    sizes = axes(value.shape, len(piece.parts)) if value is not None else None
    return [(part, size, 1) for part, size in zip(piece.parts, sizes or (), strict=False) if part.kind != "slice"]


def _uses(tree: Tree, name: str, declared: Declared) -> tuple[list[IndexName], list[IndexName]]:
    """The ranges of families and arrays with ``x[name]``, and of those with ``name`` in a larger index."""
    exact: list[IndexName] = []
    within: list[IndexName] = []
    for piece, bound in walk(tree):
        if name in bound:
            continue
        for part, size, start in _ranges(piece, declared):
            if name in names_in(part):
                (exact if part.kind == "name" else within).append(IndexName(name, size, start))
    return list(dict.fromkeys(exact)), list(dict.fromkeys(within))


def run(source: Source, name: str, place: Tree, scope: Tree, declared: Declared, is_free: bool) -> IndexName | None:
    """The index ``name`` with its range, from the families whose members it numbers in ``scope``; None: nothing says.

    Raises:
        ParseError: several ranges are possible.
    """
    exact, within = _uses(scope, name, declared)
    given = declared.indices.get(name)
    if given is not None:
        _check(source, place, [given, *(index for index in exact if not _covers(index, given))])
        return given
    options = exact or declared.letters.get(name, []) or (within if is_free else [])
    _check(source, place, list(dict.fromkeys(IndexName(name, o.size, o.start) for o in options)))
    return IndexName(name, options[0].size, options[0].start) if options else None


def within(source: Source, index: IndexName, scope: Tree, declared: Declared) -> None:
    """Refuses members ``x[i]``, ``x[i+1]`` in ``scope`` that a family does not have for all values of the index.

    Raises:
        ParseError: the index runs out of the range of a family.
    """
    for piece, bound in walk(scope):
        family = declared.families.get(piece.text) if piece.kind == "member" else None
        if not isinstance(family, language.Family) or index.name in bound or len(piece.parts) != 1:
            continue
        if names_in(piece.parts[0]) != {index.name}:
            continue
        at = polynomial(source, piece.parts[0], lambda tree: Dim.of(index))
        offset, whole = (at - Dim.of(index)).number, IndexName(family.name, family.size, family.start)
        if offset is None:
            continue
        used = IndexName(index.name, index.size, index.start + offset)
        if not _covers(whole, used):
            message = f"{family.name} is declared over {shown(whole)}, but its members here run over {shown(used)}"
            raise source.wrong(f"{message}; let the two agree", piece)


def _covers(whole: IndexName, part: IndexName) -> bool:
    """Whether a declared index stays within the range of a family."""
    if whole.size is None or part.size is None:
        return False
    more = (whole.size + whole.start - part.size - part.start).number
    return whole.start <= part.start and more is not None and more >= 0


def _check(source: Source, place: Tree, options: list[IndexName]) -> None:
    if len(options) > 1:
        ranges = " and over ".join(shown(option) for option in options[:2])
        raise source.wrong(
            f"the index {options[0].name} would run over {ranges}; use a different index for each range", place
        )


def shown(index: IndexName) -> str:
    """The range of an index, ``1..N``."""
    assert index.size is not None
    return f"{index.start}..{index.size + index.start - 1}"
