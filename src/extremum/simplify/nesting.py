"""How deep the factoring of sums within sums is, so that it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Nesting(threading.local):
    """In this thread: the lengths of the sums that are being factored, the innermost last, and how many brackets the
    first has had."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.brackets = 0

    @contextmanager
    def inside(self, length: int) -> Iterator[None]:
        """While the factors of a sum of this length are taken out."""
        self.brackets = self.brackets if self.lengths else 0
        self.lengths.append(length)
        try:
            yield
        finally:
            self.lengths.pop()
