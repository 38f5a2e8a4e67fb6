r"""Dimensions, limits and indices in LaTeX, ``n``, ``2n``, ``k-1``, ``h_{k+1}``, as syntax trees of polynomials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError
from extremum.reading.source import Tree
from extremum.reading.tex.layout import content, letters, listed, product, spread, without

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

_TIMES = (r"\cdot", "⋅", "·")


def size(reader: Reader, tree: Tree) -> Tree:
    """The tree of a dimension or an index.

    Raises:
        ParseError: it is no polynomial.
    """
    tree = content(tree)
    kind = _KINDS.get(tree.kind)
    if kind is None:
        raise _refused(reader, tree)
    return kind(reader, tree)


def sizes(reader: Reader, tree: Tree) -> list[Tree]:
    r"""The sizes in ``n``, in ``n,m`` and in ``n \times m``."""
    tree = content(tree)
    if tree.kind == "term" and all(part.text == r"\times" for part in tree.parts if part.kind == "operator"):
        return [size(reader, part) for part in without(tree, "operator")]
    return [size(reader, part) for part in listed(tree)]


def _refused(reader: Reader, tree: Tree) -> ParseError:
    fix = "write a whole number, a name or a polynomial such as 2n or k+1"
    return reader.source.wrong(f"{reader.record.shown(tree)} is no dimension or index; {fix}", tree)


def _number(reader: Reader, tree: Tree) -> Tree:
    return Tree("number", tree.text, (), tree.start, tree.end) if tree.text.isdecimal() else _name(reader, tree)


def _name(reader: Reader, tree: Tree) -> Tree:
    spelling = reader.symbols.spelling(tree)
    if spelling is None:
        raise _refused(reader, tree)
    known = reader.symbols.known(spelling.names, tree)
    if known is None and tree.kind == "word" and len(letters(tree)) > 1:
        return product([_name(reader, letter) for letter in letters(tree)], tree.start, tree.end)
    return Tree("name", known or spelling.names[0], (), tree.start, tree.end)


def _run(reader: Reader, tree: Tree) -> Tree:
    return product([size(reader, part) for part in tree.parts], tree.start, tree.end)


def _term(reader: Reader, tree: Tree) -> Tree:
    operators = [part.text for part in tree.parts if part.kind in ("operator", "star", "signs")]
    if not {*operators} <= {*_TIMES, "/"}:
        raise _refused(reader, tree)
    parts = tuple(size(reader, part) for part in without(tree, "operator"))
    text = " ".join("/" if operator == "/" else "*" for operator in operators)
    return Tree("chain", text, parts, tree.start, tree.end)


def _frac(reader: Reader, tree: Tree) -> Tree:
    return Tree("chain", "/", tuple(size(reader, part) for part in tree.parts[1:]), tree.start, tree.end)


def _factor(reader: Reader, tree: Tree) -> Tree:
    """``n^2``, ``h_{k+1}``; of a word that is no name the last letter has the scripts."""
    base, *scripts = tree.parts
    if base.kind == "word" and len(letters(base)) > 1 and reader.symbols.known((base.text,), base) is None:
        *before, last = letters(base)
        parts = [*(_name(reader, letter) for letter in before), _scripted(reader, last, scripts, tree)]
        return product(parts, tree.start, tree.end)
    return _scripted(reader, base, scripts, tree)


def _scripted(reader: Reader, base: Tree, scripts: Sequence[Tree], place: Tree) -> Tree:
    below = [script for script in scripts if script.parts[0].kind == "sub"]
    above = [script for script in scripts if script.parts[0].kind == "sup"]
    if len(below) + len(above) < len(scripts) or len(below) > 1 or len(above) > 1:
        raise _refused(reader, place)
    result = reader.symbols.sized(base, below[0]) if below else size(reader, base)
    if above:
        result = Tree("power", "^", (result, size(reader, above[0].parts[1])), place.start, place.end)
    return result


_KINDS: dict[str, Callable[[Reader, Tree], Tree]] = {
    "number": _number, "single": _number, "word": _name, "command": _name, "text": _name, "font": _name, "run": _run,
    "term": _term, "sum": lambda reader, tree: spread(tree, lambda part: size(reader, part)), "frac": _frac,
    "factor": _factor,
}  # fmt: skip
