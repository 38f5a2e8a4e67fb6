"""Whether a point that satisfies the conditions of Karush, Kuhn and Tucker is a minimum: where the Lagrangian curves
down along a direction in which the constraints that hold with equality do not change, lower points within them are
looked for (Nocedal & Wright 2006, sec. 12.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.ending import norm
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_WHOLE, _STEP = 60, 1e-5
"""Up to so many directions the Hessian is had whole; how far apart, relative to the point, gradients are compared."""
_NONE, _OFF, _LOWER = 1e-6, 1e-9, 1e-10
"""Curvature is none where it is this part of the largest; constraints hold where they are this little off, relative to
the point; a value is lower where it is so by this part."""
_DISTANCES, _CORRECTIONS, _RANDOM = (1e-3, 1e-2, 1e-1), 5, 4
"""How far from the point is looked, relative to it; how often it is brought back to what is held; directions drawn."""


@final
@dataclass(frozen=True, slots=True)
class Held:
    """The constraints that hold with equality and that a multiplier holds: of the equations all, of the entries of the
    inequalities some, with the multipliers of both, and the gradients, a row each."""

    inequalities: Array
    multipliers: Array
    rows: Array


def lower_within(landscape: Landscape, gaps: Gaps, point: Array, held: Held) -> Array | None:
    """A lower point within the constraints; None where none was found. Looking is not counted as evaluations."""
    spent = landscape.evaluations
    try:
        return next(_lower(landscape, gaps, point, held), None)
    finally:
        landscape.evaluations = spent


def _lower(landscape: Landscape, gaps: Gaps, point: Array, held: Held) -> Iterator[Array]:
    value, size = landscape.value(point), 1 + norm(point)
    steep = float(np.abs(held.multipliers).sum())
    for way in _ways(landscape, gaps, point, held):
        for far in (sign * distance * size for distance in _DISTANCES for sign in (1, -1)):
            there = _restored(gaps, point + far * way, held)
            off = _violation(gaps, there)
            lower = landscape.value(there)
            if off <= _OFF * size and lower < value - _LOWER * (1 + abs(value)) - 2 * steep * off:
                yield there


def _ways(landscape: Landscape, gaps: Gaps, point: Array, held: Held) -> Iterator[Array]:
    """Unit directions along which what is held does not change: one in which the Lagrangian curves down, and random
    ones."""
    from scipy.linalg import null_space

    if not np.isfinite(held.rows).all():
        return
    basis: Any = null_space(held.rows) if len(held.rows) else np.eye(point.size)
    if not basis.shape[1]:
        return
    step = _STEP * (1 + norm(point))

    def slope(there: Array) -> Array:
        return np.asarray(landscape.slope(there)[1] - _rows(gaps, there, held).T @ held.multipliers)

    def product(along: Array) -> Array:
        change = step * (basis @ along)
        return np.asarray(basis.T @ (slope(point + change) - slope(point - change)) / (2 * step))

    with np.errstate(all="ignore"):
        lowest = _lowest(product, basis.shape[1])
    if lowest is not None:
        yield np.asarray(basis @ lowest)
    for way in np.random.default_rng(1).normal(size=(_RANDOM, basis.shape[1])):
        yield np.asarray(basis @ (way / norm(way)))


def _lowest(product: Any, size: int) -> Array | None:
    """The direction of the lowest curvature, where that is negative beyond rounding."""
    if size <= _WHOLE:
        matrix = np.array([product(each) for each in np.eye(size)])
        if not np.isfinite(matrix).all():
            return None
        values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    else:
        from scipy.sparse.linalg import ArpackError, ArpackNoConvergence, LinearOperator, eigsh

        operator: Any = LinearOperator((size, size), matvec=lambda v: product(np.ravel(v)), dtype=float)
        try:
            values, vectors = eigsh(operator, 2, which="BE", tol=1e-2, maxiter=10, v0=np.ones(size))
        except ArpackNoConvergence as error:
            values, vectors = error.eigenvalues, error.eigenvectors
        except ArpackError:
            return None
    if not len(values) or not values[0] < -_NONE * np.abs(values).max():
        return None
    return np.asarray(vectors[:, 0])


def _rows(gaps: Gaps, point: Array, held: Held) -> Array:
    return np.concatenate(
        [gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)[held.inequalities]]
    )


def _restored(gaps: Gaps, point: Array, held: Held) -> Array:
    """The point moved until what is held holds, by Newton's method of least steps."""
    for _ in range(_CORRECTIONS):
        left = np.concatenate(
            [gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)[held.inequalities]]
        )
        if not left.size or not np.isfinite(left).all() or not left.any():
            break
        rows = _rows(gaps, point, held)
        if not np.isfinite(rows).all():
            break
        point = point - np.linalg.lstsq(rows, left, rcond=None)[0]
    return gaps.within(point)


def _violation(gaps: Gaps, point: Array) -> float:
    equal, over = gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)
    found = max(np.abs(equal).max(initial=0), (-over).max(initial=0))
    return float(found) if np.isfinite(found) else np.inf
