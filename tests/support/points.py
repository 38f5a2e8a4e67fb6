"""Values of expressions at random points."""

from __future__ import annotations

from typing import Any

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.verify import equal
from extremum.verify.sampling import float_scope


def numbers(*exprs: Expr, seed: int = 0) -> list[Any]:
    """The values of expressions at one random point."""
    for trial in range(50):
        try:
            scope = float_scope(exprs, np.random.default_rng(1000 * seed + trial))
            return [scope.value(expr) for expr in exprs]
        except (DataError, UnsupportedError):  # sizes for which an assumption cannot hold
            continue
    raise AssertionError("no point found")


def same(a: Expr, b: Expr) -> None:
    """Equal at random points, and not refuted exactly."""
    for seed in range(3):
        left, right = numbers(a, b, seed=seed)
        np.testing.assert_allclose(left, right, rtol=1e-8, atol=1e-8)
    assert equal(a, b).verdict != "differs"
