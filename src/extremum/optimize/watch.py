"""What a run is watched by: limits, callbacks, the points it went through, and what is kept of it on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.ending import INTERRUPTED, LIMIT, TIME
from extremum.optimize.sense import MIN, Sense

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Keep = Callable[["Array", "Watch", Mapping[str, Any]], None]
"""Writes down a point from which a run goes on as if it had not been stopped, with what the method remembers."""


class StopRun(Exception):
    """A run is to end here; status and message say why; point: where what ends it was met."""

    def __init__(self, status: str, message: str, point: Array | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.point = status, message, point


@final
@dataclass(slots=True)
class Watch:
    """A run as it goes.

    limit: of iterations; seconds: of time; advance: is given each value; callback: is given the iteration, the value
    and the point, and ends the run by returning True; keep: as of :data:`Keep`; sense: what is looked for.
    """

    limit: int
    seconds: float = np.inf
    advance: Callable[[float], None] = lambda value: None
    callback: Callable[[int, float, Array], Any] | None = None
    keep: Keep | None = None
    count: int = 0
    history: list[float] = field(default_factory=list)
    last: Array | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    sense: Sense = MIN
    _began: float = field(default_factory=monotonic)

    @property
    def left(self) -> int:
        """How many iterations are left."""
        return self.limit - self.count

    def step(self, point: Array, value: float, memory: Mapping[str, Any] | None = None) -> None:
        """After an iteration; ``memory`` is what the method needs besides the point to go on; None: it can't.

        Raises:
            StopRun: the run is to end.
        """
        self.count += 1
        self.last = point.copy()
        self.history.append(value)
        self.advance(self.sense.of(value))
        if memory is not None:
            self.resumable(point, memory)
        if self.callback is not None and self.callback(self.count, self.sense.of(value), point.copy()) is True:
            raise StopRun(INTERRUPTED, "the callback ended the run")
        self.check()

    def resumable(self, point: Array, memory: Mapping[str, Any]) -> None:
        """From this point a run can go on later."""
        if self.keep is not None:
            self.keep(point, self, {**self.kept, **memory})

    def check(self) -> None:
        """Raises StopRun where a limit is reached."""
        if monotonic() - self._began > self.seconds:
            raise StopRun(TIME, f"the {self.seconds:g} s are used up")
        if self.left <= 0:
            raise StopRun(LIMIT, "the iterations are used up")
