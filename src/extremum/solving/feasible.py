"""Constraints that contradict one another: ``a'x >= b`` on a set on which ``a'x`` is at most c < b.

The range of one constraint's gap on the others is a problem too: its largest value is nonnegative, and that of an
equation is on both sides of zero or zero, where there is a point that satisfies all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import final

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, known
from extremum.solving.constants import sign_of
from extremum.solving.predicates import NONNEGATIVE
from extremum.solving.solution import SolutionSet
from extremum.solving.spectral_conditions import Distinct, Separated
from extremum.solving.stationary import affine

Solver = Callable[[Problem], SolutionSet]


@final
@dataclass(frozen=True, slots=True)
class Reach:
    """The largest value of a gap, of an equation of its negative too, on the other constraints."""

    stated: Constraint
    value: Expr
    side: str

    @property
    def extreme(self) -> Expr:
        """The extreme value of the gap itself."""
        return c.multiple(1 if self.side == "max" else -1, self.value)

    @property
    def is_short(self) -> bool:
        """Whether it is known that the constraint holds nowhere."""
        return sign_of(self.value) < 0

    @property
    def condition(self) -> Condition:
        """That the gap is somewhere nonnegative."""
        return Condition(NONNEGATIVE, self.value, NONNEGATIVE.of(self.value))


def reaches(problem: Problem, stated: Constraint, solve: Solver, assumed: Sequence[Condition] = ()) -> Iterator[Reach]:
    """How far the gap of a constraint of one number goes on the other constraints, where that is known and bounded;
    assumed: what is known of the data."""
    rest = tuple(k for k in problem.constraints if k is not stated)
    if not stated.gap.is_scalar or stated.is_semidefinite or not contains(stated.gap, list(problem.unknowns)):
        return
    for side in ("max", "min") if stated.is_equation else ("max",):
        value = _extreme(Problem(stated.gap, side, problem.unknowns, rest), solve, assumed)
        if value is not None:
            yield Reach(stated, c.multiple(1 if side == "max" else -1, value), side)


def _extreme(problem: Problem, solve: Solver, assumed: Sequence[Condition]) -> Expr | None:
    """The extreme value, where it is attained for all data and has a closed form."""
    assert problem.objective is not None
    try:
        found = solve(problem)
    except ExtremumError:
        return None
    about_points = (Separated, Distinct)  # which do not change the value
    given = {k.words for k in assumed}
    sure = all(k.words in given or isinstance(k, about_points) for k in found.conditions)
    if found.roots or not sure or found.kind != f"global {SENSES[str(problem.sense)]}":
        return None
    return simplify(replace(problem.objective, found.values))


def where_feasible(found: SolutionSet, problem: Problem, solve: Solver) -> SolutionSet:
    """A solution by roots of equations, with the conditions that the constraints hold somewhere together: others are
    shown to be feasible by their values.

    Raises:
        NoExtremumError: it is known that they do not.
    """
    if not found.roots:
        return found
    released, _ = problem.released()
    if len(released.constraints) < 2:
        return found
    unknowns = list(released.unknowns)
    plain = sorted(released.constraints, key=lambda k: not affine(k, unknowns))
    every = next(filter(None, (list(reaches(released, stated, solve, found.conditions)) for stated in plain)), [])
    _refuse_short(released, every)
    needs = {k.words: k for reach in every if not known(k := reach.condition)}
    return changed(found, conditions=list({**{k.words: k for k in found.conditions}, **needs}.values()))


def refuse_infeasible(problem: Problem, solve: Solver) -> None:
    """Refuses a problem with a constraint that holds nowhere where the others do.

    Raises:
        NoExtremumError: there is one.
    """
    if len(problem.constraints) > 1:
        for stated in problem.constraints:
            _refuse_short(problem, list(reaches(problem, stated, solve)))


def _refuse_short(problem: Problem, found: list[Reach]) -> None:
    short = next((reach for reach in found if reach.is_short), None)
    if short is not None:
        stated, names = short.stated, ", ".join(x.name for x in problem.unknowns)
        others = " and ".join(str(k) for k in problem.constraints if k is not stated)
        raise NoExtremumError(
            f"there is no solution: no {names} satisfies {stated} where {others}: {stated.gap} is at "
            f"{'most' if short.side == 'max' else 'least'} {short.extreme} there"
        )
