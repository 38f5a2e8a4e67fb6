r"""Symbols with a meaning that nobody declares: ``I_n``, ``\mathbf 1_n``, ``K_{m,n}``, ``\delta_{ij}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError, UndeclaredError
from extremum.reading.source import Tree
from extremum.reading.tex import sizes
from extremum.reading.tex.layout import bare, content, letters, letters_in, listed, span

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader
    from extremum.reading.tex.runs import Item

_MATRICES = {
    "K": ("commutation", "commutation matrix", 2), "D": ("duplication", "duplication matrix", 1),
    "L": ("elimination", "elimination matrix", 1), "E": ("embed", "block of an identity", 3),
}  # fmt: skip
BOLD = {"mathbf", "boldsymbol", "bm", "mathbb", "mathbbm", "mathds", "pmb", "symbf", "vec", "boldmath", "textbf"}
_DIGITS = {"1": "ones", "0": "zeros"}

PI = ("pi", "π")


def get(reader: Reader, name: str, below: Sequence[Tree], place: Tree) -> Tree | None:
    """The constant that an undeclared letter with these subscripts is; None: it is a name."""
    if name in PI and not below:
        return Tree("name", "pi", (), place.start, place.end)
    if name == "I":
        return _identity(reader, below, place)
    if name == "delta":
        return _delta(reader, below, place)
    if name == "e" and len(below) == 1:
        return _unit(reader, below[0], place)
    if name not in _MATRICES or len(below) != _MATRICES[name][2] or not _sized(reader, below):
        return None
    function, words, _ = _MATRICES[name]
    reader.record.note(
        place, f"{reader.record.shown(place)} is read as the {words}; declare {name} or another name for a variable"
    )
    return Tree("call", function, tuple(sizes.size(reader, part) for part in below), place.start, place.end)


def note_pi(reader: Reader, item: Item) -> None:
    r"""Notes that an undeclared ``\pi`` is the number, as in ``y \log \pi`` a probability is meant.

    Raises:
        UndeclaredError: it is bold, as vectors are.
    """
    spelling = reader.symbols.spelling(item.atom)
    if spelling is None or spelling.names[0] not in PI or item.marked("sub"):
        return
    if reader.symbols.known(spelling.names, None) is None:
        shown = reader.record.shown(item.atom)
        if spelling.font in BOLD:
            message = f"{shown} is no number, as it is bold, and not declared; declare pi[n] for a vector"
            raise reader.source.error(message, item.place.start, item.place.end, UndeclaredError)
        reader.record.note(item.atom, f"{shown} is read as the number 3.14159…; declare pi for a variable")


def _sized(reader: Reader, below: Sequence[Tree]) -> bool:
    """Whether the subscripts are dimensions: with letters, all of them names of dimensions."""
    names = [letter.text for part in below for letter in letters_in(part)]
    return bool(names) and all(name in reader.declared.dims for name in names)


def _identity(reader: Reader, below: Sequence[Tree], place: Tree) -> Tree | None:
    if not below:
        return Tree("constant", "eye", (), place.start, place.end)
    if reader.symbols.indexed(below):
        return None
    found = [size for part in below for size in sizes.sizes(reader, part)]
    if len({reader.source.at(size) for size in found}) > 1:
        raise reader.source.wrong("an identity matrix is square; write I_n", place)
    return Tree("call", "eye", (found[0],), place.start, place.end)


def _delta(reader: Reader, below: Sequence[Tree], place: Tree) -> Tree | None:
    """Kronecker's delta of two indices."""
    pair = letters(content(below[0])) if len(below) == 1 and content(below[0]).kind == "word" else list(below)
    if len(pair) != 2 or not all(reader.symbols.indexed([part]) for part in pair):
        return None
    return Tree("call", "delta", tuple(sizes.size(reader, part) for part in pair), place.start, place.end)


def _unit(reader: Reader, below: Tree, place: Tree) -> Tree | None:
    """``e_i``, a unit vector; of words such as ``e_{max}`` it is a name."""
    if len(letters_in(below)) > 1 and content(below).kind in ("word", "text"):
        return None
    reader.record.note(place, f"{reader.record.shown(place)} is read as a unit vector; declare it for a variable")
    return Tree("constant", "unit", (sizes.size(reader, below),), place.start, place.end)


def numeral(tree: Tree) -> str | None:
    r"""``ones`` for ``\mathbf 1``, ``zeros`` for ``\mathbf 0``."""
    if tree.kind not in ("font", "accent") or tree.parts[0].text.removeprefix("\\") not in BOLD:
        return None
    inner = bare(tree.parts[1])
    return _DIGITS.get(inner.text) if inner.kind in ("number", "single") else None


def refuse_indicator(reader: Reader, atom: Tree, bracket: Tree) -> None:
    r"""Refuses ``\mathbb{1}\{x > 0\}``."""
    if numeral(bare(atom)) is not None and len(bracket.parts) == 3 and _states(bracket.parts[1]):
        raise _indicator(reader, span(atom, bracket))


def _states(tree: Tree) -> bool:
    return any(part.kind == "relation" for part in [content(tree), *listed(content(tree))])


def _indicator(reader: Reader, place: Tree) -> ParseError:
    return reader.source.wrong("indicator functions are not available; write the formula for one case", place)


def filled(reader: Reader, function: str, below: Sequence[Tree], place: Tree) -> Tree:
    r"""``\mathbf 1_n``, ``\mathbf 1_{n \times m}``, ``\mathbf 1``."""
    if not below:
        return Tree("constant", function, (), place.start, place.end)
    inner = bare(below[0].parts[1])
    if _states(inner):
        raise _indicator(reader, place)
    found = sizes.sizes(reader, inner)
    if len(found) > 2:
        raise reader.source.wrong("a matrix has two dimensions; write one or two of them", place)
    return Tree("call", function, tuple(found), place.start, place.end)
