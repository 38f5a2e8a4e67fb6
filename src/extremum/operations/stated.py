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


@final
class _Sources(local):
    """The symbols of what a derivative is derived from, in each thread its own; None for names that mean several."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, dict[str, Expr | None]] = WeakKeyDictionary()


_DROPPED, _SOURCES = _Dropped(), _Sources()


def keep(expr: Expr, declared: Iterable[Expr]) -> None:
    """Remembers the declared symbols that the expression does not show."""
    shown = {symbol.name for symbol in symbols(expr)}
    dropped = tuple(symbol for symbol in declared if symbol.name not in shown)
    if dropped:
        _DROPPED.of[expr] = dropped
    else:
        _DROPPED.of.pop(expr, None)


def derived(found: Expr, expr: Expr) -> Expr:
    """Remembers of a derivative the symbols of what it is derived from: the same data tell its sizes.

    Where equal derivatives of different expressions have different symbols of one name, that name tells nothing.
    """
    if found.op.variable:
        return found  # it needs no other sizes than its own
    known = _SOURCES.of.setdefault(found, {})
    for name, symbol in symbols_by_name(expr).items():
        known[name] = symbol if known.get(name, symbol) is symbol else None
    return found


def source_symbol(expr: Expr, name: str) -> Expr | None:
    """The symbol of a name in what a derivative is derived from."""
    return _SOURCES.of.get(expr, {}).get(name)


def symbols_by_name(expr: Expr) -> dict[str, Expr]:
    """The symbols and families by which an expression is differentiated, those that dropped out after the others."""
    return {symbol.name: symbol for symbol in (*symbols(expr), *_DROPPED.of.get(expr, ()))}
