"""Data of which no entry can be infinite or nan without the result having such an entry: they need not be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from extremum.compiling.numpy_calls import spelled
from extremum.compiling.term import Term

_OPS = frozenset({"matmul", "add", "transpose", "column", "axes", "named"})
"""Kinds of terms that are sums and products of their parts."""


def carried(roots: Sequence[Term]) -> frozenset[str]:
    """The arguments whose entries all go into a result by sums and products alone, along one way at least.

    There ``inf`` becomes ``inf`` or ``nan``, also beside 0, and no sum with other terms is finite again.
    """
    seen: set[Term] = set()
    stack = list(roots)
    while stack:
        term = stack.pop()
        if term not in seen:
            seen.add(term)
            stack.extend(_carrying(term))
    return frozenset(str(term.data) for term in seen if term.op == "argument")


def _carrying(term: Term) -> Sequence[Term]:
    """The parts of which every entry that is not finite makes one of the term so."""
    call = spelled(term.name)
    if term.op in _OPS or (call is not None and call.carries):
        return term.parts
    if term.op == "times":
        assert isinstance(term.data, int)
        return term.parts[: term.data]
    if term.op == "power" and isinstance(term.data, Fraction) and term.data > 0:
        return term.parts
    return ()
