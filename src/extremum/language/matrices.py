"""Functions of the language about block matrices, pseudoinverses, triangles, and vectors of weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.language.sizes import Size, place, size
from extremum.operations import block as blocks
from extremum.operations import construct as c
from extremum.operations import cross as crosses
from extremum.operations import sylvester as equations
from extremum.operations.operators import as_expr


def block(rows: Sequence[Sequence[Any]]) -> Expr:
    """The block matrix ``[A, B; C, D]``, from rows of blocks.

    Raises:
        ShapeError: the blocks do not fit, or there are no rows of them.
    """
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows):
        raise ShapeError("a block matrix is given by rows of blocks, as in ex.block([[A, B], [C, D]])")
    return blocks.block([[as_expr(part) for part in row] for row in rows])


def softmax(expr: Any) -> Expr:
    """``exp(x)/sum(exp(x))`` of a vector, a column or a row."""
    e = as_expr(expr)
    return c.transpose(c.build("softmax", (c.transpose(e),))) if e.is_row else c.build("softmax", (e,))


def logsumexp(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of a vector, a column or a row."""
    e = as_expr(expr)
    return c.build("logsumexp", (c.transpose(e) if e.is_row else e,))


def pinv(expr: Any) -> Expr:
    """The Moore-Penrose inverse."""
    return c.build("pinv", (as_expr(expr),))


def sylvester(left: Any, right: Any, whole: Any) -> Expr:
    """The solution X of ``A X + X B = C``.

    >>> import extremum as ex
    >>> n, k = ex.dims("n k")
    >>> A, B, C = ex.matrix("A", n, n), ex.matrix("B", k, k), ex.matrix("C", n, k)
    >>> ex.gradient(ex.tr(C.T @ sylvester(A, B, C)), B)
    -sylvester(B', A', C')*sylvester(A', B', C)
    """
    return equations.sylvester(as_expr(left), as_expr(right), as_expr(whole))


def stein(left: Any, right: Any, whole: Any) -> Expr:
    """The solution X of ``X - A X B = C``."""
    return equations.stein(as_expr(left), as_expr(right), as_expr(whole))


def lyap(matrix: Any, whole: Any) -> Expr:
    """The solution X of Lyapunov's equation ``A X + X A' = C``."""
    return equations.lyap(as_expr(matrix), as_expr(whole))


def dlyap(matrix: Any, whole: Any) -> Expr:
    """The solution X of Lyapunov's equation in discrete time, ``X = A X A' + C``."""
    return equations.dlyap(as_expr(matrix), as_expr(whole))


def vech(expr: Any) -> Expr:
    """The lower triangle of a square matrix, its columns stacked."""
    return c.build("vech", (as_expr(expr),))


def tril(expr: Any) -> Expr:
    """The lower triangle of a square matrix, zeros above it."""
    return c.build("tril", (as_expr(expr),))


def triu(expr: Any) -> Expr:
    """The upper triangle of a square matrix, zeros below it."""
    return c.build("triu", (as_expr(expr),))


def toeplitz_sum(expr: Any) -> Expr:
    """Each entry of a square matrix replaced by the sum of its diagonal."""
    return c.build("toeplitz_sum", (as_expr(expr),))


def duplication(order: Size) -> Expr:
    """``D vech(A) = vec(A)`` for symmetric A."""
    return c.build("duplication", (), (size(order),))


def elimination(order: Size) -> Expr:
    """``L vec(A) = vech(A)``."""
    return c.build("elimination", (), (size(order),))


def unit(order: Size, index: Size) -> Expr:
    """The unit vector e_index of the given size, numbered from 1."""
    return blocks.unit(size(order), place(index))


def polar(expr: Any) -> Expr:
    """The polar factor ``U V'`` of ``A = U D V'``, the gradient of the nuclear norm."""
    return c.build("polar", (as_expr(expr),))


def cross(left: Any, right: Any) -> Expr:
    """``a × b``, the cross product of two vectors of 3 entries."""
    return crosses.cross(as_expr(left), as_expr(right))


def skewmat(expr: Any) -> Expr:
    """The matrix of ``b ↦ a × b``."""
    return crosses.skewmat(as_expr(expr))


def axial(expr: Any) -> Expr:
    """``(A_32 - A_23, A_13 - A_31, A_21 - A_12)``, the adjoint of :func:`skewmat`."""
    return crosses.axial(as_expr(expr))


def spread(order: Size) -> Expr:
    """``spread(n) v = vec(diag(v))``."""
    return c.build("spread", (), (size(order),))
