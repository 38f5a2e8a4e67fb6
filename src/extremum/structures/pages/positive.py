"""Positive entries."""

from __future__ import annotations

from extremum.algebra.intervals import POSITIVE
from extremum.algebra.lazy import numpy as np
from extremum.structures.charts import Logarithms
from extremum.structures.record import Entries, Geometry, Kind, Structure, register

register(
    Structure(
        name="positive",
        words="positive in each entry",
        domain="X > 0",
        kind=Kind.OPEN_CONE,
        implies=("nonnegative", "nonzero"),
        code="np.all(X > 0)",
        test=lambda a: bool((a > 0).all()),
        detail=lambda a: f"the least entry is {a.min():.4g}",
        entries=Entries(lambda numbers, values: numbers.positive(values), zero=False, negative=False),
        order=0,
        bounds=POSITIVE,
        geometry=Geometry(
            nearest=lambda a: np.maximum(a, 0.0),
            tangent=lambda x, a: a,
            retract=lambda x, v: x * np.exp(v / x),
        ),
        chart=lambda pattern: Logarithms(pattern, np.ones(pattern.size, dtype=bool)),
    )
)
