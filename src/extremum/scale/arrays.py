"""Samples in arrays: in memory, in ``.npy`` files, or whatever has a shape and gives rows by a slice (HDF5, zarr)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import DataError
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.scale.source import Piece, floats, rows_for, spans

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_BLOCKS = 16
"""Blocks in a piece."""


@final
@dataclass(frozen=True, slots=True)
class OnDisk:
    """An array in a file, which is opened where it is used."""

    path: str
    offset: int | None = None
    dtype: str = ""
    shape: tuple[int, ...] = ()
    order: str = "C"

    def opened(self) -> Any:
        """The array as a memory map.

        Raises:
            DataError: there is no such file, or it holds no array.
        """
        try:
            if self.offset is None:
                return np.load(self.path, mmap_mode="r", allow_pickle=False)
            return np.memmap(self.path, self.dtype, "r", self.offset, self.shape, "F" if self.order == "F" else "C")
        except (OSError, ValueError) as error:
            raise DataError(f"{self.path} cannot be read as an array: {error}") from None


@final
@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of a table in memory."""

    table: Any
    columns: tuple[str, ...]
    flat: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array."""
        return (len(self.table),) if self.flat else (len(self.table), len(self.columns))

    def __getitem__(self, rows: slice) -> Any:
        some = self.table.iloc[rows]
        return (some[self.columns[0]] if self.flat else some[list(self.columns)]).to_numpy()


def kept(value: Any) -> Any:
    """A value as it can be sent elsewhere: paths and memory maps as their files.

    Raises:
        DataError: a path is of another kind of file, or there are no numbers.
    """
    if isinstance(value, str | PathLike):
        path = fspath(value)
        if not path.endswith(".npy"):
            raise DataError(f"{path!r} is no .npy file; for Parquet give ex.stream({path!r}, X=[columns])")
        return OnDisk(path)
    if isinstance(value, np.memmap) and value.filename is not None and _is_whole(value):
        order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
        return OnDisk(str(value.filename), value.offset, value.dtype.str, value.shape, order)
    if isinstance(value, Expr):
        raise DataError(f"a stream needs the numbers of {value}, not the symbol")
    return value if hasattr(value, "shape") else np.asarray(value)


def _is_whole(value: Any) -> bool:
    """Whether a memory map is what it was opened as, and no part of it."""
    return value.flags.forc and not isinstance(value.base, np.memmap)


def opened(value: Any) -> Any:
    """The array that is kept."""
    return value.opened() if isinstance(value, OnDisk) else value


@final
@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ``first`` to ``stop`` of arrays, in blocks."""

    values: Mapping[str, Any]
    first: int
    stop: int
    size: int
    where: str = ""

    def blocks(self) -> Iterator[Mapping[str, Array]]:
        """The blocks; arrays are opened here."""
        arrays = {name: opened(value) for name, value in self.values.items()}
        for start, stop in spans(self.stop - self.first, self.size):
            part = slice(self.first + start, self.first + stop)
            yield {name: floats(name, array[part]) for name, array in arrays.items()}


@final
class Arrays:
    """Arrays with as many rows each.

    Raises:
        DataError: their lengths differ, or one has none.
    """

    def __init__(self, values: Mapping[str, Any], size: int | None = None) -> None:
        self.values = {name: kept(value) for name, value in values.items()}
        shapes = {name: tuple(opened(value).shape) for name, value in self.values.items()}
        lengths = {name: shape[0] for name, shape in shapes.items() if shape}
        if len(lengths) < len(shapes) or len(set(lengths.values())) != 1:
            told = ", ".join(f"{name} {lengths.get(name, 'none')}" for name in shapes)
            raise DataError(f"the data must have a row a sample each, and as many; their rows: {told}")
        self._count = int(next(iter(lengths.values())))
        self._size = rows_for(8 * sum(prod(shape[1:]) for shape in shapes.values()), size)

    @property
    def names(self) -> Sequence[str]:
        """The symbols."""
        return list(self.values)

    def rows(self) -> int | None:
        """The number of rows."""
        return self._count

    def pieces(self) -> Sequence[Piece]:
        """As many blocks each, from one file where all are of one."""
        files = {value.path for value in self.values.values() if isinstance(value, OnDisk)}
        where = files.pop() if len(files) == 1 else ""
        return [Rows(self.values, a, b, self._size, where) for a, b in spans(self._count, self._size * _BLOCKS)]

    def columns(self, name: str) -> Sequence[str]:
        """Those of a table."""
        value = self.values[name]
        return value.columns if isinstance(value, Frame) else ()
