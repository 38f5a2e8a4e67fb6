"""Normal forms are kept for one question, in one thread: most of what a search builds, it has built before.

A normal form follows from its operation, arguments and parameters alone, with three exceptions, which are not kept:
what contains a sum over an index, for it has the letters of the place at which it is made; what is built while rules
are recorded or switched off; and what a search for facts that was cut short led to, for it may find more the next time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from extremum.algebra.inference import inference
from extremum.algebra.node import REGISTRY, Args, Expr, Params

_Key = tuple[str, Args, Params]

_MANY, _SHORT = 50_000, 16
"""So many forms are kept at once, and none with so many arguments: a long sum that grows by terms is only passed on."""


@final
class _Built(threading.local):
    """The forms of the question that a thread answers; none where it answers none, or where none may be taken."""

    def __init__(self) -> None:
        self.known: dict[_Key, Expr] | None = None
        self.asked = False
        self.suspended = 0

    def ask(self, asked: bool) -> None:
        self.asked = asked
        self.known = {} if asked and not self.suspended else None

    def suspend(self, more: int) -> None:
        self.suspended += more
        self.ask(self.asked)


_BUILT = _Built()


def build(name: str, args: Args, params: Params = ()) -> Expr:
    """The normal form of the operation ``name`` applied to ``args``."""
    known = _BUILT.known
    if known is None:
        return REGISTRY[name].build(args, params)
    key = (name, args, params)
    found = known.get(key)
    if found is not None:
        return found
    cut = inference.cuts
    found = REGISTRY[name].build(args, params)
    if len(args) < _SHORT and len(found.args) < _SHORT and not found.level and inference.cuts == cut:
        if len(known) >= _MANY:
            known.clear()
        known[key] = found
    return found


@contextmanager
def kept_for_a_question() -> Iterator[None]:
    """Inside the ``with`` block, which stands in no other one, forms are kept."""
    _BUILT.ask(True)
    try:
        yield
    finally:
        _BUILT.ask(False)


@contextmanager
def all_anew() -> Iterator[None]:
    """Inside the ``with`` block each form is built by the rules, not taken from what is kept."""
    _BUILT.suspend(1)
    try:
        yield
    finally:
        _BUILT.suspend(-1)
