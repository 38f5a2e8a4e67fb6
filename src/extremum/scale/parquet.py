"""Samples in Parquet files, read by pyarrow (the extra ``data``) a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from os import path
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.lazy import numpy as np
from extremum.algebra.names import suggestion
from extremum.scale.source import Piece, floats, rows_for

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_AHEAD = 2**18
"""Bytes of a column that are read at a time: by itself pyarrow takes the columns of a row group whole."""

Columns = Mapping[str, "str | tuple[str, ...]"]
"""By symbol the column, or the columns of a matrix."""


def _opened(file: str) -> Any:
    """The file.

    Raises:
        UnsupportedError: pyarrow is not installed.
        DataError: it cannot be read.
    """
    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise UnsupportedError("Parquet is read by pyarrow; pip install 'extremum[data]'") from None
    try:
        return parquet.ParquetFile(file, buffer_size=_AHEAD, pre_buffer=False)
    except (OSError, ValueError) as error:
        raise DataError(f"{file} cannot be read as Parquet: {error}") from None


def files_of(asked: str | Sequence[str]) -> list[str]:
    """The files of a path, a folder, a pattern, or a list of these, in order.

    Raises:
        DataError: there are none.
    """
    found: list[str] = []
    for one in [asked] if isinstance(asked, str) else asked:
        inside = sorted(glob(path.join(glob_escaped(one), "*.parquet"))) if path.isdir(one) else sorted(glob(one))
        found += inside or ([one] if path.exists(one) else [])
    if not found:
        raise DataError(f"there are no files {asked!r}")
    return found


def glob_escaped(text: str) -> str:
    """A path in which nothing is a pattern."""
    from glob import escape

    return escape(text)


@final
@dataclass(frozen=True, slots=True)
class Group:
    """Row groups of one file."""

    file: str
    groups: tuple[int, ...]
    names: Columns
    size: int
    first: int

    @property
    def where(self) -> str:
        """The file."""
        return self.file

    def blocks(self) -> Iterator[Mapping[str, Array]]:
        """Batches of rows; the file is opened here."""
        file = _opened(self.file)
        wanted = list(dict.fromkeys(c for columns in self.names.values() for c in _several(columns)))
        for batch in file.iter_batches(self.size, row_groups=list(self.groups), columns=wanted):
            yield {name: _array(name, columns, batch) for name, columns in self.names.items()}


def _several(columns: str | tuple[str, ...]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else columns


def _array(name: str, columns: str | tuple[str, ...], batch: Any) -> Array:
    """One column as a vector, several as a matrix, whose columns lie together."""
    if isinstance(columns, str):
        return floats(f"{name} ({columns})", batch.column(columns).to_numpy(zero_copy_only=False))
    found = np.empty((batch.num_rows, len(columns)), order="F")
    for k, column in enumerate(columns):
        found[:, k] = floats(f"{name} ({column})", batch.column(column).to_numpy(zero_copy_only=False))
    return found


@final
class Parquet:
    """Columns of Parquet files.

    Raises:
        DataError: there is no such file, or no such column.
    """

    def __init__(self, asked: str | Sequence[str], names: Columns, size: int | None = None) -> None:
        self.files, self._names = files_of(asked), names
        wanted = [column for columns in names.values() for column in _several(columns)]
        self._size = rows_for(8 * len(wanted), size)
        present = _opened(self.files[0]).schema_arrow.names
        for column in wanted:
            if column not in present:
                raise DataError(f"{self.files[0]} has no column {column!r}{suggestion(column, present)}")

    @property
    def names(self) -> Sequence[str]:
        """The symbols."""
        return list(self._names)

    @cached_property
    def _groups(self) -> list[tuple[str, int, int]]:
        """The row groups: their file, their number in it, and how many rows they have."""
        found = []
        for file in self.files:
            metadata = _opened(file).metadata
            found += [(file, k, metadata.row_group(k).num_rows) for k in range(metadata.num_row_groups)]
        return found

    def rows(self) -> int | None:
        """The number of rows, as the files say it."""
        return sum(count for _, _, count in self._groups)

    def pieces(self) -> Sequence[Piece]:
        """A row group each."""
        found: list[Piece] = []
        before: dict[str, int] = {}
        for file, k, count in self._groups:
            found.append(Group(file, (k,), self._names, self._size, before.get(file, 0)))
            before[file] = before.get(file, 0) + count
        return found

    def columns(self, name: str) -> Sequence[str]:
        """As in the files."""
        return _several(self._names[name])
