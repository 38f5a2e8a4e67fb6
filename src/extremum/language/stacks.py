"""Matrices made of others: stacked, on a diagonal, Kronecker sums, and what their vectors are made back into."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from extremum.algebra.dims import ONE, Dim, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.language.sizes import Size, place, size
from extremum.operations import adjugate as adjugates
from extremum.operations import block as blocks
from extremum.operations import construct as c
from extremum.operations.eigen import eigval, eigvec
from extremum.operations.operators import as_expr


@documented("adjugate")
def adj(expr: Any) -> Expr:
    """``det(A)*inv(A)`` where that exists, the adjugate of a square matrix, of its shape; smooth everywhere.

    >>> import numpy as np
    >>> import extremum as ex
    >>> adj(ex.matrix("A", 2, 2)).evaluate(A=np.array([[0.0, 1.0], [0.0, 1.0]])).round(9) + 0.0
    array([[ 1., -1.],
           [ 0.,  0.]])

    Raises:
        ShapeError: the matrix is not square.
    """
    return adjugates.adjugate(as_expr(expr))


@documented("block")
def block(rows: Sequence[Sequence[Any]]) -> Expr:
    """The block matrix ``[A, B; C, D]``, from rows of blocks; rows are added up, and columns.

    >>> import extremum as ex
    >>> A, b = ex.matrix("A", "n", "n"), ex.vector("b", "n")
    >>> block([[A, b], [b.T, 1]]).shape
    (n + 1, n + 1)

    Raises:
        ShapeError: the blocks do not fit, or there are no rows of them.
    """
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows):
        raise ShapeError("a block matrix is given by rows of blocks, as in ex.block([[A, B], [C, D]])")
    return blocks.block([[as_expr(part) for part in row] for row in rows])


def vstack(*parts: Any) -> Expr:
    """The parts below one another, ``[A; B]``: equally many columns, rows added up.

    >>> import extremum as ex
    >>> A, B, x = ex.matrix("A", "n", "m"), ex.matrix("B", "p", "m"), ex.vector("x", "m")
    >>> vstack(A, B).shape, ex.gradient(ex.norm2(vstack(A, B) @ x) ** 2, x)
    ((n + p, m), 2*(A'*A + B'*B)*x)

    Raises:
        ShapeError: the parts have different numbers of columns.
    """
    return blocks.block([[as_expr(part)] for part in parts])


def hstack(*parts: Any) -> Expr:
    """The parts beside one another, ``[A, B]``: equally many rows, columns added up.

    >>> import extremum as ex
    >>> hstack(ex.matrix("A", "n", "m"), ex.ones("n"))
    [A, ones(n)]

    Raises:
        ShapeError: the parts have different numbers of rows.
    """
    return blocks.block([[as_expr(part) for part in parts]])


def blockdiag(*parts: Any) -> Expr:
    """The block diagonal matrix of the parts: rows are added up, and columns.

    >>> import extremum as ex
    >>> A, B = ex.matrix("A", "n", "n", "invertible"), ex.matrix("B", "m", "m", "invertible")
    >>> ex.det(blockdiag(A, B)), ex.inv(blockdiag(A, B))
    (det(A)*det(B), [inv(A), zeros(n, m); zeros(m, n), inv(B)])
    """
    given = [as_expr(part) for part in parts]
    return blocks.block([[a if a is b and j == k else c.zeros(a.rows, b.cols) for k, b in enumerate(given)]
                         for j, a in enumerate(given)])  # fmt: skip


def kronsum(left: Any, right: Any) -> Expr:
    """The Kronecker sum ``A ⊗ I + I ⊗ B`` of n×n and m×m matrices, nm×nm. Source: Magnus & Neudecker (2019), ch. 2.

    >>> import extremum as ex
    >>> A, B = ex.matrix("A", "n", "n"), ex.matrix("B", "m", "m")
    >>> ex.tr(kronsum(A, B)), kronsum(A, B).shape
    (m*tr(A) + n*tr(B), (m*n, m*n))

    Raises:
        ShapeError: one of them is not square.
    """
    a, b = as_expr(left), as_expr(right)
    for part in (a, b):
        if part.rows is not part.cols:
            raise ShapeError(f"kronsum needs square matrices, but {part} is {part.rows}×{part.cols}")
    return c.add(c.kron(a, c.eye(b.rows)), c.kron(c.eye(a.rows), b))


def khatri_rao(left: Any, right: Any) -> Expr:
    """Column by column the Kronecker product, ``[a_1 ⊗ b_1, a_2 ⊗ b_2, …]``, of n×k and m×k matrices; nm×k.

    >>> import extremum as ex
    >>> khatri_rao(ex.matrix("A", "n", "k"), ex.matrix("B", "m", "k")).shape
    (m*n, k)

    Raises:
        ShapeError: they have different numbers of columns.
    """
    a, b = as_expr(left), as_expr(right)
    if a.cols is not b.cols:
        raise ShapeError(f"khatri_rao needs equally many columns, but {a} has {a.cols} and {b} has {b.cols}")
    return c.hadamard(c.kron(a, c.ones(b.rows)), c.kron(c.ones(a.rows), b))


def rowquad(rows: Any, matrix: Any) -> Expr:
    """``x' M x`` of each row x of an n×d matrix, for M d×d; a column with n entries.

    >>> import extremum as ex
    >>> X, M = ex.matrix("X", "n", "d"), ex.matrix("M", "d", "d")
    >>> ex.gradient(ex.sum(rowquad(X, M)), M)
    X'*X

    Raises:
        ShapeError: the shapes do not fit.
    """
    x, m = as_expr(rows), as_expr(matrix)
    return c.diagonal(c.product(x, m, c.transpose(x)))


def unvech(expr: Any, order: Size) -> Expr:
    """The symmetric n×n matrix with a half vector v of n(n+1)/2 entries: ``vech(unvech(v, n))`` is v.

    >>> import extremum as ex
    >>> unvech(ex.vector("v", 3), 2).evaluate(v=[1.0, 2.0, 3.0])
    array([[1., 2.],
           [2., 3.]])

    Raises:
        ShapeError: the vector has another number of entries.
    """
    n = size(order)
    return c.unvec(c.product(c.build("duplication", (), (n,)), _half_vector(expr, n, "unvech")), n, n)


def trilvec(expr: Any, order: Size) -> Expr:
    """The lower triangular n×n matrix with a half vector of n(n+1)/2 entries.

    >>> import extremum as ex
    >>> trilvec(ex.vector("v", 3), 2).evaluate(v=[1.0, 2.0, 3.0])
    array([[1., 0.],
           [2., 3.]])

    Raises:
        ShapeError: the vector has another number of entries.
    """
    n = size(order)
    return c.unvec(c.product(c.transpose(c.build("elimination", (), (n,))), _half_vector(expr, n, "trilvec")), n, n)


def _half_vector(expr: Any, order: Dim, what: str) -> Expr:
    """A column of n(n+1)/2 entries."""
    v, entries = as_expr(expr), c.build("elimination", (), (order,)).rows
    if v.shape != (entries, ONE):
        raise ShapeError(f"{what} to {order}×{order} needs a vector of {entries} entries, but {v} is {v.rows}×{v.cols}")
    return v


def singval(expr: Any, index: Size) -> Expr:
    """``σ_index``, the singular value of that number, 1 for the largest. A scalar; differentiable where it is simple.

    >>> import numpy as np
    >>> import extremum as ex
    >>> singval(ex.matrix("A", 2, 2), 1).evaluate(A=np.diag([1.0, -3.0]))
    3.0
    """
    e = as_expr(expr)
    gram = c.product(c.transpose(e), e)
    return c.power(eigval(gram, e.cols - _number(e, index)), Fraction(1, 2))


def _number(expr: Expr, index: Size) -> Dim:
    """The number of a singular value.

    Raises:
        ShapeError: there is none of that number.
    """
    number = place(index)
    sizes = [(size - number).number for size in expr.shape]
    if (number.number is not None and number.number < 1) or any(left is not None and left < 0 for left in sizes):
        few = " and ".join(dict.fromkeys(map(str, expr.shape)))
        message = f"{expr} is {show_shape(expr.shape)}, so that its singular values have the numbers 1 to {few}"
        raise ShapeError(f"{message}{', whichever is less' if 'and' in few else ''}; there is none of number {number}")
    return number


def singvec_right(expr: Any, index: Size) -> Expr:
    """``v_index``, the right singular vector of :func:`singval`, m×1, its entry of largest size positive.

    >>> import numpy as np
    >>> import extremum as ex
    >>> singvec_right(ex.matrix("A", 2, 2), 1).evaluate(A=np.diag([1.0, -3.0]))
    array([0., 1.])
    """
    e = as_expr(expr)
    return eigvec(c.product(c.transpose(e), e), e.cols - _number(e, index))


def singvec_left(expr: Any, index: Size) -> Expr:
    """``A v / σ``, the left singular vector of :func:`singval`, of an n×m matrix n×1.

    >>> import numpy as np
    >>> import extremum as ex
    >>> singvec_left(ex.matrix("A", 2, 2), 1).evaluate(A=np.diag([1.0, -3.0]))
    array([ 0., -1.])
    """
    e = as_expr(expr)
    return c.product(c.power(singval(e, index), -1), e, singvec_right(e, index))
