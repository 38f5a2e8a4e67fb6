"""Assumptions: declared on symbols, inferred for expressions, each with the reason why it holds."""

from __future__ import annotations

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

_DEPTH = 40  # how far inference descends; beyond it nothing is claimed, which is always safe


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


def reason(node: Expr, fact: str, depth: int = 0) -> str | None:
    """Why ``fact`` holds for the expression, or None where it is not known to.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> reason((ex.matrix("X", n, m).T @ ex.matrix("X", n, m)), "positive_semidefinite")
    "X'*X is a product A'A"
    """
    if depth > _DEPTH:
        return None
    memo = node._facts
    if memo is None:
        memo = node._facts = {}
    if fact not in memo:
        memo[fact] = None  # while it is being inferred nothing is claimed
        for name in _STRONGER[fact]:
            why = node.op.infer(node, name)
            if why is not None:
                memo[fact] = why
                break
    return memo[fact]


def holds(node: Expr, fact: str) -> bool:
    """Whether ``fact`` is known to hold."""
    return reason(node, fact) is not None
