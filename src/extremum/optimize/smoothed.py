"""Constraints without the kink of a root: ``√b ≤ d`` and ``b ≤ d²`` hold at the same points where ``d > 0``."""

from __future__ import annotations

from fractions import Fraction
from typing import final

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.data.computing import silently
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.optimize.objective import Objective
from extremum.problems.constraint import Constraint, constraint

_HALF = c.number(Fraction(1, 2))


@final
class Smoothed:
    """Squares the sides of constraints on roots, for unknowns and data."""

    def __init__(self, objective: Objective) -> None:
        self.objective = objective
        self.unknowns = list(objective.unknowns)

    def of(self, stated: Constraint) -> Constraint:
        """A constraint, without a root where its only term with unknowns is one."""
        if stated.is_semidefinite or not stated.gap.is_scalar or stated.gap.indices:
            return stated
        terms = list(terms_of(stated.gap))
        moving = [(q, term) for q, term in terms if contains(term, self.unknowns)]
        base = _base(moving[0][1]) if len(moving) == 1 else None
        if base is None or not (stated.is_equation or moving[0][0] < 0):
            return stated
        others = [c.multiple(Fraction(-q) / moving[0][0], term) for q, term in terms if term is not moving[0][1]]
        level = c.add(*others) if others else c.number(0)
        if not self._is_positive(level):
            return stated
        return constraint(base, "==" if stated.is_equation else "<=", c.power(level, c.number(2)))

    def _is_positive(self, level: Expr) -> bool:
        try:
            with silently():
                return float(np.reshape(self.objective.scope.value(level), ())) > 0
        except ExtremumError:
            return False


def _base(term: Expr) -> Expr | None:
    """b of ``√b``."""
    if term.op.name != "hadamard":
        return None
    factors = list(pairs(term))
    return factors[0][0] if len(factors) == 1 and factors[0][1] is _HALF else None
