"""Infima at borders of open sets: they are approached, and no point of the set has them.

In free numbers such a point looks like a minimum: with ``x = exp(t)`` or ``X = L L'`` the slope is small wherever x or
L is. In the unknowns themselves it does not: the value falls all the way to the border. Under constraints it is that
of the Lagrangian that falls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import UnsupportedError
from extremum.data.computing import silently
from extremum.operations.leaves import declared
from extremum.optimize.ending import CONVERGED, STALLED, Ending, norm
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.multipliers import multipliers
from extremum.optimize.unknowns import Part
from extremum.problems.constraint import Constraint
from extremum.structures import strongest
from extremum.structures.record import Kind, Structure

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_NEAR, _BEYOND, _ACTIVE = 1e-3, 1e-9, 1e-6
"""The border is near where it is so near, relative to the size of the unknown; what is beyond it by this is not in the
set; an inequality holds with equality where it is so by this."""
_MANY = 20
"""Of so many entries, the smallest, the ways to zero are looked at."""
_ROUNDING, _LEAST = 1e-13, 1e-300
"""What rounding may have done to eigenvalues, relative to the largest entry; what is left of a number of
which rounding has left nothing."""
_PLACES, _CLOSE, _FALLS = (0.5, 0.9, 0.99, 0.9999), (1 - 1e-8, 1 - 1e-12), 1e-6
"""Where on the way to the border slopes are looked at, and where it is seen whether they turn; a value falls where its
slope is this part of the gradient."""


def border(landscape: Landscape) -> Ending:
    """How a run ends at the border of an open set."""
    bound = "infimum" if landscape.sense.sign > 0 else "supremum"
    return Ending(STALLED, f"the {bound} is approached at the border of the open set, and not attained")


def attained(landscape: Landscape, stated: Sequence[Constraint], found: Minimum) -> Minimum:
    """The same, where it is no minimum since it is at the border of an open set said to be none."""
    parts = landscape.objective.parts
    if found.status != CONVERGED or not any(_open(part) for part in parts):
        return found
    try:
        gaps = Gaps(stated, landscape.objective, landscape.parameters)
    except UnsupportedError:
        return found
    shapes = landscape.parameters.shapes
    arrays = [_value(found, part).reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    how = border(landscape)
    outside = any(not one.test(a) for part, a in zip(parts, arrays, strict=True) for one in _open(part))
    at_border = outside or is_at_border(gaps, arrays)
    return replace(found, status=how.status, message=how.message) if at_border else found


def is_at_border(gaps: Gaps, arrays: Sequence[Array]) -> bool:
    """Whether the value, or that of the Lagrangian, falls from some unknown to the border of its open set."""
    ways = [
        (k, way)
        for k, (part, value) in enumerate(zip(gaps.objective.parts, arrays, strict=True))
        for way in _ways(value, _open(part))
    ]
    if not ways:
        return False
    with silently():
        weights = _weights(gaps, arrays)
        return weights is not None and any(_falls(gaps, arrays, weights, k, way) for k, way in ways)


def _open(part: Part) -> list[Structure]:
    """The structures of a part that are open sets."""
    return [one for one in strongest(declared(part.symbol)) if one.kind in (Kind.OPEN, Kind.OPEN_CONE)]


def _value(found: Minimum, part: Part) -> Array:
    value = found.x[part.unknown]
    return np.asarray(value if part.at is None else value[part.at - (part.unknown.start.number or 0)], dtype=float)


def _ways(value: Array, structures: Sequence[Structure]) -> Iterator[Array]:
    """From a value to near points of the border: an entry is zero there, or an eigenvalue or a singular value."""
    if not structures or not np.isfinite(value).all():
        return
    size = max(1.0, float(np.abs(value).max()))
    for way in (*_entries(value, size), *_spectral(value, size)):
        beyond = way + _BEYOND * size * way / np.abs(way).max()
        if not all(one.test(value + way) and one.test(value + beyond) for one in structures):
            yield way


def _entries(value: Array, size: float) -> Iterator[Array]:
    small = np.argsort(np.abs(value), axis=None)[:_MANY]
    for i, j in zip(*np.unravel_index(small, value.shape), strict=True):
        if abs(value[i, j]) > _NEAR * size:
            continue
        way = np.zeros_like(value)
        way[i, j] = -value[i, j] or -_LEAST
        if _is_symmetric(value):
            way[j, i] = way[i, j]
        yield way


def _spectral(value: Array, size: float) -> Iterator[Array]:
    if _is_symmetric(value):
        sizes, left = np.linalg.eigh(value)
        right = left
    else:
        left, sizes, turned = np.linalg.svd(value, full_matrices=False)
        right = turned.T
    for k in np.flatnonzero(np.abs(sizes) <= _NEAR * size):
        yield -max(float(sizes[k]), _ROUNDING * size) * np.outer(left[:, k], right[:, k])


def _is_symmetric(value: Array) -> bool:
    return value.shape[0] == value.shape[1] and bool(np.allclose(value, value.T, rtol=1e-12, atol=0))


def _weights(gaps: Gaps, arrays: Sequence[Array]) -> Array | None:
    """The multipliers of the constraints, a row of slopes each; None where slopes are no numbers."""
    rows = _slopes(gaps, arrays)
    equations = sum(len(gap.values(arrays)) for gap in gaps.equations)
    levels = np.concatenate([np.zeros(equations), *(gap.values(arrays) for gap in gaps.stated)])
    held = np.abs(levels) <= _ACTIVE * (1 + np.linalg.norm(rows, axis=1))
    held[:equations] = True
    flat = _free(gaps, arrays)
    value, gradients = gaps.objective.value_and_gradients(arrays)
    slope = gaps.parameters.pull_back(flat, gradients)
    sides = gaps.parameters.pull_back_rows(flat, rows[held])
    if not (np.isfinite(value) and np.isfinite(slope).all() and np.isfinite(sides).all()):
        return None
    found = np.zeros(len(rows))
    found[held] = multipliers(slope, sides, equations)
    return found


def _free(gaps: Gaps, arrays: Sequence[Array]) -> Array:
    """The free numbers; of matrices that rounding has put at the border those of such a little within."""
    try:
        return gaps.parameters.flat(arrays)
    except np.linalg.LinAlgError:
        within = [a + _ROUNDING * np.abs(a).max() * np.eye(len(a)) if a.shape[0] == a.shape[1] else a for a in arrays]
        return gaps.parameters.flat(within)


def _slopes(gaps: Gaps, arrays: Sequence[Array]) -> Array:
    size = sum(array.size for array in arrays)
    return np.concatenate([np.zeros((0, size)), *(gap.slopes(arrays, True) for gap in (*gaps.equations, *gaps.stated))])


def _falls(gaps: Gaps, arrays: Sequence[Array], weights: Array, k: int, way: Array) -> bool:
    """Whether the Lagrangian falls all along a way of one part, by a slope that does not turn at the border: that of
    ``w log(w) + c w`` may do so where w is less than any number."""
    slopes = []
    for place in (*_PLACES, *_CLOSE):
        there = [*arrays[:k], arrays[k] + place * way, *arrays[k + 1 :]]
        gradients = gaps.objective.value_and_gradients(there)[1]
        lagrangian = _stacked(gradients) - _slopes(gaps, there).T @ weights
        begin = sum(array.size for array in arrays[:k])
        unit = way.ravel(order="F") / np.abs(way).max()
        slope = float(lagrangian[begin : begin + way.size] @ unit)
        if place in _PLACES and not slope < -_FALLS * norm(gradients[k]) * norm(unit):
            return False
        slopes.append(slope)
    first, *_, close, closer = slopes
    return not closer - close > _FALLS * abs(first)


def _stacked(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel(order="F") for array in arrays])
