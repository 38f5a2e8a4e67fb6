"""Matrices that are singular on all data: a solution that inverts one is none."""

from __future__ import annotations

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.verify.points import quietly

_TRIES = 24


def always_singular(matrix: Expr) -> bool:
    """Whether a matrix is singular on all random data, of all sizes that are drawn."""
    from extremum.data.binding import scope_for
    from extremum.verify.sampling import sample_data

    larger = False
    for seed in range(_TRIES):
        try:
            data, sizes = sample_data([matrix], np.random.default_rng(seed), least={"count": 12})
            with quietly():
                value = scope_for([matrix], data, sizes).value(matrix)
        except (ExtremumError, np.linalg.LinAlgError):
            return False
        if value.shape != (1, 1) or matrix.is_scalar:
            larger = True
            if not np.isfinite(value).all() or np.linalg.cond(value) < 1e10:
                return False
    return larger
