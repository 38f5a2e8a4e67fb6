"""Functions of the language about block matrices, pseudoinverses, triangles, and vectors of weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.language.sizes import Size, place, size
from extremum.operations import block as blocks
from extremum.operations import construct as c
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
    """``exp(x)/sum(exp(x))`` of a vector."""
    return c.build("softmax", (as_expr(expr),))


def logsumexp(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of a vector."""
    return c.build("logsumexp", (as_expr(expr),))


def pinv(expr: Any) -> Expr:
    """The Moore-Penrose inverse."""
    return c.build("pinv", (as_expr(expr),))


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


def spread(order: Size) -> Expr:
    """``spread(n) v = vec(diag(v))``."""
    return c.build("spread", (), (size(order),))
