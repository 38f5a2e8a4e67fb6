"""What simplification finds is kept for one question, in one thread: no answer depends on what was asked before."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager

from extremum.algebra.built import kept_for_a_question
from extremum.algebra.node import Expr
from extremum.algebra.threads import deeper


class Kept(threading.local):
    """The forms found in this thread since the outermost :func:`one_question` began."""

    def __init__(self) -> None:
        self.open = False
        self.simplified: dict[Expr, Expr] = {}
        self.factored: dict[Expr, Expr] = {}
        self.without_middles: set[Expr] = set()
        self.apart: Container[str] = ()


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
        with deeper, kept_for_a_question():
            yield kept_forms
    finally:
        kept_forms.open = False
        kept_forms.simplified.clear()
        kept_forms.factored.clear()
        kept_forms.without_middles.clear()


@contextmanager
def terms_apart(names: Container[str]) -> Iterator[None]:
    """Inside the ``with`` block ``u'*dx + w'*dx`` stays as it is for a symbol dx of such a name: in a derivation
    ``(u + w)'*dx`` is a step of its own."""
    before, kept_forms.apart = kept_forms.apart, names
    try:
        yield
    finally:
        kept_forms.apart = before


def is_apart(expr: Expr) -> bool:
    """Whether an expression has one of the symbols in it whose terms stay apart."""
    return bool(kept_forms.apart) and any(symbol.name in kept_forms.apart for symbol in expr.symbols)
