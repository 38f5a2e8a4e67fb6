"""Constraints: ``l == r``, ``l >= r`` entrywise, ``l >> r`` in the order of symmetric matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.operators import as_expr
from extremum.problems.relation import NONNEGATIVE, RELATIONS, SEMIDEFINITE, ZERO, Relation


@dataclass(frozen=True, slots=True)
class Constraint:
    """``left relation right``, both sides of one shape; made by :func:`extremum.equal_to` and its like.

    >>> import extremum as ex
    >>> stated = ex.at_least(ex.vector("x", "n"), 1)
    >>> stated.left, stated.gap, stated.is_equation
    (x, x - 1, False)
    """

    relation: Relation
    left: Expr
    right: Expr

    @property
    def gap(self) -> Expr:
        """What is zero, nonnegative or positive semidefinite where the constraint holds."""
        return c.multiple(self.relation.orientation, c.subtract(self.left, self.right))

    @property
    def is_equation(self) -> bool:
        return self.relation.cone is ZERO

    @property
    def is_inequality(self) -> bool:
        """Whether it holds entry by entry."""
        return self.relation.cone is NONNEGATIVE

    @property
    def is_semidefinite(self) -> bool:
        return self.relation.cone is SEMIDEFINITE

    def replace(self, values: Mapping[Expr, Expr]) -> Constraint:
        """The constraint with values put in."""
        return Constraint(self.relation, replace(self.left, values), replace(self.right, values))

    def concerns(self, unknowns: tuple[Expr, ...] | list[Expr]) -> bool:
        """Whether an unknown occurs in it."""
        return contains(self.gap, unknowns)

    def __str__(self) -> str:
        return f"{self.left} {self.relation.sign} {_short(self.right)}"

    __repr__ = __str__


def _short(side: Expr) -> str:
    return "0" if c.is_zero(side) else str(side)


def constraint(left: Any, sign: str, right: Any) -> Constraint:
    """The constraint ``left sign right``; a number beside a matrix stands for the matrix of it, or for its multiple of
    the identity between symmetric matrices.

    Raises:
        ShapeError: the sides do not fit, or are not square where an order of matrices is asked for.
    """
    relation, a, b = RELATIONS[sign], as_expr(left), as_expr(right)
    a, b = _like(a, b, relation), _like(b, a, relation)
    if a.shape != b.shape:
        raise ShapeError(
            f"the sides of {a} {sign} {b} are {show_shape(a.shape)} and {show_shape(b.shape)}; they must have one shape"
        )
    if relation.cone is SEMIDEFINITE and a.rows is not a.cols:
        raise ShapeError(
            f"{a} {sign} {b} orders symmetric matrices, but they are {show_shape(a.shape)}; write >= or <="
        )
    return Constraint(relation, a, b)


def _like(side: Expr, other: Expr, relation: Relation) -> Expr:
    """A scalar as large as the other side, where that has one meaning."""
    if not side.is_scalar or other.is_scalar:
        return side
    if c.is_zero(side):
        return c.like_zeros(other)
    if relation.cone is SEMIDEFINITE:
        return c.product(side, c.eye(other.rows)) if other.rows is other.cols else side
    if relation.cone is NONNEGATIVE or other.is_column:
        return c.product(side, c.like_ones(other))
    return side


def equal_to(left: Any, right: Any) -> Constraint:
    """``left == right``, for :func:`extremum.solve`.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> ex.equal_to(ex.matrix("A", n, m) @ ex.vector("x", m), 0)
    A*x == 0

    Raises:
        ShapeError: the sides do not fit.
    """
    return constraint(left, "==", right)


def at_least(left: Any, right: Any) -> Constraint:
    """``left >= right``, entry by entry; a number stands for each entry.

    >>> import extremum as ex
    >>> ex.at_least(ex.vector("x", "n"), 0)
    x >= 0

    Raises:
        ShapeError: the sides do not fit.
    """
    return constraint(left, ">=", right)


def at_most(left: Any, right: Any) -> Constraint:
    """``left <= right``, entry by entry; a number stands for each entry.

    >>> import extremum as ex
    >>> ex.at_most(ex.vector("x", "n"), ex.vector("u", "n"))
    x <= u

    Raises:
        ShapeError: the sides do not fit.
    """
    return constraint(left, "<=", right)


def semidefinite(left: Any, right: Any = 0) -> Constraint:
    """``left ⪰ right``: the symmetric matrix ``left - right`` is positive semidefinite.

    >>> import extremum as ex
    >>> ex.semidefinite(ex.matrix("X", "n", "n", "symmetric"))
    X >> 0

    Raises:
        ShapeError: the sides do not fit, or are not square.
    """
    return constraint(left, ">>", right)
