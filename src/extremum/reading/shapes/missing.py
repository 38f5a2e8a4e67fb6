"""Names that nobody declared, each where it is used first, and over what their indices run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extremum.algebra.dims import Dim, IndexName, Name
from extremum.algebra.errors import ParseError
from extremum.algebra.ranges import ends
from extremum.reading.build import entries, functions, indices
from extremum.reading.build.builder import Builder
from extremum.reading.build.dimensions import polynomial
from extremum.reading.characters import is_name
from extremum.reading.shapes.letters import free_letters
from extremum.reading.source import Source, Tree
from extremum.reading.text.mistakes import FOREIGN


def names_in(builder: Builder) -> dict[str, Tree]:
    """The names that need inference, each where it is used first."""
    found: dict[str, Tree] = {}
    for piece, bound in indices.walk(builder.root):
        if piece.kind == "constant":
            found[piece.key] = piece
        if piece.kind != "name" or piece.text in found or builder.names.known(piece.text, bound):
            continue
        if not is_name(piece.text):
            raise _no_name(builder.source, piece)
        row = functions.find(piece.text)
        if row is not None:
            fix = f"write {row.usage}, or declare a variable of that name"
            raise builder.source.wrong(f"{piece.text} is a function; {fix}", piece)
        found[piece.text] = piece
    _refuse_unbound(builder, found)
    _in_indices(builder, found)
    return found


def _refuse_unbound(builder: Builder, found: dict[str, Tree]) -> None:
    """Refuses ``z_i`` beside members of z: no sum binds its index."""
    members = {piece.text for piece, _ in indices.walk(builder.root) if piece.kind == "member"}
    for name, piece in found.items():
        base, _, index = name.rpartition("_")
        if base in members and len(index) == 1 and index.isalpha() and piece.kind == "name":
            fix = f"sum over {index}, or declare {base}, as in {base}[n], and {name} for a name of its own"
            raise builder.source.wrong(f"over what does {index} run? {base} has members here; {fix}", piece)


def _no_name(source: Source, piece: Tree) -> ParseError:
    at = next(k for k in range(1, len(piece.text) + 1) if not is_name(piece.text[:k])) - 1
    char = piece.text[at]
    fix = FOREIGN.get(char, "use letters, digits and _")
    return source.error(f"{char!r} cannot be part of a name; {fix}", piece.start + at, piece.start + at + 1, ParseError)


def _in_indices(builder: Builder, found: dict[str, Tree]) -> None:
    """Refuses undeclared names that inference cannot settle: indices of no range, a transpose as a power."""
    for piece, _ in indices.walk(builder.root):
        exponent = piece.parts[1].text if piece.kind == "power" else ""
        if exponent in found and (exponent in ("T", "t", "H") or (exponent[0] == "T" and exponent.isalpha())):
            base = builder.source.at(piece.parts[0])
            raise builder.source.wrong(f"{exponent} is not declared; for the transpose write {base}'", piece)
        names = {name for part in _index_parts(builder, piece) for name in indices.names_in(part)} & found.keys()
        for name in sorted(names, key=lambda name: found[name].start):
            builder.names.index(found[name])


def _index_parts(builder: Builder, piece: Tree) -> Sequence[Tree]:
    """The parts of a piece that are indices."""
    if piece.kind == "member":
        value = builder.declared.variables.get(piece.text)
        if value is not None and indices.axes(value.shape, len(piece.parts)) is None:
            raise builder.wrong(entries.miscounted(piece.text, value), piece)
        return () if is_unknown(builder, piece.text) else piece.parts
    row = functions.find(piece.text) if piece.kind == "call" else None
    if piece.kind == "constant" or (row is not None and row.arguments == "ii" and row.accepts(len(piece.parts))):
        return piece.parts
    return piece.parts[1:] if piece.kind == "entry" else ()


def families_in(builder: Builder) -> dict[str, tuple[Tree, IndexName]]:
    """The families that need inference, each where it is used first, and the index that numbers all its members.

    Raises:
        ParseError: nothing says over what a family runs.
    """
    found: dict[str, list[Reach]] = {}
    stack = [(builder.root, builder.names.bound)]
    while stack:
        here, bound = stack.pop()
        if here.kind == "member" and is_unknown(builder, here.text):
            found.setdefault(here.text, []).append(_reach(builder, here, bound))
        stack.extend((part, inside(builder, here, bound)) for part in reversed(here.parts))
    return {name: (reaches[0].place, _covering(builder, reaches)) for name, reaches in found.items()}


def is_unknown(builder: Builder, name: str) -> bool:
    return name not in builder.declared.families and name not in builder.declared.variables


def give_ranges(builder: Builder) -> None:
    """Sums over ``i`` without a range, of members that nobody declared, run over 1..n; those over what one array has as
    the same index are of one length."""
    lone = [found[1] for found in map(indices.binder, _lone_binders(builder)) if found is not None]
    lengths: dict[str, Dim] = {}
    letters = free_letters(builder, {piece.text for piece, _ in indices.walk(builder.root)})
    numbered: dict[tuple[str, int], Dim] = {}
    for name in dict.fromkeys(lone):
        axes = [
            (piece.text, k)
            for piece, _ in indices.walk(builder.root)
            if piece.kind == "member"
            for k, part in enumerate(piece.parts)
            if part.kind == "name" and part.text == name
        ]
        if axes:
            size = next((numbered[axis] for axis in axes if axis in numbered), None) or Dim.of(Name(next(letters)))
            numbered.update(dict.fromkeys(axes, size))
            lengths[name] = size
    for name, size in lengths.items():
        builder.declared.letters.setdefault(name, []).append(IndexName(name, size, 1))
        builder.declared.dims.add(str(size))


def _lone_binders(builder: Builder) -> Iterator[Tree]:
    """The sums of which nothing says over what they run."""
    for piece, _ in indices.walk(builder.root):
        found = indices.binder(piece)
        if found is None or len(piece.parts) != 1:
            continue
        if indices.run(builder.source, found[1], piece, piece.parts[0], builder.declared, False) is None:
            yield piece


def inside(builder: Builder, tree: Tree, bound: dict[str, IndexName]) -> dict[str, IndexName]:
    """The indices that are bound in the parts of a piece, those with a known range."""
    binder = indices.binder(tree)
    if binder is None:
        return bound
    outside, builder.names.bound = builder.names.bound, bound
    index = builder.names.range(tree, binder[1])
    builder.names.bound = outside
    rest = {name: known for name, known in bound.items() if name != binder[1]}
    return rest if index is None else {**rest, binder[1]: index}


class Reach(NamedTuple):
    """A member ``x[i+1]``: the letter in its index, and the first and the last value of the index."""

    place: Tree
    letter: str
    low: Dim
    high: Dim


def _reach(builder: Builder, member: Tree, bound: dict[str, IndexName]) -> Reach:
    at = member.parts[0]
    if len(member.parts) > 1 or at.kind == "slice":
        raise builder.no_family(member)

    def look_up(tree: Tree) -> Dim:
        index = bound.get(tree.text) or (None if tree.text in builder.declared.dims else builder.names.free(tree.text))
        if index is None and tree.text not in builder.declared.dims:
            raise builder.no_family(member)
        return Dim.of(tree.text if index is None else index)

    value = polynomial(builder.source, at, look_up)
    low, high = ends(value)
    if low is None or high is None:
        raise builder.no_family(member)
    return Reach(member, next(map(str, value.indices), ""), low, high)


def _covering(builder: Builder, reaches: Sequence[Reach]) -> IndexName:
    """The index that numbers a family from the first of its members that are written to the last."""
    first, *others = sorted(reaches, key=lambda reach: not reach.letter)
    low, high = first.low, first.high
    for reach in others:
        beyond, before = (reach.low - high).number, (reach.high - low).number
        below = 0 if beyond is not None and -1 <= beyond <= 1 else (reach.low - low).number
        above = 0 if before is not None and -1 <= before <= 1 else (reach.high - high).number
        if below is None or above is None:
            raise builder.no_family(reach.place)
        low, high = low + min(below, 0), high + max(above, 0)
    if not first.letter or low.number is None or low.number < 0:
        raise builder.no_family(first.place)
    return IndexName(first.letter, high - low + 1, low.number)
