"""Newton's method and Fisher's scoring for the maximum of a log-likelihood, with steps that are halved until it rises.

How near the maximum is, is measured in standard errors: the length of the step in the metric of the information.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from extremum.statistics.likelihood import Likelihood, Point

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_RISE, _LEAST, _ROUNDING = 1e-4, 1e-10, 1e-13
_LOOSE, _SHORT, _LEVEL = 1e-6, 1e-6, 1e-7


@dataclass(slots=True)
class Ascent:
    """Where an ascent ended: the point, whether it converged, why, and the values on the way."""

    point: Point
    converged: bool
    message: str
    history: list[float] = field(default_factory=list)


def ascend(likelihood: Likelihood, start: Array, tolerance: float, limit: int) -> Ascent:
    """Steps ``I d = s`` until one is shorter than ``tolerance`` standard errors."""
    point = likelihood.at(start)
    if not point.finite:
        return Ascent(point, False, "the log-likelihood, its score or its information is no number at the start")
    history = [point.value]
    scale = _scale(point)
    for _ in range(limit):
        step, definite = direction(point)
        near = _is_near(point, step, tolerance, scale)
        if near and not definite and is_level(point):
            return Ascent(point, True, _REACHED, history)
        if near and definite:
            return Ascent(_polished(likelihood, point, step), True, _REACHED, history)
        after = _risen(likelihood, point, step)
        if after is None:
            close = (definite or is_level(point)) and _is_near(point, step, _LOOSE, scale)
            return Ascent(point, close, _REACHED if close else _STALLED, history)
        point = after
        history.append(point.value)
    why = _endless(point, scale)
    return Ascent(point, why == _REACHED, why, history)


_REACHED = "the next step is short beside the standard errors"
_STALLED = "no higher value was found along the direction of the step"


def _endless(point: Point, scale: Array) -> str:
    step, definite = direction(point)
    if is_level(point) and _is_near(point, step, _LOOSE, scale):
        return _REACHED
    if not definite or np.any(np.abs(step) > _SHORT * (np.abs(point.flat) + scale)):
        return (
            "the iterations are used up and the steps are not short: the log-likelihood may rise without end, as where "
            "a hyperplane separates the classes"
        )
    return "the iterations are used up"


def _scale(point: Point) -> Array:
    """Standard errors at the start, as units of the coordinates where those are near 0."""
    diagonal = np.diagonal(point.information)
    return np.asarray(np.where(diagonal > 0, 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1)), 1.0))


def _is_near(point: Point, step: Array, tolerance: float, scale: Array) -> bool:
    """Whether a step is short in standard errors, which may grow on the way, and beside the coordinates as well."""
    short = np.all(np.abs(step) <= max(tolerance, _SHORT) * (np.abs(point.flat) + scale))
    return bool(short and point.score @ step <= tolerance**2)


def direction(point: Point) -> tuple[Array, bool]:
    """``I⁻¹ s``, and whether I is positive definite; where it is not, with the sizes of its eigenvalues."""
    spread = np.sqrt(np.abs(np.diagonal(point.information)))
    spread = np.where(spread > 0, spread, 1.0)
    values, vectors = np.linalg.eigh(point.information / np.outer(spread, spread))
    definite = bool(values[0] > len(values) * np.finfo(float).eps * values[-1])
    sizes = np.maximum(np.abs(values), 1e-8 * np.abs(values).max(initial=1e-300))
    inner = values if definite else sizes
    return np.asarray(vectors @ (vectors.T @ (point.score / spread) / inner) / spread), definite


def is_level(point: Point) -> bool:
    """Whether the information is singular, and not negative, but for rounding: nothing changes along its null space."""
    spread = np.sqrt(np.abs(np.diagonal(point.information)))
    spread = np.where(spread > 0, spread, 1.0)
    values = np.linalg.eigvalsh(point.information / np.outer(spread, spread))
    return bool(abs(values[0]) <= _LEVEL * values[-1])


def _risen(likelihood: Likelihood, point: Point, step: Array) -> Point | None:
    """The point after the step, halved until the log-likelihood rises; None where it does not."""
    gain = float(point.score @ step)
    length = 1.0
    while length > _LEAST:
        flat = point.flat + length * step
        value = likelihood.value(flat)
        if value >= point.value + _RISE * length * gain - _ROUNDING * (1 + abs(point.value)):
            after = likelihood.at(flat)
            if after.finite and (value > point.value or _nearer(point, after)):
                return after
        length /= 2
    return None


def _nearer(before: Point, after: Point) -> bool:
    """Whether the score has become smaller, where the value tells nothing any more."""
    return bool(np.linalg.norm(after.score) < np.linalg.norm(before.score))


def _polished(likelihood: Likelihood, point: Point, step: Array) -> Point:
    """One step more, where it makes the score smaller: it costs little and squares the distance."""
    after = likelihood.at(point.flat + step)
    return after if after.finite and _nearer(point, after) else point
