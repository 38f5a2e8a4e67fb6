"""A coordinate of a point: an entry of an array, as ``x[2]`` or ``M[1,3]``, counted from 1; or a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from extremum.algebra.errors import DataError

_COORDINATE = re.compile(r"\s*(\w+)\s*(?:\[\s*(\d+)\s*(?:,\s*(\d+)\s*)?\])?\s*")


@final
@dataclass(frozen=True, slots=True)
class Coordinate:
    """name: of the array; place: of its entry, from 0, empty for a number."""

    name: str
    place: tuple[int, ...]

    def of(self, data: Mapping[str, Any]) -> float:
        """Its value in data.

        Raises:
            DataError: the data have no such entry.
        """
        try:
            return float(np.asarray(data[self.name], dtype=float)[self.place])
        except (KeyError, IndexError, TypeError, ValueError):
            raise DataError(f"the data have no number {self}; an entry is named as in x[1] or M[1,2]") from None

    def put(self, data: Mapping[str, Any], value: float) -> dict[str, Any]:
        """The data with another value there."""
        array = np.array(data[self.name], dtype=float)
        array[self.place] = value
        return {**data, self.name: array}

    def __str__(self) -> str:
        return self.name + (f"[{','.join(str(k + 1) for k in self.place)}]" if self.place else "")


def coordinate(text: str) -> Coordinate:
    """The coordinate that a text names.

    Raises:
        DataError: it names none.
    """
    found = _COORDINATE.fullmatch(text) if isinstance(text, str) else None
    if found is None or "0" in found.groups()[1:]:
        raise DataError(f"a coordinate is a number s, or an entry x[1] or M[1,2], counted from 1; not {text!r:.40}")
    return Coordinate(found[1], tuple(int(place) - 1 for place in found.groups()[1:] if place))
