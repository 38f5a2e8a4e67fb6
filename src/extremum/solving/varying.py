"""Expressions that depend on a symbol for certain, by their values at two points."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.verify.points import quietly

_APART = 1e-6
"""Values that differ by so much, relative to their size, are not equal but for rounding."""


def surely_varies(expr: Expr, symbol: Expr, sizes: Mapping[str, int] = MappingProxyType({})) -> bool:
    """Whether two random values of a symbol give two values of an expression, all else the same; at some sizes."""
    from extremum.data.binding import scope_for
    from extremum.verify.sampling import sample_data

    if symbol.op.name != "symbol":
        return False
    try:
        data, numbers = sample_data([expr], np.random.default_rng(0), given=dict(sizes))
        other, _ = sample_data([expr], np.random.default_rng(1), given=numbers)
        moved = {**data, symbol.name: other[symbol.name]}
        with quietly():
            first, second = (scope_for([expr], at, numbers).value(expr) for at in (data, moved))
    except (ExtremumError, np.linalg.LinAlgError, KeyError):
        return False
    gap, size = np.abs(first - second).max(initial=0), np.abs(first).max(initial=0) + np.abs(second).max(initial=0)
    return bool(np.isfinite(size) and gap > _APART * size)
