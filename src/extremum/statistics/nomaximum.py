"""Ends of a search that are no maximum: values that rise on the way to infinity, and information that is rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from extremum.statistics.likelihood import Likelihood, Point

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_WAY, _FLAT = (0.25, 0.5, 1.0, 2.0, 4.0), 1e-9
"""Which parts of the way to an end are looked at; the information along it has faded where it is this part
of that at the first."""
_STEP, _PART, _NEAR, _NOISE = 0.1, 4.0, 0.01, 1e-12
"""How far, in standard errors, values are looked at; by which factor they may differ from what the information says;
which coordinates are looked at, beside their standard errors; and what rounding leaves of a value, relative to it."""


def rises_without_end(likelihood: Likelihood, point: Point) -> bool:
    """Whether the log-likelihood rises along the whole ray through the end, as far as was looked, while the information
    fades: a maximum along the ray has more of it than the way there."""
    values = [likelihood.value(part * point.flat) for part in _WAY]
    slack = _NOISE * (1 + abs(values[0]))
    if not np.isfinite(values).all() or values[0] >= values[2] - slack or not (np.diff(values) >= -slack).all():
        return False
    nearer = likelihood.at(point.flat / 4)
    along = [float(point.flat @ each.information @ point.flat) for each in (point, nearer)]
    return nearer.finite and along[0] < _FLAT * along[1]


def contradicted(likelihood: Likelihood, point: Point, covariance: Array) -> str:
    """Which coordinate, next to nothing beside its standard error σ, has values that are not as the information I says:
    ``2 l(θ) - l(θ + h) - l(θ - h) = h² I`` but for higher terms; empty where there is none."""
    errors = np.sqrt(np.diagonal(covariance))
    if _NOISE * abs(point.value) > _STEP**2 / _PART:
        return ""
    for i in np.flatnonzero(np.abs(point.flat) <= _NEAR * errors):
        way = np.where(np.arange(point.flat.size) == i, _STEP / np.sqrt(point.information[i, i]), 0.0)
        fall = 2 * point.value - likelihood.value(point.flat + way) - likelihood.value(point.flat - way)
        if not _STEP**2 / _PART <= fall <= _STEP**2 * _PART:
            return likelihood.coordinates.names()[int(i)]
    return ""
