"""What all notations share: walking a form without recursion, and letters for bound indices."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import final

from extremum.algebra.forms import Form
from extremum.algebra.names import index_letter
from extremum.algebra.node import Expr

Piece = str | Form
"""Finished characters, or a form that is still to be spelled."""


class Writer(ABC):
    """A notation: it spells one form as a row of characters and smaller forms; the walk is done here, once."""

    @abstractmethod
    def spell(self, form: Form) -> Sequence[Piece]:
        """One form, its operands left as forms."""

    @final
    def pieces(self, root: Form) -> list[str]:
        """The characters of ``root``, in order, in pieces: a network of 10,000 layers needs no recursion."""
        written: list[str] = []
        stack: list[Piece] = [root]
        while stack:
            piece = stack.pop()
            if isinstance(piece, str):
                written.append(piece)
            else:
                stack += self.spell(piece)[::-1]
        return written

    def write(self, root: Form) -> str:
        """``root``, written out."""
        return "".join(self.pieces(root))


def free_names(expr: Expr) -> frozenset[str]:
    """Names that a bound index must avoid."""
    return frozenset(str(atom) for atom in expr.indices)


def _forms(roots: Iterable[Form]) -> Iterator[Form]:
    """All forms in some, each once."""
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        form = stack.pop()
        if id(form) not in seen:
            seen.add(id(form))
            stack += form.parts[::-1]
            yield form


def _met(root: Form) -> tuple[set[str], dict[int, list[tuple[str, ...]]]]:
    """The names in a form, and for each level of a bound index what it may be called."""
    names: set[str] = set()
    levels: dict[int, list[tuple[str, ...]]] = {}
    for form in _forms([root]):
        if form.kind == "name":
            names.add(form.text)
            for level in map(int, _BOUND.findall(form.text)):
                wishes = levels.setdefault(level, [])
                if form.letters and form.letters not in wishes:
                    wishes.append(form.letters)
    return names, levels


def letters_for(root: Form, taken: Collection[str] = ()) -> dict[int, str]:
    """A letter for each bound index ``#level`` in a form, from the outermost one on: that which was typed, otherwise i
    for the first; none that names something else there."""
    names, levels = _met(root)
    names |= set(taken)
    found: dict[int, str] = {}
    for level in sorted(levels, key=lambda level: (not levels[level], -level)):
        wished = (letter for wish in levels[level] for letter in wish)
        found[level] = index_letter(names | set(found.values()), wished)
    return found


def letters_wished(roots: Iterable[Form]) -> set[str]:
    """What bound indices in forms may be called."""
    return {letter for form in _forms(roots) for letter in form.letters}


def settled(root: Form, taken: Collection[str] = ()) -> Form:
    """A form in which each sum has a letter of its own, where sums of one level were typed with several letters."""
    names, levels = _met(root)
    if all(len(wishes) < 2 for wishes in levels.values()):
        return root
    return _Settling(frozenset({*names, *taken})).settled(root)


_BOUND = re.compile(r"#(\d+)")


def resolved(text: str, letters: Mapping[int, str]) -> str:
    """A name or a dimension in which the bound indices ``#level`` have become letters."""
    return _BOUND.sub(lambda match: letters[int(match[1])], text) if "#" in text else text


def lettered(root: Form, letters: Mapping[int, str]) -> Form:
    """A form in which the bound indices have become letters, those that it binds itself excepted."""
    if not letters:
        return root
    done: dict[int, Form] = {}
    stack = [(root, False)]
    while stack:
        form, ready = stack.pop()
        if id(form) in done:
            continue
        if ready or not form.parts:
            parts = tuple(done[id(part)] for part in form.parts)
            text = resolved(form.text, letters) if form.kind == "name" else form.text
            done[id(form)] = (
                form if text == form.text and parts == form.parts else replace(form, text=text, parts=parts)
            )
        else:
            stack.append((form, True))
            stack.extend((part, False) for part in form.parts)
    return done[id(root)]


Letters = tuple[tuple[int, str], ...]
"""The letters of the sums around a form, by level."""


@final
class _Settling:
    """Letters sum by sum, without recursion; a form that occurs twice under the same letters is settled once."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken
        self.done: dict[tuple[int, Letters], Form] = {}

    def settled(self, root: Form) -> Form:
        stack: list[tuple[Form, Letters, bool]] = [(root, (), False)]
        while stack:
            form, around, ready = stack.pop()
            if (id(form), around) in self.done:
                continue
            inside = self._inside(form, around)
            if ready or not form.parts:
                parts = tuple(self.done[id(part), inside] for part in form.parts)
                self.done[id(form), around] = self._with(form, parts, dict(around))
            else:
                stack.append((form, around, True))
                stack.extend((part, inside, False) for part in form.parts)
        return self.done[id(root), ()]

    def _inside(self, form: Form, around: Letters) -> Letters:
        """The letters of the parts of a form: a sum has its own."""
        bound = _BOUND.fullmatch(form.parts[0].text) if form.kind in ("binder", "ranged") else None
        if bound is None:
            return around
        outer = {level: letter for level, letter in around if level != int(bound[1])}
        letter = index_letter(self.taken | set(outer.values()), form.parts[0].letters)
        return tuple(sorted({**outer, int(bound[1]): letter}.items()))

    def _with(self, form: Form, parts: tuple[Form, ...], letters: Mapping[int, str]) -> Form:
        if form.kind == "name" and "#" in form.text:
            text = _BOUND.sub(lambda found: letters.get(int(found[1]), found[0]), form.text)
            return form if text == form.text else replace(form, text=text)
        return form if parts == form.parts else replace(form, parts=parts)


def between(separator: str, parts: Sequence[Form]) -> list[Piece]:
    """``a, b, c``: the parts, with ``separator`` between them."""
    return [piece for part in parts for piece in (separator, part)][1:]
