"""What all notations share: walking a form without recursion, and letters for bound indices."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
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


def index_name(level: int, taken: frozenset[str]) -> str:
    """A letter for the bound index of a binder of this level."""
    letters = [letter for letter in INDEX_LETTERS if letter not in taken]
    return letters[(level - 1) % len(letters)]


def resolved(text: str, taken: frozenset[str]) -> str:
    """A name or a dimension in which the bound indices ``#level`` have become letters."""
    while "#" in text:
        level = text[text.index("#") + 1 :]
        digits = level[: len(level) - len(level.lstrip("0123456789"))]
        text = text.replace(f"#{digits}", index_name(int(digits), taken), 1)
    return text


def between(separator: str, parts: Sequence[Form]) -> list[Piece]:
    """``a, b, c``: the parts, with ``separator`` between them."""
    return [piece for part in parts for piece in (separator, part)][1:]
