"""The Lagrangian of a problem with equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.steps import Move, Need


@final
@dataclass(frozen=True, slots=True)
class Lagrangian:
    """``f + s Σ <λ_k, l_k - r_k>`` and its multipliers, by constraint."""

    expr: Expr
    multipliers: dict[Expr, Constraint]
    sign: int

    @property
    def signs(self) -> list[Need]:
        """What is declared of the multipliers."""
        return [Need(multiplier, fact) for multiplier in self.multipliers for fact in multiplier.assumptions]

    def own(self, values: dict[Expr, Expr]) -> list[tuple[Constraint, Expr]]:
        """The multipliers ν of ``f + Σ <ν_k, l_k - r_k>``, of the constraints as they are written."""
        return [(k, simplify(c.multiple(self.sign, values[m]))) for m, k in self.multipliers.items()]

    def told(self, own: list[tuple[Constraint, Expr]]) -> list[tuple[str, list[Move]]]:
        """The step in which those that were looked for with the other sign are turned."""
        if self.sign > 0:
            return []
        names = FreeNames(self.expr, *(value for _, value in own))
        moves = [Move(WRITTEN, c.build("symbol", (), (names.take("nu"), *v.shape, ())), v) for _, v in own]
        return [(f"nu = -{', '.join(m.name for m in self.multipliers)}:", moves)]


WRITTEN = "the multiplier as the constraint is written"
"""What is said of ν in ``f + ν (left - right)`` where another letter was solved for."""


def lagrangian(problem: Problem, facts: tuple[str, ...] = (), sign: int = 1) -> Lagrangian:
    """The Lagrangian of a problem with equations; the names of its multipliers are free in it.

    facts: what is declared of the multipliers; sign: s.
    """
    assert problem.objective is not None
    names = FreeNames(*problem.expressions)
    total, multipliers = problem.objective, dict[Expr, Constraint]()
    for constraint in problem.equations:
        multiplier = c.build("symbol", (), (names.take("nu" if sign > 0 else "t"), *constraint.left.shape, facts))
        total = c.add(total, c.multiple(sign, c.trace(c.product(c.transpose(multiplier), constraint.gap))))
        multipliers[multiplier] = constraint
    return Lagrangian(total, multipliers, sign)
