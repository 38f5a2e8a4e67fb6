"""Claims as they stand in code: shapes by which NumPy's functions are read, what has no reading, and ``x**2``."""

from __future__ import annotations

from functools import cache

from extremum.algebra.dims import Shape
from extremum.algebra.errors import ExtremumError, ParseError
from extremum.algebra.node import Expr
from extremum.reading.either import read_either
from extremum.reading.given import Items
from extremum.reading.source import Source
from extremum.reading.text.arrays import Shapes, not_read
from extremum.reading.text.mistakes import no_form


def shapes_of(names: Items) -> Shapes:
    """The shapes of formulas, each read once."""

    @cache
    def shape(text: str) -> Shape | None:
        try:
            return read_either(text, names).expr.shape
        except ExtremumError:
            return None

    return shape


def refuse_code(text: str, shapes: Shapes) -> None:
    """Says what in a claim with NumPy has no form in the language.

    Raises:
        ParseError: there is something, and it is what the carets are under.
    """
    found = not_read(text, shapes)
    if found is not None:
        raise Source(text).error(no_form(found.name), found.start, found.end, ParseError) from None


def power_sign(text: str, names: Items) -> str:
    """How ``**`` is read: as ``^`` or ``.^``, whichever has a meaning; empty where neither has, or each another."""
    read = dict[Expr, str]()
    for sign in ("^", ".^") if "**" in text else ():
        try:
            read.setdefault(read_either(text.replace("**", sign), names).expr, sign)
        except ExtremumError:
            continue
    return next(iter(read.values())) if len(read) == 1 else ""
