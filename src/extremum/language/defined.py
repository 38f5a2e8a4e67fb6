"""Quantities that are defined by equations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extremum.algebra.dims import ONE, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient
from extremum.language.declare import matrix
from extremum.language.sizes import Size
from extremum.operations import construct as c
from extremum.operations import implicit as equations
from extremum.operations.operators import as_expr


def implicit(name: str, shape: Size | tuple[Size, ...], equation: Callable[[Expr], Any], *assume: str) -> Expr:
    """The quantity ``name`` that solves an equation, written with it as the argument of ``equation``.

    What ``equation`` returns is zero at the solution, or a pair of sides, or a constraint as of ``ex.equal_to(a, b)``.
    ``shape`` is that of the quantity: ``()``, ``n``, ``(n, m)``. It is printed by its name, and differentiated by the
    implicit function theorem (Krantz & Parks 2013, thm. 3.3.1). Its value solves a linear equation exactly; others are
    solved by Newton's method, which starts where the data say under the name of the quantity, and otherwise at a few
    places of its own.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, Q = ex.matrix("A", n, n), ex.matrix("Q", n, n)
    >>> P = ex.implicit("P", (n, n), lambda P: (A.T @ P @ A + Q, P))
    >>> ex.gradient(ex.tr(P), Q)
    dlyap(A, eye(n))

    Raises:
        ShapeError: the sides of the equation have another shape than the quantity.
        ExtremumError: the equation does not depend on the quantity, or is none.
    """
    sizes = shape if isinstance(shape, tuple) else (shape,)
    if len(sizes) > 2:
        raise ExtremumError(f"{name}: a shape has two sizes at most, as in (n, m), not {len(sizes)}")
    rows, cols = (*sizes, ONE, ONE)[:2]
    own = matrix(name, rows, cols, *assume)
    return defined(own, *_sides(name, equation(own)))


def _sides(name: str, found: Any) -> tuple[Any, Any]:
    if isinstance(found, tuple):
        if len(found) != 2:
            raise ExtremumError(f"{name}: an equation has two sides, not {len(found)}")
        return found
    if getattr(found, "is_equation", None) is False:
        raise ExtremumError(f"{name} is defined by an equation, not by {found}")
    return (found.left, found.right) if hasattr(found, "left") else (found, 0)


def defined(own: Expr, left: Any, right: Any) -> Expr:
    """What the equation ``left == right`` defines; a number beside a matrix stands for the matrix of it.

    Raises:
        ShapeError: the sides have another shape than the quantity.
        ExtremumError: the equation does not depend on the quantity.
    """
    sides = [_spread(as_expr(side), own) for side in (left, right)]
    for side in sides:
        if side.shape != own.shape:
            raise ShapeError(
                f"{own.name} is {show_shape(own.shape)}, but {side} in the equation that defines it is "
                f"{show_shape(side.shape)}; an equation for each entry is needed"
            )
    return equations.implicit(c.subtract(*sides), own)


def _spread(side: Expr, own: Expr) -> Expr:
    """A number as large as the quantity: 0 of any shape, others in columns."""
    if not side.is_scalar or own.is_scalar:
        return side
    if c.is_zero(side):
        return c.like_zeros(own)
    return c.product(side, c.like_ones(own)) if own.is_column else side


def slope(function: Expr, variable: Expr) -> Expr:
    """``gradient(f, x)`` of the language, the gradient by a variable."""
    found: Expr = gradient(function, variable)
    return found
