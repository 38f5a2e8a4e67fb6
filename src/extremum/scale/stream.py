"""``ex.stream``: samples in blocks, as data of ``minimize``, ``fit`` and compiled functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, ClassVar, final

from extremum.algebra.errors import DataError
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.algebra.room import memory
from extremum.scale.arrays import Arrays, Frame
from extremum.scale.iterated import Iterated, Partition, names_in
from extremum.scale.parquet import Parquet
from extremum.scale.source import Source

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
@dataclass(frozen=True, eq=False)
class Streamed:
    """The data of one symbol in a stream; as an array they are read whole."""

    source: Source
    name: str
    streamed: ClassVar[bool] = True

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        blocks = [block[self.name] for piece in self.source.pieces() for block in piece.blocks()]
        if sum(block.nbytes for block in blocks[:1]) * len(blocks) > memory() // 4:
            raise DataError(f"{self.name} is too large to be read whole, and here it cannot be taken in blocks")
        return np.concatenate(blocks)


@final
class Stream(Mapping[str, Streamed]):
    """Samples in blocks, by the names of their symbols; what :func:`extremum.stream` returns."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._columns = {name: Streamed(source, name) for name in source.names}

    def __getitem__(self, name: str) -> Streamed:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        count = self.source.rows()
        return f"<stream of {', '.join(self)}; {'rows not counted yet' if count is None else f'{count:,} rows'}>"


def stream(source: Any = None, /, *, block: int | None = None, **symbols: Any) -> Stream:
    """Samples that go by in blocks of rows, and are never in memory as a whole.

    ``source`` is a Parquet file, a folder or pattern of them or a list (read by pyarrow, the extra ``data``), a table
    of pandas or dask, or a function that returns an iterator of blocks, dicts of arrays by symbol, each time it is
    called (a list of functions where there are several pieces). Symbols name their columns: ``y="label"`` for a vector
    or a family of numbers, ``X=["a", "b"]`` for a matrix or a family of vectors. Without ``source`` they are
    arrays with a row a sample: of NumPy, memory maps, names of ``.npy`` files, arrays of dask, zarr, or HDF5.
    ``block`` is the number of rows of a block; of itself it fits the caches.

    Sums over samples are merged from sums over blocks. What they need of the data may be small (the moments of a
    Gaussian, of least squares): then there is one pass. Otherwise each pass gives the value, the gradient and the
    Hessian.

    >>> import extremum as ex, numpy as np
    >>> x = np.arange(1000.0)
    >>> samples = ex.stream(x=x, y=3 * x + 1, block=100)
    >>> samples
    <stream of x, y; 1,000 rows>
    >>> declared = "x for i in 1..N; y for i in 1..N; a; b"
    >>> found = ex.minimize("sum_i((y[i] - a*x[i] - b)^2)", ["a", "b"], samples, declarations=declared)
    >>> round(found.x["a"], 9), round(found.x["b"], 6)
    (3.0, 1.0)

    Raises:
        DataError: there are no such files or columns, or arrays have unequal numbers of rows.
        UnsupportedError: pyarrow is needed and not installed.
    """
    if block is not None and (not isinstance(block, int) or block < 1):
        raise DataError(f"block is the number of rows of a block, from 1 on, not {block!r}")
    if isinstance(source, Mapping):
        source, symbols = None, {**{_name(key): value for key, value in source.items()}, **symbols}
    return Stream(_source(source, symbols, block))


def _name(key: Any) -> str:
    return key.name if isinstance(key, Expr) else str(key)


def _source(source: Any, symbols: Mapping[str, Any], block: int | None) -> Source:
    if source is None:
        if not symbols:
            raise DataError("a stream needs samples: a file, a table, a function of blocks, or arrays by symbol")
        return Arrays(symbols, block)
    if callable(source):
        return Iterated([source], _columns(symbols) or names_in(source))
    if isinstance(source, str | PathLike):
        return Parquet(fspath(source), _asked(symbols), block)
    if isinstance(source, list | tuple) and source and all(callable(one) for one in source):
        return Iterated(source, _columns(symbols) or names_in(source[0]))
    if isinstance(source, list | tuple) and all(isinstance(one, str | PathLike) for one in source):
        return Parquet([fspath(one) for one in source], _asked(symbols), block)
    if hasattr(source, "to_delayed") and hasattr(source, "partitions"):
        return Iterated([Partition(one) for one in source.to_delayed()], _asked(symbols))
    if hasattr(source, "iloc"):
        return _table(source, _columns(symbols) or {str(name): str(name) for name in source.columns}, block)
    raise DataError(
        f"a stream is made of a path, a table, a function, a list of paths or functions, or arrays by symbol, "
        f"not of {_told(source)}"
    )


def _told(source: Any) -> str:
    """What a source is, by its type, and of a list by that of a part that does not fit."""
    if isinstance(source, list | tuple):
        odd = next((one for one in source if not isinstance(one, str | PathLike)), None)
        return f"a list of {type(odd).__name__}"
    return type(source).__name__


def _table(table: Any, columns: Mapping[str, str | tuple[str, ...]], block: int | None) -> Source:
    missing = [c for some in columns.values() for c in ([some] if isinstance(some, str) else some) if c not in table]
    if missing:
        raise DataError(f"the table has no column {missing[0]!r}; it has {', '.join(map(str, table.columns))}")
    frames = {
        name: Frame(table, (some,) if isinstance(some, str) else some, isinstance(some, str))
        for name, some in columns.items()
    }
    return Arrays(frames, block)


def _columns(symbols: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The columns by symbol.

    Raises:
        DataError: they are no names.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for name, asked in symbols.items():
        several = not isinstance(asked, str) and isinstance(asked, Iterable)
        columns: Sequence[Any] = list(asked) if several else [asked]
        if not all(isinstance(column, str) for column in columns) or not columns:
            raise DataError(f"{name} is said by the name of a column, or a list of names, not by {asked!r:.40}")
        found[name] = tuple(columns) if several else columns[0]
    return found


def _asked(symbols: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    found = _columns(symbols)
    if not found:
        raise DataError("say which columns are which symbols, as in ex.stream('data.parquet', X=['a', 'b'], y='label')")
    return found


Factory = Callable[[], Iterable[Mapping[str, Any]]]
"""What returns an iterator of blocks."""
