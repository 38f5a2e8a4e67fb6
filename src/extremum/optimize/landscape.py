"""The objective as a function of flat free numbers: its value, gradient, Hessian, and the Hessian along a step."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.errors import DataError
from extremum.algebra.room import RoomError
from extremum.data.computing import computing
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters
from extremum.optimize.program import Values
from extremum.optimize.sense import Sense
from extremum.optimize.steady import steady_hessian
from extremum.scale.checks import RowError

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_LARGEST = 400
"""Up to so many free numbers a Hessian is built."""


@final
class Landscape:
    """Value and derivatives by the free numbers ``t`` of charts ``x(t)``.

    evaluations: how often a value was asked for; undefined: a point, tried last, where the objective is no number.
    """

    def __init__(self, objective: Objective, parameters: Parameters) -> None:
        self.objective, self.parameters = objective, parameters
        self.evaluations = 0
        self.undefined: Array | None = None
        self._last: tuple[Array, float, Array, Array] | None = None
        self._slope: tuple[Array, float, Array] | None = None

    @property
    def sense(self) -> Sense:
        """Whether f or its negative is the objective."""
        return self.objective.sense

    @property
    def size(self) -> int:
        """How many free numbers there are."""
        return self.parameters.size

    def value(self, flat: Array) -> float:
        """``f(x(t))``."""
        return self.slope(flat)[0]

    def slope(self, flat: Array) -> tuple[float, Array]:
        """``f`` and ``(∂x/∂t)' ∇f``; what was found at the last point is remembered."""
        if self._last is not None and np.array_equal(self._last[0], flat):
            return self._last[1], self._last[2].copy()
        if self._at_once and self._whole is not None:
            return self.curved(flat)[:2]
        if self._slope is None or not np.array_equal(self._slope[0], flat):
            self.evaluations += 1
            value, gradients = self.objective.value_and_gradients(self.parameters.arrays(flat))
            self._slope = (flat.copy(), value, self.parameters.pull_back(flat, gradients))
        return self._slope[1], self._slope[2].copy()

    def part(self, flat: Array, members: Array) -> tuple[float, Array]:
        """As :meth:`slope`, on some of the samples."""
        value, gradients = self.objective.value_and_gradients(self.parameters.arrays(flat), members)
        return value, self.parameters.pull_back(flat, gradients)

    @cached_property
    def _steady(self) -> Array | None:
        """The Hessian of a quadratic in families."""
        return steady_hessian(self.objective, self.parameters)

    @cached_property
    def lacks(self) -> str:
        """Why there are no second derivatives; empty where there are."""
        return "" if self._steady is not None else self.objective.second.known

    @cached_property
    def is_quadratic(self) -> bool:
        """Whether f is a quadratic of the free numbers: its Hessian is constant, and there are no kinks, which it does
        not see."""
        if self._steady is not None:
            return True
        smooth = self.parameters.linear and not self.objective.kinked
        return smooth and not self.lacks and self.objective.second.constant

    @cached_property
    def _whole(self) -> Values | None:
        """What gives the Hessian as a matrix; None where there is none, or where it would be large."""
        if self._steady is not None or self.lacks or self.size > _LARGEST or self._entries > 2 * _LARGEST:
            return None
        second, here = self.objective.second, self.objective.at(self.parameters.initial)
        return second.whole if second.is_cheap(here, self._entries) else None

    @property
    def _at_once(self) -> bool:
        """Whether the Hessian costs nothing beside the gradient: it is constant, or comes with the same pass over
        samples."""
        return self.objective.samples is not None or self.is_quadratic

    @property
    def _entries(self) -> int:
        return sum(rows * cols for rows, cols in self.parameters.shapes)

    @property
    def has_matrix(self) -> bool:
        """Whether the Hessian is had as a matrix, at the cost of few gradients."""
        return self._steady is not None or self._whole is not None or (not self.lacks and self.size <= _LARGEST // 8)

    def curved(self, flat: Array) -> tuple[float, Array, Array]:
        """``f``, its gradient, and ``H = J' ∇²f J + Σ_k (∇f)_k ∇²x_k`` with ``J = ∂x/∂t``; not a number where there is
        none; what was found at the last point is remembered."""
        if self._last is None or not np.array_equal(self._last[0], flat):
            self._last = (flat.copy(), *self._curved(flat))
        _, value, gradient, hessian = self._last
        return value, gradient.copy(), hessian.copy()

    def elsewhere(self, flat: Array) -> tuple[float, Array, Array]:
        """As :meth:`curved`, at a point where the run is not: what was found at its last one stays remembered."""
        return self._curved(flat)

    def _curved(self, flat: Array) -> tuple[float, Array, Array]:
        if self._steady is not None:
            return *self.slope(flat), self._steady
        if self._whole is None:
            value, gradient = self.slope(flat)
            return value, gradient, self._by_columns(flat)
        if self._slope is None or not np.array_equal(self._slope[0], flat):  # else its value is known
            self.evaluations += 1
        arrays = self.parameters.arrays(flat)
        try:
            with computing(lambda: "the Hessian"):
                value, *gradients, matrix = self._whole(self.objective.at(arrays))
        except (RowError, RoomError):
            raise
        except DataError:
            return np.nan, np.full(flat.size, np.nan), np.full((flat.size, flat.size), np.nan)
        shaped = [np.asarray(g, dtype=float).reshape(a.shape) for g, a in zip(gradients, arrays, strict=True)]
        full = np.asarray(matrix, dtype=float).reshape(self._entries, self._entries)
        found = self.parameters.pull_back_twice(flat, shaped, full)
        return float(np.reshape(value, ())), self.parameters.pull_back(flat, shaped), (found + found.T) / 2

    def where_undefined(self) -> str:
        """What is no number at the point that was tried last; empty where there is none."""
        return "" if self.undefined is None else self.objective.undefined(self.parameters.arrays(self.undefined))

    def underflows(self, flat: Array) -> bool:
        """Whether a product on the way to the value or the gradient is too small for a number."""
        return self.objective.underflows(self.parameters.arrays(flat))

    def why_undefined(self, point: Array, value: float) -> str:
        """What is no number at a start."""
        where = self.objective.undefined(self.parameters.arrays(point))
        what = where or f"the objective is {self.sense.of(value)}, or its gradient is not finite,"
        return f"{what} at the start; give another start, start={{symbol: value}}"

    def product(self, flat: Array, step: Array) -> Array:
        """The Hessian times a step."""
        if self._steady is not None:
            return np.asarray(self._steady @ step)
        arrays = self.parameters.arrays(flat)
        scope = self.objective.at(arrays)
        try:
            with computing(lambda: "the Hessian"):
                changes = self.objective.second.along(scope, self.parameters.push(flat, step))
        except (RowError, RoomError):
            raise
        except DataError:
            return np.full(flat.size, np.nan)
        found = self.parameters.pull_back(flat, changes)
        if self.parameters.linear:
            return found
        gradients = self.objective.value_and_gradients(arrays)[1]
        return np.asarray(found + self.parameters.bend(flat, gradients, step))

    def _by_columns(self, flat: Array) -> Array:
        found = np.array([self.product(flat, step) for step in np.eye(flat.size)])
        return np.asarray((found + found.T) / 2)

    def along(self, flat: Array, step: Array) -> Array:
        """The Hessian times a step, by differences of gradients where there are no second derivatives."""
        if not self.lacks:
            return self.product(flat, step)
        size = float(np.linalg.norm(step)) or 1.0
        short = 1e-5 * (1 + float(np.linalg.norm(flat))) / size
        found = (self.slope(flat + short * step)[1] - self.slope(flat - short * step)[1]) / (2 * short)
        return np.asarray(found) if np.isfinite(found).all() else np.zeros_like(flat)
