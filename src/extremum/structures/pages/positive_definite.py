"""Positive definite matrices: symmetric, ``v'X v > 0`` for all v but 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.lazy import numpy as np
from extremum.structures.charts import Chart, Definite, Logarithms
from extremum.structures.definite import draw, nearest, positive_det
from extremum.structures.judging import smallest_eigenvalue
from extremum.structures.record import Geometry, Kind, Structure, register
from extremum.structures.scatter import Scatter

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def _chart(pattern: Scatter) -> Chart | None:
    """Logarithms on a diagonal, otherwise Cholesky's factor; none within a narrower pattern."""
    size = pattern.shape[0]
    if pattern.size == size and pattern.on_diagonal().all():
        return Logarithms(pattern, pattern.on_diagonal())
    return Definite(size) if pattern.size == size * (size + 1) // 2 else None


def _retract(x: Array, v: Array) -> Array:
    """``X + V + V X⁻¹V/2``, of second order. Jeuris, Vandebril & Vandereycken (2012)."""
    moved = x + v + v @ np.linalg.solve(x, v) / 2
    return np.asarray((moved + moved.T) / 2)


register(
    Structure(
        name="positive_definite",
        words="positive definite",
        domain="X ≻ 0",
        kind=Kind.OPEN_CONE,
        factor="cholesky",
        square=True,
        implies=("symmetric", "positive_semidefinite", "positive_det", "positive_diagonal"),
        code="np.allclose(X, X.T) and np.linalg.eigvalsh(X).min() > 0",
        test=lambda a: smallest_eigenvalue(a) > 0,
        detail=lambda a: f"smallest eigenvalue {smallest_eigenvalue(a):.2g}",
        inverted="positive_definite",
        eigenvalues="positive",
        whole=draw,
        generic=positive_det,
        geometry=Geometry(nearest=nearest, tangent=lambda x, a: (a + a.T) / 2, retract=_retract),
        chart=_chart,
        unfree="no coordinates are known for positive definite matrices of this pattern",
    )
)
