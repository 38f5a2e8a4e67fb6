"""Whether a point where the gradient is small is a minimum: directions in which the value curves down, and what is
lower along them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.optimize.landscape import Landscape
from extremum.optimize.newton import Step, newton_step, units

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_DISTANCES = 10.0 ** np.arange(-4, 0)
_REGULAR, _AWAY = 1e-6, 0.1
"""A Hessian is regular where its least eigenvalue is more than this part of its entries, here and so far away."""
_SMALL_PART, _NEAR, _UNLIKE = 1e-2, 1e-4, 1e4
"""What is a small part of a value; a step is small where it is this part of each number; how many times another a unit
is that is unlike it."""
_RANDOM, _NOISE = 4, 1e-11
"""How many directions are drawn; a value is lower where it is so by this part of the values nearby."""


def lower_nearby(landscape: Landscape, point: Array, value: float) -> Array | None:
    """A point nearby at which the value is lower; None where none was found."""
    if not np.isfinite(value):
        return None
    size = 1 + float(np.linalg.norm(point))
    for way in _ways(landscape, point):
        there = [point + sign * far * size * way for far in _DISTANCES for sign in (1, -1)]
        values = np.array([landscape.value(each) for each in there])
        values[~np.isfinite(values)] = np.inf
        spread = np.abs(values[np.isfinite(values)] - value).max(initial=0)
        if values.min(initial=np.inf) < value - _NOISE * max(spread, abs(value)):
            lowest: Array = there[int(np.argmin(values))]
            return lowest
    return None


def is_regular(landscape: Landscape, point: Array) -> bool:
    """Whether the Hessian is positive definite by more than what is left of a larger one nearby, as of ``x^3`` at 0."""
    away = _AWAY * (1 + float(np.linalg.norm(point))) * np.random.default_rng(2).choice([-1.0, 1.0], point.size)
    here, there = landscape.curved(point)[2], landscape.elsewhere(point + away)[2]
    size = max((float(np.abs(each).max(initial=0)) for each in (here, there) if np.isfinite(each).all()), default=0.0)
    return bool(np.linalg.eigvalsh(here).min(initial=np.inf) > _REGULAR * size)


def _ways(landscape: Landscape, point: Array) -> Iterator[Array]:
    """Unit directions: of the lowest curvature, and random ones."""
    lowest = _lowest(landscape, point)
    if lowest is not None:
        yield lowest / np.linalg.norm(lowest)
    rng = np.random.default_rng(1)
    for _ in range(_RANDOM):
        way = rng.normal(size=point.size)
        yield way / np.linalg.norm(way)


def _lowest(landscape: Landscape, point: Array) -> Array | None:
    """A direction of negative curvature, the lowest that is found; None where none is."""
    if landscape.has_matrix:
        value, gradient, hessian = landscape.curved(point)
        finite = np.isfinite(value) and np.isfinite(hessian).all()
        return newton_step(gradient, hessian).downward if finite else None
    return _by_products(landscape, point) if point.size > 2 else None


def _by_products(landscape: Landscape, point: Array) -> Array | None:
    """By Lanczos' method on products with the Hessian."""
    from scipy.sparse.linalg import ArpackError, ArpackNoConvergence, LinearOperator, eigsh

    product: Any = lambda step: landscape.along(point, np.ravel(step))  # noqa: E731
    operator: Any = LinearOperator((point.size, point.size), matvec=product, dtype=float)
    rng = np.random.default_rng(0)
    try:
        values, vectors = eigsh(operator, 1, which="SA", tol=1e-2, maxiter=5, v0=rng.normal(size=point.size))
    except ArpackNoConvergence as error:
        values, vectors = error.eigenvalues, error.eigenvectors
    except ArpackError:
        return None
    return vectors[:, 0] if len(values) and values[0] < 0 else None


def is_ahead(landscape: Landscape, point: Array, step: Step) -> bool:
    """Whether a step as the Hessian tells, one that is not small beside the point, leads to where the value is a small
    part of that here: the run ended early by the size of its start, or of some of the unknowns. Looking is not counted
    as an evaluation."""
    value, spent = landscape.value(point), landscape.evaluations
    if not landscape.has_matrix:
        step = _steepest(landscape, point)
    if step.lowest or not step.fall > _SMALL_PART * abs(value) or not (np.abs(step.way) > _NEAR * np.abs(point)).any():
        return False
    there = landscape.value(point + step.way)
    landscape.evaluations = spent
    return bool(value - there >= step.fall / 2 and abs(there) <= _SMALL_PART * abs(value))


def unlike(hessian: Array, value: float) -> Array | None:
    """Units of the unknowns in which their curvatures are of the size of the value, where they are of unlike sizes."""
    found = units(hessian)
    if found.max(initial=0) <= _UNLIKE * found.min(initial=np.inf):
        return None
    return np.asarray((np.sqrt(abs(value)) or 1.0) / found)


def _steepest(landscape: Landscape, point: Array) -> Step:
    """To where the quadratic is least along the steepest descent."""
    none = Step(np.zeros_like(point), 0.0)
    if landscape.lacks:
        return none
    gradient = landscape.slope(point)[1]
    size = float(gradient @ gradient)
    bend = float(gradient @ landscape.product(point, gradient)) if 0 < size < np.inf else 0.0
    return Step(-(size / bend) * gradient, size * (size / bend) / 2) if 0 < bend < np.inf else none


def expected(landscape: Landscape, point: Array) -> Step:
    """The step to where the gradient is zero, as the Hessian tells; none where there is no Hessian."""
    if not landscape.has_matrix:
        return Step(np.zeros_like(point), 0.0)
    value, gradient, hessian = landscape.curved(point)
    finite = np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()
    return newton_step(gradient, hessian) if finite else Step(np.full(point.size, np.inf), np.inf)
