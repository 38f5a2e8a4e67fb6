"""Matrices with a positive determinant."""

from __future__ import annotations

from extremum.algebra.lazy import numpy as np
from extremum.structures.definite import positive_det
from extremum.structures.record import Kind, Structure, register

register(
    Structure(
        name="positive_det",
        words="of positive determinant",
        domain="det(X) > 0",
        kind=Kind.OPEN,
        square=True,
        implies=("invertible",),
        test=lambda a: bool(np.linalg.slogdet(a)[0].real > 0),
        detail=lambda a: f"its determinant is {np.linalg.det(a):.4g}",
        inverted="positive_det",
        generic=positive_det,
    )
)
