"""Newton's method: steps ``d = -H⁻¹ g`` along which the value falls; where H is not positive definite, ``-|H|⁻¹ g``.

``|H|`` has the absolute values of H's eigenvalues (Greenstadt 1967; Nocedal & Wright 2006, sec. 3.4), so that saddles
repel. Steps do not depend on the units of the unknowns where H is positive definite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.descent import ByScipy
from extremum.optimize.landscape import Landscape
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_EPS = float(np.finfo(float).eps)
_ENOUGH = 0.05
"""The part of the fall expected which a step must bring."""
_TRIALS = 12
"""How many lengths of a step are tried."""
_FLOOR = 1e-10
"""The least curvature beside the largest."""


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

    unit = units(hessian)
    matrix, slope = hessian / np.outer(unit, unit), gradient / unit
    try:
        factor = cho_factor(matrix, check_finite=False)
        if np.abs(np.diagonal(factor[0])).min(initial=1.0) ** 2 > 1e-14:  # no numbers are free in a skew one
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


def units(hessian: Array) -> Array:
    """The roots of the diagonal, or a small part of what the others' ask for, ``|H_ij| ≤ √(H_ii H_jj)`` where H is
    definite, where that is larger."""
    bent = np.sqrt(np.abs(np.diagonal(hessian)))
    beside = np.abs(hessian) / np.where(bent > 0, bent, np.inf)
    found = np.maximum(bent, 1e-4 * beside.max(axis=1, initial=0))
    found = np.where(found > 0, found, 1e-4 * np.sqrt(np.abs(hessian).max(axis=1, initial=0)))
    return np.where(found > 0, found, 1.0)


Curved = tuple[float, "Array", "Array"]


@final
class Newton:
    """Newton's method: steps along which the value falls while H is positive definite, which do not depend on the
    units of the unknowns; otherwise SciPy's trust region with exact Hessians (Moré & Sorensen 1983), and such
    steps again at its end."""

    name = "Newton's method"

    def __init__(self, tolerance: float) -> None:
        self._region = ByScipy("trust-exact", tolerance)

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """From a start down to where no lower value is expected."""
        point, done, top = start, False, float(memory.get("top", landscape.curved(start)[0]))
        if "trusted" not in memory:
            point, done = _steps(landscape, start, watch, top)
        if done:
            return point
        watch.kept |= {"trusted": True, "top": top}
        lower = self._region.run(landscape, point, watch, {})
        del watch.kept["trusted"]
        return _steps(landscape, lower, watch, top)[0]


def _steps(landscape: Landscape, start: Array, watch: Watch, top: float) -> tuple[Array, bool]:
    """Steps while H is positive definite; and whether they ended where no lower value is expected."""
    point, here = start, landscape.curved(start)
    while all(np.isfinite(part).all() for part in here):
        step = newton_step(*here[1:])
        if step.lowest or not step.definite:
            return point, False
        if step.fall <= max(_EPS * abs(here[0]), 1e-24 * (top - here[0])):
            return point, True
        found = _shortened(landscape, point, here, step)
        if found is None:
            return point, False
        still = np.abs(found[0] - point).max() <= _EPS * np.abs(point).max()
        point, here = found
        watch.step(point, here[0], {"top": top})
        if still:
            return point, True
    return point, True


def _shortened(landscape: Landscape, point: Array, here: Curved, step: Step) -> tuple[Array, Curved] | None:
    """The end of the step, or of a part of it, that brings a part of the fall expected (Armijo 1966)."""
    length = 1.0
    for _ in range(_TRIALS):
        there = point + length * step.way
        found = landscape.curved(there)
        enough = np.isfinite(found[0]) and here[0] - found[0] >= _ENOUGH * length * step.fall
        if enough or _flatter(here, found, length * step.way):
            return there, found
        length *= _part(here, found, length * step.way)
    return None


def _part(here: Curved, there: Curved, way: Array) -> float:
    """Where the cubic of the values and slopes at both ends of a step is least (Nocedal & Wright 2006, (3.59)), from a
    tenth to a half of it; a half where the far end has none."""
    down, up = float(here[1] @ way), float(there[1] @ way)
    mean = down + up - 3 * (there[0] - here[0])
    under = mean**2 - down * up
    if not np.isfinite(under):
        return 0.5
    root = np.sqrt(max(under, 0.0))
    return float(np.clip(1 - (up + root - mean) / (up - down + 2 * root), 0.1, 0.5))


def _flatter(here: Curved, found: Curved, way: Array) -> bool:
    """Within rounding of the value, that the slope has become flatter (Hager & Zhang 2005, sec. 2)."""
    within = found[0] <= here[0] + 4 * _EPS * abs(here[0])
    return bool(within and abs(found[1] @ way) <= 0.5 * abs(here[1] @ way))
