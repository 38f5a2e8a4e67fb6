"""Positive semidefinite matrices: symmetric, ``v'X v >= 0`` for all v."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import numpy as np
from extremum.structures.definite import draw, nearest
from extremum.structures.judging import TOLERANCE, smallest_eigenvalue
from extremum.structures.record import Geometry, Kind, Structure, register

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_DEFINITE = ("positive_definite",)


def _tangent(x: Array, a: Array) -> Array:
    """The symmetric part, its block on the kernel of X positive semidefinite."""
    values, vectors = decomposed(np.linalg.eigh, x)
    kernel = vectors[:, values <= TOLERANCE * (1 + abs(values).max())]
    symmetric = (a + a.T) / 2
    block = kernel.T @ symmetric @ kernel
    return np.asarray(symmetric + kernel @ (nearest(block) - block) @ kernel.T)


register(
    Structure(
        name="positive_semidefinite",
        words="positive semidefinite",
        domain="X ⪰ 0",
        kind=Kind.CONE,
        square=True,
        implies=("symmetric",),
        together={"invertible": _DEFINITE, "full_column_rank": _DEFINITE, "full_row_rank": _DEFINITE},
        code="np.allclose(X, X.T) and np.linalg.eigvalsh(X).min() > -1e-12",
        test=lambda a: smallest_eigenvalue(a) >= -TOLERANCE * (1 + abs(a).max(initial=0)),
        detail=lambda a: f"smallest eigenvalue {smallest_eigenvalue(a):.2g}",
        whole=draw,
        eigenvalues="nonnegative",
        asked=lambda x: ((x, ">>", 0),),
        geometry=Geometry(nearest=nearest, tangent=_tangent, retract=lambda x, v: nearest(x + v)),
        unfree="its members have a boundary: declare it positive_definite",
    )
)
