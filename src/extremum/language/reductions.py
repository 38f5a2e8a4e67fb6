"""Functions of all entries, or of each row or column: means, sums, weights, norms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from extremum.algebra.dims import ONE
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.logsums import of_rows
from extremum.operations.operators import as_expr
from extremum.operations.rowwise import softmax_rows as weights_of_rows

_HALF = Fraction(1, 2)


def _over(total: Expr, count: Any) -> Expr:
    return c.product(c.power(c.dimension(count), -1), total)


def _total(e: Expr) -> Expr:
    return c.product(c.ones(ONE, e.rows), e, c.ones(e.cols))


def mean(expr: Any) -> Expr:
    """``Σ a_ij / (n m)``, the mean of all entries.

    >>> import extremum as ex
    >>> ex.gradient(mean(ex.vector("x", "n")), "x")
    ones(n)/n
    """
    e = as_expr(expr)
    return _over(_total(e), e.rows * e.cols)


def var(expr: Any) -> Expr:
    """``Σ (a_ij - mean)² / (n m)``, the variance of all entries, with 1/n."""
    e = as_expr(expr)
    centred = c.subtract(e, c.product(mean(e), c.like_ones(e)))
    return _over(c.trace(c.product(c.transpose(centred), centred)), e.rows * e.cols)


def std(expr: Any) -> Expr:
    """The square root of :func:`var`."""
    return c.power(var(expr), _HALF)


def rowsums(expr: Any) -> Expr:
    """``A 1``, the sum of each row, a column."""
    e = as_expr(expr)
    return c.product(e, c.ones(e.cols))


def colsums(expr: Any) -> Expr:
    """``1' A``, the sum of each column, a row."""
    e = as_expr(expr)
    return c.product(c.ones(ONE, e.rows), e)


def rowmeans(expr: Any) -> Expr:
    """``A 1 / m``, the mean of each row, a column."""
    return _over(rowsums(expr), as_expr(expr).cols)


def colmeans(expr: Any) -> Expr:
    """``1' A / n``, the mean of each column, a row."""
    return _over(colsums(expr), as_expr(expr).rows)


def softmax_rows(expr: Any) -> Expr:
    """``exp(x)/sum(exp(x))`` of each row.

    >>> import extremum as ex
    >>> X, G = ex.matrix("X", "n", "m"), ex.matrix("G", "n", "m")
    >>> ex.gradient(ex.sum(ex.hadamard(G, softmax_rows(X))), X)
    softmax_rows(X).*(G - (G.*softmax_rows(X))*ones(m, m))
    """
    return weights_of_rows(as_expr(expr))


def softmax_cols(expr: Any) -> Expr:
    """``exp(x)/sum(exp(x))`` of each column."""
    return c.transpose(weights_of_rows(c.transpose(as_expr(expr))))


def logsumexp_rows(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of each row, a column."""
    return of_rows(as_expr(expr))


def logsumexp_cols(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of each column, a row."""
    return c.transpose(of_rows(c.transpose(as_expr(expr))))


def norm_p(expr: Any, exponent: Any) -> Expr:
    """``(Σ |a_ij|^p)^(1/p)``, the p-norm of the entries.

    Raises:
        ShapeError: the exponent is no scalar.
    """
    p = as_expr(exponent)
    if not p.is_scalar:
        raise ShapeError(f"norm_p needs a scalar exponent, as in norm_p(x, 3), but {p} is none")
    return c.power(_total(c.power(c.apply("abs", as_expr(expr)), p)), c.power(p, -1))


def norm_21(expr: Any) -> Expr:
    """``Σ_i ‖row i‖``, the sum of the Euclidean norms of the rows."""
    e = as_expr(expr)
    return _total(c.power(rowsums(c.power(e, 2)), _HALF))
