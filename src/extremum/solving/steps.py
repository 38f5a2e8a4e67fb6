"""What solving an equation is made of: its steps, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from extremum.algebra.node import Expr
from extremum.operations import construct as c


@dataclass(frozen=True, slots=True)
class Move:
    """One step of solving: the rule, the equation ``left = right`` after it, and why it may be done."""

    rule: str
    left: Expr
    right: Expr
    why: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What a step needs: that an expression has a structure. Invertible is said of scalars too, that are not zero.

    of_domain: whether the equation is not defined where it fails; otherwise solutions may be where it fails.
    """

    expr: Expr
    fact: str = "invertible"
    of_domain: bool = False

    @property
    def divides(self) -> bool:
        """Whether it was divided by, so that the equation may have other solutions where it is not invertible."""
        return self.fact == "invertible" and not self.of_domain


@dataclass(slots=True)
class Isolated:
    """A solved equation: the value, the steps, and what is needed for it."""

    value: Expr
    moves: list[Move]
    conditions: list[Need] = field(default_factory=list)


def zero(expr: Expr) -> Expr:
    """Zero, of the shape of an expression."""
    return c.number(0) if expr.is_scalar else c.like_zeros(expr)
