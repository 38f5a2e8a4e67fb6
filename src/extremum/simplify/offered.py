"""Forms of an expression with letters for parts of what it is derived from, made where they are asked for.

An expert differentiates with letters for the parts that he typed; what a derivative knows of that formula is remembered
beside it, weakly, of equal ones for the last that was asked for in a thread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import local
from typing import NamedTuple, Protocol, final
from weakref import WeakKeyDictionary

from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace


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
@dataclass(frozen=True, slots=True)
class Way:
    """How a formula is taken apart.

    only: the names of the letters that there are, None for all; flowing: whether what flows back to several parts has
    a letter, too; solved: whether ``p/w`` stands for x where p is ``x*w``; sums: whether sums alone have letters.
    """

    flowing: bool = False
    solved: bool = False
    only: Collection[str] | None = None
    sums: bool = False


class Letters(Protocol):
    """Writes a derivative with letters."""

    def __call__(self, way: Way) -> Lettered | None:
        """The form with letters; None where there is none."""


@final
class _Offers(local):
    """What is offered for an expression, in each thread its own."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, Letters] = WeakKeyDictionary()


_OFFERS = _Offers()


def offer(found: Expr, letters: Letters) -> Expr:
    """The expression, beside which forms of it are remembered."""
    if not found.op.variable:
        _OFFERS.of[found] = letters
    return found


def offered(expr: Expr) -> Letters | None:
    """What writes the expression with letters, where that is known."""
    return _OFFERS.of.get(expr)
