"""What all notations share: walking a form without recursion, and letters for bound indices."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import final

from extremum.algebra.forms import Form
from extremum.algebra.node import Expr

INDEX_LETTERS = "ijklpqrstuvw"

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
                stack.extend(reversed(self.spell(piece)))
        return written

    def write(self, root: Form) -> str:
        """``root``, written out."""
        return "".join(self.pieces(root))


def free_names(expr: Expr) -> frozenset[str]:
    """Names that a bound index must avoid."""
    return frozenset(str(atom) for atom in expr.indices)


def letters_for(root: Form, taken: Collection[str] = ()) -> dict[int, str]:
    """A letter for each bound index ``#level`` in a form: i for the outermost, none that names something else there."""
    levels: set[int] = set()
    names: set[str] = set(taken)
    seen: set[int] = set()
    stack = [root]
    while stack:
        form = stack.pop()
        if id(form) not in seen:
            seen.add(id(form))
            stack.extend(form.parts)
            if form.kind == "name":
                levels |= {int(level) for level in _BOUND.findall(form.text)}
                names.add(form.text)
    free = [letter for letter in INDEX_LETTERS if letter not in names]
    return {level: free[k % len(free)] for k, level in enumerate(sorted(levels, reverse=True))}


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


def between(separator: str, parts: Sequence[Form]) -> list[Piece]:
    """``a, b, c``: the parts, with ``separator`` between them."""
    return [piece for part in parts for piece in (separator, part)][1:]
