"""Entries that are not 0."""

from __future__ import annotations

from extremum.structures.record import Entries, Kind, Structure, register

register(
    Structure(
        name="nonzero",
        words="nonzero in each entry",
        domain="X != 0 entrywise",
        kind=Kind.OPEN,
        test=lambda a: bool((a != 0).all()),
        entries=Entries(lambda numbers, values: numbers.nonzero(values), zero=False),
        order=0,
    )
)
