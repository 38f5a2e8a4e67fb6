"""The symbols of an expression, also those that its text declared and that dropped out of it.

``x - x + y`` is y, and ``x'*A*x`` is 0 for a skew A: the derivative by x is zero, of a shape that only the text knows.
What a text declared is kept beside the expression that it stands for, of equal ones for the last text of a thread.
A declared symbol that the text does not name at all, beside names that nobody declared, is a slip: ``norm2(y - X*B)^2``
by b is not zero, but asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from threading import local
from typing import final
from weakref import WeakKeyDictionary

from extremum.algebra.errors import UndeclaredError
from extremum.algebra.names import nearest
from extremum.algebra.node import Expr
from extremum.operations.operators import symbols


@final
class _Dropped(local):
    """The symbols that dropped out of an expression, in each thread its own."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, tuple[Expr, ...]] = WeakKeyDictionary()
        self.unnamed: WeakKeyDictionary[Expr, tuple[frozenset[str], tuple[str, ...]]] = WeakKeyDictionary()


Named = dict[str, Expr | None]


@final
class _Sources(local):
    """The symbols of what a derivative is derived from, in each thread its own; None for names that mean several.

    All derivatives of an expression share them, so that many are remembered at the cost of one.
    """

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, Named] = WeakKeyDictionary()
        self.named: WeakKeyDictionary[Expr, Named] = WeakKeyDictionary()


_DROPPED, _SOURCES = _Dropped(), _Sources()


def keep(expr: Expr, declared: Iterable[Expr], words: Collection[str] = (), guessed: Iterable[str] = ()) -> None:
    """Remembers the declared symbols that the expression does not show.

    words: the names in its text; guessed: those of them that nobody declared.
    """
    shown = {symbol.name for symbol in symbols(expr)}
    lost = tuple(symbol for symbol in declared if symbol.name not in shown)
    if lost:
        _DROPPED.of[expr] = lost
    else:
        _DROPPED.of.pop(expr, None)
    found = tuple(guessed)
    unnamed = frozenset(symbol.name for symbol in lost if found and symbol.name not in words)
    if unnamed:
        _DROPPED.unnamed[expr] = unnamed, found
    else:
        _DROPPED.unnamed.pop(expr, None)
    _SOURCES.named.pop(expr, None)


def refuse_unnamed(expr: Expr, name: str) -> None:
    """Refuses a question by a declared name that the text of an expression lacks, beside names that nobody declared.

    Raises:
        UndeclaredError: with both names.
    """
    unnamed, guessed = _DROPPED.unnamed.get(expr, (frozenset(), ()))
    if name in unnamed:
        near = nearest(name, guessed)
        listed = " and ".join(filter(None, (", ".join(guessed[:-1]), guessed[-1])))
        where = f"is {name} meant by {near}? Otherwise" if near else f"write {name} where it is meant, or"
        verb = "is" if len(guessed) == 1 else "are"
        raise UndeclaredError(
            f"{name} is not in the formula, and {listed} {verb} not declared; {where} declare {near or listed}"
        )


def derived(found: Expr, expr: Expr) -> Expr:
    """Remembers of a derivative the symbols of what it is derived from: the same data tell its sizes.

    Where equal derivatives of different expressions have different symbols of one name, that name tells nothing.
    """
    if found.op.variable:
        return found  # it needs no other sizes than its own
    sources = _SOURCES.named.get(expr)
    if sources is None:
        sources = dict(symbols_by_name(expr))
        if not expr.op.variable:  # which would keep itself alive
            _SOURCES.named[expr] = sources
    known = _SOURCES.of.setdefault(found, sources)
    if known is not sources:
        _SOURCES.of[found] = {**known, **{n: s if known.get(n, s) is s else None for n, s in sources.items()}}
    return found


def source_symbol(expr: Expr, name: str) -> Expr | None:
    """The symbol of a name in what a derivative is derived from."""
    return _SOURCES.of.get(expr, {}).get(name)


def dropped(expr: Expr) -> tuple[Expr, ...]:
    """The symbols that were declared for an expression and dropped out of it; nothing else has their names."""
    return _DROPPED.of.get(expr, ())


def symbols_by_name(expr: Expr) -> dict[str, Expr]:
    """The symbols and families by which an expression is differentiated, those that dropped out after the others."""
    return {symbol.name: symbol for symbol in (*symbols(expr), *dropped(expr))}
