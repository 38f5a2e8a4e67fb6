"""Expressions that are zero, for certain."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c


def vanishes(expr: Expr) -> bool:
    """Whether an expression is zero, by its form or by proof."""
    from extremum.verify import equal

    return c.is_zero(expr) or equal(expr, c.subtract(expr, expr)).verdict == "proved"
