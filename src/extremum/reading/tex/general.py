r"""Definitions for a general index, ``E = \sum_n E_n, \quad E_n = (y_n - t_n)^2``: put in under the sum that binds it.

A definition of ``y_n`` is one for each n where the formula, or another such definition, uses ``y`` under an index that
a sum binds. Its right-hand side then stands in place of each use, with the index of that use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extremum.reading.source import Tree
from extremum.reading.tex import vocabulary
from extremum.reading.tex.layout import bare, content, letters, letters_in, listed

if TYPE_CHECKING:
    from extremum.reading.tex.defining import Definition
    from extremum.reading.tex.reader import Reader

_MOST = 1000


@dataclass(frozen=True, eq=False, slots=True)
class General:
    """What a symbol with indices stands for, for all of them; argument: as it is written, where it is a function."""

    names: frozenset[str]
    indices: tuple[str, ...]
    definition: Definition


@dataclass(frozen=True, eq=False, slots=True)
class Use:
    """A symbol with indices: the letters before it in its word, its names, its indices and its other scripts."""

    before: tuple[Tree, ...]
    names: frozenset[str]
    indices: tuple[Tree, ...]
    scripts: tuple[Tree, ...]


def put_in(reader: Reader, pieces: Sequence[Tree], found: Mapping[Tree, Definition]) -> list[Tree]:
    """The pieces without the definitions for a general index, which stand where they were used.

    Raises:
        ParseError: definitions need each other, or one is used at another argument.
    """
    general = _general(reader, pieces, found)
    if not general:
        return list(pieces)
    for each in general:
        place = each.definition.place
        _refuse_captured(reader, each, pieces)
        note = f"is read as the definition of {each.definition.names[0]} for each {', '.join(each.indices)}"
        reader.record.note(place, f"{reader.record.shown(place)} {note}")
    inside = _Inside(reader, general)
    places = {each.definition.place for each in general}
    return [inside.put(piece, ()) for piece in pieces if piece not in places]


# -- which they are ----------------------------------------------------------------------------------------------------
def _general(reader: Reader, pieces: Sequence[Tree], found: Mapping[Tree, Definition]) -> list[General]:
    waiting = [each for definition in found.values() if (each := _candidate(reader, definition)) is not None]
    known: dict[Tree, General] = {}
    while ready := [each for each in waiting if _is_general(reader, each, pieces, known)]:
        known |= {each.definition.place: each for each in ready}
        waiting = [each for each in waiting if each not in ready]
    return list(known.values())


def _refuse_captured(reader: Reader, each: General, pieces: Sequence[Tree]) -> None:
    """Refuses a definition with a letter over which a sum elsewhere runs, for it would be bound by that sum."""
    body, place = each.definition.body, each.definition.place
    free = {letter.text for letter in letters_in(body)}.difference(each.indices, _bound(body))
    for letter in sorted(free.intersection(_bound_elsewhere(pieces, place))):
        shown = reader.record.shown(place)
        raise reader.wrong(f"{shown} has {letter}, over which a sum runs elsewhere; use another letter for one", place)


def _bound_elsewhere(pieces: Sequence[Tree], place: Tree) -> Iterator[str]:
    return (letter for piece in pieces if piece is not place for letter in _bound(piece))


def _candidate(reader: Reader, definition: Definition) -> General | None:
    left = definition.place.parts[0]
    use = _use(reader, left.parts[0] if left.kind == "run" else left)
    if use is None or use.before or use.scripts:
        return None
    indices = tuple(index.text for index in use.indices)
    plain = all(len(index) == 1 and index.isalpha() for index in indices) and len({*indices}) == len(indices)
    return General(use.names, indices, definition) if plain else None


def _is_general(reader: Reader, each: General, pieces: Sequence[Tree], known: Mapping[Tree, General]) -> bool:
    """Whether an index of the symbol is bound where a piece uses it."""
    for piece in pieces:
        if piece is each.definition.place:
            continue
        bound = {*_bound(piece), *(known[piece].indices if piece in known else ())}
        for use in _uses(reader, piece):
            if use.names & each.names and bound & {
                letter.text for index in use.indices for letter in letters_in(index)
            }:
                return True
    return False


def _bound(tree: Tree) -> Iterator[str]:
    """The letters over which the sums of a piece run."""
    for piece in _walk(tree):
        if piece.kind == "factor" and piece.parts[0].text.removeprefix("\\") in vocabulary.BIG:
            for script in piece.parts[1:]:
                below = listed(bare(script.parts[1])) if script.parts[0].kind == "sub" else ()
                for each in below:
                    index = each.parts[0] if each.kind == "relation" and each.parts[1].text == "=" else each
                    yield from (letter.text for letter in letters_in(index))


def _uses(reader: Reader, tree: Tree) -> Iterator[Use]:
    return (use for piece in _walk(tree) if (use := _use(reader, piece)) is not None)


def _walk(tree: Tree) -> Iterator[Tree]:
    stack = [tree]
    while stack:
        here = stack.pop()
        stack.extend(here.parts)
        yield here


def _use(reader: Reader, part: Tree) -> Use | None:
    """``E_n``, ``a_{ij}^2``; None for what has no index below it."""
    if part.kind != "factor":
        return None
    base, *scripts = part.parts
    below = [script for script in scripts if script.parts[0].kind == "sub"]
    *before, last = letters(base) if base.kind == "word" else (base,)
    spelling = reader.symbols.spelling(last) if len(below) == 1 else None
    if spelling is None or (base.kind in ("font", "accent") and not base.parts):
        return None
    rest = tuple(script for script in scripts if script not in below)
    return Use(tuple(before), frozenset(spelling.names), _indices(below[0].parts[1]), rest)


def _indices(below: Tree) -> tuple[Tree, ...]:
    """The indices in ``_{i,j}``, ``_{ij}``, ``_{n-1}``."""
    found = listed(bare(below))
    single = content(found[0])
    return tuple(letters(single)) if len(found) == 1 and single.kind == "word" else tuple(map(content, found))


# -- putting them in ---------------------------------------------------------------------------------------------------
class _Inside:
    """Puts right-hand sides in; open: the definitions inside of which a piece stands."""

    def __init__(self, reader: Reader, general: Sequence[General]) -> None:
        self.reader, self.general, self.count = reader, general, 0

    def put(self, tree: Tree, open_: tuple[General, ...]) -> Tree:
        """A piece, with the right-hand sides in place of what they define."""
        row = tree.parts if tree.kind == "run" else (tree,)
        found: list[Tree] = []
        while row:
            parts, taken = self._first(row, open_)
            found += parts
            row = row[taken:]
        return found[0] if len(found) == 1 else Tree("run", "", tuple(found), tree.start, tree.end)

    def _first(self, row: Sequence[Tree], open_: tuple[General, ...]) -> tuple[list[Tree], int]:
        """What stands for the first factor of a run, and how many factors it took."""
        part = row[0]
        use = _use(self.reader, part)
        each = self._defined(use)
        if use is None or each is None:
            parts = tuple(self.put(inner, open_) for inner in part.parts)
            return [part if parts == part.parts else replace(part, parts=parts)], 1
        more, taken = self._argument(each, row)
        body = self._body(each, use, part, open_)
        brace = Tree("lpar", "(", (), part.start, part.start)
        value = Tree("paren", "", (brace, body, brace), part.start, part.end)
        scripts = (*use.scripts, *more)
        whole = Tree("factor", "", (value, *scripts), part.start, part.end) if scripts else value
        return [*use.before, whole], taken

    def _defined(self, use: Use | None) -> General | None:
        return next((each for each in self.general if use is not None and each.names & use.names), None)

    def _argument(self, each: General, row: Sequence[Tree]) -> tuple[tuple[Tree, ...], int]:
        """The scripts of the argument of a function, and how many factors it is with it."""
        argument = each.definition.argument
        following = row[1] if len(row) > 1 else None
        scripts: tuple[Tree, ...] = ()
        if following is not None and following.kind == "factor":
            following, *others = following.parts
            scripts = tuple(others)
        if argument is None or following is None or following.kind != "paren":
            return (), 1
        at = self.reader.source.at
        if len(following.parts) != 3 or at(following.parts[1]).split() != at(argument).split():
            shown = self.reader.record.shown(each.definition.place)
            raise self.reader.wrong(f"{shown} is put in at its own argument only; write this one out", following)
        return scripts, 2

    def _body(self, each: General, use: Use, place: Tree, open_: tuple[General, ...]) -> Tree:
        shown, name = self.reader.record.shown(place), each.definition.names[0]
        self.count += 1
        if each in open_ or self.count > _MOST:
            what = "need each other" if each in open_ else f"are put in more than {_MOST} times"
            raise self.reader.wrong(f"these definitions {what}; give one formula", place)
        if len(use.indices) != len(each.indices):
            raise self.reader.wrong(f"{shown} has another number of indices than the definition of {name}", place)
        new = {old: index for old, index in zip(each.indices, use.indices, strict=True) if old != index.text}
        body = self._renamed(each, new, place) if new else each.definition.body
        return self.put(body, (*open_, each))

    def _renamed(self, each: General, new: Mapping[str, Tree], place: Tree) -> Tree:
        """The right-hand side with the indices of a use."""
        body = each.definition.body
        letters_of = {letter.text for index in new.values() for letter in letters_in(index)}
        taken = {*letters_of, *new} & {*_bound(body)}
        if taken or _outside_of_scripts(body) & {*new}:
            letter = next(iter(taken), next(iter(new)))
            name, fix = each.definition.names[0], f"write it for the index {', '.join(each.indices)}"
            raise self.reader.wrong(f"the definition of {name} uses {letter} in another way; {fix}", place)
        return _with_indices(body, new)


def _outside_of_scripts(tree: Tree) -> set[str]:
    """The letters of a piece that stand in no subscript."""
    if tree.kind == "script" and tree.parts[0].kind == "sub":
        return set()
    if tree.kind in ("word", "single"):
        return {letter.text for letter in letters_in(tree)}
    return {letter for part in tree.parts for letter in _outside_of_scripts(part)}


def _with_indices(tree: Tree, new: Mapping[str, Tree]) -> Tree:
    if tree.kind == "script" and tree.parts[0].kind == "sub":
        sign, below = tree.parts
        changed = [new.get(index.text, index) for index in _indices(below)]
        commas = [piece for index in changed for piece in (Tree("comma", ",", (), below.start, below.start), index)]
        inner = changed[0] if len(changed) == 1 else Tree("items", "", tuple(commas[1:]), below.start, below.end)
        return replace(tree, parts=(sign, inner))
    parts = tuple(_with_indices(part, new) for part in tree.parts)
    return tree if parts == tree.parts else replace(tree, parts=parts)
