"""Diagonal matrices. What is said of entries beside it is said of the diagonal: ``diagonal, positive``."""

from __future__ import annotations

from typing import Any

from extremum.algebra.lazy import numpy as np
from extremum.structures.judging import near
from extremum.structures.projections import diagonal_columns, only_diagonal
from extremum.structures.record import Geometry, Kind, Pattern, Projection, Structure, register


def _rule(rows: Any, cols: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    return rows, np.where(rows == cols, 1, 0)


_PROJECTION = Projection(only_diagonal, diagonal_columns, "G∘I")

register(
    Structure(
        name="diagonal",
        words="diagonal",
        domain="X = X∘I",
        kind=Kind.SUBSPACE,
        square=True,
        implies=("symmetric", "lower_triangular", "upper_triangular"),
        means={"positive": "positive_definite", "nonzero": "invertible"},
        together={"nonnegative": ("positive_semidefinite",), "positive_semidefinite": ("nonnegative",)},
        test=lambda a: near(a, np.diag(np.diag(a))),
        detail=lambda a: f"largest entry beside the diagonal {np.abs(a - np.diag(np.diag(a))).max():.2g}",
        inverted="diagonal",
        assumed=1,
        pattern=Pattern(_rule, zeros=True),
        projections={"projection": _PROJECTION, "independent": _PROJECTION},
        geometry=Geometry(
            nearest=lambda a: np.diag(np.diag(a)),
            tangent=lambda x, a: np.diag(np.diag(a)),
            retract=lambda x, v: x + v,
        ),
    )
)
