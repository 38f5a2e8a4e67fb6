"""Samples that a function hands out: an iterator of blocks, made anew for each pass; or a partition of dask each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import DataError
from extremum.scale.source import Piece, floats

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Columns = Mapping[str, "str | tuple[str, ...]"]


@final
@dataclass(frozen=True, slots=True)
class Handed:
    """The blocks of one iterator: dicts by symbol, or tables whose columns are asked for."""

    make: Callable[[], Iterable[Any]]
    names: Columns
    where: str = ""
    first: int | None = None

    def blocks(self) -> Iterator[Mapping[str, Array]]:
        """What it hands out, as arrays.

        Raises:
            DataError: a block lacks something, or is none.
        """
        for block in self.make():
            yield {name: floats(name, _taken(block, name, columns)) for name, columns in self.names.items()}


def _taken(block: Any, name: str, columns: str | tuple[str, ...]) -> Any:
    try:
        if isinstance(block, Mapping):
            return block[name]
        found = block[columns if isinstance(columns, str) else list(columns)]
    except (KeyError, TypeError, IndexError) as error:
        raise DataError(f"a block has no {name}: {error}; blocks are dicts by symbol, or tables") from None
    return found.to_numpy()


@final
class Iterated:
    """A function that gives an iterator of blocks, or several such functions, each of a piece."""

    def __init__(self, makes: Sequence[Callable[[], Iterable[Any]]], names: Columns) -> None:
        self.makes, self._names = makes, names

    @property
    def names(self) -> Sequence[str]:
        """The symbols."""
        return list(self._names)

    def rows(self) -> int | None:
        """Only reading tells."""
        return None

    def pieces(self) -> Sequence[Piece]:
        """One for each function; rows are counted from its first."""
        one = len(self.makes) == 1
        return [Handed(make, self._names, "" if one else f"piece {k}", 0) for k, make in enumerate(self.makes)]

    def columns(self, name: str) -> Sequence[str]:
        """As asked for."""
        columns = self._names[name]
        return () if isinstance(columns, str) else columns


def names_in(make: Callable[[], Iterable[Any]]) -> dict[str, str]:
    """The symbols that the first block has.

    Raises:
        DataError: there is no block, or it is no dict.
    """
    for block in make():
        if isinstance(block, Mapping):
            return {str(name): str(name) for name in block}
        raise DataError("blocks are dicts of arrays by symbol; of tables say which columns: ex.stream(…, X=[…], y=…)")
    raise DataError("the iterator has no blocks")


@final
@dataclass(frozen=True, slots=True)
class Partition:
    """A partition of a dask collection, computed where it is read."""

    delayed: Any

    def __call__(self) -> Iterator[Any]:
        yield self.delayed.compute(scheduler="synchronous")
