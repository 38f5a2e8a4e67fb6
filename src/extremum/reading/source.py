"""A text with places in it: syntax trees that know where they were written, and errors that show the place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, final

from extremum.algebra.errors import ExtremumError, ParseError

_WIDTH = 100
E = TypeVar("E", bound=ExtremumError)


@dataclass(frozen=True, eq=False, slots=True)
class Tree:
    """A piece of syntax.

    kind: one of ``number name call derivative member block row transpose signed power chain sum``, in declarations
    also ``declaration shape range facts``, where a notation needs them also ``constant`` (ones, zeros, an identity, a
    unit vector, of a size that their use determines) and ``open`` (shapes decide what it means); text: the name, the
    number, or the operators between the parts, by blanks; parts: the operands; start, end: where it stands in the text,
    parentheses included.
    """

    kind: str
    text: str
    parts: tuple[Tree, ...]
    start: int
    end: int

    @property
    def key(self) -> str:
        """What identifies an unknown: the name, and for a constant its place, for each has a size of its own."""
        return f"{self.text}@{self.start}" if self.kind == "constant" else self.text

    @property
    def operators(self) -> list[str]:
        """The operators between the parts."""
        return self.text.split()


@final
@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """What was written."""

    text: str

    def at(self, place: Tree) -> str:
        """The text of a piece."""
        return self.text[place.start : place.end]

    def error(self, message: str, start: int, end: int, kind: type[E]) -> E:
        """An error that shows the line with carets under ``start..end``."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", start)
        line = self.text[first : last if last >= 0 else len(self.text)]
        column, width = start - first, max(1, min(end, first + len(line)) - start)
        line, column = _window(line, column)
        pad = "".join("\t" if char == "\t" else " " for char in line[:column])
        carets = "^" * max(1, min(width, len(line) - column))
        return kind(f"{message}\n  {line}\n  {pad}{carets}")

    def wrong(self, message: str, place: Tree) -> ParseError:
        """A ParseError at a piece."""
        return self.error(message, place.start, place.end, ParseError)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column."""
    if len(line) <= _WIDTH:
        return line, column
    begin = max(0, min(column - _WIDTH // 2, len(line) - _WIDTH))
    left, right = "…" if begin else "", "…" if begin + _WIDTH < len(line) else ""
    return left + line[begin : begin + _WIDTH] + right, column - begin + len(left)
