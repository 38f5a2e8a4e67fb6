"""The options of ``minimize``: what they may be, and what there is in place of those that it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

from extremum.algebra.errors import ExtremumError, UnsupportedError

OPTIONS = (
    "constraints", "start", "method", "tolerance", "max_iterations", "time_limit", "batch", "learning_rate", "seed",
    "progress", "callback", "declarations",
)  # fmt: skip
"""Keywords of ``minimize`` that are no dimensions."""

CONSTRAINED = ("SLSQP", "trust-constr")
"""The methods that take constraints."""

_OTHER_WAYS = {
    "bounds": "give constraints=['x >= 0', 'x <= 1'], or declare the variable nonnegative",
    "jac": "the gradient is derived",
    "hess": "second derivatives are derived where they are used",
}
"""Options of other optimisers that have no namesake here, and what there is for them."""


def check_options(
    tolerance: Any, max_iterations: Any, time_limit: Any, batch: Any, learning_rate: Any, seed: Any, callback: Any,
    others: Mapping[str, Any],
) -> None:  # fmt: skip
    """Refuses options that are none.

    Raises:
        UnsupportedError: ``minimize`` has no such option; the message names what there is instead.
        ExtremumError: an option is not of its kind, or out of range.
    """
    for name, way in _OTHER_WAYS.items():
        if name in others:
            raise UnsupportedError(f"minimize has no option {name}: {way}")
    _check("tolerance", tolerance, Real, 0)
    _check("learning_rate", learning_rate, Real, 0)
    _check("max_iterations", max_iterations, Integral, 0)
    _check("seed", seed, Integral, 0)
    if batch is not None:
        _check("batch", batch, Integral, 1)
    if time_limit is not None:
        _check("time_limit", time_limit, Real, 0)
    if callback is not None and not callable(callback):
        raise ExtremumError(f"callback is a function of iteration, value and point, not {callback!r:.40}")


def check_constrained(method: str | None, batch: int | None) -> None:
    """Refuses what does not go with constraints.

    Raises:
        UnsupportedError: a method that takes none, or mini-batches.
    """
    if method not in (None, *CONSTRAINED):
        raise UnsupportedError(f"the method {method!r} takes no constraints; {' and '.join(CONSTRAINED)} do")
    if batch is not None:
        raise UnsupportedError("mini-batches go with no constraints; leave batch out")


def _check(name: str, value: Any, kind: type, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, kind) or not least <= value < float("inf"):  # type: ignore[operator]
        what = "a whole number" if kind is Integral else "a number"
        raise ExtremumError(f"{name} is {what} from {least} on, not {value!r}")
