"""Trust regions on manifolds: steps by truncated conjugate gradients on exact products with the Hessian.

Absil, Baker & Gallivan (2007), Trust-region methods on Riemannian manifolds; Steihaug (1983).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.optimize.ending import UNBOUNDED, norm
from extremum.optimize.manifolds import Ground, Place
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_EPS = float(np.finfo(float).eps)
_WIDEST, _FIRST = 8.0, 1.0
"""The radius, at most and at first, in the units of the coordinates."""
_ENOUGH, _GOOD = 0.05, 0.75
"""The part of the fall expected which a step must bring, and with which the region grows."""
_SLOW, _QUICK = 0.1, 1.0
"""Conjugate gradients end where the residual is this part, or this power more, of that at their start."""


@final
@dataclass(frozen=True, slots=True)
class Trial:
    """A step, the fall that the model expects of it, and whether it ends at the border of the region."""

    way: Array
    fall: float
    bounded: bool


def truncated(product: Callable[[Array], Array], gradient: Array, radius: float, precision: float) -> Trial:
    """The model's minimum within the region, as far as conjugate gradients go: to its border where they meet negative
    curvature or leave it."""
    way, along, residual = np.zeros_like(gradient), -gradient, gradient.copy()
    bent = np.zeros_like(gradient)
    size = float(residual @ residual)
    for _ in range(2 * gradient.size):
        image = product(along)
        bend = float(along @ image)
        length = size / bend if bend > 0 else np.inf
        if not bend > 0 or norm(way + length * along) >= radius:
            edge = _to_border(way, along, radius)
            way, bent = way + edge * along, bent + edge * image
            return Trial(way, -float(gradient @ way + way @ bent / 2), True)
        way, bent, residual = way + length * along, bent + length * image, residual + length * image
        before, size = size, float(residual @ residual)
        if np.sqrt(size) <= precision:
            break
        along = (size / before) * along - residual
    return Trial(way, -float(gradient @ way + way @ bent / 2), False)


def _to_border(way: Array, along: Array, radius: float) -> float:
    """The length at which a step along a direction leaves the region."""
    a, b, c = float(along @ along), float(way @ along), float(way @ way) - radius**2
    return (-b + np.sqrt(max(b * b - a * c, 0.0))) / a if a else 0.0


def step_from(here: Place, radius: float) -> Trial:
    """A step from a place, as precise as its gradient is small."""
    size = norm(here.gradient)
    return truncated(here.product, here.gradient, radius, size * min(_SLOW, size**_QUICK))


def descended(ground: Ground, start: Array, watch: Watch) -> Place:
    """From a start down to where no lower value is expected.

    Raises:
        StopRun: the run is to end.
    """
    here = ground.at(start)
    widest = _WIDEST * np.sqrt(max(here.gradient.size, 1))
    radius, top = _FIRST, norm(here.gradient)
    while norm(here.gradient) > 4 * _EPS * top:
        step = step_from(here, radius)
        rounding = 10 * _EPS * max(1.0, abs(here.value))
        there = ground.at(here.moved(step.way))
        if there.value == -np.inf:
            raise StopRun(
                UNBOUNDED, f"the objective is {ground.landscape.sense.of(there.value)} at a point that was met"
            )
        if step.fall <= rounding:  # values say nothing any more: the gradient does
            if not norm(there.gradient) < norm(here.gradient) / 2 or there.value > here.value + rounding:
                return here
            kept, share = True, 1.0
        else:
            share = (here.value - there.value + rounding) / (step.fall + rounding)
            kept = bool(np.isfinite(there.value) and np.isfinite(there.gradient).all() and share > _ENOUGH)
        if not share >= 0.25:
            radius = norm(step.way) / 4
        elif share > _GOOD and step.bounded:
            radius = min(2 * radius, widest)
        if kept:
            here, top = there, max(top, norm(there.gradient))
            watch.step(here.point, here.value)
        elif radius < _EPS:
            return here
    return here
