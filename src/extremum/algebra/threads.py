"""What threads share: locks that survive a fork, and states of the whole process that several want for a while."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import RLock
from types import TracebackType
from typing import Any, final


def lock() -> AbstractContextManager[bool]:
    """A lock that its holder may take again, and that no child inherits from a thread which it does not have."""
    made = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=made.acquire, after_in_parent=made.release, after_in_child=made.release)
    return made


@final
class Shared:
    """A state that the first thread enters and the last one leaves: nobody restores it under another's hands."""

    def __init__(self, enter: Callable[[], AbstractContextManager[Any]]) -> None:
        self._enter = enter
        self._lock = lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._state = self._enter()
                self._state.__enter__()
            self._inside += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._state.__exit__(None, None, None)


_FRAMES = 20_000
"""What reading and deriving the deepest expressions needs, some 15 calls a level."""


@final
class _Deeper:
    """Python's own limit of recursion, raised; never lowered."""

    def __enter__(self) -> None:
        self._before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(self._before, _FRAMES))

    def __exit__(self, *error: object) -> None:
        sys.setrecursionlimit(self._before)


deeper = Shared(_Deeper)
"""Inside the ``with`` block what is nested in reason can be handled by recursion."""


@final
class _Uncollected:
    """Without the search for cycles, which would go through all that is being made, again and again."""

    def __enter__(self) -> None:
        self._before = gc.isenabled()
        gc.disable()

    def __exit__(self, *error: object) -> None:
        if self._before:
            gc.enable()


uncollected = Shared(_Uncollected)
"""For work that ends soon and makes much that has no cycles: a third of the time for a network of 10,000 layers."""


SILENT = Shared(lambda: warnings.catch_warnings(action="ignore"))
"""No warnings of libraries, in all threads while one is inside."""
