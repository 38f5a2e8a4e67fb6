"""Skew-symmetric matrices, ``X = -X'``; of odd size they are singular."""

from __future__ import annotations

from typing import Any

from extremum.algebra.lazy import numpy as np
from extremum.operations import construct as c
from extremum.structures.judging import near
from extremum.structures.projections import commuted, mean, mean_columns
from extremum.structures.record import Geometry, Kind, Pattern, Projection, Structure, register


def _rule(rows: Any, cols: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    return np.maximum(rows, cols) * shape[1] + np.minimum(rows, cols), np.sign(rows - cols)


_ZERO = "only the zero matrix is both"

register(
    Structure(
        name="skew",
        words="skew",
        domain="X = -X'",
        kind=Kind.SUBSPACE,
        square=True,
        apart={"symmetric": _ZERO, "lower_triangular": _ZERO, "upper_triangular": _ZERO},
        test=lambda a: near(a, -a.T),
        detail=lambda a: f"largest |A + A'| is {np.abs(a + a.T).max():.2g}",
        inverted="skew",
        law="X' = -X",
        assumed=2,
        pattern=Pattern(_rule, zeros=True, opposed=True),
        rank=lambda rows, cols: rows - rows % 2,
        projections={
            "projection": Projection(mean(-1), mean_columns(-1), "(G - G')/2"),
            "independent": Projection(
                lambda g, x: c.subtract(g, c.transpose(g)), lambda j, x: c.subtract(j, commuted(j, x)), "G - G'"
            ),
        },
        geometry=Geometry(
            nearest=lambda a: (a - a.T) / 2,
            tangent=lambda x, a: (a - a.T) / 2,
            retract=lambda x, v: x + v,
        ),
    )
)
