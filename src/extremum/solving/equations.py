"""Equations without an objective, one block at a time."""

from __future__ import annotations

from dataclasses import replace as changed
from itertools import permutations

from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.confirm import refuted
from extremum.solving.eliminated import Equation, among, not_followed
from extremum.solving.requirements import domain_conditions
from extremum.solving.solution import SolutionSet
from extremum.solving.strategy import Passed
from extremum.solving.system import eliminate, required

_MOST = 24
"""Ways to assign equations to unknowns that are tried."""


def equations(problem: Problem) -> SolutionSet | Passed:
    """The solution of as many equations as unknowns."""
    if problem.objective is not None:
        return Passed("")
    if problem.inequalities:
        return Passed("there are inequalities")
    if len(problem.equations) != len(problem.unknowns):
        return Passed(f"there are {len(problem.equations)} equations and {len(problem.unknowns)} unknowns")
    why = "no assignment of equations to unknowns fits"
    for k, order in enumerate(permutations(problem.equations)):
        pairs = list(zip(order, problem.unknowns, strict=True))
        if k == _MOST:
            break
        if all(contains(constraint.gap, [x]) for constraint, x in pairs):
            found = _solved(problem, pairs)
            if isinstance(found, SolutionSet):
                return found
            why = found.reason
    return Passed(why)


def determined(problem: Problem) -> SolutionSet | Passed:
    """The only point that as many equations as there are entries leave, whatever the objective is."""
    if problem.objective is None or problem.sense is None or problem.inequalities or not problem.constraints:
        return Passed("")
    if sorted(map(_size, problem.unknowns)) != sorted(_size(k.gap) for k in problem.equations):
        return Passed("")
    found = equations(changed(problem, objective=None, sense=None))
    if isinstance(found, Passed) or found.free or found.unique != "unique":
        return Passed("")
    why = f"the equations leave one point: {found.reason}"
    return changed(found, problem=problem, kind=f"global {SENSES[problem.sense]}", reason=why)


def _size(array: Expr) -> tuple[str, str]:
    return str(array.rows), str(array.cols)


def _solved(problem: Problem, pairs: list[tuple[Constraint, Expr]]) -> SolutionSet | Passed:
    system = [Equation(str(simplify(k.gap)), simplify(k.gap), x, "given") for k, x in pairs]
    every = eliminate(system)
    if every.stuck:
        return Passed(every.stopped)
    eliminated = next((one for one in (every, *every.others) if not one.free), None)
    if eliminated is None:
        return Passed(f"{every.free[0].name} is not determined")
    values = eliminated.values(problem.unknowns)
    conditions = [*required(eliminated.needed, values), *domain_conditions(values)]
    wrong = refuted([simplify(replace(e.left, values)) for e in system], conditions)
    if wrong is not None:
        return Passed(f"what the rules found does not satisfy the equations: {wrong} is not zero")
    shown = {x: eliminated.solved[x] for x in values}
    reason = "every step is an equivalence where the conditions hold"
    several = among(every, list(problem.unknowns), "solutions") if every.others else "unique"
    unique, notes = ("", [not_followed(every)]) if every.open else (several, [])
    return SolutionSet(problem, values, shown, "solution", reason, unique, conditions, eliminated.steps, notes)
