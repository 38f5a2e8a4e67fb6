r"""Sums and products over an index: ``\sum_{i=1}^n``, ``\sum_{i,j}``, and how far they reach.

The body of a sum is all of the product that follows, and ends before a plus or a minus.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from extremum.reading.build import indices
from extremum.reading.several import restricted
from extremum.reading.source import Tree
from extremum.reading.tex import factors, sizes, vocabulary
from extremum.reading.tex.layout import bare, letters, listed, span

if TYPE_CHECKING:
    from extremum.reading.tex.factors import Run
    from extremum.reading.tex.reader import Reader
    from extremum.reading.tex.runs import Item


@dataclass(frozen=True, slots=True)
class Over:
    """An index, and the first and the last value that are written."""

    name: str
    first: Tree | None
    last: Tree | None


def is_big(item: Item) -> bool:
    r"""Whether a factor is ``\sum`` or ``\prod``."""
    return item.atom.kind == "command" and item.atom.text.removeprefix("\\") in vocabulary.BIG


def big(reader: Reader, item: Item, after: Sequence[Run]) -> Tree:
    """The sum with its body: what follows in the product."""
    if not after[0].items:
        raise reader.wrong(f"nothing follows {reader.record.shown(item.place)}; write the terms after it", item.place)
    function = vocabulary.BIG[item.atom.text.removeprefix("\\")]
    over, relations = _over(reader, item)
    before = len(reader.symbols.bound)
    reader.symbols.bound += [index.name for index in over]
    whole = item.place
    body = factors.chain(reader, after, whole)
    conditions = [_condition(reader, relation) for relation in relations]
    del reader.symbols.bound[before:]
    if conditions and function != "sum":
        raise reader.wrong("a condition is read below a sum only; write the product with its ranges", item.place)
    if function == "prod" and (len(after) > 1 or len(after[0].items) > 1):
        _note_product(reader, item, body)
    body = restricted(body, conditions)
    for index in reversed(over):
        ends = () if index.first is None or index.last is None else (index.first, index.last)
        body = Tree("call", f"{function}_{index.name}", (body, *ends), whole.start, body.end)
    return body


# -- the index and its range -------------------------------------------------------------------------------------------
def _over(reader: Reader, item: Item) -> tuple[list[Over], list[Tree]]:
    """The indices with their ranges, and the conditions."""
    below, above = item.marked("sub"), item.marked("sup")
    if not below:
        message = f"over what does {item.atom.text} run? write its index below, as in {item.atom.text}_{{i=1}}^n"
        raise reader.wrong(message, item.atom)
    last = sizes.size(reader, above[0].parts[1]) if above else None
    found: list[Over] = []
    chains: list[tuple[Tree | None, Tree | None, Tree]] = []
    pieces, such_that = _such_that(listed(bare(below[0].parts[1])))
    for piece in reversed(pieces):
        if _is_condition(piece):
            chains.append(_ends(reader, piece, last))
            continue
        names, first = _index(reader, piece)
        first = first or (found[-1].first if found else None)
        found += [Over(name, first, last) for name in reversed(names)]
    for first, end, inner in chains:
        found += [Over(name, first, end) for name in _indices_of(reader, _pairs(inner), found)]
    if not found:
        raise reader.wrong(
            f"over what does {item.atom.text} run? write its index, as in {item.atom.text}_{{i=1}}^n", below[0]
        )
    if found[0].last is None and found[0].first is not None:
        raise reader.wrong(f"this range has no end; write it above, as in {item.atom.text}_{{i=1}}^n", below[0])
    return [_started(reader, over, item) for over in reversed(found)], [
        *(pair for *_, inner in chains for pair in _pairs(inner)),
        *such_that,
    ]


_SUCH_THAT = {":", r"\mid", "|", "∣"}


def _such_that(pieces: Sequence[Tree]) -> tuple[list[Tree], list[Tree]]:
    r"""The indices before the colon in ``j : t_j \ge t_i, j \ne i``, and the conditions after it."""
    at = next((k for k, piece in enumerate(pieces) if _is_divided(piece)), None)
    if at is None:
        return list(pieces), []
    index, _, *rest = pieces[at].parts
    first = Tree("relation", "", tuple(rest), rest[0].start, rest[-1].end)
    conditions = [first, *pieces[at + 1 :]]
    if not all(_is_condition(piece, {*_COMPARED, "="}) for piece in conditions):
        return list(pieces), []
    return [*pieces[:at], index], [pair for piece in conditions for pair in _pairs(piece)]


def _is_divided(piece: Tree) -> bool:
    return piece.kind == "relation" and piece.parts[1].text in _SUCH_THAT and len(piece.parts) > 3


_COMPARED = {
    "<": "<", r"\lt": "<", ">": ">", r"\gt": ">", r"\ne": "!=", r"\neq": "!=", "≠": "!=", r"\le": "<=", r"\leq": "<=",
    "≤": "<=", r"\ge": ">=", r"\geq": ">=", "≥": ">=",
}  # fmt: skip


def _is_condition(piece: Tree, signs: Container[str] = _COMPARED) -> bool:
    return piece.kind == "relation" and all(sign.text in signs for sign in piece.parts[1::2])


def _pairs(piece: Tree) -> list[Tree]:
    """``i < j`` of a chain of relations such as ``i < j < k``."""
    operands, signs = piece.parts[::2], piece.parts[1::2]
    pairs = zip(operands, signs, operands[1:], strict=False)
    return [Tree("relation", sign.text, (left, right), left.start, right.end) for left, sign, right in pairs]


def _condition(reader: Reader, relation: Tree) -> Tree:
    read = reader.expression if any(map(_has_values, relation.parts)) else partial(sizes.size, reader)
    sides = tuple(read(side) for side in relation.parts)
    return Tree("condition", _COMPARED.get(relation.text, "=="), sides, relation.start, relation.end)


def _has_values(side: Tree) -> bool:
    """Whether a member of a family is in it, as in ``t_j``."""
    return side.kind == "script" or any(map(_has_values, side.parts))


def _ends(reader: Reader, chain: Tree, last: Tree | None) -> tuple[Tree | None, Tree | None, Tree]:
    r"""The first and the last value, with which a chain as ``1 \le i < j \le n`` begins and ends, and what is left."""
    parts, first = list(chain.parts), None
    if len(parts) > 3 and _is_end(reader, parts[0]) and _COMPARED[parts[1].text] == "<=":
        first, parts = sizes.size(reader, parts[0]), parts[2:]
    if first is not None and _is_end(reader, parts[-1]) and _COMPARED[parts[-2].text] == "<=":
        last, parts = sizes.size(reader, parts[-1]), parts[:-2]
    return first, last, Tree("relation", "", tuple(parts), parts[0].start, parts[-1].end)


def _is_end(reader: Reader, side: Tree) -> bool:
    """Whether a side is a number or a size, and no index."""
    spelling = reader.symbols.spelling(side)
    return side.kind == "number" or (spelling is not None and _is_size(reader, spelling.names[0]))


def _indices_of(reader: Reader, conditions: Sequence[Tree], found: Sequence[Over]) -> list[str]:
    """The letters in conditions that no sum around them binds are summed over, the later ones further inside."""
    names: list[str] = []
    for relation in conditions:
        for side in relation.parts:
            spelling = reader.symbols.spelling(side)
            name = spelling.names[0] if spelling is not None else ""
            bound = name in reader.symbols.bound or name in names or any(over.name == name for over in found)
            if name.isidentifier() and not bound and not _is_size(reader, name):
                names.append(name)
    return names[::-1]


def _is_size(reader: Reader, name: str) -> bool:
    return name in reader.declared.dims and name not in reader.declared.letters


def _started(reader: Reader, over: Over, item: Item) -> Over:
    r"""``\sum_i^n`` begins at 1."""
    if over.last is None or over.first is not None:
        return over
    place = item.place
    reader.record.note(place, f"{reader.record.shown(place)} is read as a sum from {over.name} = 1")
    return Over(over.name, Tree("number", "1", (), place.start, place.start), over.last)


_IN = {r"\in", "∈"}
_RANGE = r"write a range, as in \sum_{i=1}^n, or the index alone"
_SET = (
    r"which are in the set? write the range, as in \sum_{i=1}^n, or the index alone, and in the terms a factor such as "
    "o_i or o_{ij} that is 1 for what is in the set and 0 for the rest"
)


def _index(reader: Reader, piece: Tree) -> tuple[list[str], Tree | None]:
    """The indices in ``i=1``, ``i``, ``ij``, and the first value."""
    names, first = piece, None
    if piece.kind == "relation":
        names, sign, *values = piece.parts
        if sign.text != "=" or len(values) != 1:
            fix = _RANGE if sign.text not in _IN else _SET
            raise reader.wrong(f"{reader.record.shown(piece)} is no range of an index; {fix}", piece)
        first = sizes.size(reader, values[0])
    single = [names] if names.kind != "word" else letters(names)
    spellings = [reader.symbols.spelling(name) for name in single]
    found = [spelling.names[0] for spelling in spellings if spelling is not None]
    if len(found) < len(single) or not all(name.isidentifier() for name in found):
        raise reader.wrong(f"{reader.record.shown(names)} is no index; write one letter, as in \\sum_{{i=1}}^n", names)
    return found, first


# -- how far it reaches ------------------------------------------------------------------------------------------------
def _note_product(reader: Reader, item: Item, body: Tree) -> None:
    whole = span(item.atom, body)
    sentence = f"in {reader.record.shown(whole)} all factors that follow are multiplied over the index"
    reader.record.note(body, f"{sentence}; write brackets otherwise")


def refuse_below(reader: Reader, row: Sequence[Item], after: Sequence[Run]) -> None:
    r"""Refuses ``1/\sum_i x_i y``, which has two readings."""
    at = next((k for k, item in enumerate(row) if is_big(item)), len(row))
    if len(row) > at + 2 or (at < len(row) and after):
        place = row[at].place
        raise reader.wrong(rf"how far does {reader.record.shown(place)} reach after /? write \frac{{a}}{{b}}", place)


def note_ends(reader: Reader, parts: Sequence[Tree], place: Tree) -> None:
    """A sum that is followed by a plus or a minus ends there; its index must not be used after it."""
    for k, part in enumerate(parts[:-1]):
        found = _open_sum(reader, part)
        if found is None:
            continue
        for other in parts[k + 1 :]:
            _refuse_index(reader, found, other)
        shown = reader.record.shown
        following = Tree("", "", (), part.end, place.end)
        reader.record.note(found, f"{shown(found)} ends before {shown(following)}; write parentheses to include it")


def _open_sum(reader: Reader, part: Tree) -> Tree | None:
    """The outermost sum at the end of a piece that no bracket closes."""
    pieces = (piece for piece, _ in indices.walk(part) if indices.binder(piece) is not None and piece.end == part.end)
    return next((piece for piece in pieces if reader.source.at(piece)[:1] in ("\\", "∑", "∏")), None)


def _refuse_index(reader: Reader, found: Tree, other: Tree) -> None:
    binder = indices.binder(found)
    assert binder is not None
    for piece, bound in indices.walk(other):
        if piece.kind == "name" and piece.text == binder[1] and piece.text not in bound:
            message = f"the sum over {binder[1]} ends before this, but {binder[1]} is used in it; write parentheses"
            raise reader.wrong(message, piece)
