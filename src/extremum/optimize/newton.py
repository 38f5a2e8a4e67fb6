"""Newton's method: steps ``d = -H⁻¹ g`` along which the value falls; where H is not positive definite, ``-|H|⁻¹ g``.

``|H|`` has the absolute values of H's eigenvalues (Greenstadt 1967; Nocedal & Wright 2006, sec. 3.4), so that saddles
repel. Steps do not depend on the units of the unknowns where H is positive definite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.landscape import Landscape
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_EPS = float(np.finfo(float).eps)
_ENOUGH, _WELL, _BADLY = 1e-4, 0.75, 0.25
"""The part of the fall expected which a step must bring, and from which on the model is good, or below which bad."""
_FLOOR, _LEAVING = 1e-10, 0.05
"""The least curvature beside the largest; the least part of a step that goes along a negative curvature."""


@final
@dataclass(frozen=True, slots=True)
class Step:
    """A step, the fall ``-(g'd + d'|H|d/2)`` that is expected of it, and the lowest curvature with its direction
    (0 and None where there is none); definite: whether H is positive definite beyond rounding."""

    way: Array
    fall: float
    lowest: float = 0.0
    downward: Array | None = None
    definite: bool = False


def newton_step(gradient: Array, hessian: Array) -> Step:
    """``-|H|⁻¹ g``, by a Cholesky factor where H is positive definite; rows and columns are scaled to a diagonal of
    ones before."""
    from scipy.linalg import cho_factor, cho_solve

    unit = _units(hessian)
    matrix, slope = hessian / np.outer(unit, unit), gradient / unit
    try:
        factor = cho_factor(matrix, check_finite=False)
        if np.abs(np.diagonal(factor[0])).min() ** 2 > 1e-14:
            way = -cho_solve(factor, slope, check_finite=False) / unit
            return Step(way, -float(gradient @ way) / 2, definite=True)
    except np.linalg.LinAlgError:
        pass
    return _by_eigenvalues(gradient, matrix, slope, unit)


def _by_eigenvalues(gradient: Array, matrix: Array, slope: Array, unit: Array) -> Step:
    values, vectors = np.linalg.eigh(matrix)
    largest = float(np.abs(values).max(initial=0)) or 1.0
    curvature = np.maximum(np.abs(values), _FLOOR * largest)
    way = -(vectors @ ((vectors.T @ slope) / curvature)) / unit
    lowest = float(values[0]) if values[0] < -_FLOOR * largest else 0.0
    return Step(way, -float(gradient @ way) / 2, lowest, vectors[:, 0] / unit if lowest else None)


def _units(hessian: Array) -> Array:
    """The roots of the diagonal, or of a small part of the row where that is larger."""
    rows = np.abs(hessian).max(axis=1, initial=0)
    found = np.sqrt(np.maximum(np.abs(np.diagonal(hessian)), 1e-8 * rows))
    return np.where(found > 0, found, 1.0)


@final
class Newton:
    """Newton's method; where the model of the objective is bad, within a region where it is good.

    Steps are ``-(H + μ D²)⁻¹ g`` with μ such that ``‖D d‖`` is the radius of the region, D the roots of H's diagonal
    (Moré & Sorensen 1983). A full step is taken where H is positive definite until one has failed.
    """

    name = "Newton's method"

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """From a start down to where no lower value is expected."""
        point, radius = start, float(memory.get("radius", np.inf))
        here = landscape.curved(point)
        first = float(memory.get("top", here[0]))
        while all(np.isfinite(part).all() for part in here):
            step = newton_step(*here[1:])
            if step.fall <= max(_EPS * abs(here[0]), 1e-24 * (first - here[0])) and not step.lowest:
                break
            found = _trusted(landscape, point, here, step, radius)
            if found is None:
                break
            point, here, radius = found
            watch.step(point, here[0], {"radius": radius, "top": first})
        return point


Curved = tuple[float, "Array", "Array"]


def _trusted(
    landscape: Landscape, point: Array, here: Curved, step: Step, radius: float
) -> tuple[Array, Curved, float] | None:
    """A lower point within the region, what is there, and the next radius; None where there is none."""
    value, gradient, hessian = here
    region = Region(gradient, hessian)
    if step.lowest and radius == np.inf:
        radius = min(max(region.length(step.way), 1e-3 * (1 + region.length(point))), 1 + region.length(point))
    for attempt in range(60):
        full = not step.lowest and region.length(step.way) <= radius
        way = step.way if full else region.step(radius)
        expected = -float(gradient @ way + way @ hessian @ way / 2)
        there = point + way
        found = landscape.curved(there) if not attempt else (*landscape.slope(there), hessian)
        share = (value - found[0]) / expected if expected > 0 and np.isfinite(found[0]) else -1.0
        if share < _BADLY:
            radius = region.length(way) * (0.25 if np.isfinite(found[0]) else 0.1)
        elif share > _WELL and not full:
            radius = 2 * radius
        if (share > _ENOUGH and found[0] < value) or _flatter(here, found, way):
            return there, landscape.curved(there) if attempt else found, radius
        if np.abs(way).max() <= _EPS * np.abs(point).max():
            return None
    return None


def _flatter(here: Curved, found: Curved, way: Array) -> bool:
    """Within rounding of the value, that the slope has become flatter (Hager & Zhang 2005, sec. 2)."""
    within = found[0] <= here[0] + 4 * _EPS * abs(here[0])
    return bool(within and abs(found[1] @ way) <= 0.5 * abs(here[1] @ way))


@final
class Region:
    """The minimum of ``g'd + d'Hd/2`` within ``‖D d‖ ≤ r``, from the eigenvalues of ``D⁻¹ H D⁻¹``, which are found
    when they are first needed."""

    def __init__(self, gradient: Array, hessian: Array) -> None:
        self.unit = _units(hessian)
        self._gradient, self._hessian = gradient, hessian

    def length(self, way: Array) -> float:
        """``‖D d‖``."""
        return float(np.linalg.norm(self.unit * way))

    @cached_property
    def _parts(self) -> tuple[Array, Array, Array]:
        values, vectors = np.linalg.eigh(self._hessian / np.outer(self.unit, self.unit))
        return values, vectors, vectors.T @ (self._gradient / self.unit)

    def step(self, radius: float) -> Array:
        """The minimum on the border, or within where it is there."""
        values, vectors, slope = self._parts
        least = max(0.0, -float(values[0]))
        size = float(np.abs(values).max(initial=0)) or 1.0
        low, high = least, least + float(np.linalg.norm(slope)) / radius + _EPS * size
        for _ in range(80):
            shift = (low + high) / 2
            longer = np.linalg.norm(slope / np.maximum(values + shift, _EPS**2)) > radius
            low, high = (shift, high) if longer else (low, shift)
        inside = -slope / np.maximum(values + high, _EPS**2)
        return np.asarray(vectors @ self._leaving(inside, radius) / self.unit)

    def _leaving(self, inside: Array, radius: float) -> Array:
        """A step that leaves along every direction of negative curvature: where the gradient has no part in one, by
        symmetry say, a step that follows the gradient would never do so; and that is as long as the region reaches."""
        values = self._parts[0]
        down = values < -_FLOOR * np.abs(values).max(initial=0)
        if not down.any():
            return inside
        least = np.where(inside < 0, -_LEAVING, _LEAVING) * radius
        found = np.where(down & (np.abs(inside) < np.abs(least)), least, inside)
        rest = radius**2 - float(found @ found)
        if rest > 0:
            found[0] += np.sqrt(rest) if found[0] >= 0 else -np.sqrt(rest)
        return found * (radius / float(np.linalg.norm(found)))
