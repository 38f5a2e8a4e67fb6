"""Weights and logarithms of sums of exponentials: of a vector, of each row, of each column."""

from __future__ import annotations

from typing import Any

from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.operations import construct as c
from extremum.operations.logsums import of_rows
from extremum.operations.operators import as_expr
from extremum.operations.rowwise import softmax_rows as weights_of_rows


@documented("softmax")
def softmax(expr: Any) -> Expr:
    """``exp(x)/sum(exp(x))`` of a vector, a column or a row, of its shape.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.jacobian(softmax(x), x)
    diag(softmax(x)) - softmax(x)*softmax(x)'

    Raises:
        ShapeError: the argument is a matrix.
    """
    e = as_expr(expr)
    return c.transpose(c.build("softmax", (c.transpose(e),))) if e.is_row else c.build("softmax", (e,))


@documented("logsumexp")
def logsumexp(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of a vector, a column or a row. A scalar; it does not overflow.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.gradient(logsumexp(x), x)
    softmax(x)

    Raises:
        ShapeError: the argument is a matrix.
    """
    e = as_expr(expr)
    return c.build("logsumexp", (c.transpose(e) if e.is_row else e,))


@documented("softmax_rows")
def softmax_rows(expr: Any) -> Expr:
    """``exp(x)/sum(exp(x))`` of each row, of the shape of the matrix.

    >>> import extremum as ex
    >>> X, G = ex.matrix("X", "n", "m"), ex.matrix("G", "n", "m")
    >>> ex.gradient(ex.sum(ex.hadamard(G, softmax_rows(X))), X)
    softmax_rows(X).*(G - (G.*softmax_rows(X))*ones(m, m))
    """
    return weights_of_rows(as_expr(expr))


@documented("softmax_rows")
def softmax_cols(expr: Any) -> Expr:
    """``exp(x)/sum(exp(x))`` of each column, of the shape of the matrix.

    >>> import numpy as np
    >>> import extremum as ex
    >>> softmax_cols(ex.matrix("X", 2, 1)).evaluate(X=np.array([[0.0], [np.log(3)]])).round(9)
    array([0.25, 0.75])
    """
    return c.transpose(weights_of_rows(c.transpose(as_expr(expr))))


@documented("logsumexp_rows")
def logsumexp_rows(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of each row of an n×m matrix, a column with n entries.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "m")
    >>> ex.gradient(ex.sum(logsumexp_rows(X)), X)
    softmax_rows(X)
    """
    return of_rows(as_expr(expr))


@documented("logsumexp_rows")
def logsumexp_cols(expr: Any) -> Expr:
    """``log(sum(exp(x)))`` of each column of an n×m matrix, a row with m entries.

    >>> import extremum as ex
    >>> logsumexp_cols(ex.matrix("X", "n", "m")).shape
    (1, m)
    """
    return c.transpose(of_rows(c.transpose(as_expr(expr))))
