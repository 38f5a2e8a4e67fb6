"""Stationary points: the gradient of the Lagrangian is zero, with multipliers as unknowns, one block at a time."""

from __future__ import annotations

from collections.abc import Mapping

from extremum.algebra.dims import Bound
from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import chained
from extremum.convexity.certificate import domain_of
from extremum.operations import construct as c
from extremum.operations.logdet import LOGDET
from extremum.operations.sum import content
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify
from extremum.solving import none
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition, contradicted, needed
from extremum.solving.confirm import refuted
from extremum.solving.exponentials import shortest
from extremum.solving.isolate import has_jumps
from extremum.solving.kind import EXTREMA, kind_of
from extremum.solving.lagrangian import Lagrangian, lagrangian
from extremum.solving.predicates import (
    INVERTIBLE,
    NONNEGATIVE,
    NONZERO,
    OF_FACTS,
    POSITIVE,
    POSITIVE_DEFINITE,
    POSITIVE_DET,
)
from extremum.solving.shape import is_quadratic, shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Need
from extremum.solving.strategy import Passed
from extremum.solving.system import Eliminated, Equation, eliminate, required
from extremum.structures.combine import but_for_inverse


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
    """Whether the objective is strictly convex, or for a maximum concave."""
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
    eliminated = eliminate(equations)
    if eliminated.stuck:
        return Passed(f"no rule isolates {', '.join(e.symbol.name for e in eliminated.stuck)}")
    return _solution(problem, whole, equations, eliminated)


def affine(constraint: Constraint, unknowns: list[Expr]) -> bool:
    """Whether the gap of a constraint is affine in the unknowns together."""
    return not any(contains(simplify(chained(constraint.gap, x)), unknowns) for x in unknowns)


def _solution(
    problem: Problem, whole: Lagrangian, equations: list[Equation], eliminated: Eliminated
) -> SolutionSet | Passed:
    symbols = [equation.symbol for equation in equations]
    everything = eliminated.values(symbols)
    values = {x: everything[x] for x in problem.unknowns}
    if any(x.assumptions for x in eliminated.free):
        return Passed(f"{eliminated.free[0].name} is left free within its structure")
    order = {x: eliminated.solved.get(x, x) for x in [*eliminated.solved, *eliminated.free] if x in values}
    kind = kind_of(problem, values, order)
    if problem.inequalities and not _of_sense(problem, kind):
        return Passed(f"the stationary point within the inequalities is a {kind.kind}")
    refuse(problem, kind)
    pivots = [] if _always_solvable(problem, kind) else eliminated.needed
    needs = required([*pivots, *_inverted(order), *whole.signs], everything)
    conditions = _conditions(problem, kind, values, needs)
    obstacle = _obstacle(problem, values, needs, conditions)
    if obstacle:
        return Passed(obstacle)
    wrong = refuted([simplify(replace(e.left, everything)) for e in equations], conditions)
    if wrong is not None:
        return Passed(f"what the rules found does not satisfy the equations: {wrong} is not zero")
    hidden = {m: everything[m] for m in whole.multipliers}
    shown = {x: shortest(simplify(replace(value, hidden))) if hidden else value for x, value in order.items()}
    if not eliminated.free:
        shown = {x: min(value, values[x], key=cost) for x, value in shown.items()}
    free = tuple(x for x in problem.unknowns if x in eliminated.free)
    return SolutionSet(
        problem,
        values,
        {x: shown[x] for x in values},
        str(kind),
        kind.reason,
        _unique(shown, free),
        conditions,
        eliminated.steps,
        kind.notes,
        free,
        multipliers=[(k, simplify(c.multiple(whole.sign, everything[m]))) for m, k in whole.multipliers.items()],
    )


def _conditions(problem: Problem, kind: Kind, values: Mapping[Expr, Expr], needs: list[Condition]) -> list[Condition]:
    """Under which the point is there, is of its kind, and lies where the objective is defined."""
    conditions = [*_merged(kind.conditions, needs), *domain_conditions(values), *_defined(problem, values)]
    return [k for k in conditions if not _follows(k, conditions)]


def _obstacle(
    problem: Problem, values: Mapping[Expr, Expr], needs: list[Condition], conditions: list[Condition]
) -> str:
    """Why the point may be none: a divisor that vanishes, an active inequality, a condition that never holds."""
    if any(c.is_zero(condition.matrix) for condition in needs):
        return "what the rules divided by is zero there"
    point = ", ".join(f"{x.name} = {value}" for x, value in values.items())
    active = _may_be_active(problem, values)
    if active is not None:
        return f"{active} may be active; where no inequality is, {point}"
    never = next((condition for condition in conditions if contradicted(condition)), None)
    return f"at the stationary point, {point}, it never holds that {never}" if never is not None else ""


def _of_sense(problem: Problem, kind: Kind) -> bool:
    """Whether a kind is not against the sense that was asked for."""
    return problem.sense is None or kind.kind == "stationary" or SENSES[problem.sense] in kind.kind


