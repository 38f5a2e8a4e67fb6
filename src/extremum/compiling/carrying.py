"""Data of which no entry can be infinite or nan without the result having such an entry: they need not be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from extremum.compiling.term import Term

_OPS = frozenset({"matmul", "add", "transpose", "column", "axes", "named"})
_CALLS = frozenset(
    {
        "total", "sum0", "sum1", "mean0", "vdot", "rowdots", "outer", "kron", "vec", "unvec", "raveled", "upright",
        "flat", "tile", "by_rows", "norm", "norms",
    }
)  # fmt: skip


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
    if term.op in _OPS or term.name in _CALLS:
        return term.parts
    if term.op == "times":
        assert isinstance(term.data, int)
        return term.parts[: term.data]
    if term.op == "power" and isinstance(term.data, Fraction) and term.data > 0:
        return term.parts
    return ()
