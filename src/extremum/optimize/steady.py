"""The Hessian of a quadratic whose unknowns are families: their second derivatives are no one expression, but where all
gradients are affine they are the slopes of these, of all members together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.optimize.gaps import Gap
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_MOST = 2000
"""Of so many numbers a matrix is made."""


def steady_hessian(objective: Objective, parameters: Parameters) -> Array | None:
    """The constant Hessian by the free numbers; None where there is no family among the unknowns, or it is no quadratic
    that is known as one."""
    families = any(unknown.op.name == "member" for unknown in objective.unknowns)
    if not families or not parameters.linear or objective.samples is not None or parameters.size > _MOST:
        return None
    if objective.kinked or any(node.op.run is not None for node in topological([objective.expr])):
        return None
    zero = np.zeros(parameters.size)
    arrays = parameters.arrays(zero)
    try:
        rows = [_rows(objective, unknown, gradient, arrays) for unknown, gradient in objective.gradients.items()]
    except ExtremumError:
        return None
    whole = [each for each in rows if each is not None]
    entries = sum(array.size for array in arrays)
    if len(whole) < len(rows) or sum(map(len, whole)) != entries:
        return None
    found = parameters.pull_back_twice(zero, arrays, np.concatenate(whole))
    return (found + found.T) / 2 if np.isfinite(found).all() else None


def _rows(objective: Objective, unknown: Expr, gradient: Expr, arrays: list[Array]) -> Array | None:
    """The slopes of a gradient by all members of a family, one member after another; None where it is not affine."""
    gap = Gap(gradient, objective)
    if not gap.affine:
        return None
    rows = gap.slopes(arrays, whole=True)
    count = sum(part.unknown is unknown for part in objective.parts)
    return rows if gap.over else np.tile(rows, (count, 1))
