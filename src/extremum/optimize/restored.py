"""Points within constraints but for a tolerance, beside which no point is within them.

Two constraints that meet only at infinity are off by ever less the farther one goes. From a point that is to satisfy
constraints, steps ``d`` of least length with ``g + G d ≥ 0`` and ``e + E d = 0`` lead to where they hold without the
tolerance: by next to nothing where such points are near, by a part of the size of the point where it only ran off.
Steps of least length: Lawson & Hanson (1974), Solving Least Squares Problems, ch. 23.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from extremum.optimize.ending import norm
from extremum.optimize.gaps import Gaps

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_STEPS, _FAR, _ROUNDING, _NONE = 20, 0.1, 1e-14, 1e-12
"""How many steps are taken; what part of its size a point moves that only ran off; what rounding leaves of a value,
beside what moves of its numbers by their sizes change; and what is left where no step meets all conditions."""


def restored(gaps: Gaps, point: Array) -> tuple[Array, bool | None]:
    """A point near another at which constraints hold without a tolerance, and whether there is one; not, where they do
    so only where it is farther by a part of its size; None, and the point itself, where that is not known."""
    here = point
    for _ in range(_STEPS):
        lacking, rows = _conditions(gaps, here)
        if not (np.isfinite(lacking).all() and np.isfinite(rows).all()):
            break
        if not (lacking > 0).any():
            return here, True
        step = shortest(rows, lacking, 1 + norm(here))
        if step is None:
            break
        here = here + step
        if norm(here - point) > _FAR * (1 + norm(point)):
            return point, False
    return point, None


def _conditions(gaps: Gaps, point: Array) -> tuple[Array, Array]:
    """What each constraint lacks, an equation from both sides, and the rows along which it is had."""
    equal, over = gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)
    slopes, sides = gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)
    rows, lacking = np.concatenate([slopes, -slopes, sides]), -np.concatenate([equal, -equal, over])
    lengths = np.linalg.norm(rows, axis=1)
    rounding = _ROUNDING * (lengths + np.abs(rows) @ np.abs(point))
    lacking = np.where(np.abs(lacking) <= rounding, 0.0, lacking)
    return lacking / np.where(lengths > 0, lengths, 1), rows / np.where(lengths > 0, lengths, 1)[:, None]


def shortest(rows: Array, least: Array, size: float) -> Array | None:
    """The shortest ``d`` with ``rows d ≥ least``; None where there is none within a million times ``size``."""
    from scipy.optimize import nnls

    stacked = np.vstack([rows.T, least / size])
    wanted = np.append(np.zeros(rows.shape[1]), 1.0)
    try:
        weights, _ = nnls(stacked, wanted)
    except RuntimeError:
        return None
    left = stacked @ weights - wanted
    return None if not -left[-1] > _NONE else -left[:-1] / left[-1] * size
