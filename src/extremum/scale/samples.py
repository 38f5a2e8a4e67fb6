"""Samples bound to the symbols of a problem: which dimension they have, how many there are, what one block tells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.dims import Dim, Name
from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import close
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.compiling.arguments import arguments_in
from extremum.compiling.blocked import Pass
from extremum.compiling.rowwise import Partial
from extremum.data.binding import scope_for
from extremum.operations.leaves import declared
from extremum.scale.arrays import Arrays
from extremum.scale.checks import Check
from extremum.scale.passes import Runner, Task, in_threads, on_arrays
from extremum.scale.source import Source
from extremum.scale.stream import Streamed
from extremum.structures import STRUCTURES

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
class Samples:
    """The samples of a problem. dim: their number as a dimension; passes: how often they were gone through;
    known: moments that were found, by their keys; in_memory: whether they are there as whole arrays too."""

    def __init__(
        self, source: Source, leaves: Mapping[str, Expr], dim: Dim, checks: Sequence[Check],
        runner: Runner = in_threads, in_memory: bool = False,
    ) -> None:  # fmt: skip
        self.in_memory = in_memory
        self.source, self.dim, self.runner = source, dim, runner
        self.leaves, self.passes = leaves, 0
        self.known: dict[str, Any] = {}
        self._checks = tuple(checks)

    @property
    def names(self) -> Sequence[str]:
        """The symbols that have a row a sample."""
        return list(self.leaves)

    def run(self, one: Pass, source: str, scope: Scope, handed: Mapping[str, Any]) -> Partial:
        """What a pass gives on all samples; ``handed`` are what earlier ones gave, and sizes.

        Raises:
            DataError: the data are not as they should be.
        """
        plain = [a for a in one.plan.arguments if a.kind != "staged" and a.name not in self.leaves]
        counts = [a for a in plain if a.atom is not None and Dim.of(a.atom) is self.dim]
        fixed = arguments_in([a for a in plain if a not in counts], scope)
        fixed |= {a.written: handed[a.name] for a in one.plan.arguments if a.kind == "staged"}
        rows = {a.written: a.name for a in one.plan.arguments if a.name in self.leaves}
        count = counts[0].written if counts else ""
        task = Task(source, one.plan.name, fixed, rows, count, tuple(one.merges), self._checks)
        found = self.runner(task, self.source.pieces())
        self._checks, self.passes = (), self.passes + 1
        return found

    def search(self, scope: Scope, roots: Sequence[Expr], find: Callable[[Sequence[Expr], Scope, int], str]) -> str:
        """The first that is found in a block of samples, of which ``find`` is told how many come before."""
        before = 0
        for piece in self.source.pieces():
            for block in piece.blocks():
                own = scope_for(list(self.leaves.values()), block)
                inside = Scope(
                    scope.field, {**scope.arrays, **own.arrays}, {**scope.sizes, **own.sizes}, scope.functions
                )
                found = find(roots, inside, before)
                if found:
                    return f"{found}{f' of {piece.where}' if piece.where else ''}"
                before += own.dim(self.dim)
        return ""


def _check(leaf: Expr, shape: tuple[int, ...], source: Source) -> Check:
    facts = list(dict.fromkeys([*declared(leaf), *sorted(close(declared(leaf)))]))
    member: tuple[int, int] | None = None
    if leaf.op.name == "member":
        rows, cols, *_ = (*shape, 1, 1)
        member = (rows, cols)
    elif any(STRUCTURES[fact].entries is None for fact in facts):
        fact = next(fact for fact in facts if STRUCTURES[fact].entries is None)
        raise UnsupportedError(f"{leaf.name} is declared {fact}, which cannot be checked in blocks of rows")
    return Check(leaf.name, shape, member, source.columns(leaf.name), facts)


def streamed(known: Mapping[str, Any]) -> dict[str, Any]:
    """Data by name, in which names of ``.npy`` files, memory maps and arrays that are read a piece at a time are
    streamed, where all of them have as many rows."""
    lazy = {name: value for name, value in known.items() if _is_lazy(value)}
    if not lazy:
        return dict(known)
    source = Arrays(lazy)
    return {**known, **{name: Streamed(source, name) for name in lazy}}


def streams_in(known: Mapping[str, Any]) -> dict[str, Streamed]:
    """What is streamed among data."""
    return {name: value for name, value in known.items() if isinstance(value, Streamed)}


def _is_lazy(value: Any) -> bool:
    """Whether a value is rows that are not in memory."""
    if isinstance(value, str):
        return value.endswith(".npy")
    kind = type(value).__module__.partition(".")[0]
    return (isinstance(value, np.memmap) and value.ndim > 0) or (kind in _LAZY and bool(getattr(value, "shape", ())))


_LAZY = frozenset({"dask", "zarr", "h5py", "pathlib"})


def sample_dim(streams: Iterable[str], leaves: Mapping[str, Expr]) -> Dim:
    """The dimension that counts the samples.

    Raises:
        DataError: symbols have other rows, or a fixed number of them.
    """
    dims = {name: rows_of(leaves[name]) for name in streams}
    dim = next(iter(dims.values()))
    if any(other is not dim for other in dims.values()):
        told = ", ".join(f"{name} {other}" for name, other in dims.items())
        raise DataError(f"what is streamed has a row a sample, but the symbols have unequal rows: {told}")
    atom = next(iter(dim.atoms()), None)
    if not isinstance(atom, Name) or dim is not Dim.of(atom):
        raise DataError(f"the number of samples is to be a letter, as in X[n,m], not {dim}")
    return dim


def samples_of(
    roots: Iterable[Expr], leaves: Mapping[str, Expr], known: Mapping[str, Any], sizes: Mapping[str, Any],
    runner: Runner = in_threads,
) -> tuple[Scope, Samples] | None:  # fmt: skip
    """The scope of what is not streamed, and the samples; None where nothing is.

    Raises:
        DataError: what is streamed comes from several sources, has no rows, or does not fit.
    """
    streams = {name: value for name, value in streams_in(known).items() if name in leaves}
    if not streams:
        return None
    source = _source_of(streams)
    dim = sample_dim(streams, leaves)
    _refuse_beside(streams, leaves, dim)
    first, place = _first(source, streams)
    own = {name: leaves[name] for name in streams}
    checks = [_check(leaf, first[name].shape[1:], source) for name, leaf in own.items()]
    small = {name: value for name, value in known.items() if name not in streams}
    for name, array in first.items():
        _require_rank(leaves[name], array)
    for check in checks:
        check.of(first, len(next(iter(first.values()))), *place)
    some = {name: size for name, size in sizes.items() if name != str(dim)}
    scope = scope_for(roots, {**small, **first}, some)
    count = _counted(source)
    asked = sizes.get(str(dim), count)
    if asked != count:
        raise DataError(f"{dim} is {asked}, but the stream has {count} rows")
    arrays = {name: array for name, array in scope.arrays.items() if name not in streams}
    whole = Scope(scope.field, arrays, {**scope.sizes, str(dim): count}, scope.functions)
    return whole, Samples(source, own, dim, checks, runner)


def _source_of(streams: Mapping[str, Streamed]) -> Source:
    """The one source of all that is streamed."""
    source = next(iter(streams.values())).source
    if any(one.source is not source for one in streams.values()):
        raise DataError(f"{', '.join(streams)} come from several streams; give one ex.stream with all of them")
    return source


def _refuse_beside(streams: Mapping[str, Streamed], leaves: Mapping[str, Expr], dim: Dim) -> None:
    """Refuses what has a row a sample and is not streamed."""
    for name, leaf in leaves.items():
        beside = name not in streams and dim in ((leaf.size,) if leaf.op.name == "member" else leaf.shape)
        if beside:
            raise DataError(f"{name} has a row a sample, as {next(iter(streams))} has: give it in the same ex.stream")


def large_in(scope: Scope, leaves: Mapping[str, Expr], data: Collection[str]) -> Samples | None:
    """Arrays of a scope that are in memory and so large that they go by in blocks, which the caches hold: those among
    the ``data`` that have a row for each row of the largest of them; None where there are none, or where another leaf
    has as many rows, columns or members."""
    arrays = {name: _by_rows(leaves[name], scope.arrays.get(name)) for name in data if name in leaves}
    largest = max(arrays, key=lambda name: arrays[name].nbytes, default="")
    if not largest or arrays[largest].nbytes < _LARGE:
        return None
    dim, count = rows_of(leaves[largest]), len(arrays[largest])
    own = {name: array for name, array in arrays.items() if rows_of(leaves[name]) is dim and len(array) == count}
    others = [leaf for name, leaf in leaves.items() if name not in own]
    if dim.number is not None or any(dim in (rows_of(leaf), *leaf.shape) for leaf in others):
        return None
    row = sum(array.nbytes for array in own.values()) // count
    source = Arrays(own, max(1, _CACHED // row))
    return Samples(source, {name: leaves[name] for name in own}, dim, (), on_arrays, in_memory=True)


_LARGE, _CACHED = 2**24, 2**21
"""The bytes of a large array, and of a block of it."""


def rows_of(leaf: Expr) -> Dim:
    """How many rows its data have: the members of a family, the rows of a matrix."""
    return leaf.size if leaf.op.name == "member" else leaf.rows


def _by_rows(leaf: Expr, array: Any) -> Array:
    """An array as blocks of it are given: a number a row for numbers, a vector for vectors; none of families whose
    members have several shapes."""
    if not isinstance(array, np.ndarray):
        return np.zeros(0)
    if leaf.is_scalar and leaf.op.name == "member":
        return array[..., 0, 0]
    return array[..., 0] if leaf.is_column and not leaf.is_scalar else array


def _first(source: Source, streams: Mapping[str, Streamed]) -> tuple[dict[str, Array], tuple[int | None, str]]:
    """The first rows, at least one, and where they are from."""
    for piece in source.pieces():
        for block in piece.blocks():
            if len(next(iter(block.values()))):
                return {name: block[name][:_FEW] for name in streams}, (piece.first, piece.where)
    raise DataError(f"the stream of {', '.join(streams)} has no rows")


def _require_rank(leaf: Expr, array: Array) -> None:
    """Raises DataError where a row is no number for a number, or no vector for a vector."""
    rank = 2 if leaf.op.name == "symbol" else 3
    rank -= 0 if not leaf.is_column and not leaf.is_scalar else 1 if not leaf.is_scalar else 2
    rank = max(rank, 1)
    if array.ndim != rank:
        what = {1: "a number", 2: "several numbers"}.get(rank, "a matrix")
        raise DataError(f"{leaf.name} needs {what} a row, but its blocks have shape {array.shape}")


_FEW = 100


def _counted(source: Source) -> int:
    """The number of rows, by reading them where nothing else tells."""
    known = source.rows()
    if known is not None:
        return known
    return sum(len(next(iter(block.values()))) for piece in source.pieces() for block in piece.blocks())
