"""Lower triangular matrices: zero above the diagonal."""

from __future__ import annotations

from typing import Any

from extremum.algebra.lazy import numpy as np
from extremum.operations import construct as c
from extremum.structures.judging import near
from extremum.structures.projections import part
from extremum.structures.record import Geometry, Kind, Pattern, Projection, Structure, register


def _rule(rows: Any, cols: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    return rows * shape[1] + cols, np.where(rows >= cols, 1, 0)


register(
    Structure(
        name="lower_triangular",
        words="lower triangular",
        domain="X = tril(X)",
        kind=Kind.SUBSPACE,
        factor="lower",
        square=True,
        together={"upper_triangular": ("diagonal",)},
        apart={"positive": "its other half is zero; positive_diagonal says that the diagonal is positive"},
        test=lambda a: near(a, np.tril(a)),
        detail=lambda a: f"largest entry above the diagonal {np.abs(a - np.tril(a)).max():.2g}",
        transposed="upper_triangular",
        inverted="lower_triangular",
        pattern=Pattern(_rule, zeros=True),
        projections={
            "projection": part("tril"),
            "independent": part("tril"),
            "vech": Projection(
                lambda g, x: c.build("vech", (g,)),
                lambda j, x: c.product(j, c.transpose(c.build("elimination", (), (x.rows,)))),
                "vech(G)",
            ),
        },
        geometry=Geometry(
            nearest=lambda a: np.tril(a),
            tangent=lambda x, a: np.tril(a),
            retract=lambda x, v: x + v,
        ),
    )
)
