"""A number that an equation gives in terms of the others, put into the objective, and the equation left out.

Every point that satisfies the equation has the value that is put in; so where the extremum of what is left satisfies
what is declared of that number, no point that satisfies the equation is better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.ends import defined_everywhere
from extremum.solving.isolate import isolate
from extremum.solving.never import never
from extremum.solving.requirements import defined, domain_conditions
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.steps import Isolated, Move, zero
from extremum.solving.system import required

Solver = Callable[[Problem], SolutionSet]


def by_elimination(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The extremum in the unknowns that are left.

    Raises:
        NoExtremumError: there is none, and the equation only says what one of the unknowns is.
    """
    if problem.objective is None or problem.sense is None or len(problem.equations) != 1:
        return None
    (tie,) = problem.equations
    numbers = [y for y in problem.unknowns if y.is_scalar and contains(tie.gap, [y])]
    if len(problem.unknowns) < 2 or not tie.gap.is_scalar:
        return None
    numbers.sort(key=lambda y: sum(contains(stated.gap, [y]) for stated in problem.inequalities))
    return next((found for y in numbers if (found := _without(problem, tie, y, solve)) is not None), None)


def _without(problem: Problem, tie: Constraint, y: Expr, solve: Solver) -> SolutionSet | None:
    assert problem.objective is not None
    gap = simplify(tie.gap)
    given = isolate(gap, y)
    others = tuple(x for x in problem.unknowns if x is not y)
    if given is None or contains(given.value, [y]) or any(need.fact == "invertible" for need in given.conditions):
        return None
    put = {y: given.value}
    left = simplify(replace(problem.objective, put))
    kept = tuple(stated.replace(put) for stated in problem.constraints if stated is not tie)
    if not all(contains(left, [x]) for x in others):
        return None
    try:
        found = solve(changed(problem, objective=left, unknowns=others, constraints=kept))
    except NoExtremumError as error:
        if y.assumptions or given.conditions or not defined_everywhere(problem.objective, problem.unknowns):
            return None  # an extremum that the rest lacks may be there on the equation, which leaves fewer points
        raise NoExtremumError(f"with {y} = {given.value} put in, {error}") from None
    except ExtremumError:
        return None
    if found.free or found.roots or not found.kind.startswith("global"):
        return None
    return _whole(problem, tie, y, given, found)


def _whole(problem: Problem, tie: Constraint, y: Expr, given: Isolated, found: SolutionSet) -> SolutionSet | None:
    """The solution with the number that was put in, and what it needs."""
    values = {**found.values, y: simplify(replace(given.value, found.values))}
    needs = [*required(given.conditions, values), *domain_conditions({y: values[y]}), *defined(problem, values)]
    conditions = [*found.conditions, *(need for need in dict.fromkeys(needs) if need not in found.conditions)]
    if never(conditions) is not None:
        return None
    shown = {**found.shown, y: values[y]}
    gap = simplify(tie.gap)
    heading = f"{tie}, solved for {y}, and put into the objective:"
    return changed(
        found,
        problem=problem,
        unique=if_unique(found),
        values={x: values[x] for x in problem.unknowns},
        shown={x: shown[x] for x in problem.unknowns},
        conditions=conditions,
        reason=f"with {y} = {given.value} put in, {found.reason}",
        multipliers=[],
        steps=[(heading, [Move("constraint", gap, zero(gap)), *given.moves]), *found.steps],
    )
