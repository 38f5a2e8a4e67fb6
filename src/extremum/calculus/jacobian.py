"""Jacobians ``∂vec(F)/∂vec(X)'``: of a scalar by the reverse sweep, otherwise by chains of factors."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.calculus.factors import chained as chained
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c


def jacobian(root: Expr, target: Expr) -> Expr:
    """``∂vec(root)/∂vec(target)'``; of a scalar the transposed vec of its gradient."""
    if root.is_scalar:
        return c.transpose(c.vec(gradients(root, [target])[0]))
    return chained(root, target)
