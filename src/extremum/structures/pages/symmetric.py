"""Symmetric matrices, ``X = X'``."""

from __future__ import annotations

from typing import Any

from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.structures.judging import near
from extremum.structures.projections import commuted, diagonal_columns, mean, mean_columns, only_diagonal
from extremum.structures.record import Geometry, Kind, Pattern, Projection, Structure, register


def _rule(rows: Any, cols: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    return np.maximum(rows, cols) * shape[1] + np.minimum(rows, cols), 1 + 0 * rows


def _paired(g: Expr, x: Expr) -> Expr:
    """``G + G' - G∘I``."""
    return c.combine([(1, g), (1, c.transpose(g)), (-1, only_diagonal(g, x))])


def _paired_columns(j: Expr, x: Expr) -> Expr:
    return c.combine([(1, j), (1, commuted(j, x)), (-1, diagonal_columns(j, x))])


def _half_vector(g: Expr, x: Expr) -> Expr:
    return c.product(c.transpose(c.build("duplication", (), (x.rows,))), c.vec(g))


def _half_columns(j: Expr, x: Expr) -> Expr:
    return c.product(j, c.build("duplication", (), (x.rows,)))


register(
    Structure(
        name="symmetric",
        words="symmetric",
        domain="X = X'",
        kind=Kind.SUBSPACE,
        square=True,
        together={"lower_triangular": ("diagonal",), "upper_triangular": ("diagonal",)},
        code="np.allclose(X, X.T)",
        test=lambda a: near(a, a.T),
        detail=lambda a: f"largest |A - A'| is {np.abs(a - a.T).max():.2g}",
        inverted="symmetric",
        asked=lambda x: ((x, "==", c.transpose(x)),),
        law="X' = X",
        assumed=4,
        pattern=Pattern(_rule),
        projections={
            "projection": Projection(mean(1), mean_columns(1), "(G + G')/2"),
            "independent": Projection(_paired, _paired_columns, "G + G' - G∘I"),
            "vech": Projection(_half_vector, _half_columns, "D'vec(G) with the duplication matrix D"),
        },
        geometry=Geometry(
            nearest=lambda a: (a + a.T) / 2,
            tangent=lambda x, a: (a + a.T) / 2,
            retract=lambda x, v: x + v,
        ),
    )
)
