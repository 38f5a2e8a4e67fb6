"""Multipliers: how a gradient is combined of those of constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def multipliers(gradient: Array, rows: Array, equations: int) -> Array:
    """λ with the least ``‖g - B'λ‖``, those after the equations not negative; not a number where g is none."""
    from scipy.optimize import lsq_linear

    if not (np.isfinite(gradient).all() and np.isfinite(rows).all()):
        return np.full(len(rows), np.nan)
    if not len(rows):
        return np.zeros(0)
    low = np.concatenate([np.full(equations, -np.inf), np.zeros(len(rows) - equations)])
    found = lsq_linear(rows.T, gradient, (low, np.full(len(low), np.inf)), tol=1e-14)
    return np.asarray(found.x)
