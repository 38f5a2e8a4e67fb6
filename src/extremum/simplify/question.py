"""What simplification finds is kept for one question, in one thread: no answer depends on what was asked before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from extremum.algebra.node import Expr


class Kept(threading.local):
    """The forms found in this thread since the outermost :func:`one_question` began."""

    def __init__(self) -> None:
        self.depth = 0
        self.simplified: dict[Expr, Expr] = {}
        self.factored: dict[Expr, Expr] = {}


kept_forms = Kept()


@contextmanager
def one_question() -> Iterator[Kept]:
    """Inside the ``with`` block, and inside the outermost one, what occurs again is simplified once."""
    kept_forms.depth += 1
    try:
        yield kept_forms
    finally:
        kept_forms.depth -= 1
        if not kept_forms.depth:
            kept_forms.simplified.clear()
            kept_forms.factored.clear()
