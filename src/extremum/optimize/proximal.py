"""Something smooth and corners of the unknowns themselves, ``s(x) + Σ_j w_j φ_j(x_j)``, as in the lasso.

A proximal Newton method on a working set (Lee, Sun & Saunders 2014; Massias, Gramfort & Salmon 2018): the quadratic
model of s with the corners is minimised exactly by an active set method, so that numbers at a kink are there exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.pieces import Corners
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_EPS = float(np.finfo(float).eps)
_ROUNDS = 200


@final
@dataclass(frozen=True, slots=True)
class Composite:
    """slope: value and gradient of s; hessian: its Hessian by some of the numbers, at a point that is at the kinks
    elsewhere; corners: of each number, with slopes 0 where it has none."""

    slope: Callable[[Array], tuple[float, Array]]
    hessian: Callable[[Array, Array], Array]
    corners: Corners

    def value(self, point: Array) -> float:
        """``s(x) + Σ w φ(x)``."""
        return self.slope(point)[0] + self.corners.value(point)

    def left_over(self, point: Array, gradient: Array) -> Array:
        """The least subgradient."""
        return self.corners.least(gradient, point)

    def gap(self, point: Array, gradient: Array, least: float) -> float:
        """How much lower the value is anywhere, at most, where s is convex and nowhere below ``least``.

        ``s(y) ≥ s(x) + ∇s(x)'(y - x)``; what ``∇s(x)`` exceeds of the slopes counts with the largest ``Σ w φ`` that a
        better point can have.
        """
        low, high, at = self.corners.low, self.corners.high, self.corners.at
        value = self.slope(point)[0] + self.corners.value(point)
        outside = np.maximum(np.maximum(gradient + low, -gradient - high), 0)
        width = np.minimum(-low, high)
        if (width <= 0).any():
            return np.inf if outside.any() else float(self.corners.value(point) + gradient @ (point - at))
        reach = (value - least) * float((outside / width).max(initial=0))
        return float(self.corners.value(point) + gradient @ (point - at)) + reach


def descended(problem: Composite, start: Array, tolerance: float, watch: Watch) -> Array:
    """The minimum: working sets that grow by what violates the conditions most."""
    point = start.copy()
    bare = problem.corners.low == problem.corners.high
    size = 0
    for _ in range(_ROUNDS):
        value, gradient = problem.slope(point)
        left = np.abs(problem.left_over(point, gradient))
        scale = float(np.maximum(np.abs(gradient), np.maximum(-problem.corners.low, problem.corners.high)).max())
        if not np.isfinite(value) or left.max(initial=0) <= tolerance * scale:
            break
        held = bare | (point != problem.corners.at)
        size = max(size, 2 * int(held.sum()), 30)
        order = np.argsort(np.where(held, -np.inf, -left), kind="stable")
        working = np.sort(order[: max(size, int(held.sum()))])
        working = working[held[working] | (left[working] > 0)]
        lower = _on(problem, point, gradient, working, tolerance * scale / 10, watch)
        if np.array_equal(lower, point):
            break
        point = lower
    return point


def _on(problem: Composite, point: Array, gradient: Array, working: Array, enough: float, watch: Watch) -> Array:
    """Proximal Newton steps in some of the numbers."""
    corners = problem.corners.of(working)
    value = problem.value(point)
    for _ in range(50):
        here = point[working]
        hessian = problem.hessian(point, working)
        wanted = model_minimum(hessian, gradient[working] - hessian @ here, corners, here)
        promised = float(gradient[working] @ (wanted - here)) + corners.value(wanted) - corners.value(here)
        length = 1.0
        while True:
            there = point.copy()
            there[working] = wanted if length == 1.0 else here + length * (wanted - here)
            lower = problem.value(there)
            if lower <= value + 1e-4 * length * promised or length < 1e-10:
                break
            length /= 2
        if not lower <= value + 4 * _EPS * abs(value):
            return point
        point, fallen, value = there, value - lower, lower
        gradient = problem.slope(point)[1]
        watch.step(point, value)
        if np.abs(corners.least(gradient[working], point[working])).max(initial=0) <= enough or fallen <= 0:
            break
    return point


def model_minimum(matrix: Array, linear: Array, corners: Corners, start: Array) -> Array:
    """The minimum of ``z'Qz/2 + q'z + Σ w φ(z)`` for a positive semidefinite Q, by active sets: what is not at its kink
    keeps its side while the linear system is solved; steps go to the lowest value along the way."""
    point = start.copy()
    bare = corners.low == corners.high
    for _ in range(20 * len(point) + 100):
        gradient = matrix @ point + linear
        left = corners.least(gradient, point)
        free = bare | (point != corners.at)
        scale = max(
            float(np.abs(gradient).max(initial=0)), float(np.maximum(-corners.low, corners.high).max(initial=0))
        )
        if np.abs(left[free]).max(initial=0) <= 1e-13 * scale:
            entering = np.flatnonzero(~free & (np.abs(left) > 1e-13 * scale))
            if not entering.size:
                break
            most = np.argsort(-np.abs(left[entering]), kind="stable")
            free = free.copy()
            free[entering[most[: max(1, len(entering) // 2)]]] = True
        sides = np.where(point != corners.at, corners.slope(point), np.where(left < 0, corners.high, corners.low))
        members = np.flatnonzero(free)
        way = np.zeros_like(point)
        way[members] = -_solved(matrix[np.ix_(members, members)], (gradient + np.where(bare, 0.0, sides))[members])
        lower = _lowest_along(matrix, gradient, corners, point, way)
        if np.array_equal(lower, point):
            single = np.argmax(np.where(free | (np.abs(left) > 1e-13 * scale), np.abs(left), 0))
            lower = _one(matrix, gradient, corners, point, int(single))
            if np.array_equal(lower, point):
                break
        point = lower
    return point


def _one(matrix: Array, gradient: Array, corners: Corners, point: Array, k: int) -> Array:
    """The minimum in one number alone."""
    bend = float(matrix[k, k])
    if bend <= 0:
        return point
    found = point.copy()
    middle = point[k] - gradient[k] / bend
    high, low, at = (middle - corners.high[k] / bend, middle - corners.low[k] / bend, corners.at[k])
    found[k] = high if high > at else low if low < at else at
    return found


def _solved(matrix: Array, right: Array) -> Array:
    from scipy import linalg

    factored: Any = linalg.cho_factor
    try:
        return np.asarray(linalg.cho_solve(factored(matrix, check_finite=False), right, check_finite=False))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(matrix, right, rcond=1e-13)[0])


def _lowest_along(matrix: Array, gradient: Array, corners: Corners, point: Array, way: Array) -> Array:
    """The lowest of the points of a step at which a number reaches its kink, and of its end; with that number there."""
    with np.errstate(all="ignore"):
        kinks = np.where(way != 0, (corners.at - point) / way, np.inf)
    kinks = np.where((kinks > 0) & (kinks < 1), kinks, np.inf)
    lengths = np.unique(np.concatenate([kinks[np.isfinite(kinks)], [1.0]]))[:200]
    slope, bend = float(gradient @ way), float(way @ matrix @ way)
    values = [slope * t + bend * t * t / 2 + corners.value(point + t * way) for t in lengths]
    best = int(np.argmin(values))
    if not values[best] < corners.value(point):
        return point
    found: Array = point + lengths[best] * way
    here = kinks == lengths[best]
    found[here] = corners.at[here]
    return found
