r"""Derivatives that a formula asks for: ``\nabla_W f``, ``\frac{\partial}{\partial \mu} f``, ``\frac{d}{dX} f``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.reading.source import Tree
from extremum.reading.tex import factors
from extremum.reading.tex.layout import bare, letters, product, span
from extremum.reading.tex.runs import Item

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
    name = reader.expression(by)
    if name.kind != "name":
        shown = reader.record.shown(by)
        raise reader.wrong(f"a derivative is by a variable, and {shown} is none; write one letter", by)
    whole = span(sign, body)
    reader.record.note(whole, f"{reader.record.shown(sign)} is read as the gradient of {reader.record.shown(body)}")
    return Tree("call", "gradient", (body, name), whole.start, whole.end), swallowed
