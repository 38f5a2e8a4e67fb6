"""Upper triangular matrices: zero below the diagonal."""

from __future__ import annotations

from typing import Any

from extremum.algebra.lazy import numpy as np
from extremum.structures.judging import near
from extremum.structures.projections import part
from extremum.structures.record import Geometry, Kind, Pattern, Structure, register


def _rule(rows: Any, cols: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    return rows * shape[1] + cols, np.where(rows <= cols, 1, 0)


register(
    Structure(
        name="upper_triangular",
        words="upper triangular",
        domain="X = triu(X)",
        kind=Kind.SUBSPACE,
        factor="upper",
        square=True,
        together={"lower_triangular": ("diagonal",)},
        apart={"positive": "its other half is zero; positive_diagonal says that the diagonal is positive"},
        test=lambda a: near(a, np.triu(a)),
        detail=lambda a: f"largest entry below the diagonal {np.abs(a - np.triu(a)).max():.2g}",
        transposed="lower_triangular",
        inverted="upper_triangular",
        pattern=Pattern(_rule, zeros=True),
        projections={
            "projection": part("triu"),
            "independent": part("triu"),
        },
        geometry=Geometry(
            nearest=lambda a: np.triu(a),
            tangent=lambda x, a: np.triu(a),
            retract=lambda x, v: x + v,
        ),
    )
)
