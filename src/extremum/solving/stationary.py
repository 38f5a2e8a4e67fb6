"""Stationary points: the gradient of the Lagrangian is zero, with multipliers as unknowns, one block at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify
from extremum.solving import hessians, none
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition
from extremum.solving.confirm import refuted
from extremum.solving.eliminated import Eliminated, Equation, among, not_followed
from extremum.solving.exponentials import shortest
from extremum.solving.isolate import has_jumps
from extremum.solving.jumps import refuse_unattained
from extremum.solving.kind import EXTREMA, kind_of
from extremum.solving.lagrangian import Lagrangian, lagrangian
from extremum.solving.never import never
from extremum.solving.requirements import conditions_at
from extremum.solving.several import of_several
from extremum.solving.shape import is_quadratic, shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Need
from extremum.solving.strategy import Passed
from extremum.solving.system import eliminate, required


def stationary(problem: Problem) -> SolutionSet | Passed:
    """The stationary point of the Lagrangian, with its kind and its conditions.

    A strictly convex problem has one minimum at most, so that its multiplier may be sought among numbers of one sign.
    """
    if problem.objective is None:
        return Passed("")
    found = _stationary(problem, lagrangian(problem))
    if isinstance(found, Passed) and _is_tied_by_a_number(problem) and _is_strict(problem):
        signed = (_signed(problem, sign) for sign in (1, -1))
        return next((solution for solution in signed if solution is not None), found)
    return found


def _is_tied_by_a_number(problem: Problem) -> bool:
    return len(problem.constraints) == len(problem.equations) == 1 and problem.equations[0].gap.is_scalar


def _is_strict(problem: Problem) -> bool:
    """Whether the objective is strictly convex, or for a maximum concave, for all data."""
    assert problem.objective is not None
    shape = shape_of(problem.objective, problem.unknowns, problem.sense)
    return (
        problem.sense is not None
        and shape is not None
        and shape.strict
        and EXTREMA[shape.kind] == SENSES[problem.sense]
    )


def _signed(problem: Problem, sign: int) -> SolutionSet | None:
    """The solution with a multiplier of a sign."""
    try:
        found = _stationary(problem, lagrangian(problem, ("positive",), sign))
    except NoExtremumError:
        return None
    return found if isinstance(found, SolutionSet) and found.kind.startswith("global") else None


def _stationary(problem: Problem, whole: Lagrangian) -> SolutionSet | Passed:
    """The solution of the equations of a Lagrangian."""
    objective, unknowns = problem.objective, list(problem.unknowns)
    assert objective is not None
    jumping = [x.name for x in unknowns if has_jumps(objective, x)]
    if jumping:
        refuse_unattained(problem)
        return Passed(f"the objective jumps in {', '.join(jumping)}")
    if not all(affine(constraint, unknowns) for constraint in problem.equations):
        return Passed("a constraint is not affine")
    try:
        grads = gradient(whole.expr, unknowns)
    except ExtremumError as error:
        return Passed(str(error))
    equations = [Equation(f"∂/∂{x.name}", grad, x) for x, grad in zip(unknowns, grads, strict=True)]
    equations += [Equation(str(k.gap), k.gap, m, "constraint") for m, k in whole.multipliers.items()]
    none.without_stationary_point(problem, grads)
    eliminated = _eliminated(problem, equations)
    if isinstance(eliminated, Passed):
        return eliminated
    if eliminated.stuck:
        return Passed(eliminated.stopped)
    return _of_cases(problem, whole, equations, eliminated)


def _eliminated(problem: Problem, equations: list[Equation]) -> Eliminated | Passed:
    """The system, solved as far as the rules can; at an active inequality the gradient need not vanish.

    Raises:
        NoExtremumError: the equations contradict one another, and no inequality, end of the domain or kink is left out
            of them.
    """
    try:
        return eliminate(equations)
    except NoExtremumError:
        unseen = none.unseen(problem)
        if not problem.inequalities and not unseen:
            raise
        return Passed(f"no point is stationary; {unseen}" if unseen else _NONE_WITHIN)


_NONE_WITHIN = "no point at which no inequality is active is stationary"


def affine(constraint: Constraint, unknowns: list[Expr]) -> bool:
    """Whether the gap of a constraint is affine in the unknowns together."""
    return not any(contains(simplify(chained(constraint.gap, x)), unknowns) for x in unknowns)


def _of_cases(
    problem: Problem, whole: Lagrangian, equations: list[Equation], eliminated: Eliminated
) -> SolutionSet | Passed:
    """The first of the solutions that is of the sense that was asked for, and what is known of the others.

    Raises:
        NoExtremumError: none is, and all are known.
    """
    every = [eliminated, *eliminated.others]
    found = [_solution(problem, whole, equations, one, eliminated) for one in every]
    solution = next((one for one in found if isinstance(one, SolutionSet)), None)
    if solution is not None:
        return of_several(problem, solution, every, found)
    if eliminated.open:
        return Passed(f"{_why(found[0])}; {not_followed(eliminated)}")
    kinds = [one for one in found if isinstance(one, Kind)]
    if len(kinds) == len(found):
        refuse(problem, kinds, is_set=bool(eliminated.free))
    return next(one for one in found if isinstance(one, Passed))


def _why(passed: SolutionSet | Kind | Passed) -> str:
    return passed.reason if isinstance(passed, Passed) else f"a stationary point is a {passed.kind}"


def _solution(
    problem: Problem, whole: Lagrangian, equations: list[Equation], eliminated: Eliminated, every: Eliminated
) -> SolutionSet | Kind | Passed:
    """One solution; its kind where that is against the sense that was asked for."""
    everything = eliminated.values([equation.symbol for equation in equations])
    values = {x: everything[x] for x in problem.unknowns}
    if any(x.assumptions for x in eliminated.free):
        return Passed(f"{eliminated.free[0].name} is left free within its structure")
    order = {x: eliminated.solved.get(x, x) for x in [*eliminated.solved, *eliminated.free] if x in values}
    kind = _along(problem, kind_of(problem, values, order, eliminated.needed), eliminated)
    elsewhere = "" if _of_sense(problem, kind) else _elsewhere(problem, kind, every)
    if elsewhere:
        return Passed(elsewhere)
    if not _of_sense(problem, kind):
        nowhere = never(conditions_at(problem, kind, values, []))
        return kind if nowhere is None else Passed(_never(values, nowhere))
    pivots = [] if _always_solvable(problem, kind) else eliminated.needed
    needs = required([*pivots, *_inverted(order), *whole.signs], everything)
    conditions = conditions_at(problem, kind, values, needs)
    obstacle = _obstacle(problem, values, needs, conditions) or _refutation(equations, everything, conditions)
    if obstacle:
        return Passed(obstacle)
    shown = _shown(order, values, {m: everything[m] for m in whole.multipliers}, eliminated)
    free = tuple(x for x in problem.unknowns if x in eliminated.free)
    multipliers = whole.own(everything)
    return SolutionSet(
        problem, values, shown, str(kind), kind.reason, _unique(problem, shown, free, every), conditions,
        [*eliminated.steps, *whole.told(multipliers)], [*kind.notes, *([not_followed(every)] if every.open else [])],
        free, multipliers=multipliers,
    )  # fmt: skip


def _elsewhere(problem: Problem, kind: Kind, every: Eliminated) -> str:
    """Where an extremum may be, of a problem whose stationary point is of another kind; empty where nowhere."""
    if problem.inequalities:
        return f"the stationary point within the inequalities is a {kind.kind}"
    unseen, which = none.unseen(problem), "a" if every.others or every.open else "the only"
    return f"{which} stationary point is a {kind.kind}; {unseen}" if unseen else ""


def _along(problem: Problem, kind: Kind, eliminated: Eliminated) -> Kind:
    """The kind of all points of a set; what the Hessian says at one of them need not hold at the others."""
    if not eliminated.free or kind.kind not in ("saddle", "local minimum", "local maximum"):
        return kind
    values = eliminated.by_free
    if hessians.local(problem, {x: values[x] for x in problem.unknowns}).kind == kind.kind:
        return kind
    at = ", ".join(f"{x.name} = 0" for x in eliminated.free)
    return Kind("stationary", f"at {at} it is a {kind.kind}, which may change along the set: {kind.reason}")


def _refutation(equations: list[Equation], values: Mapping[Expr, Expr], conditions: list[Condition]) -> str:
    """An equation that numbers say is not satisfied."""
    wrong = refuted([simplify(replace(e.left, values)) for e in equations], conditions)
    return f"what the rules found does not satisfy the equations: {wrong} is not zero" if wrong is not None else ""


def _shown(
    order: Mapping[Expr, Expr], values: Mapping[Expr, Expr], hidden: Mapping[Expr, Expr], eliminated: Eliminated
) -> dict[Expr, Expr]:
    """The values without multipliers, in terms of other unknowns where that is shorter."""
    shown = {x: shortest(simplify(replace(value, hidden))) if hidden else value for x, value in order.items()}
    if not eliminated.free:
        shown = {x: min(value, values[x], key=cost) for x, value in shown.items()}
    return {x: shown[x] for x in values}


def _obstacle(
    problem: Problem, values: Mapping[Expr, Expr], needs: list[Condition], conditions: list[Condition]
) -> str:
    """Why the point may be none: a divisor that vanishes, an active inequality, a condition that never holds."""
    if any(c.is_zero(condition.matrix) for condition in needs):
        return "what the rules divided by is zero there"
    active = _may_be_active(problem, values)
    if active is not None:
        return f"{active} may be active; where no inequality is, {_point(values)}"
    broken = never(conditions)
    return _never(values, broken) if broken is not None else ""


def _never(values: Mapping[Expr, Expr], condition: Condition) -> str:
    return f"at the stationary point, {_point(values)}, it never holds that {condition}"


def _point(values: Mapping[Expr, Expr]) -> str:
    return ", ".join(f"{x.name} = {value}" for x, value in values.items())


def _of_sense(problem: Problem, kind: Kind) -> bool:
    """Whether a kind is not against the sense that was asked for."""
    return problem.sense is None or kind.kind == "stationary" or SENSES[problem.sense] in kind.kind


def refuse(problem: Problem, kinds: Sequence[Kind], is_set: bool = False) -> None:
    """Refuses stationary points whose kind is not the sense that was asked for, where these are all.

    Raises:
        NoExtremumError: no stationary point is of that kind.
    """
    kind = next((kind for kind in kinds if not _of_sense(problem, kind)), None)
    if kind is None:
        return
    assert problem.sense is not None
    wanted = SENSES[problem.sense]
    which = "a" if none.may_be_several(problem, kind) else "every" if is_set else "the only"
    several = f"none of the {len(kinds)} stationary points is one, the first is" if len(kinds) > 1 else ""
    is_ = several or f"{which} stationary point is"
    raise NoExtremumError(
        f"there is no {wanted}{none.direction(problem, kind) or none.exception(problem, kind)}: {is_} a {kind.kind}, "
        f"not a {wanted}: {kind.reason}"
    )


def _always_solvable(problem: Problem, kind: Kind) -> bool:
    """Whether the Hessian is constant and definite: then so are its Schur complements, which elimination inverts."""
    assert problem.objective is not None
    certain = kind.strict and not kind.conditions and not problem.equations
    return certain and is_quadratic(problem.objective, problem.unknowns)


def _inverted(shown: Mapping[Expr, Expr]) -> list[Need]:
    """Values of unknowns that are declared invertible."""
    return [Need(value) for x, value in shown.items() if reason(x, "invertible")]


def _unique(problem: Problem, shown: Mapping[Expr, Expr], free: tuple[Expr, ...], every: Eliminated) -> str:
    """``unique``, the set of solutions by its free unknowns, or all solutions that there are."""
    if every.open:
        return "unique" if _is_strict(problem) else ""
    if every.others and problem.inequalities:
        return ""
    if every.others:
        return among(every, list(problem.unknowns), "stationary points")
    return _set(shown, free) if free else "unique"


def _set(shown: Mapping[Expr, Expr], free: tuple[Expr, ...]) -> str:
    """The set of solutions by its free unknowns."""
    flat = not any(contains(simplify(chained(value, x)), free) for value in shown.values() for x in free)
    given = ", ".join(f"{x} = {value}" for x, value in shown.items() if x not in free)
    return f"{'affine set' if flat else 'set'}: {given}, any {', '.join(x.name for x in free)}"


def _may_be_active(problem: Problem, values: Mapping[Expr, Expr]) -> Constraint | None:
    """An inequality that the point is not known to satisfy."""
    for constraint in problem.inequalities:
        gap = simplify(constraint.replace(values).gap)
        if not reason(gap, "nonnegative" if constraint.is_inequality else "positive_semidefinite"):
            return constraint
    return None
