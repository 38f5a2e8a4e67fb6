"""Entries 1 and -1."""

from __future__ import annotations

from extremum.algebra.intervals import Interval
from extremum.structures.record import Entries, Kind, Structure, register

register(
    Structure(
        name="sign",
        words="1 or -1 in each entry",
        domain="X in {-1, 1} entrywise",
        kind=Kind.DISCRETE,
        implies=("integer", "nonzero"),
        apart={
            "nonnegative": "all entries are 1 then: write ones",
            "positive_semidefinite": "such matrices are not supported",
        },
        test=lambda a: bool((abs(a) == 1).all()),
        entries=Entries(lambda numbers, values: numbers.choice([-1, 1], values.shape), zero=False, whole=True),
        bounds=Interval(-1, 1),
        assumed=2,
        unfree="its members are single points",
    )
)
