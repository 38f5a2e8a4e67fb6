"""The letters that people gave to the indices of sums and products.

A bound index carries no letter, so that equal sums are one node. What was typed is remembered beside the node, weakly,
of equal sums for the last one typed in a thread; and while a question about an expression is answered, the sums that
are made are written with the letters of that expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import NamedTuple, final
from weakref import WeakKeyDictionary

from extremum.algebra.dims import Atom, Bound, Dim, IndexName
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological


class Typed(NamedTuple):
    """An index as somebody typed it: its letter, how many values it has from which first, and the names at it."""

    letter: str
    size: Dim
    start: Dim
    names: frozenset[str]


@final
class _Letters(local):
    """What was typed, for each sum; and the letters of the question that is being answered; in each thread its own."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Expr, tuple[Typed, ...]] = WeakKeyDictionary()
        self.asked: tuple[Typed, ...] = ()


_LETTERS = _Letters()


def remember(binder: Expr) -> Expr:
    """A sum that has just been made has the letters of the question in which it is made."""
    if _LETTERS.asked:
        _LETTERS.of[binder] = _LETTERS.asked
    return binder


def typed(result: Expr, body: Expr, index: IndexName) -> Expr:
    """``result``, the sum of ``body`` over an index that somebody typed."""
    if index.size is not None and index.name.isidentifier():
        outer = Typed(index.name, index.size, Dim.of(index.start), _names(body, index))
        letters = tuple(dict.fromkeys((outer, *_letters_in([body]))))
        for binder in binders([result]):
            _LETTERS.of[binder] = letters
    return result


def answer(found: Expr) -> Expr:
    """What was found for a question, also where a sum in it had been made before, in the letters of the question."""
    for binder in binders([found]) if _LETTERS.asked else ():
        _LETTERS.of[binder] = _LETTERS.asked
    return found


@contextmanager
def in_letters_of(*exprs: Expr) -> Iterator[None]:
    """Inside the ``with`` block sums are made with the letters of these expressions, where they have any."""
    before = _LETTERS.asked
    _LETTERS.asked = _letters_in(exprs) or before
    try:
        yield
    finally:
        _LETTERS.asked = before


def letters_of(binder: Expr) -> tuple[str, ...]:
    """Letters for the index of a sum, the fitting one first: typed over the same range, and at the same names."""
    known = _LETTERS.of.get(binder, ())
    here = [one for one in known if (one.size, one.start) == (binder.size, binder.start)]
    if len({one.letter for one in here}) == 1:
        return (here[0].letter,)
    names = _names(binder.args[0], Bound(binder.level)) if known else frozenset()
    fitting = here or [one for one in known if one.names & names]
    return tuple(dict.fromkeys(one.letter for one in sorted(fitting, key=lambda one: -len(one.names & names))))


def binders(roots: Iterable[Expr]) -> list[Expr]:
    """The sums and products over an index in expressions, the outer ones first."""
    bound = [root for root in roots if root.level]
    return [node for node in reversed(topological(bound)) if node.op.binder and "size" in node.op.parameters]


def _letters_in(roots: Iterable[Expr]) -> tuple[Typed, ...]:
    return tuple(dict.fromkeys(one for binder in binders(roots) for one in _LETTERS.of.get(binder, ())))


def _names(body: Expr, index: Atom) -> frozenset[str]:
    """The names of what has the index itself: of the x in ``x[i]``."""
    nodes = topological([body], enter=lambda node: index in node.indices)
    leaves = (node for node in nodes if not node.args and index in node.indices)
    return frozenset(str(node.name) if "name" in node.op.parameters else node.op.name for node in leaves)
