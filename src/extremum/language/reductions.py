"""Means and variances of all entries, sums and means of each row or column, and norms of their kind."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from extremum.algebra.dims import ONE
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.operators import as_expr

_HALF = Fraction(1, 2)


def _over(total: Expr, count: Any) -> Expr:
    return c.product(c.power(c.dimension(count), -1), total)


def _total(e: Expr) -> Expr:
    return c.product(c.ones(ONE, e.rows), e, c.ones(e.cols))


def mean(expr: Any) -> Expr:
    """``Σ a_ij / (n m)``, the mean of all entries. A scalar.

    >>> import extremum as ex
    >>> ex.gradient(mean(ex.vector("x", "n")), "x")
    ones(n)/n
    """
    e = as_expr(expr)
    return _over(_total(e), e.rows * e.cols)


def var(expr: Any) -> Expr:
    """``Σ (a_ij - mean)² / (n m)``, the variance of all entries, with 1/n. A scalar.

    >>> import extremum as ex
    >>> ex.gradient(var(ex.vector("x", "n")), "x")
    2*(x - mean(x))/n
    """
    e = as_expr(expr)
    centred = c.subtract(e, c.product(mean(e), c.like_ones(e)))
    return _over(c.trace(c.product(c.transpose(centred), centred)), e.rows * e.cols)


def std(expr: Any) -> Expr:
    """``sqrt(Σ (a_ij - mean)² / (n m))``, the square root of :func:`var`. A scalar.

    Differentiable where the entries are not all equal.

    >>> import extremum as ex
    >>> std(ex.vector("x", 4)).evaluate(x=[1.0, 1.0, 3.0, 3.0])
    1.0
    """
    return c.power(var(expr), _HALF)


def rowsums(expr: Any) -> Expr:
    """``A 1``, the sum of each row of an n×m matrix, a column with n entries.

    >>> import extremum as ex
    >>> rowsums(ex.matrix("A", "n", "m"))
    rowsums(A)
    """
    e = as_expr(expr)
    return c.product(e, c.ones(e.cols))


def colsums(expr: Any) -> Expr:
    """``1' A``, the sum of each column of an n×m matrix, a row with m entries.

    >>> import extremum as ex
    >>> colsums(ex.matrix("A", "n", "m"))
    colsums(A)
    """
    e = as_expr(expr)
    return c.product(c.ones(ONE, e.rows), e)


def rowmeans(expr: Any) -> Expr:
    """``A 1 / m``, the mean of each row of an n×m matrix, a column with n entries.

    >>> import extremum as ex
    >>> rowmeans(ex.matrix("A", "n", "m"))
    rowsums(A)/m
    """
    return _over(rowsums(expr), as_expr(expr).cols)


def colmeans(expr: Any) -> Expr:
    """``1' A / n``, the mean of each column of an n×m matrix, a row with m entries.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "m")
    >>> ex.gradient(ex.norm2(colmeans(A)) ** 2, A)
    2*ones(n, n)*A/n^2
    """
    return _over(colsums(expr), as_expr(expr).rows)


def norm_p(expr: Any, exponent: Any) -> Expr:
    """``(Σ |a_ij|^p)^(1/p)``, the p-norm of the entries, for a scalar p ≥ 1. A scalar.

    >>> import extremum as ex
    >>> norm_p(ex.vector("x", 2), 3).evaluate(x=[-1.0, 2.0]) ** 3
    9.0

    Raises:
        ShapeError: the exponent is no scalar.
    """
    p = as_expr(exponent)
    if not p.is_scalar:
        raise ShapeError(f"norm_p needs a scalar exponent, as in norm_p(x, 3), but {p} is none")
    return c.power(_total(c.power(c.apply("abs", as_expr(expr)), p)), c.power(p, -1))


def norm_21(expr: Any) -> Expr:
    """``Σ_i ‖row i‖``, the sum of the Euclidean norms of the rows. A scalar; differentiable where no row is zero.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "m")
    >>> norm_21(X), ex.gradient(norm_21(X), X)
    (sum(sqrt(rowsums(X.^2))), diag(rowsums(X.^2).^(-1/2))*X)
    """
    e = as_expr(expr)
    return _total(c.power(rowsums(c.power(e, 2)), _HALF))
