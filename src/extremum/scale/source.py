"""Sources of samples: rows that go by in blocks, in pieces that are read independently of one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from extremum.algebra.errors import DataError
from extremum.algebra.lazy import numpy as np

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_BYTES = 2**23
"""About so many bytes a block: what is computed of it stays in the caches, and what is said about it costs little."""


class Piece(Protocol):
    """Rows that follow one another, opened by whoever reads them: it can be sent to another machine.

    where: the file that they are of, if any; first: how many rows it has before them, where that is known.
    """

    @property
    def first(self) -> int | None: ...

    @property
    def where(self) -> str: ...

    def blocks(self) -> Iterator[Mapping[str, Array]]:
        """Arrays by the name of a symbol, each with a row a sample."""
        ...


class Source(Protocol):
    """Where samples come from. names: of the symbols that it has."""

    @property
    def names(self) -> Sequence[str]: ...

    def rows(self) -> int | None:
        """How many samples there are; None where only reading them tells."""
        ...

    def pieces(self) -> Sequence[Piece]:
        """All rows, in their order."""
        ...

    def columns(self, name: str) -> Sequence[str]:
        """What the columns of a symbol are called, where they have names."""
        ...


def rows_for(row: int, asked: int | None = None) -> int:
    """The rows of a block, of which one takes so many bytes."""
    return asked or max(1, _BYTES // max(row, 1))


def floats(name: str, value: Any) -> Array:
    """A block as floating-point numbers.

    Raises:
        DataError: it holds something else.
    """
    array = np.asarray(value)
    if array.dtype == float:
        return array
    if array.dtype.kind not in "fiub":
        raise DataError(f"{name} has entries of type {array.dtype}; numbers are needed")
    return array.astype(float)


def spans(count: int, size: int) -> list[tuple[int, int]]:
    """``0..count`` in parts of a size."""
    return [(at, min(at + size, count)) for at in range(0, count, size)]
