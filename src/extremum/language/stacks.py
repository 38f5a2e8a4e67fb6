"""Matrices made of others: stacked, on a diagonal, Kronecker sums, and what their vectors are made back into."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.language.sizes import Size, place, size
from extremum.operations import adjugate as adjugates
from extremum.operations import block as blocks
from extremum.operations import construct as c
from extremum.operations.eigen import eigval, eigvec
from extremum.operations.operators import as_expr


def adj(expr: Any) -> Expr:
    """The adjugate, ``det(A)*inv(A)`` where that exists; it is smooth at singular matrices too.

    >>> import numpy as np
    >>> import extremum as ex
    >>> adj(ex.matrix("A", 2, 2)).evaluate(A=np.array([[0.0, 1.0], [0.0, 1.0]])).round(9) + 0.0
    array([[ 1., -1.],
           [ 0.,  0.]])
    """
    return adjugates.adjugate(as_expr(expr))


def vstack(*parts: Any) -> Expr:
    """The parts below one another, ``[A; B]``."""
    return blocks.block([[as_expr(part)] for part in parts])


def hstack(*parts: Any) -> Expr:
    """The parts beside one another, ``[A, B]``."""
    return blocks.block([[as_expr(part) for part in parts]])


def blockdiag(*parts: Any) -> Expr:
    """The block diagonal matrix."""
    given = [as_expr(part) for part in parts]
    return blocks.block([[a if a is b and j == k else c.zeros(a.rows, b.cols) for k, b in enumerate(given)]
                         for j, a in enumerate(given)])  # fmt: skip


def kronsum(left: Any, right: Any) -> Expr:
    """The Kronecker sum ``A ⊗ I + I ⊗ B`` of square matrices.

    Raises:
        ShapeError: one of them is not square.
    """
    a, b = as_expr(left), as_expr(right)
    for part in (a, b):
        if part.rows is not part.cols:
            raise ShapeError(f"kronsum needs square matrices, but {part} is {part.rows}×{part.cols}")
    return c.add(c.kron(a, c.eye(b.rows)), c.kron(c.eye(a.rows), b))


def khatri_rao(left: Any, right: Any) -> Expr:
    """Column by column the Kronecker product, ``[a_1 ⊗ b_1, a_2 ⊗ b_2, …]``.

    Raises:
        ShapeError: they have different numbers of columns.
    """
    a, b = as_expr(left), as_expr(right)
    if a.cols is not b.cols:
        raise ShapeError(f"khatri_rao needs equally many columns, but {a} has {a.cols} and {b} has {b.cols}")
    return c.hadamard(c.kron(a, c.ones(b.rows)), c.kron(c.ones(a.rows), b))


def rowquad(rows: Any, matrix: Any) -> Expr:
    """``x' M x`` of each row x of a matrix, a column."""
    x, m = as_expr(rows), as_expr(matrix)
    return c.diagonal(c.product(x, m, c.transpose(x)))


def unvech(expr: Any, order: Size) -> Expr:
    """The symmetric matrix with that half vector: ``vech(unvech(v, n))`` is v."""
    n = size(order)
    return c.unvec(c.product(c.build("duplication", (), (n,)), as_expr(expr)), n, n)


def trilvec(expr: Any, order: Size) -> Expr:
    """The lower triangular matrix with that half vector."""
    n = size(order)
    return c.unvec(c.product(c.transpose(c.build("elimination", (), (n,))), as_expr(expr)), n, n)


def singval(expr: Any, index: Size) -> Expr:
    """The singular value number ``index``, 1 for the largest."""
    e = as_expr(expr)
    gram = c.product(c.transpose(e), e)
    return c.power(eigval(gram, e.cols - place(index)), Fraction(1, 2))


def singvec_right(expr: Any, index: Size) -> Expr:
    """The right singular vector of :func:`singval`, its entry of largest size positive."""
    e = as_expr(expr)
    return eigvec(c.product(c.transpose(e), e), e.cols - place(index))


def singvec_left(expr: Any, index: Size) -> Expr:
    """The left singular vector of :func:`singval`: ``A v / σ``."""
    e = as_expr(expr)
    return c.product(c.power(singval(e, index), -1), e, singvec_right(e, index))
