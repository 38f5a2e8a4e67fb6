"""One equation or inequality in the objective, times a multiplier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import final

from extremum.algebra.facts import holds, reason
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.solving.reductions import logarithm
from extremum.solving.roots import Range
from extremum.solving.stationary import affine

SIGNS = {Range.ALL: "", Range.POSITIVE: "positive ", Range.NONNEGATIVE: "nonnegative "}
"""What is said of a multiplier that is looked for there."""


@final
@dataclass(frozen=True, slots=True)
class Relaxed:
    """The problem without a constraint as it is stated, whose gap, in one of its forms, stands in the objective, times
    the multiplier and a sign."""

    problem: Problem
    stated: Constraint
    constraint: Constraint
    multiplier: Expr
    sign: int

    @property
    def inner(self) -> Problem:
        assert self.problem.objective is not None
        pull = c.product(c.multiple(self.sign, self.multiplier), self.constraint.gap)
        rest = tuple(k for k in self.problem.constraints if k is not self.stated)
        return changed(self.problem, objective=c.add(self.problem.objective, pull), constraints=rest)

    @property
    def positive(self) -> bool:
        return bool(reason(self.multiplier, "positive"))

    @property
    def from_zero(self) -> Relaxed | None:
        """With a multiplier that may be 0, for an inequality, which need not be active."""
        if not self.stated.is_inequality:
            return None
        name, rows, cols = self.multiplier.name, *self.multiplier.shape
        return changed(self, multiplier=c.build("symbol", (), (name, rows, cols, ("nonnegative",))))

    @property
    def range(self) -> Range:
        """Where the multiplier is looked for."""
        if self.positive:
            return Range.POSITIVE
        return Range.NONNEGATIVE if holds(self.multiplier, "nonnegative") else Range.ALL

    @property
    def own(self) -> Expr:
        """The letter of the multiplier ν of the constraint as it is written, of ``f + ν (left - right)``."""
        if self.sign * self.constraint.relation.orientation > 0:
            return self.multiplier
        name = FreeNames(*self.problem.expressions, self.multiplier).take("nu")
        return c.build("symbol", (), (name, *self.multiplier.shape, ()))

    @property
    def shifted(self) -> str:
        """``f + nu*(x - 1) with nu = -t``: the objective with the constraint, as it is written."""
        being = "" if self.own is self.multiplier else f" with {self.own} = -{self.multiplier}"
        return f"f + {self.own}*({c.subtract(self.constraint.left, self.constraint.right)}){being}"

    @property
    def rising(self) -> bool:
        """Whether the gap at the best point grows with the multiplier."""
        return self.sign > 0 if self.problem.sense == "max" else self.sign < 0


def relaxations(problem: Problem, stated: Constraint) -> Iterator[Relaxed]:
    """The problem with one of its constraints in the objective, in each form and with each sign."""
    for form in _forms(stated):
        yield from _of_form(problem, stated, form)


def _forms(stated: Constraint) -> list[Constraint]:
    """The constraint, of the logarithms of both sides too where one is a product of what is positive."""
    sides = [(side, logarithm(side)) for side in (stated.left, stated.right)]
    if all(log is None for _, log in sides) or not all(
        log is not None or holds(side, "positive") for side, log in sides
    ):
        return [stated]
    left, right = (c.apply("log", side) if log is None else log for side, log in sides)
    return [changed(stated, left=left, right=right), stated]


def _of_form(problem: Problem, stated: Constraint, form: Constraint) -> Iterator[Relaxed]:
    """With a multiplier of any sign beside an affine gap, with one of either sign beside others; that of an inequality
    has the sign that keeps it."""
    keeps = 1 if problem.sense == "max" else -1
    name = FreeNames(*problem.expressions).take("t")
    level = [()] if form.is_equation and affine(form, list(problem.unknowns)) else []
    signs = (keeps, -keeps) if stated.is_equation else (keeps,)
    for facts, sign in [*((facts, 1) for facts in level), *((("positive",), sign) for sign in signs)]:
        yield Relaxed(problem, stated, form, c.build("symbol", (), (name, *c.number(0).shape, facts)), sign)
