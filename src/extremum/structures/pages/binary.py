"""Entries 0 and 1."""

from __future__ import annotations

from extremum.algebra.intervals import Interval
from extremum.structures.record import Entries, Kind, Structure, register

_ONEHOT = "exactly one entry is 1 then: declare it onehot"
_ONES = "all entries are 1 then: write ones"

register(
    Structure(
        name="binary",
        words="0 or 1 in each entry",
        domain="X in {0, 1} entrywise",
        kind=Kind.DISCRETE,
        implies=("nonnegative", "integer"),
        apart={
            "unit": _ONEHOT,
            "simplex": _ONEHOT,
            "nonzero": _ONES,
            "positive_semidefinite": "such matrices are not supported",
        },
        test=lambda a: bool(((a == 0) | (a == 1)).all()),
        entries=Entries(lambda numbers, values: numbers.choice([0, 1], values.shape), negative=False, whole=True),
        bounds=Interval(0, 1),
        unfree="its members are single points",
    )
)
