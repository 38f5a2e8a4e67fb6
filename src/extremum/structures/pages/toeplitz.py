"""Toeplitz matrices: constant along each diagonal."""

from __future__ import annotations

from typing import Any

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.structures.judging import near
from extremum.structures.record import Kind, Pattern, Projection, Structure, register


def _rule(rows: Any, cols: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    return rows - cols + shape[1] - 1, 1 + 0 * rows


def _mean(g: Expr, x: Expr) -> Expr:
    """The mean of each diagonal."""
    return c.hadamard(c.build("toeplitz_sum", (g,)), _per_diagonal(x))


def _per_diagonal(x: Expr) -> Expr:
    return c.power(c.build("toeplitz_sum", (c.like_ones(x),)), -1)


def _columns(j: Expr, x: Expr) -> Expr:
    return c.product(j, c.build("toeplitz_pattern", (), (x.rows,)))


def _mean_columns(j: Expr, x: Expr) -> Expr:
    return c.product(_columns(j, x), c.diag(c.vec(_per_diagonal(x))))


register(
    Structure(
        name="toeplitz",
        words="toeplitz",
        domain="X[i+1,j+1] = X[i,j]",
        kind=Kind.SUBSPACE,
        square=True,
        test=lambda a: near(a[1:, 1:], a[:-1, :-1]),
        pattern=Pattern(_rule),
        order=0,
        projections={
            "projection": Projection(_mean, _mean_columns, "the mean of each diagonal of G"),
            "independent": Projection(
                lambda g, x: c.build("toeplitz_sum", (g,)), _columns, "the sum of each diagonal of G"
            ),
        },
    )
)
