"""The options of ``minimize``: what they may be, and what there is in place of those that it does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from os import PathLike
from typing import Any, final

from extremum.algebra.errors import ExtremumError, UnsupportedError

OPTIONS = (
    "constraints", "start", "method", "tolerance", "max_iterations", "time_limit", "starts", "batch", "learning_rate",
    "seed", "progress", "callback", "checkpoint", "cluster", "declarations",
)  # fmt: skip
"""Keywords of ``minimize`` that are no dimensions."""

CONSTRAINED, BOUNDED = ("SLSQP", "trust-constr"), ("L-BFGS-B", "TNC")
"""The methods that take constraints, and those that take bounds alone."""

_OTHER_WAYS = {
    "bounds": "give constraints=['x >= 0', 'x <= 1'], or declare the variable nonnegative",
    "jac": "the gradient is derived",
    "hess": "second derivatives are derived where they are used",
}
"""Options of other optimisers that have no namesake here, and what there is for them."""


@final
@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a call, as :func:`extremum.minimize` describes them."""

    method: str | None = None
    tolerance: float = 1e-8
    max_iterations: int = 1000
    time_limit: float | None = None
    starts: int = 1
    batch: int | None = None
    learning_rate: float = 1e-3
    seed: int = 0
    callback: Callable[[int, float, Any], Any] | None = None
    checkpoint: str | PathLike[str] | None = None

    @property
    def asks_for_a_run(self) -> bool:
        """Whether something is to be done along a run."""
        ways = (self.batch, self.callback, self.checkpoint)
        return self.starts > 1 or any(way is not None for way in ways)

    def check(self, others: Mapping[str, Any]) -> None:
        """Refuses options that are none.

        Raises:
            UnsupportedError: ``minimize`` has no such option; the message names what there is instead.
            ExtremumError: an option is not of its kind, or out of range.
        """
        for name, way in _OTHER_WAYS.items():
            if name in others:
                raise UnsupportedError(f"minimize has no option {name}: {way}")
        _check("tolerance", self.tolerance, Real, 0)
        _check("learning_rate", self.learning_rate, Real, 0)
        _check("max_iterations", self.max_iterations, Integral, 0)
        _check("seed", self.seed, Integral, 0)
        _check("starts", self.starts, Integral, 1)
        if self.batch is not None:
            _check("batch", self.batch, Integral, 1)
        if self.time_limit is not None:
            _check("time_limit", self.time_limit, Real, 0)
        if self.callback is not None and not callable(self.callback):
            raise ExtremumError(f"callback is a function of iteration, value and point, not {self.callback!r:.40}")
        if self.checkpoint is not None and not isinstance(self.checkpoint, str | PathLike):
            raise ExtremumError(f"checkpoint is the name of a file, not {self.checkpoint!r:.40}")
        if self.checkpoint is not None and self.starts > 1:
            raise UnsupportedError("a checkpoint is of one run; leave starts out, or give each seed a file of its own")


def check_constrained(method: str | None, batch: int | None) -> None:
    """Refuses what does not go with constraints.

    Raises:
        UnsupportedError: a method that takes none, or mini-batches.
    """
    if method not in (None, "closed form", "manifold", "program", *CONSTRAINED, *BOUNDED):
        raise UnsupportedError(
            f"the method {method!r} takes no constraints; {' and '.join(CONSTRAINED)} do, and "
            f"{' and '.join(BOUNDED)} take bounds"
        )
    if batch is not None:
        raise UnsupportedError("mini-batches go with no constraints; leave batch out")


def _check(name: str, value: Any, kind: type, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, kind) or not least <= value < float("inf"):  # type: ignore[operator]
        what = "a whole number" if kind is Integral else "a number"
        raise ExtremumError(f"{name} is {what} from {least} on, not {value!r}")
