"""The table of the parts of formulas, each entered once, and what is known of one that is used in some way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extremum.algebra.dims import Dim, Shape
from extremum.notation.part import Part, Use

_NONE: frozenset[int] = frozenset()


@dataclass(slots=True)
class Table:
    """table: the parts, which uses name by their places; known: where they stand, by what they are made of;
    indexed: whether a bound index is free in any of them."""

    table: list[Part] = field(init=False, default_factory=list)
    known: dict[object, Use] = field(init=False, default_factory=dict)
    indexed: bool = field(init=False, default=False)

    def __getitem__(self, k: int) -> Part:
        return self.table[k]

    def new(self, key: object, part: Part) -> Use:
        """The part that is known by the key: this one, where there is none."""
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = Use(len(self.table))
            self.table.append(part)
            self.indexed = self.indexed or bool(part.levels)
        return found

    def turned(self, use: Use) -> Use:
        """The transposed use."""
        return use if self.table[use.part].symmetric else Use(use.part, not use.turned, use.negative)

    def flipped(self, use: Use, turned: bool, negative: bool) -> Use:
        """The use transposed and with the other sign, or one of the two, or as it is."""
        found = self.turned(use) if turned else use
        return found.signed(found.negative != negative)

    def shape(self, use: Use) -> Shape | None:
        """None where it isn't known."""
        shape = self.table[use.part].shape
        return shape[::-1] if use.turned and shape is not None else shape

    def rows(self, use: Use) -> Dim | None:
        """How many rows it has."""
        shape = self.table[use.part].shape
        return None if shape is None else shape[use.turned]

    def cols(self, use: Use) -> Dim | None:
        """How many columns it has."""
        shape = self.table[use.part].shape
        return None if shape is None else shape[not use.turned]

    def is_number(self, k: int) -> bool:
        """A scalar, or what is made of sizes and numbers."""
        part = self.table[k]
        return part.symmetric and (part.shape is None or part.is_scalar)

    def shape_of(self, uses: Sequence[Use]) -> Shape | None:
        """The shape of a sum, that of its terms: a number among columns is added to each entry."""
        arrays = [use for use in uses if not self.is_number(use.part)] or uses
        shapes = (self.shape(use) for use in arrays)
        return next((shape for shape in shapes if shape is not None), None)

    def levels(self, uses: Iterable[Use], bound: frozenset[int] = _NONE) -> frozenset[int]:
        """The bound indices that are free in one of them, but for those that are ``bound`` around them."""
        return _NONE.union(*(self.table[use.part].levels for use in uses)) - bound if self.indexed else _NONE
