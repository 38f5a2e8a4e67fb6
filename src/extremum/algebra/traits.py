"""Traits of operations: what passes ask an operation's record instead of keeping lists of names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

    sentence: says it; a function, because it is long and is mostly not asked for.
    """

    argument: int
    sentence: Callable[[], str]

    def __str__(self) -> str:
        return self.sentence()


def smooth(node: Expr) -> Sequence[Nonsmooth]:
    """Differentiable wherever it is defined."""
    return ()


def smooth_where(condition: str) -> Callable[[Expr], Sequence[Nonsmooth]]:
    """An operation of one argument that is differentiable under one condition, the same for all applications."""
    return lambda node: (Nonsmooth(0, lambda: f"{node}: differentiable where {condition}"),)


def as_it_stands(node: Expr) -> Expr | None:
    """Written as it stands, not as the transpose of something."""
    return None
