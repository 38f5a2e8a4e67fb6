"""A number towards whose bound the objective rises whatever the other unknowns are: it stands at its bound.

``max over t, x of f`` with ``t <= b(x)`` is ``max over x of f(b(x), x)`` where f rises in t for every x, and what else
bounds t bounds it below. A bound for each entry, ``t 1 <= v``, is the one by the least of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as changed
from fractions import Fraction
from typing import final

from extremum.algebra.errors import ExtremumError
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.convexity.certificate import on_convex_domain
from extremum.convexity.domains import constraints_of, implied
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.largest import largest
from extremum.operations.sum import content
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.box import has_sign, slope_sign
from extremum.solving.linear import has_jumps
from extremum.solving.never import never
from extremum.solving.requirements import defined, domain_conditions
from extremum.solving.separable.reading import bound, gradient_of
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.steps import Move
from extremum.solving.theorems.theorem import nonnegative

Solver = Callable[[Problem], SolutionSet]


def at_one_of_several(problem: Problem, solve: Solver) -> SolutionSet | None:
    """As :func:`at_bounds`, where a multiplier of one inequality is not all that is asked for."""
    return at_bounds(problem, solve) if len(problem.inequalities) > 1 else None


def at_bounds(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution with the best bound of a number put in."""
    if problem.objective is None or problem.sense is None or not problem.inequalities:
        return None
    region = Region(problem.unknowns)
    for need in constraints_of(problem.objective, region):
        if isinstance(need.needs, Interval):
            region = region.knowing(implied(need.argument, need.needs, region))
    for t in problem.unknowns:
        stated = [k for k in problem.constraints if contains(k.gap, [t])]
        ends = [end for k in stated if (end := _end(k, t)) is not None] if t.is_scalar else []
        found = _at_one(problem, t, ends, region, solve) if ends and len(ends) == len(stated) else None
        if found is not None:
            return found
    return None


@final
@dataclass(frozen=True, slots=True)
class _End:
    """A bound of a number, and the constraint that says so."""

    value: Expr
    upper: bool
    stated: Constraint


def _end(stated: Constraint, t: Expr) -> _End | None:
    """The bound of ``q t 1 + v >= 0``, q a number, or of ``a t + v >= 0`` with the sign of a known."""
    if not stated.is_inequality:
        return None
    alone = bound(stated, t)
    if alone is not None:
        return _End(alone.at, alone.above, stated)
    still = simplify(replace(stated.gap, {t: c.number(0)}))
    q, spread = content(simplify(c.subtract(stated.gap, still)))
    ones = c.number(1) if still.is_scalar else c.like_ones(still)
    if spread is not c.product(t, ones):
        return None
    level = c.multiple(Fraction(-1) / q, still)
    if not still.is_scalar:
        level = largest(level) if q > 0 else c.multiple(-1, largest(c.multiple(-1, level)))
    return _End(simplify(level), q < 0, stated)


def _at_one(problem: Problem, t: Expr, ends: list[_End], region: Region, solve: Solver) -> SolutionSet | None:
    assert problem.objective is not None
    if has_jumps(problem.objective, t) or not on_convex_domain(problem.objective, t):
        return None
    slope = gradient_of(problem.objective, t)
    sign = slope_sign(slope, region)
    first = [end for end in ends if end.upper is ((problem.sense == "max") is (sign > 0))] if sign else []
    if len(first) != 1:
        return None
    (end,) = first
    strict = region.bounds(slope).nonzero or any(has_sign(slope, s, "positive") for s in (1, -1))
    moving = [k for k in ends if k is not end and any(contains(e.value, problem.unknowns) for e in (k, end))]
    after = _rest(problem, t, end, tuple(k.stated for k in moving), solve)
    if after is None:
        return None
    values = {t: simplify(replace(end.value, after.values)), **after.values}
    room = [c.subtract(end.value, k.value) for k in ends if k is not end and k not in moving]
    needs = [*domain_conditions({t: values[t]}), *defined(problem, values)]
    needs += [need for gap in room for need in nonnegative(simplify(c.multiple(1 if end.upper else -1, gap)))]
    conditions = [*after.conditions, *(need for need in dict.fromkeys(needs) if need not in after.conditions)]
    if never(conditions) is not None:
        return None
    word = "increases" if sign > 0 else "decreases"
    which = "largest" if end.upper else "smallest"
    why = f"the objective {word} in {t.name}, and {end.value} is the {which} value within the constraints"
    return changed(
        after,
        problem=problem,
        values={x: values[x] for x in problem.unknowns},
        shown={x: {t: values[t], **after.shown}[x] for x in problem.unknowns},
        conditions=conditions,
        reason=f"{why}{f'; with that put in, {after.reason}' if after.reason else ''}",
        unique=if_unique(after) if strict else "",
        steps=[("at a bound:", [Move("the bound", t, end.value)]), *after.steps],
        multipliers=[],
    )


def _rest(problem: Problem, t: Expr, end: _End, moving: tuple[Constraint, ...], solve: Solver) -> SolutionSet | None:
    """The solution in the other unknowns; where there are none, that there is nothing to find."""
    assert problem.objective is not None
    others = tuple(x for x in problem.unknowns if x is not t)
    left = tuple(k for k in problem.constraints if not contains(k.gap, [t]))
    left += tuple(k.replace({t: end.value}) for k in moving)
    objective = simplify(replace(problem.objective, {t: end.value}))
    kind = f"global {SENSES[str(problem.sense)]}"
    if not others:
        return None if left else SolutionSet(problem, {}, {}, kind, "", "unique")
    if not all(contains(objective, [x]) for x in others):
        return None
    try:
        found = solve(changed(problem, objective=objective, unknowns=others, constraints=left))
    except ExtremumError:
        return None
    return found if found.kind == kind and not found.free else None
