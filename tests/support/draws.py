"""How many random cases a test draws: a few in ``make test``, ``EXTREMUM_DRAWS`` times as many in ``make fuzz``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
TIMES = int(os.environ.get("EXTREMUM_DRAWS", "1"))


def seeds(few: int, first: int = 0) -> range:
    """Seeds from the first on, as many as are drawn."""
    return range(first, first + few * TIMES)


def part(cases: Sequence[T], every: int) -> Sequence[T]:
    """One of so many cases; all of them in ``make fuzz``."""
    return cases if TIMES > 1 else cases[::every]
