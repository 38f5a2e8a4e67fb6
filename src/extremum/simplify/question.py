"""What simplification finds is kept for one question, in one thread: no answer depends on what was asked before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from extremum.algebra.node import Expr
from extremum.algebra.threads import deeper


class Kept(threading.local):
    """The forms found in this thread since the outermost :func:`one_question` began."""

    def __init__(self) -> None:
        self.open = False
        self.simplified: dict[Expr, Expr] = {}
        self.factored: dict[Expr, Expr] = {}


kept_forms = Kept()


@contextmanager
def one_question() -> Iterator[Kept]:
    """Inside the ``with`` block, and inside the outermost one, what occurs again is simplified once; the stack
    is as deep as deep expressions need."""
    if kept_forms.open:
        yield kept_forms
        return
    kept_forms.open = True
    try:
        with deeper:
            yield kept_forms
    finally:
        kept_forms.open = False
        kept_forms.simplified.clear()
        kept_forms.factored.clear()
