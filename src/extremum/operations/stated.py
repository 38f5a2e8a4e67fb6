"""The symbols of an expression, also those that its text declared and that dropped out of it.

``x - x + y`` is y, and ``x'*A*x`` is 0 for a skew A: the derivative by x is zero, of a shape that only the text knows.
What a text declared is kept beside the expression that it stands for, of equal ones for the last text of a thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import local
from typing import final
from weakref import WeakKeyDictionary

from extremum.algebra.node import Expr
from extremum.operations.operators import symbols


@final
class _Dropped(local):
    """The symbols that dropped out of an expression, in each thread its own."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, tuple[Expr, ...]] = WeakKeyDictionary()


_DROPPED = _Dropped()


def keep(expr: Expr, declared: Iterable[Expr]) -> None:
    """Remembers the declared symbols that the expression does not show."""
    shown = {symbol.name for symbol in symbols(expr)}
    dropped = tuple(symbol for symbol in declared if symbol.name not in shown)
    if dropped:
        _DROPPED.of[expr] = dropped
    else:
        _DROPPED.of.pop(expr, None)


def symbols_by_name(expr: Expr) -> dict[str, Expr]:
    """The symbols and families by which an expression is differentiated, those that dropped out after the others."""
    return {symbol.name: symbol for symbol in (*symbols(expr), *_DROPPED.of.get(expr, ()))}
