"""Questions answered in processes of their own, bounded in time and memory, and given up when nobody waits any more."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass, field
from typing import final

from pebble import ProcessExpired, ProcessPool

from extremum.web.asking import Question
from extremum.web.questions import Answer, answer

_NOTICED = 0.2
"""Seconds after which a client that has gone is noticed."""


@final
@dataclass(slots=True)
class Workers:
    """count: processes; seconds: for one question; megabytes: memory of each process; waiting: questions at most."""

    count: int = 2
    seconds: float = 20.0
    megabytes: int = 2048
    waiting: int = 64
    pool: ProcessPool = field(init=False)
    asked: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPool(
            self.count, max_tasks=500, initializer=_ready, initargs=[self.megabytes], context=context
        )

    def begin(self) -> None:
        """Starts the processes, so that the first question does not wait for them."""
        for _ in range(self.count):
            self.pool.schedule(answer, args=["read", {"text": "x"}])

    async def ask(self, kind: str, question: Question, is_gone: Callable[[], Awaitable[bool]]) -> tuple[int, Answer]:
        """(HTTP status, the answer); a question whose asker has gone is stopped."""
        if self.asked >= self.waiting:
            return 503, {"error": "too many questions are waiting; try again in a moment", "kind": "Busy"}
        self.asked += 1
        try:
            return await self._answered(kind, question, is_gone)
        finally:
            self.asked -= 1

    async def _answered(
        self, kind: str, question: Question, is_gone: Callable[[], Awaitable[bool]]
    ) -> tuple[int, Answer]:
        future = self.pool.schedule(answer, args=[kind, question], timeout=self.seconds)
        waited = asyncio.wrap_future(future)
        try:
            while not waited.done():
                await asyncio.wait([waited], timeout=_NOTICED)
                if not waited.done() and await is_gone():
                    future.cancel()  # type: ignore[no-untyped-call]
                    return 499, {"error": "nobody waits for the answer", "kind": "Gone"}
            found = waited.result()
        except TookTooLong:
            return 422, {"error": f"no answer within {self.seconds:.0f} seconds; it was given up", "kind": "TimeLimit"}
        except ProcessExpired:
            return 422, {"error": f"it needs more than {self.megabytes} MB; it was given up", "kind": "MemoryLimit"}
        return (422 if "error" in found else 200), found

    def close(self) -> None:
        """Stops all processes."""
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join()


def _ready(megabytes: int) -> None:
    """Bounds the memory of this process, where the system can, and loads the library before the first question."""
    import extremum  # noqa: F401

    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
