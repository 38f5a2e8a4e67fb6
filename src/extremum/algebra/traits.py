"""Traits of operations: what passes ask an operation's record instead of keeping lists of names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extremum.algebra.dims import Dim
    from extremum.algebra.node import Expr


@dataclass(frozen=True, eq=False, slots=True)
class Linear:
    """In which arguments an operation is linear.

    at: whether an application is linear in its k-th argument, the others held; jointly: whether it is in all its
    arguments together, ``f(A + C, B + D) = f(A, B) + f(C, D)``.
    """

    at: Callable[[Expr, int], bool]
    jointly: bool = False


NONLINEAR = Linear(lambda node, k: False)
JOINTLY = Linear(lambda node, k: True, jointly=True)
MULTILINEAR = Linear(lambda node, k: True)


class Exact(Enum):
    """How values modulo a prime stand for real ones."""

    RATIONAL = "a rational function of the entries: its value is that of the real one, modulo the prime"
    SYMBOLIC = "a fixed random function of the argument's value: equal arguments have equal values"
    NONE = "no value modulo a prime"


@dataclass(frozen=True, eq=False, slots=True)
class Nonsmooth:
    """Where an application is not differentiable in its k-th argument, and what its derivative gives there.

    sentence: says it; a function, because it is long and is mostly not asked for; jump: whether it is not continuous.
    """

    argument: int
    sentence: Callable[[], str]
    jump: bool = False

    def __str__(self) -> str:
        return self.sentence()


def smooth(node: Expr) -> Sequence[Nonsmooth]:
    """Differentiable wherever it is defined."""
    return ()


def smooth_where(condition: str) -> Callable[[Expr], Sequence[Nonsmooth]]:
    """An operation of one argument that is differentiable under one condition, the same for all applications."""
    return lambda node: (Nonsmooth(0, lambda: f"{node}: differentiable where {condition}"),)


RankBound = Callable[["Expr", Callable[["Expr"], int], Callable[["Dim"], int]], int]
"""A number that the rank of an application's value does not exceed, from bounds of its arguments' ranks and the numbers
that dimensions stand for; rows and columns are bounds beside it."""


def no_bound(node: Expr, rank: Callable[[Expr], int], number: Callable[[Dim], int]) -> int:
    """Rows and columns alone."""
    return min(number(node.rows), number(node.cols))


def narrowest(node: Expr, rank: Callable[[Expr], int], number: Callable[[Dim], int]) -> int:
    """The least of the arguments' ranks that are matrices."""
    return min((rank(arg) for arg in node.args if not arg.is_scalar), default=1)


def total(node: Expr, rank: Callable[[Expr], int], number: Callable[[Dim], int]) -> int:
    """The sum of the arguments' ranks."""
    return sum(rank(arg) for arg in node.args)


def as_it_stands(node: Expr) -> Expr | None:
    """Written as it stands, not as the transpose of something."""
    return None
