"""The inference of facts in progress in a thread: how deep it is, how much work is left, and what was cut short."""

from __future__ import annotations

import threading
from typing import final

_DEPTH, _WORK = 40, 2000  # how far inference goes; beyond that nothing is claimed, which is always safe


@final
class Inference(threading.local):
    """Its depth, its work, and how often it was cut short: what it did not find then may hold after all."""

    def __init__(self) -> None:
        self.depth = 0
        self.work = 0
        self.cuts = 0

    def refused(self) -> bool:
        if self.depth == 0:
            self.work = 0
        self.work += 1
        if self.depth >= _DEPTH or self.work > _WORK:
            self.cuts += 1
            return True
        return False


inference = Inference()
