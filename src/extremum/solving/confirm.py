"""Solutions put into the equations: at points that satisfy the conditions, of sizes at which these can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.vanishing import vanishes
from extremum.verify.points import quietly

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope

_POINTS, _TRIES = 2, 60
_TOLERANCE = 1e-6
_CONDITION = 1e8


def refuted(lefts: Sequence[Expr], conditions: Sequence[Condition]) -> Expr | None:
    """An expression that should vanish where the conditions hold, and does not."""
    rest = [left for left in lefts if not c.is_zero(left)]
    if not rest:
        return None
    for scope in _points(rest, conditions):
        for left in rest:
            value = scope.value(left)
            scale = 1 + max(float(np.abs(q * scope.value(term)).max(initial=0)) for q, term in terms_of(left))
            if np.isfinite(value).all() and np.isfinite(scale) and np.abs(value).max(initial=0) > _TOLERANCE * scale:
                return left
    return None


def surely_vanishes(expr: Expr) -> bool:
    """Whether an expression is zero; numbers are asked first, for one that is not zero may be long."""
    return refuted([expr], []) is None and vanishes(simplify(expr))


def _points(roots: Sequence[Expr], conditions: Sequence[Condition]) -> Iterator[Scope]:
    """Random data at which the conditions hold and what is inverted is well-conditioned."""
    from extremum.data.binding import scope_for
    from extremum.verify.sampling import sample_data

    found = 0
    needed = [*roots, *(condition.matrix for condition in conditions)]
    for seed in range(_TRIES):
        try:
            data, sizes = sample_data(needed, np.random.default_rng(seed), least={"count": 12})
            scope = scope_for(needed, data, sizes)
            with quietly():
                if not any(condition.broken(scope) for condition in conditions) and _tame(scope, conditions):
                    yield scope
                    found += 1
        except (ExtremumError, np.linalg.LinAlgError):
            continue
        if found == _POINTS:
            return


def _tame(scope: Scope, conditions: Sequence[Condition]) -> bool:
    values = [scope.value(condition.matrix) for condition in conditions if not condition.matrix.is_scalar]
    return all(np.linalg.cond(value) < _CONDITION for value in values if value.shape[-1] == value.shape[-2])
