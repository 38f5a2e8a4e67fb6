r"""Derivatives that a formula asks for: ``\nabla_W f``, ``\frac{\partial}{\partial \mu} f``, ``\frac{d}{dX} f``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extremum.reading.source import Tree
from extremum.reading.tex import application, factors
from extremum.reading.tex.layout import bare, letters, product, span
from extremum.reading.tex.runs import Item, items

if TYPE_CHECKING:
    from extremum.reading.tex.factors import Run
    from extremum.reading.tex.reader import Reader

_NABLA, _PARTIAL = {r"\nabla", "∇"}, {r"\partial", "∂"}
_UPRIGHT = {r"\mathrm{d}", r"\text{d}", r"\mathrm d", "d"}


def variable(reader: Reader, item: Item) -> Tree | None:
    r"""The layout of the variable by which a factor such as ``\nabla_x`` differentiates; None: it is another factor."""
    if item.atom.kind == "command" and item.atom.text in _NABLA:
        below = item.marked("sub")
        return below[0].parts[1] if len(below) == len(item.scripts) == 1 else None
    if item.atom.kind != "frac" or item.scripts:
        return None
    _, top, bottom = item.atom.parts
    sign = reader.source.at(bare(top)).strip()
    return _below(reader, bare(bottom), sign) if sign in _PARTIAL | _UPRIGHT else None


def numerator(reader: Reader, item: Item) -> tuple[Tree, Tree] | None:
    r"""Function and variable of ``\frac{\partial \operatorname{tr}(A X)}{\partial X}``; None: another factor."""
    if item.atom.kind != "frac" or item.scripts:
        return None
    _, top, bottom = item.atom.parts
    above = bare(top)
    sign = reader.source.at(above.parts[0]).strip() if above.kind == "run" else ""
    by = _below(reader, bare(bottom), sign) if sign in _PARTIAL | _UPRIGHT else None
    rest = above.parts[1:]
    if by is None or (len(rest) == 1 and reader.symbols.spelling(_base(rest[0])) is not None):
        return None  # of f, which says nothing of its formula
    named = len(rest) == 2 and _base(rest[1]).kind == "paren" and reader.symbols.spelling(_base(rest[0])) is not None
    is_function = named and application.head(reader, items(reader, above)[1]) is None
    return None if is_function else (replace(above, parts=rest, start=rest[0].start), by)


def by_first(reader: Reader, tree: Tree) -> str:
    r"""By what a formula that begins with ``\nabla_x``, ``\frac{\partial}{\partial x}`` or
    ``\frac{\partial f}{\partial x}`` differentiates, as it is written; empty: it does not."""
    while tree.kind in ("relation", "sum", "term", "run"):
        tree = tree.parts[0]
    item = Item(tree.parts[0], tuple(tree.parts[1:])) if tree.kind == "factor" else Item(tree)
    by = variable(reader, item)
    if by is None and item.atom.kind == "frac" and not item.scripts:
        above, bottom = (bare(part) for part in item.atom.parts[1:])
        first = (above.parts or letters(above) or (above,))[0]
        sign = reader.source.at(first).strip()
        by = _below(reader, bottom, sign) if sign in _PARTIAL | _UPRIGHT else None
    return "" if by is None else "".join(reader.source.at(bare(by)).split())


def is_second(reader: Reader, part: Tree) -> bool:
    r"""Whether a factor asks for a Hessian: ``\frac{\partial^2}{\partial x\,\partial x^\top}``, ``\nabla_x^2``."""
    sign = _base(part)
    if sign.kind == "command" and sign.text in _NABLA:
        return [reader.source.at(s.parts[1]).strip("{} ") for s in part.parts[1:] if s.parts[0].kind == "sup"] == ["2"]
    if part.kind != "frac":
        return False
    above, below = (reader.source.at(bare(piece)) for piece in part.parts[1:])
    twice = below.count(r"\partial") == 2 or re.search(r"\^\s*\{?2\}?\s*$", below) is not None
    return twice and re.fullmatch(r"\s*(\\partial|d|\\mathrm\{d\})\s*\^\s*\{?2\}?\s*", above) is not None


def _base(part: Tree) -> Tree:
    return part.parts[0] if part.kind == "factor" else part


def of_numerator(reader: Reader, item: Item) -> Tree | None:
    """The derivative whose function stands in the numerator; None: it is another factor."""
    found = numerator(reader, item)
    if found is None:
        return None
    function, by = found
    return _gradient(reader, item.place, reader.expression(function), by, item.place)


def _below(reader: Reader, bottom: Tree, sign: str) -> Tree | None:
    r"""``X`` of ``\partial X`` and ``dX``."""
    if bottom.kind == "run" and reader.source.at(bottom.parts[0]).strip() == sign:
        return bottom.parts[1] if len(bottom.parts) == 2 else None
    single = letters(bottom) if bottom.kind == "word" else []
    return single[1] if sign == "d" and len(single) == 2 and single[0].text == "d" else None


def applied(reader: Reader, row: Sequence[Item], k: int, rest: Sequence[Run]) -> tuple[Tree, bool]:
    """The derivative of all of the product that follows; whether it took the runs that follow.

    Raises:
        ParseError: nothing follows, or it is by no variable.
    """
    by, sign = variable(reader, row[k]), row[k].place
    assert by is not None
    if k + 1 == len(row):
        raise reader.wrong(f"nothing follows {reader.record.shown(sign)}; write the function after it", sign)
    inside, swallowed = factors.side_by_side(reader, row[k + 1 :], rest)
    body = product(inside, inside[0].start, inside[-1].end)
    return _gradient(reader, sign, body, by, span(sign, body)), swallowed


def _gradient(reader: Reader, sign: Tree, body: Tree, by: Tree, whole: Tree) -> Tree:
    name = reader.expression(by)
    if name.kind == "member" and name.text in reader.declared.variables:
        name = Tree("name", "_".join((name.text, *map(reader.source.at, name.parts))), (), name.start, name.end)
    if name.kind != "name":
        shown = reader.record.shown(by)
        raise reader.wrong(f"a derivative is by a variable, and {shown} is none; write one letter", by)
    reader.record.note(whole, f"{reader.record.shown(sign)} is read as the gradient of {reader.record.shown(body)}")
    return Tree("call", "gradient", (body, name), whole.start, whole.end)
