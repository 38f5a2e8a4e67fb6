"""Vectors of 3 entries: the cross product, its matrix, and the vector of such a matrix."""

from __future__ import annotations

from typing import Any

from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.language.sizes import Size, size
from extremum.operations import construct as c
from extremum.operations import cross as crosses
from extremum.operations.operators import as_expr


@documented("skewmat")
def cross(left: Any, right: Any) -> Expr:
    """``a × b``, the cross product of two vectors of 3 entries, a vector of 3.

    >>> import extremum as ex
    >>> a, b = ex.vector("a", 3), ex.vector("b", 3)
    >>> cross(a, b), cross(b, a) + cross(a, b)
    (cross(a, b), cross(a, b) + cross(b, a))

    Raises:
        ShapeError: one of them has not 3 entries.
    """
    return crosses.cross(as_expr(left), as_expr(right))


@documented("skewmat")
def skewmat(expr: Any) -> Expr:
    """The 3×3 matrix of ``b ↦ a × b``, for a vector of 3 entries.

    >>> import extremum as ex
    >>> a = ex.vector("a", 3)
    >>> skewmat(a) @ ex.vector("b", 3), skewmat(a).T
    (cross(a, b), -skewmat(a))

    Raises:
        ShapeError: the vector has not 3 entries.
    """
    return crosses.skewmat(as_expr(expr))


@documented("levi_civita")
def levi_civita(order: Size) -> Expr:
    """The 9×3 matrix with ``levi_civita(3) a = vec(skewmat(a))``: ε_jik in row 3(j - 1) + i and column k.

    >>> import extremum as ex
    >>> a, b = ex.vector("a", 3), ex.vector("b", 3)
    >>> ex.jacobian(skewmat(a), a), ex.jacobian(cross(a, b), a)
    (levi_civita(3), -skewmat(b))

    Raises:
        ShapeError: the size is another than 3.
    """
    return c.build("levi_civita", (), (size(order),))


@documented("axial")
def axial(expr: Any) -> Expr:
    """``(A_32 - A_23, A_13 - A_31, A_21 - A_12)`` of a 3×3 matrix, the adjoint of :func:`skewmat`.

    >>> import extremum as ex
    >>> axial(skewmat(ex.vector("a", 3)))
    2*a

    Raises:
        ShapeError: the matrix is not 3×3.
    """
    return crosses.axial(as_expr(expr))
