"""A descent from a start to its end: watched, left where a saddle is met, judged on the problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.choice import Descent
from extremum.optimize.downward import fall, lower_nearby
from extremum.optimize.ending import INTERRUPTED, UNBOUNDED, Ending, Run, ending, is_flat, norm
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_AGAIN = 5
"""How often a descent goes on from what is lower near its end."""


@final
@dataclass(frozen=True, slots=True)
class Search:
    """What a descent is done with. method: its name with the reason."""

    landscape: Landscape
    descent: Descent
    method: str
    watch: Watch
    tolerance: float
    memory: Mapping[str, Any] = field(default_factory=dict)

    def from_start(self, start: Array) -> Minimum:
        """The minimum from a start.

        Raises:
            DataError: the objective or its gradient is no number at the start.
        """
        value, gradient = self.landscape.slope(start)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            raise DataError(self.landscape.why_undefined(start, value))
        end, stopped = self._down(start)
        return self._judged(start, end, stopped)

    def _down(self, start: Array) -> tuple[Array, Ending | None]:
        """Where it ends, and why it was stopped."""
        point = self.watch.last = start
        try:
            self.watch.check()
            for _ in range(_AGAIN):
                point = self.descent.run(self.landscape, point, self.watch, self.memory)
                lower = self._lower(point)
                if lower is None:
                    break
                point = lower
        except StopRun as stop:
            return self.watch.last, Ending(stop.status, stop.message)
        except KeyboardInterrupt:
            return self.watch.last, Ending(INTERRUPTED, "it was interrupted")
        return point, None

    def _lower(self, point: Array) -> Array | None:
        """What is lower nearby, where the gradient is small."""
        value, gradient = self.landscape.slope(point)
        run = Run(point, point, value, gradient)
        return (
            lower_nearby(self.landscape, point, value) if is_flat(self.landscape.slope, run, self.tolerance) else None
        )

    def _judged(self, start: Array, end: Array, stopped: Ending | None) -> Minimum:
        found = self.landscape
        value, gradient = found.slope(end)
        if stopped is not None and stopped.status == UNBOUNDED:
            return self._minimum(end, value, gradient, stopped)
        undefined = found.undefined
        run = Run(
            start, end, value, gradient, fall(found, end), stopped,
            "; ".join(found.objective.kinks()[:1]),
            "" if undefined is None else found.objective.undefined(found.parameters.arrays(undefined)),
            "lower values are nearby: it is a saddle or a maximum" if self._lower(end) is not None else "",
        )  # fmt: skip
        return self._minimum(end, value, gradient, ending(found.slope, run, self.tolerance))

    def _minimum(self, end: Array, value: float, gradient: Array, how: Ending) -> Minimum:
        values = self.landscape.objective.values(self.landscape.parameters, end)
        return Minimum(
            values, value, norm(gradient), self.watch.count, how.status, how.message, self.watch.history, self.method,
            self.landscape.evaluations,
        )  # fmt: skip
