"""Quadratics: one linear system, ``H d = -g``, by a factorisation or, where it is large, by conjugate gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.ending import norm
from extremum.optimize.landscape import Landscape
from extremum.optimize.newton import newton_step, units
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_REFINED, _LARGER = 4, 100.0
_NONE = 1e-13
"""How often a point is refined; a number is far larger than another where it is so many times it; curvature is none
where it is this part of the largest."""


@final
class LinearSolve:
    """The stationary point of a quadratic by a factorisation of its Hessian, refined by the gradient there as long as
    that becomes smaller; from zero where the size of the start would take digits from it."""

    name = "one linear solve"

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """The stationary point; where there is a direction of negative curvature, a point along it."""
        point = _begin(landscape, start)
        value, gradient, hessian = landscape.curved(point)
        for _ in range(_REFINED):
            there, downward = _solved(point, gradient, hessian)
            lower, slope = landscape.slope(there)
            if not downward and not norm(slope) < norm(gradient):
                break
            point, value, gradient = there, lower, slope
            if downward or not np.isfinite(value):
                break
        watch.step(point, value, {})
        return point


def _begin(landscape: Landscape, start: Array) -> Array:
    """The start, or zero where H is singular, or some number is far larger there than where the step ends."""
    _, gradient, hessian = landscape.curved(start)
    step = newton_step(gradient, hessian)
    kept = step.definite and (np.abs(start) <= _LARGER * np.abs(start + step.way)).all()
    return start if kept else np.zeros_like(start)


def _solved(point: Array, gradient: Array, hessian: Array) -> tuple[Array, bool]:
    """The stationary point next to a point; or one along negative curvature, and whether it is that."""
    step = newton_step(gradient, hessian)
    if step.downward is not None:
        return point + step.downward * (1 + np.linalg.norm(point)) / np.linalg.norm(step.downward), True
    return point + (step.way if step.definite else _least(gradient, hessian)), False


def _least(gradient: Array, hessian: Array) -> Array:
    """The least step, in units in which the diagonal is 1, to where the gradient is zero in the range of H."""
    unit = units(hessian)
    values, vectors = np.linalg.eigh(hessian / np.outer(unit, unit))
    kept = values > _NONE * np.abs(values).max(initial=0)
    return np.asarray(-(vectors[:, kept] @ ((vectors[:, kept].T @ (gradient / unit)) / values[kept])) / unit)


@final
class ConjugateGradients:
    """The stationary point of a large quadratic by conjugate gradients on exact products with its Hessian."""

    name = "conjugate gradients"

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """The stationary point; where there is a direction of negative curvature, a point along it."""
        point = np.zeros_like(start)
        for _ in range(2):
            _, gradient = landscape.slope(point)
            point = self._solved(landscape, point, gradient, watch)
        return point

    def _solved(self, landscape: Landscape, start: Array, gradient: Array, watch: Watch) -> Array:
        """Hestenes & Stiefel (1952), sec. 3."""
        way, residual = np.zeros_like(start), -gradient
        along, size = residual.copy(), float(residual @ residual)
        enough = 1e-26 * size
        while size > enough:
            product = landscape.product(start, along)
            bend = float(along @ product)
            if bend <= _NONE * float(along @ along):
                return start + way + along if bend < 0 else start + way
            way = way + (size / bend) * along
            residual = residual - (size / bend) * product
            size, before = float(residual @ residual), size
            along = residual + (size / before) * along
            watch.step(start + way, landscape.value(start + way))
        return start + way
