"""Inverses, determinants and factors, powers of matrices, and what rearranges entries."""

from __future__ import annotations

from typing import Any

from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.language.spectra import expm, logm
from extremum.operations import construct as c
from extremum.operations.mpow import as_dim
from extremum.operations.operators import as_expr


@documented("inverse")
def inv(expr: Any) -> Expr:
    """``A⁻¹``, the inverse of a square matrix, of its shape; also written ``A.inv``.

    >>> import extremum as ex
    >>> X, a, b = ex.matrix("X", "n", "n"), ex.vector("a", "n"), ex.vector("b", "n")
    >>> ex.gradient(a.T @ inv(X) @ b, X)
    -inv(X)'*a*b'*inv(X)'

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.inverse(as_expr(expr))


@documented("pinv")
def pinv(expr: Any) -> Expr:
    """``A⁺``, the Moore-Penrose inverse of an n×m matrix, m×n; ``(A'A)⁻¹A'`` for independent columns.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "m", "full_column_rank")
    >>> pinv(A) @ A, pinv(A).shape
    (eye(m), (m, n))
    """
    return c.build("pinv", (as_expr(expr),))


@documented("det")
def det(expr: Any) -> Expr:
    """``|A|``, the determinant of a square matrix, a scalar.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n", "invertible")
    >>> ex.gradient(det(X), X)
    det(X)*inv(X)'

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.det(as_expr(expr))


@documented("logdet")
def logdet(expr: Any) -> Expr:
    """``log(det(A))`` of a square matrix, a scalar; it does not overflow where the determinant does.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "d", "d", "positive_definite")
    >>> ex.gradient(logdet(S), S)
    inv(S)

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("logdet", (as_expr(expr),))


@documented("chol")
def chol(expr: Any) -> Expr:
    """The lower triangular L with ``L L' = A`` and a positive diagonal, of the shape of the positive definite A.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "d", "d", "positive_definite")
    >>> chol(S) @ chol(S).T, logdet(chol(S))
    (S, 1/2*log(det(S)))

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("chol", (as_expr(expr),))


def mpow(expr: Any, exponent: Any) -> Expr:
    """``A^p``, the power of a square matrix, of its shape; also written ``A**p``.

    With a whole exponent (a number, or a dimension that stands for one) it is defined for every square matrix,
    otherwise as ``expm(p*logm(A))`` where no eigenvalue is zero or negative. Source of the derivative: Magnus &
    Neudecker (2019), ch. 9.

    >>> import extremum as ex
    >>> X, k = ex.matrix("X", "n", "n"), ex.dims("k")
    >>> ex.gradient(ex.tr(mpow(X, 3)), X), ex.gradient(ex.tr(mpow(X, k)), X)
    (3*X'^2, k*mpow(X, k - 1)')

    Raises:
        ShapeError: the matrix is not square.
    """
    base, power_ = as_expr(expr), as_expr(exponent)
    if as_dim(power_) is None:
        return expm(c.product(power_, logm(base)))
    return c.build("mpow", (base, power_))


@documented("vec")
def vec(expr: Any) -> Expr:
    """The columns of an n×m matrix, stacked: nm×1.

    >>> import extremum as ex
    >>> A, X, B = ex.matrix("A", "p", "n"), ex.matrix("X", "n", "m"), ex.matrix("B", "m", "q")
    >>> ex.jacobian(vec(A @ X @ B), X)
    kron(B', A)
    """
    return c.vec(as_expr(expr))


@documented("kron")
def kron(*factors: Any) -> Expr:
    """``A ⊗ B``, the Kronecker product of n×m and p×q matrices, np×mq; of several from the left.

    >>> import extremum as ex
    >>> A, B = ex.matrix("A", "n", "m"), ex.matrix("B", "p", "q")
    >>> kron(A, B).shape, ex.gradient(ex.norm2(kron(A, B)) ** 2, A)
    ((n*p, m*q), 2*norm2(B)^2*A)
    """
    return c.kron(*(as_expr(f) for f in factors))


@documented("diag")
def diag(expr: Any) -> Expr:
    """The n×n diagonal matrix of a vector with n entries; :func:`extremum.diagonal` is the other way.

    >>> import extremum as ex
    >>> A, w = ex.matrix("A", "n", "m"), ex.vector("w", "n")
    >>> ex.gradient(ex.tr(A.T @ diag(w) @ A), w)
    diagonal(A*A')

    Raises:
        ShapeError: the argument is no column.
    """
    return c.diag(as_expr(expr))


@documented("diagonal")
def diagonal(expr: Any) -> Expr:
    """The diagonal of an n×n matrix, as a vector with n entries.

    >>> import extremum as ex
    >>> A, B = ex.matrix("A", "n", "m"), ex.matrix("B", "m", "n")
    >>> ex.gradient(ex.sum(diagonal(A @ B)), A)
    B'

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.diagonal(as_expr(expr))


@documented("vech")
def vech(expr: Any) -> Expr:
    """The columns of an n×n matrix from the diagonal down, stacked: n(n+1)/2 entries.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "n", "n", "symmetric")
    >>> ex.jacobian(S, S, convention="vech"), vech(S).shape
    (duplication(n), ((n^2 + n)/2, 1))

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("vech", (as_expr(expr),))


@documented("tril")
def tril(expr: Any) -> Expr:
    """The lower triangle of a square matrix with its diagonal, zeros above it.

    >>> import extremum as ex
    >>> A, G = ex.matrix("A", "n", "n"), ex.matrix("G", "n", "n")
    >>> ex.gradient(ex.tr(G.T @ tril(A)), A)
    tril(G)

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("tril", (as_expr(expr),))


@documented("triu")
def triu(expr: Any) -> Expr:
    """The upper triangle of a square matrix with its diagonal, zeros below it.

    >>> import extremum as ex
    >>> A, G = ex.matrix("A", "n", "n"), ex.matrix("G", "n", "n")
    >>> ex.gradient(ex.tr(G.T @ triu(A)), A)
    triu(G)

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("triu", (as_expr(expr),))


@documented("toeplitz_sum")
def toeplitz_sum(expr: Any) -> Expr:
    """Each entry of a square matrix replaced by the sum of its diagonal: the gradient within Toeplitz matrices.

    >>> import numpy as np
    >>> import extremum as ex
    >>> toeplitz_sum(ex.matrix("A", 2, 2)).evaluate(A=np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[5., 2.],
           [3., 5.]])

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("toeplitz_sum", (as_expr(expr),))
