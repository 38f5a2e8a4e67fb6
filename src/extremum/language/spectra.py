"""Functions of matrices, eigenvalues and eigenvectors, what is made of singular values, and the nearest matrices."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.language.sizes import Size, place, size
from extremum.operations import construct as c
from extremum.operations.operators import as_expr


def _of_matrix(name: str, expr: Any) -> Expr:
    return c.build("spectral", (as_expr(expr),), (name,))


@documented("spectral")
def expm(expr: Any) -> Expr:
    """``Σ A^k/k!``, the exponential of a square matrix, of its shape.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n")
    >>> ex.gradient(ex.tr(expm(X)), X), ex.logdet(expm(X))
    (expm(X)', tr(X))

    Raises:
        ShapeError: the matrix is not square.
    """
    return _of_matrix("expm", expr)


@documented("spectral")
def logm(expr: Any) -> Expr:
    """The principal logarithm of a square matrix, of its shape: ``expm(logm(A)) = A``.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n", "positive_definite")
    >>> ex.gradient(ex.tr(X @ logm(X)), X)
    eye(n) + logm(X)

    Raises:
        ShapeError: the matrix is not square.
    """
    return _of_matrix("logm", expr)


@documented("spectral")
def sqrtm(expr: Any) -> Expr:
    """The principal square root of a square matrix, of its shape: ``sqrtm(A) sqrtm(A) = A``.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n", "positive_definite")
    >>> ex.gradient(ex.tr(sqrtm(X)), X)
    1/2*inv(sqrtm(X))

    Raises:
        ShapeError: the matrix is not square.
    """
    return _of_matrix("sqrtm", expr)


@documented("spectral")
def sinm(expr: Any) -> Expr:
    """``(e^(iA) - e^(-iA))/(2i)``, the sine of a square matrix, of its shape.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n")
    >>> ex.gradient(ex.tr(sinm(X)), X)
    cosm(X)'

    Raises:
        ShapeError: the matrix is not square.
    """
    return _of_matrix("sinm", expr)


@documented("spectral")
def cosm(expr: Any) -> Expr:
    """``(e^(iA) + e^(-iA))/2``, the cosine of a square matrix, of its shape.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n")
    >>> ex.gradient(ex.tr(cosm(X)), X)
    -sinm(X)'

    Raises:
        ShapeError: the matrix is not square.
    """
    return _of_matrix("cosm", expr)


@documented("eigval")
def eigval(expr: Any, index: Size) -> Expr:
    """λ_index, an eigenvalue of a symmetric matrix, numbered in ascending order from 0. A scalar.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "n", "n", "symmetric")
    >>> ex.gradient(eigval(S, 0), S)
    eigvec(S, 0)*eigvec(S, 0)'

    Raises:
        ShapeError: the matrix is not square, or the number is none of an eigenvalue.
    """
    return c.build("eigval", (as_expr(expr),), (place(index),))


@documented("eigvec")
def eigvec(expr: Any, index: Size) -> Expr:
    """The unit eigenvector of :func:`eigval`, n×1, its entry of largest size positive.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "n", "n", "symmetric")
    >>> eigvec(S, 0).T @ eigvec(S, 0), eigvec(S, 0).shape
    (1, (n, 1))

    Raises:
        ShapeError: the matrix is not square, or the number is none of an eigenvalue.
    """
    return c.build("eigvec", (as_expr(expr),), (place(index),))


@documented("eigvals")
def eigvals(expr: Any) -> Expr:
    """All eigenvalues of an n×n matrix, as a vector; their sum is the trace, their product the determinant.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "n")
    >>> ex.sum(eigvals(A)), ex.prod(eigvals(A))
    (tr(A), det(A))

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("eigvals", (as_expr(expr),))


@documented("eigvecs")
def eigvecs(expr: Any, count: Size) -> Expr:
    """The unit eigenvectors of the ``count`` largest eigenvalues of a symmetric n×n matrix, as columns: n×count.

    >>> import extremum as ex
    >>> V = eigvecs(ex.matrix("S", "n", "n", "symmetric"), "k")
    >>> V, V.shape
    (eigvecs(S, k), (n, k))

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("eigvecs", (as_expr(expr),), (size(count),))


def eigmax(expr: Any) -> Expr:
    """The largest eigenvalue of a symmetric matrix, a scalar; differentiable where it is simple.

    Source of the derivative: Magnus & Neudecker (2019), ch. 9, th. 9.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "n", "n", "symmetric")
    >>> ex.gradient(eigmax(S), S)
    eigvec(S, n - 1)*eigvec(S, n - 1)'

    Raises:
        ShapeError: the matrix is not square.
    """
    e = as_expr(expr)
    return eigval(e, e.rows - 1)


@documented("psd_part")
def psd_part(expr: Any) -> Expr:
    """``V max(λ, 0) V'`` of a symmetric matrix ``V diag(λ) V'``: the nearest positive semidefinite matrix.

    >>> import numpy as np
    >>> import extremum as ex
    >>> psd_part(ex.matrix("S", 2, 2, "symmetric")).evaluate(S=np.diag([1.0, -2.0]))
    array([[1., 0.],
           [0., 0.]])

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("psd_part", (as_expr(expr),))


@documented("rotation")
def rotation(expr: Any) -> Expr:
    """The rotation that is nearest to a square matrix: ``U diag(1, …, det(UV')) V'`` of ``A = U S V'``.

    >>> import numpy as np
    >>> import extremum as ex
    >>> rotation(ex.matrix("A", 2, 2)).evaluate(A=np.diag([3.0, 0.5])).round(9) + 0.0
    array([[1., 0.],
           [0., 1.]])

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.build("rotation", (as_expr(expr),))


@documented("polar")
def polar(expr: Any) -> Expr:
    """The polar factor ``U V'`` of ``A = U D V'``, of the shape of A; the gradient of the nuclear norm.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "m")
    >>> polar(X), ex.gradient(ex.norm_nuc(X), X)
    (polar(X), polar(X))
    """
    return c.build("polar", (as_expr(expr),))


@documented("nuclear")
def norm_nuc(expr: Any) -> Expr:
    """``Σ σ_i``, the nuclear norm: the sum of the singular values. A scalar.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "m")
    >>> ex.gradient(norm_nuc(X), X)
    polar(X)
    """
    return c.build("nuclear", (as_expr(expr),))


def norm_spec(expr: Any) -> Expr:
    """``σ_1``, the spectral norm: the largest singular value, the root of the largest eigenvalue of A'A. A scalar.

    Differentiable where that eigenvalue is simple and not zero. Source: Magnus & Neudecker (2019), ch. 9, th. 9.

    >>> import extremum as ex
    >>> norm_spec(ex.matrix("X", "n", "m"))
    sqrt(eigmax(X'*X))
    """
    e = as_expr(expr)
    return c.power(eigmax(c.product(c.transpose(e), e)), Fraction(1, 2))
