"""Minimisation by SciPy's optimisers, on all data at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError
from extremum.optimize.ending import UNBOUNDED, Run, ending, norm
from extremum.optimize.minimum import Minimum
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters

if TYPE_CHECKING:
    from extremum.algebra.node import Array


class _BottomlessError(Exception):
    """The objective is -∞ at a point."""


class _RanAwayError(Exception):
    """The method asks for a point at infinity."""


def by_descent(
    objective: Objective, parameters: Parameters, method: str, tolerance: float, limit: int,
    advance: Callable[[float], None],
) -> Minimum:  # fmt: skip
    """The minimum by a method of ``scipy.optimize.minimize``.

    Raises:
        DataError: the objective or its gradient is no number at the start.
    """
    start = parameters.start()
    found = searched(objective, parameters, start, method, tolerance, limit, advance)
    if found.bottomless:
        return _bottomless(objective, parameters, found)
    limited = found.count >= limit
    return result(
        objective, parameters, start, found.end, found.count, limited, tolerance, found.history, found.undefined
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Where a search ended, after how many iterations; bottomless: it met -∞; undefined: as of :class:`_Search`."""

    end: Array
    count: int
    history: list[float]
    undefined: Array | None = None
    bottomless: bool = False


def searched(
    objective: Objective, parameters: Parameters, start: Array, method: str, tolerance: float, limit: int,
    advance: Callable[[float], None], constraints: Sequence[Any] = (), bounds: Sequence[Any] | None = None,
) -> Found:  # fmt: skip
    """A run of SciPy's method from a point.

    Raises:
        DataError: the objective or its gradient is no number at the start.
    """
    from scipy import optimize

    scipy_minimize: Any = optimize.minimize
    search = _Search(objective, parameters, start, advance)
    if limit == 0:
        return Found(start, 0, [])
    options: dict[str, Any] = {"maxiter": limit}
    if method == "L-BFGS-B":
        options |= {"ftol": 1e-15, "gtol": tolerance, "maxfun": 20 * limit}
    if bounds is not None and method == "SLSQP":
        options |= {"ftol": 1e-15}
    more: dict[str, Any] = {} if bounds is None else {"constraints": constraints, "bounds": bounds}
    try:
        found = scipy_minimize(
            search, start, jac=True, method=method, options=options, callback=search.finished, **more,
            tol=None if method == "L-BFGS-B" or bounds is not None else tolerance,
        )  # fmt: skip
    except _BottomlessError:
        return Found(search.last, len(search.history), search.history, bottomless=True)
    except _RanAwayError:
        return Found(search.last, len(search.history), search.history, search.undefined)
    end = found.x if np.isfinite(found.x).all() else search.last
    return Found(end, int(found.nit), search.history, search.undefined)


def result(
    objective: Objective, parameters: Parameters, start: Array, end: Array, iterations: int, limited: bool,
    tolerance: float, history: list[float], undefined: Array | None = None,
) -> Minimum:  # fmt: skip
    """What was found, and how it ended; ``undefined`` is a point, tried last, where the objective is no number."""

    def at(flat: Array) -> tuple[float, Array]:
        return evaluated(objective, parameters, flat)

    value, gradient = at(end)
    where = "" if undefined is None else objective.undefined(parameters.arrays(undefined))
    kinks = "; ".join(objective.kinks()[:1])
    how = ending(at, Run(start, end, value, gradient, limited, kinks, where), tolerance)
    return Minimum(
        objective.values(parameters, end), value, norm(gradient), iterations, how.status, how.message, history
    )


def evaluated(objective: Objective, parameters: Parameters, flat: Array) -> tuple[float, Array]:
    """The value, and the gradient by the free numbers."""
    value, gradients = objective.value_and_gradients(parameters.arrays(flat))
    return value, parameters.pull_back(flat, gradients)


def _bottomless(objective: Objective, parameters: Parameters, found: Found) -> Minimum:
    """It met -∞: the last point before it."""
    value, gradient = evaluated(objective, parameters, found.end)
    values = objective.values(parameters, found.end)
    message = "the objective is -inf at a point that was met"
    return Minimum(values, value, norm(gradient), found.count, UNBOUNDED, message, found.history)


@final
class _Search:
    """The objective as SciPy asks for it, in a unit in which its gradient at the start is no less than 1.

    last: the point after the last iteration; undefined: a point tried since then at which the objective is no number.
    """

    def __init__(
        self, objective: Objective, parameters: Parameters, start: Array, advance: Callable[[float], None]
    ) -> None:
        self.objective, self.parameters, self.advance = objective, parameters, advance
        self.last = start
        self.undefined: Array | None = None
        self.history: list[float] = []
        size = norm(self._first(start))
        self._unit = size if 0 < size < 1 else 1.0

    def _first(self, start: Array) -> Array:
        value, gradient = evaluated(self.objective, self.parameters, start)
        if np.isfinite(value) and np.isfinite(gradient).all():
            return gradient
        where = self.objective.undefined(self.parameters.arrays(start))
        what = f"{where} is not a number" if where else f"the objective is {value}, or its gradient is not finite,"
        raise DataError(f"{what} at the start; give another start with start={{symbol: value}}")

    def __call__(self, flat: Array) -> tuple[float, Array]:
        if not np.isfinite(flat).all():
            raise _RanAwayError
        value, gradient = evaluated(self.objective, self.parameters, flat)
        if value == -np.inf:
            raise _BottomlessError
        if np.isnan(value) or np.isnan(gradient).any():
            self.undefined = flat.copy()
            return np.inf, np.zeros_like(flat)
        return value / self._unit, gradient / self._unit

    def finished(self, flat: Array, *_: Any) -> None:
        """After each iteration."""
        self.last, self.undefined = flat.copy(), None
        self.history.append(self.objective.value(self.parameters.arrays(flat)))
        self.advance(self.history[-1])
