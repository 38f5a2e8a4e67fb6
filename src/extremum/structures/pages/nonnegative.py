"""Nonnegative entries."""

from __future__ import annotations

from extremum.algebra.intervals import NONNEGATIVE
from extremum.algebra.lazy import numpy as np
from extremum.structures.record import Entries, Geometry, Kind, Structure, register

register(
    Structure(
        name="nonnegative",
        words="nonnegative in each entry",
        domain="X >= 0",
        kind=Kind.CONE,
        together={"nonzero": ("positive",)},
        code="np.all(X >= 0)",
        test=lambda a: bool((a >= 0).all()),
        detail=lambda a: f"the least entry is {a.min():.4g}",
        entries=Entries(lambda numbers, values: numbers.positive(values), negative=False),
        order=0,
        bounds=NONNEGATIVE,
        asked=lambda x: ((x, ">=", 0),),
        assumed=3,
        geometry=Geometry(
            nearest=lambda a: np.maximum(a, 0.0),
            tangent=lambda x, a: np.where(x > 0, a, np.maximum(a, 0.0)),
            retract=lambda x, v: np.maximum(x + v, 0.0),
        ),
        unfree="its members have a boundary: declare it positive",
    )
)