def refuse(problem: Problem, kind: Kind) -> None:
    """Refuses a kind that is not the sense that was asked for.

    Raises:
        NoExtremumError: the only stationary point is of another kind.
    """
    if _of_sense(problem, kind):
        return
    assert problem.sense is not None
    wanted = SENSES[problem.sense]
    unless = f" unless {none.stated(problem)} leaves one point only" if problem.equations else ""
    raise NoExtremumError(
        f"there is no {wanted}{none.direction(problem, kind.kind)}{unless}: the only stationary point is a "
        f"{kind.kind}, not a {wanted}: {kind.reason}"
    )


def _always_solvable(problem: Problem, kind: Kind) -> bool:
    """Whether the Hessian is constant and definite: then so are its Schur complements, which elimination inverts."""
    assert problem.objective is not None
    certain = kind.strict and not kind.conditions and not problem.equations
    return certain and is_quadratic(problem.objective, problem.unknowns)


def _inverted(shown: Mapping[Expr, Expr]) -> list[Need]:
    """Values of unknowns that are declared invertible."""
    return [Need(value) for x, value in shown.items() if reason(x, "invertible")]


def _unique(shown: Mapping[Expr, Expr], free: tuple[Expr, ...]) -> str:
    """``unique``, or the set of solutions by its free unknowns."""
    if not free:
        return "unique"
    flat = not any(contains(simplify(chained(value, x)), free) for value in shown.values() for x in free)
    given = ", ".join(f"{x} = {value}" for x, value in shown.items() if x not in free)
    return f"{'affine set' if flat else 'set'}: {given}, any {', '.join(x.name for x in free)}"


def domain_conditions(values: Mapping[Expr, Expr]) -> list[Condition]:
    """That each value lies in the open domain or cone that is declared of its unknown, where that is not known."""
    return [
        needed(fact, value, x)
        for x, value in values.items()
        for fact in x.assumptions
        if fact in OF_FACTS and fact != "invertible" and not reason(value, but_for_inverse(fact))
    ]


def _defined(problem: Problem, values: Mapping[Expr, Expr]) -> list[Condition]:
    """That the objective is defined at the point: what logarithms and roots of the unknowns need."""
    assert problem.objective is not None
    found = []
    for needs in domain_of(problem.objective, *values).constraints:
        argument = simplify(replace(needs.argument, values))
        signed = reason(argument, "positive_det") or reason(argument, "positive_semidefinite")
        if needs.node.op is LOGDET and not argument.indices and not signed:
            found.append(Condition(POSITIVE_DET, argument, POSITIVE_DET.of(needs.argument)))
        bound = any(isinstance(atom, Bound) for atom in argument.indices)
        if not isinstance(needs.needs, Interval) or needs.needs.low != 0 or bound:
            continue
        predicate, fact = (POSITIVE, "positive") if needs.needs.low_open else (NONNEGATIVE, "nonnegative")
        declared = needs.argument in values and reason(needs.argument, fact)
        if not declared and not reason(argument, fact):
            found.append(Condition(predicate, argument, predicate.of(needs.argument)))
    return found


def _follows(condition: Condition, known: list[Condition]) -> bool:
    """Whether a matrix is invertible, or its determinant positive, because it, or its inverse, is positive definite."""
    if condition.predicate not in (POSITIVE_DET, INVERTIBLE) or condition.matrix.is_scalar:
        return False
    definite = {_positive_multiple(k.matrix) for k in known if k.predicate is POSITIVE_DEFINITE}
    return (
        _positive_multiple(condition.matrix) in definite or _positive_multiple(c.inverse(condition.matrix)) in definite
    )


def _positive_multiple(matrix: Expr) -> tuple[bool, Expr]:
    """Whether a matrix is a positive multiple, and of what."""
    q, core = content(matrix)
    return q > 0, core


def _may_be_active(problem: Problem, values: Mapping[Expr, Expr]) -> Constraint | None:
    """An inequality that the point is not known to satisfy."""
    for constraint in problem.inequalities:
        gap = simplify(constraint.replace(values).gap)
        if not reason(gap, "nonnegative" if constraint.is_inequality else "positive_semidefinite"):
            return constraint
    return None


def _merged(strong: list[Condition], weak: list[Condition]) -> list[Condition]:
    """The conditions of the kind, and of the others those that do not follow from them."""
    return [*strong, *(k for k in weak if not any(_implies(known, k) for known in strong))]


def _implies(known: Condition, weak: Condition) -> bool:
    """Whether a condition follows from another one about the same matrix, or about a multiple of it."""
    strict = known.predicate in (POSITIVE, POSITIVE_DEFINITE)
    if weak.predicate in (INVERTIBLE, NONZERO):
        return strict and content(known.matrix)[1] is content(weak.matrix)[1]
    return known.matrix is weak.matrix and (strict or known.predicate is weak.predicate)
