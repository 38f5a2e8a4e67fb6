"""Single edits of a formula as people err, by theme."""

from extremum.checking.edits.edit import Edit, Edits
from extremum.checking.edits.factors import added, dropped, exchanged, substituted, weighted
from extremum.checking.edits.functions import applied, diagonal, function, operators
from extremum.checking.edits.indices import ranged, slipped
from extremum.checking.edits.numbers import numeral, power, powered
from extremum.checking.edits.order import flipped, inverted, kron_swapped, swapped, transposed
from extremum.checking.edits.terms import extended, lifted

SIMPLE: tuple[Edits, ...] = (transposed, swapped, kron_swapped, inverted, operators, powered, slipped, ranged, function)
OTHERS: tuple[Edits, ...] = (
    flipped, diagonal, power, dropped, added, weighted, exchanged, lifted, numeral, applied, extended, substituted,
)  # fmt: skip
"""What people err in most, and what they err in less; the simpler ones first."""

__all__ = ["OTHERS", "SIMPLE", "Edit", "Edits"]
