"""Claims as they stand in code: ``x**2``."""

from __future__ import annotations

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.reading.either import read_either
from extremum.reading.given import Items


def power_sign(text: str, names: Items) -> str:
    """How ``**`` is read: as ``^`` or ``.^``, whichever has a meaning; empty where neither has, or each another."""
    read = dict[Expr, str]()
    for sign in ("^", ".^") if "**" in text else ():
        try:
            read.setdefault(read_either(text.replace("**", sign), names).expr, sign)
        except ExtremumError:
            continue
    return next(iter(read.values())) if len(read) == 1 else ""
