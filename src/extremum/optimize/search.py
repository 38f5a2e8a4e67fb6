"""A descent from a start to its end: watched, left where a saddle is met, judged on the problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.choice import Descent
from extremum.optimize.downward import expected, is_ahead, is_regular, lower_nearby, unlike
from extremum.optimize.ending import (
    INTERRUPTED,
    LIMIT,
    STALLED,
    STATIONARY,
    UNBOUNDED,
    Ending,
    Run,
    ending,
    is_flat,
    norm,
)
from extremum.optimize.escapes import unattained
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_TINY = 1e-290
"""Numbers so small have no digits, and their products are none."""
_AGAIN = 5
"""How often a descent goes on from what is lower near its end."""


@final
@dataclass(frozen=True, slots=True)
class Search:
    """What a descent is done with.

    method: its name with the reason; other: what is tried from the same start where it does not converge.
    """

    landscape: Landscape
    descent: Descent
    method: str
    watch: Watch
    tolerance: float
    other: Descent | None = None

    def from_start(self, start: Array) -> Minimum:
        """The minimum from a start.

        Raises:
            DataError: the objective or its gradient is no number at the start.
        """
        value, gradient = self.landscape.slope(start)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            raise DataError(self.landscape.why_undefined(start, value))
        return self._phases(start, start, {})

    def resumed(self, start: Array, point: Array, memory: Mapping[str, Any]) -> Minimum:
        """The minimum from a start, from where an earlier run came to on the way."""
        return self._phases(start, point, memory)

    def _phases(self, start: Array, point: Array, memory: Mapping[str, Any]) -> Minimum:
        """The descent, and from the same start the other one where it does not converge."""
        if self.other is None:
            return self._found(self.descent, start, point, self.method, memory)
        limit, second = self.watch.limit, "first" in memory
        if second:
            first = self._judged(start, np.asarray(memory["first"]), None, self.method, 0)
            method = str(memory["method"])
        else:
            self.watch.limit = (limit + 1) // 2
            first = self._found(self.descent, start, point, self.method, memory)
            self.watch.limit = limit
            if first.status not in (LIMIT, STALLED, STATIONARY) or not self.watch.left:
                return first
            method = f"{self.other.name}: {self.descent.name} did not converge ({first.status})"
            point = start
            self.watch.kept = {"first": self.watch.last, "method": method}
        after = self._found(self.other, start, point, method, {})
        return after if after.converged or after.value < first.value else first

    def _found(self, descent: Descent, start: Array, point: Array, method: str, memory: Mapping[str, Any]) -> Minimum:
        before = self.landscape.evaluations
        end, stopped = self._down(descent, point, memory)
        spent = self.landscape.evaluations - before
        return self._judged(start, end, stopped, method, spent)

    def _down(self, descent: Descent, start: Array, memory: Mapping[str, Any]) -> tuple[Array, Ending | None]:
        """Where it ends, and why it was stopped."""
        point = self.watch.last = start
        try:
            self.watch.check()
            for _ in range(_AGAIN):
                point = descent.run(self.landscape, point, self.watch, memory)
                memory, lower = {}, self._lower(point)
                if lower is None:
                    return point, None
                point = lower
        except StopRun as stop:
            return self.watch.last, Ending(stop.status, stop.message)
        except KeyboardInterrupt:
            return self.watch.last, Ending(INTERRUPTED, "it was interrupted")
        return point, Ending(STATIONARY, f"{self.landscape.sense.lower} values were found nearby again and again")

    def _run(self, start: Array, end: Array) -> Run:
        """What the judge is told of an end; where there is a Hessian it costs no evaluation."""
        found = self.landscape
        promised = expected(found, end)
        value, gradient = found.slope(end)
        hessian = found.curved(end)[2] if promised.definite else None
        ahead = np.isfinite(value) and is_ahead(found, end, promised)
        return Run(
            start, end, value, gradient, promised.fall, promised.way, hessian=hessian, sense=found.sense, ahead=ahead,
            units=None if hessian is None else unlike(hessian, value),
        )  # fmt: skip

    def _lower(self, point: Array) -> Array | None:
        """What is lower nearby, where the gradient is small and the Hessian does not say that nothing is: it is not
        positive definite, or hardly so, or there are kinks. Looking is not counted as an evaluation of the descent."""
        spent = self.landscape.evaluations
        run = self._run(point, point)
        if run.ahead and self.landscape.has_matrix:
            return point + expected(self.landscape, point).way
        look = is_flat(self.landscape.slope, run, self.tolerance) and not self._is_lowest(run)
        found = lower_nearby(self.landscape, point, run.value) if look else None
        self.landscape.evaluations = spent
        return found

    def _is_lowest(self, run: Run) -> bool:
        """Whether the Hessian says that nothing is lower nearby."""
        if run.hessian is None or self.landscape.objective.kinked:
            return False
        return self.landscape.is_quadratic or is_regular(self.landscape, run.end)

    def _judged(self, start: Array, end: Array, stopped: Ending | None, method: str, spent: int) -> Minimum:
        found, run = self.landscape, self._run(start, end)
        if stopped is not None and stopped.status == UNBOUNDED:
            how = stopped
        else:
            lower = stopped is not None and self._lower(end) is not None
            run = replace(
                run, stopped=stopped, kinked="; ".join(found.objective.kinks()[:1]), jumps=found.objective.jumps,
                undefined=found.where_undefined(), lost=not norm(run.gradient) > _TINY and found.underflows(end),
                above=found.sense.lower_nearby if lower else "",
            )  # fmt: skip
            how = unattained(found, start, end, ending(found.slope, run, self.tolerance))
        values = found.objective.values(found.parameters, end)
        history = self.watch.history
        return Minimum(
            values, run.value, norm(run.gradient), self.watch.count, how.status, how.message, history, method, spent,
            certified=found.is_quadratic and run.hessian is not None,
        )  # fmt: skip
