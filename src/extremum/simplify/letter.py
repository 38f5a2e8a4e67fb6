"""Letters for parts of an expression: symbols of their shapes that nothing else is, with what is known of the parts.

What was found with letters is remembered beside the expression that it is, so that it can be shown with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import local
from typing import NamedTuple, final
from weakref import WeakKeyDictionary

from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c


def letter_for(part: Expr, name: str) -> Expr:
    """A symbol that is its own transpose where the part is; what is no square matrix is positive where the part is.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "n")
    >>> letter_for(A + A.T, "S").T is letter_for(A + A.T, "S")
    True
    """
    square = part.rows is part.cols and not part.is_scalar
    fact, known = ("symmetric", part.T is part) if square else ("positive", holds(part, "positive"))
    return c.build("symbol", (), (unreachable(name), *part.shape, (fact,) if known else ()))


class Lettered(NamedTuple):
    """An expression in letters; values: what each letter stands for, in letters before it."""

    short: Expr
    values: Mapping[Expr, Expr]

    def whole(self) -> Expr:
        """The expression with the values of the letters."""
        found = self.short
        for letter, value in reversed(list(self.values.items())):
            found = replace(found, {letter: value})
        return found


@final
class _Known(local):
    """What was found with letters, in each thread its own."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, Lettered] = WeakKeyDictionary()


_KNOWN = _Known()


def remember(expr: Expr, lettered: Lettered) -> None:
    """Remembers how an expression is written in letters, unless that would keep the expression alive."""
    if not any(contains(part, [expr]) for part in (lettered.short, *lettered.values.values())):
        _KNOWN.of[expr] = lettered


def remembered(expr: Expr) -> list[Lettered]:
    """How an expression is written in letters, if it was found so."""
    return [_KNOWN.of[expr]] if expr in _KNOWN.of else []
