"""Passes over samples: what a task gives for pieces of the rows, in threads here or on a cluster.

They are merged in the order of the rows, so that the result does not depend on who was done first.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, reduce
from typing import TYPE_CHECKING, Any, Protocol, final

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.lazy import numpy as np
from extremum.compiling.blocked import function_of
from extremum.compiling.rowwise import Merge, Partial, merged
from extremum.scale.checks import Check
from extremum.scale.source import Piece

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Block = Mapping[str, "Array"]


@final
@dataclass(frozen=True, slots=True)
class Task:
    """The function of a pass, with what it takes beside the rows: it can be sent to another machine.

    source, name: the module's text, and the function in it; fixed: its arguments that are the same for all rows;
    rows: those that are of a block, by the symbol; count: the argument for the number of rows in a block, if there is
    one; checks: what has not been checked yet of the data.
    """

    source: str
    name: str
    fixed: Mapping[str, Any]
    rows: Mapping[str, str]
    count: str
    merges: tuple[Merge, ...]
    checks: tuple[Check, ...] = ()

    def on(self, block: Block, first: int | None, where: str) -> Partial:
        """What the function gives on a block, whose first row is the ``first``.

        Raises:
            DataError: the data are not as they should be.
        """
        count = len(next(iter(block.values())))
        for check in self.checks:
            check.of(block, count, first, where)
        if not count:
            return Partial(0, ())
        given = {written: block[symbol] for written, symbol in self.rows.items()}
        more = {self.count: count} if self.count else {}
        with np.errstate(all="ignore"):
            return Partial(count, tuple(function_of(self.source, self.name)(**self.fixed, **given, **more)))

    def __call__(self, pieces: Sequence[Piece]) -> Partial:
        """What it gives on pieces, one block after another."""
        return self.merged(self.on(*one) for piece in pieces for one in _placed(piece))

    def merged(self, partials: Iterable[Partial]) -> Partial:
        """All in one, in their order."""
        return reduce(lambda first, second: merged(self.merges, first, second), partials, Partial(0, ()))


def _placed(piece: Piece) -> Iterator[tuple[Block, int | None, str]]:
    """The blocks, each with its first row and where it is from."""
    at = piece.first
    for block in piece.blocks():
        yield block, at, piece.where
        at = None if at is None else at + len(next(iter(block.values())))


class Runner(Protocol):
    """Whoever does a task on all pieces."""

    def __call__(self, task: Task, pieces: Sequence[Piece]) -> Partial: ...


def in_threads(task: Task, pieces: Sequence[Piece]) -> Partial:
    """Blocks are read here, and computed with in threads; no more of them than threads are in memory at a time."""
    blocks = (one for piece in pieces for one in _placed(piece))
    return task.merged(_ahead(lambda one: task.on(*one), blocks))


def on_arrays(task: Task, pieces: Sequence[Piece]) -> Partial:
    """Blocks of arrays in memory, which anyone can read: a piece is shared out among the threads and the caller, who
    are handed it as a whole."""
    return task.merged(partial for piece in pieces for partial in _shared(lambda one: task.on(*one), [*_placed(piece)]))


def _shared(work: Callable[[Any], Partial], items: Sequence[Any]) -> Sequence[Partial]:
    """Each takes the next until none is left."""
    found: dict[int, Partial] = {}
    left = iter(range(len(items)))

    def take() -> None:
        for k in left:
            found[k] = work(items[k])

    helpers = [_threads().submit(take) for _ in range(min(_count(), len(items)) - 1)]
    try:
        take()
    finally:
        for _ in left:
            pass
        begun = [one for one in helpers if not one.cancel()]
        wait(begun)
    for one in begun:
        one.result()
    return [found[k] for k in range(len(items))]


def _ahead(work: Callable[[Any], Partial], items: Iterable[Any]) -> Iterator[Partial]:
    waiting: deque[Future[Partial]] = deque()
    try:
        for item in items:
            waiting.append(_threads().submit(work, item))
            if len(waiting) > _count():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _count() -> int:
    return min(os.cpu_count() or 1, 8)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_count(), "extremum-blocks")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_threads.cache_clear)  # whose threads are not there


def on_cluster(client: Any) -> Runner:
    """Pieces as tasks of ``dask.distributed``, each of which opens its files itself; those of a worker that is lost are
    done again by another.

    Raises:
        UnsupportedError: it is no client.
    """
    if not callable(getattr(client, "map", None)) or not callable(getattr(client, "cancel", None)):
        raise UnsupportedError(f"cluster= takes a dask.distributed.Client, not {client!r:.40}")

    def run(task: Task, pieces: Sequence[Piece]) -> Partial:
        futures = client.map(task, _parts(pieces), pure=False, retries=_RETRIES)
        try:
            return task.merged(one.result() for one in futures)
        finally:
            client.cancel(futures)

    return run


_RETRIES, _TASKS = 3, 256


def _parts(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """Neighbouring pieces together, where there are many; whoever does them, they are the same."""
    size = -(-len(pieces) // _TASKS)
    return [pieces[at : at + size] for at in range(0, len(pieces), size)]
