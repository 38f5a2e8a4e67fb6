"""Assumptions: declared on symbols, inferred for expressions, each with the reason why it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from extremum.algebra.errors import ExtremumError
from extremum.algebra.inference import inference
from extremum.algebra.names import suggestion
from extremum.algebra.node import Expr


class Fact(Protocol):
    """What inference knows of an assumption; the structures, a floor above, are such facts.

    implies: what it implies; together: what it implies beside another; square: whether it is one of square matrices;
    transposed: what it says of the transpose; inverted: what it says of the inverse, "" for nothing.
    rank: a bound of the rank, from rows and columns.
    """

    @property
    def name(self) -> str: ...
    @property
    def implies(self) -> tuple[str, ...]: ...
    @property
    def together(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def square(self) -> bool: ...
    @property
    def transposed(self) -> str: ...
    @property
    def inverted(self) -> str: ...
    @property
    def rank(self) -> Callable[[int, int], int]: ...


FACTS: dict[str, Fact] = {}
"""The assumptions by name. Scalars: positive … integer; entrywise for vectors and matrices where it says so."""

INSTEAD: Mapping[str, str] = dict.fromkeys(
    ("rank", "low_rank", "fixed_rank"),
    "a matrix of rank k is a product; write U*V' for it, with the variables U[n,k] and V[m,k]",
)
"""What is no assumption, and how it is written."""


def learn(fact: Fact) -> None:
    """Adds an assumption; a name is learnt once."""
    if fact.name in FACTS:
        raise ExtremumError(f"assumption {fact.name!r} is registered twice")
    FACTS[fact.name] = fact
    _closure.cache_clear()
    stronger.cache_clear()


def known(name: str) -> Fact:
    """The assumption of that name.

    Raises:
        ExtremumError: it is unknown.
    """
    if name not in FACTS:
        if name in INSTEAD:
            raise ExtremumError(f"{name!r} is no assumption: {INSTEAD[name]}")
        near = suggestion(name, FACTS)
        raise ExtremumError(f"unknown assumption {name!r}{near}; known: {', '.join(sorted(FACTS))}")
    return FACTS[name]


def close(names: Iterable[str]) -> frozenset[str]:
    """The given assumptions and all that they imply, alone or together.

    >>> sorted(close(["lower_triangular", "symmetric"]))
    ['diagonal', 'lower_triangular', 'symmetric', 'upper_triangular']

    Raises:
        ExtremumError: an assumption is unknown.
    """
    return _closure(frozenset(names))


@lru_cache(maxsize=4096)
def _closure(names: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    todo = sorted(names)
    while todo:
        name = todo.pop()
        fact = known(name)
        if name not in found:
            todo += [*fact.implies, *(new for other in found for new in _together(fact, FACTS[other]))]
            found.add(name)
    return frozenset(found)


def rank_bound(assume: Iterable[str], rows: int, cols: int) -> int:
    """A number that no rank of a matrix with these assumptions exceeds."""
    return min([rows, cols, *(known(name).rank(rows, cols) for name in close(assume))])


def _together(a: Fact, b: Fact) -> tuple[str, ...]:
    return (*a.together.get(b.name, ()), *b.together.get(a.name, ()))


@lru_cache(maxsize=4096)
def stronger(fact: str) -> tuple[str, ...]:
    """The assumptions that imply ``fact``, itself first."""
    return (fact, *(name for name in FACTS if name != fact and fact in close([name])))


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
    if inference.refused():
        return None
    before = inference.cuts
    inference.depth += 1
    try:
        options = (node.op.infer(node, name) for name in stronger(fact))
        found = next((why for why in options if why is not None), None)
    finally:
        inference.depth -= 1
    if found is not None or inference.cuts == before:  # what was cut short is not remembered: it may hold after all
        memo[fact] = found
    return found


def holds(node: Expr, fact: str) -> bool:
    """Whether ``fact`` is known to hold."""
    return reason(node, fact) is not None
