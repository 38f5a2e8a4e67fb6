r"""From the layout of a formula to its syntax tree: trees as the text language has them, so that all else is shared.

What the pieces are is decided here and in the modules beside this one, by the declarations and by how the formula is
written: :mod:`.words` (what a run of letters is), :mod:`.symbols` (which variable), :mod:`.application` (what a
function applies to), :mod:`.sums` (how far a sum reaches), :mod:`.scripts` (what an exponent means), :mod:`.fences`
(norms and their kin). What depends on shapes is left open for :mod:`.decisions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import final

from extremum.algebra.errors import ParseError
from extremum.reading.build.declared import Declared
from extremum.reading.source import Source, Tree
from extremum.reading.tex import factors, fences, sums
from extremum.reading.tex.formulas import Formula
from extremum.reading.tex.layout import terms, total
from extremum.reading.tex.record import Record
from extremum.reading.tex.symbols import Symbols


@final
class Reader:
    """Reads one formula."""

    def __init__(self, source: Source, declared: Declared, record: Record) -> None:
        self.source, self.declared, self.record = source, declared, record
        self.symbols = Symbols(self)
        self.formulas: dict[str, Formula] = {}

    def expression(self, tree: Tree) -> Tree:
        """The syntax tree of an expression.

        Raises:
            ParseError: the piece is none, or has several readings between which nothing decides.
        """
        return _KINDS.get(tree.kind, factors.term)(self, tree)

    def wrong(self, message: str, place: Tree) -> ParseError:
        """A ParseError at a piece."""
        return self.source.wrong(message, place)


def _sum(reader: Reader, tree: Tree) -> Tree:
    """A sum; big operators end before the next term."""
    pieces = terms(tree)
    parts = [reader.expression(part) for _, part in pieces]
    sums.note_ends(reader, parts, tree)
    return total([signs for signs, _ in pieces], parts, tree)


def _items(reader: Reader, tree: Tree) -> Tree:
    comma = next(part for part in tree.parts if part.kind == "comma")
    raise reader.wrong(f"{comma.text!r} separates the arguments of a function; give one expression", comma)


def _relation(reader: Reader, tree: Tree) -> Tree:
    sign = next(part for part in tree.parts if part.kind == "rel")
    fix = "of an equation g = h give the difference g - h" if sign.text == "=" else "leave conditions out"
    raise reader.wrong(f"{sign.text} makes a statement, not an expression; {fix}", sign)


def _group(reader: Reader, tree: Tree) -> Tree:
    """Braces, which group without a meaning of their own."""
    return replace(reader.expression(tree.parts[1]), start=tree.start, end=tree.end)


def _empty(reader: Reader, tree: Tree) -> Tree:
    raise reader.wrong("these braces are empty; write an operand in them", tree)


def _lone(reader: Reader, tree: Tree) -> Tree:
    raise reader.wrong(f"{reader.record.shown(tree)} is no operand; write a variable, a number or a group", tree)


def _over(reader: Reader, tree: Tree) -> Tree:
    r"""``{a \over b}``."""
    _, top, _, bottom, _ = tree.parts
    return fences.fraction(reader, top, bottom, tree)


_KINDS: dict[str, Callable[[Reader, Tree], Tree]] = {
    "sum": _sum, "items": _items, "relation": _relation, "group": _group, "empty": _empty, "lone": _lone,
    "entrywise": _lone, "over": _over,
}  # fmt: skip
