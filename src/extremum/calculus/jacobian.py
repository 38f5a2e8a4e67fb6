"""Jacobians ``∂vec(F)/∂vec(X)'``: of a scalar by the reverse sweep, otherwise by chains of factors."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.node import Expr
from extremum.calculus.factors import all_chained
from extremum.calculus.factors import chained as chained
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c


def jacobian(root: Expr, target: Expr) -> Expr:
    """``∂vec(root)/∂vec(target)'``; of a scalar the transposed vec of its gradient."""
    if root.is_scalar:
        return c.transpose(c.vec(gradients(root, [target])[0]))
    return chained(root, target)


def jacobians(root: Expr, targets: Sequence[Expr]) -> list[Expr]:
    """The Jacobians by several variables, with what they share made once."""
    if root.is_scalar:
        return [c.transpose(c.vec(gradient)) for gradient in gradients(root, targets)]
    return all_chained(root, targets) if len(targets) > 1 else [chained(root, targets[0])]
