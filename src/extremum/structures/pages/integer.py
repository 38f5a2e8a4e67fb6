"""Whole numbers."""

from __future__ import annotations

from extremum.algebra.lazy import numpy as np
from extremum.structures.record import Entries, Kind, Structure, register

register(
    Structure(
        name="integer",
        words="a whole number in each entry",
        domain="X in Z entrywise",
        kind=Kind.DISCRETE,
        test=lambda a: bool((a == np.round(a)).all()),
        entries=Entries(lambda numbers, values: np.sign(values) * np.ceil(3 * np.abs(values)), whole=True),
        unfree="its members are single points",
    )
)
