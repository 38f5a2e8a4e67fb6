"""Assumptions: declared on symbols, inferred for expressions, each with the reason why it holds."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr

IMPLIES: dict[str, tuple[str, ...]] = {
    "positive_definite": ("symmetric", "positive_semidefinite", "invertible", "positive_det"),
    "positive_semidefinite": ("symmetric",),
    "diagonal": ("symmetric", "lower_triangular", "upper_triangular"),
    "orthogonal": ("invertible", "full_column_rank", "full_row_rank"),
    "invertible": ("full_column_rank", "full_row_rank"),
    "positive_det": ("invertible",),
    "positive": ("nonnegative", "nonzero"),
    "simplex": ("nonnegative",),
    "onehot": ("binary", "unit", "simplex"),
    "binary": ("nonnegative",),
    "symmetric": (),
    "lower_triangular": (),
    "upper_triangular": (),
    "skew": (),
    "nonnegative": (),
    "nonzero": (),
    "unit": (),
    "full_column_rank": (),
    "full_row_rank": (),
    "integer": (),
    "sign": (),
    "toeplitz": (),
}
"""What each assumption implies. Scalars: positive … integer; entrywise for vectors and matrices where it says so."""

SQUARE = {
    "symmetric", "positive_definite", "positive_semidefinite", "diagonal", "lower_triangular", "upper_triangular",
    "orthogonal", "skew", "invertible", "positive_det", "toeplitz",
}  # fmt: skip

_DEPTH, _WORK = 40, 2000  # how far inference goes; beyond that nothing is claimed, which is always safe


def close(names: Iterable[str]) -> frozenset[str]:
    """The given assumptions and all that they imply.

    Raises:
        ExtremumError: an assumption is unknown.
    """
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in IMPLIES:
            raise ExtremumError(f"unknown assumption {name!r}; known: {', '.join(sorted(IMPLIES))}")
        if name not in found:
            found.add(name)
            todo.extend(IMPLIES[name])
    return frozenset(found)


def stronger(fact: str) -> list[str]:
    """The assumptions that imply ``fact``, itself first."""
    return [fact, *(name for name in IMPLIES if name != fact and fact in close([name]))]


_STRONGER: dict[str, list[str]] = {name: stronger(name) for name in IMPLIES}


class _Search(threading.local):
    """The inference in progress in this thread: how deep it is, how much work is left, and whether it was cut short."""

    def __init__(self) -> None:
        self.depth = 0
        self.work = 0
        self.cuts = 0

    def refused(self) -> bool:
        if self.depth == 0:
            self.work = 0
        self.work += 1
        if self.depth >= _DEPTH or self.work > _WORK:
            self.cuts += 1
            return True
        return False


_search = _Search()


def reason(node: Expr, fact: str) -> str | None:
    """Why ``fact`` holds for the expression, or None where it is not known to.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> reason((ex.matrix("X", n, m).T @ ex.matrix("X", n, m)), "positive_semidefinite")
    "X'*X is a product A'A"
    """
    memo = node._facts
    if memo is None:
        memo = node._facts = {}
    if fact in memo:
        return memo[fact]
    if _search.refused():
        return None
    before = _search.cuts
    _search.depth += 1
    try:
        options = (node.op.infer(node, name) for name in _STRONGER[fact])
        found = next((why for why in options if why is not None), None)
    finally:
        _search.depth -= 1
    if found is not None or _search.cuts == before:  # what was cut short is not remembered: it may hold after all
        memo[fact] = found
    return found


def holds(node: Expr, fact: str) -> bool:
    """Whether ``fact`` is known to hold."""
    return reason(node, fact) is not None
