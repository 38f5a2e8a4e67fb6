"""What is checked of data in blocks, in the first pass: shapes, that all entries are finite, and what is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from extremum.algebra.errors import DataError
from extremum.algebra.lazy import numpy as np
from extremum.data.binding import all_finite
from extremum.structures import STRUCTURES

if TYPE_CHECKING:
    from extremum.algebra.node import Array


class RowError(DataError):
    """A row of the data is not as it should be."""


@final
@dataclass(frozen=True, slots=True)
class Check:
    """Of one symbol: the shape of a row as the code takes it, and as a matrix where each row is a member of a family;
    its columns' names; the structures that are declared."""

    name: str
    shape: tuple[int, ...]
    member: tuple[int, int] | None = None
    columns: Sequence[str] = ()
    declared: Sequence[str] = ()

    def of(self, block: Mapping[str, Array], count: int, first: int | None, where: str) -> None:
        """Raises RowError where a block is not as it should be; the message says in which row and column."""
        array = block[self.name]
        if array.shape != (count, *self.shape):
            raise RowError(
                f"{self.name} has a block of shape {array.shape}, where there are {count} rows of shape {self.shape}"
            )
        if not all_finite(array):
            place = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
            raise RowError(
                f"{self.name} has the entry {array[place]} {self._at(place, first, where)}; remove or impute it first"
            )
        for fact in self.declared:
            self._require(fact, array, first, where)

    def _require(self, fact: str, array: Array, first: int | None, where: str) -> None:
        test = STRUCTURES[fact].test
        if self.member is None and test(array.reshape(len(array), -1)):
            return
        shape = (1, -1) if self.member is None else self.member
        wrong = next((k for k, row in enumerate(array) if not test(row.reshape(shape))), None)
        if wrong is not None:
            raise RowError(
                f"{self.name} is declared {fact}, but its data are not {self._at((wrong,), first, where)}; correct the "
                "data or drop the assumption"
            )

    def _at(self, place: Sequence[int], first: int | None, where: str) -> str:
        """``at row 7, column 2 (income) of data.parquet``."""
        row = f"at row {place[0] + first}" if first is not None else f"at row {place[0]} of a block"
        column = f", column {place[1]}" if len(place) > 1 else ""
        called = self.columns[place[1] if len(place) > 1 else 0] if self.columns else ""
        return f"{row}{column}{f' ({called})' if called else ''}{f' of {where}' if where else ''}"
