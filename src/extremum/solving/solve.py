"""``solve``: a problem through the strategies, to its solutions or to an honest no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from extremum.algebra.errors import ExtremumError, NoExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.algebra.traverse import replace as replaced
from extremum.language.families import Family
from extremum.operations.implicit import implicits_in
from extremum.operations.letters import in_letters_of
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem, pose
from extremum.simplify.question import one_question
from extremum.solving.at_bounds import at_bounds, at_one_of_several
from extremum.solving.bargaining import product_of_gaps
from extremum.solving.conditions import Condition, known
from extremum.solving.effort import PROBLEM, effort, one_search
from extremum.solving.eliminations import by_elimination
from extremum.solving.essentials import with_essentials
from extremum.solving.families import by_members, families
from extremum.solving.feasible import refuse_infeasible, where_feasible
from extremum.solving.impossible import refuse_impossible, refuse_numbered
from extremum.solving.inner import best_put_in
from extremum.solving.interior import by_interior
from extremum.solving.levels import of_roots
from extremum.solving.multiplier import by_multiplier
from extremum.solving.nested import by_parts
from extremum.solving.never import never, not_unique
from extremum.solving.open_domains import opened
from extremum.solving.reductions import (
    by_diagonals,
    by_logarithms,
    by_sum_of_logarithms,
    reduced,
    without_outer_function,
)
from extremum.solving.refusal import refusal, refuse_unbounded
from extremum.solving.requirements import domain_conditions
from extremum.solving.scale_free import of_directions
from extremum.solving.solution import SolutionSet
from extremum.solving.stacked import by_stacking
from extremum.solving.strategies import STRATEGIES
from extremum.solving.strategy import Passed, Strategy
from extremum.solving.substitutions import by_substitution
from extremum.solving.symmetries import by_symmetry
from extremum.solving.unnested import with_fractions_alone
from extremum.solving.where_defined import where_defined


@one_question()
def solve(
    f: Any,
    variables: Expr | Family | str | Sequence[Expr | Family | str] | None = None,
    sense: str | None = None,
    constraints: str | Constraint | Sequence[str | Constraint] = (),
    declarations: Any = (),
) -> SolutionSet:
    """The extremum of a scalar in closed form, with its kind, its conditions and the steps; or what solves equations.

    ``f`` is an expression, a text, or equations (``"A*X + X*B == C"``, a list of them), ``constraints`` are texts such
    as ``"A*x == b"``, ``"x >= 0"``, ``"X >> 0"``, or made by ``ex.equal_to``, ``ex.at_least``, ``ex.at_most``,
    ``ex.semidefinite``. Declared structures of the unknowns are constraints too. Texts are read with ``declarations``
    as by :func:`extremum.check`. An unknown is a symbol, or a family (``mu``, or ``"mu[k]"``), all of whose members are
    sought. A text ``\\min_x … \\text{s.t.} …`` in LaTeX names its unknowns itself; a problem that
    :func:`extremum.read_problem` has read is taken as it is.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> X, w, y = ex.matrix("X", n, m, "full_column_rank"), ex.vector("w", m), ex.vector("y", n)
    >>> solution = solve(ex.norm2(X @ w - y)**2, w, sense="min")
    >>> solution[w], solution.kind, solution.unique
    (pinv(X)*y, 'global minimum', 'unique')
    >>> solve("x'*x", "x", "min", "A*x == b", "A[p,n]; x[n]; b[p]")["x"]
    A'*inv(A*A')*b
    >>> shares = solve("sum_k(n[k]*log(w[k]))", "w[k]", "max", "sum_k(w[k]) == 1",
    ...                "n for k in 1..K: positive; w for k in 1..K: positive")
    >>> shares.written(*shares.values)
    'n[k]/sum_i(n[i])'

    Raises:
        NotAScalarError: the objective is not a scalar.
        UnsupportedError: these rules find no closed form; the message says what was tried.
        NoExtremumError: there is no extremum of the sense that is asked for.
        ExtremumError: the call is not understood: an unknown, a constraint, the sense.
    """
    problem = f if isinstance(f, Problem) else pose(f, variables, sense, constraints, declarations)
    refuse_numbered(problem)
    return solutions(problem)


def solutions(problem: Problem) -> SolutionSet:
    """The solutions of a problem, from the first strategy that finds them.

    Raises:
        UnsupportedError, NoExtremumError: as :func:`solve`.
    """
    with in_letters_of(*problem.expressions):
        found = first_found(problem)
    if isinstance(found, SolutionSet):
        return with_fractions_alone(with_essentials(where_feasible(found, problem, _within)))
    if effort.spent:
        found.append(("longer equations", "the search was ended at its bound"))
    declared = problem if _defined_by(problem) is not None else problem.released()[0]
    refuse_unbounded(declared)
    raise UnsupportedError(refusal(declared, problem, found))


_WAYS = (
    by_stacking, best_put_in, reduced, by_substitution, by_symmetry, by_elimination, at_one_of_several,
    by_multiplier, product_of_gaps, of_directions, at_bounds, by_interior, by_parts,
)  # fmt: skip
"""Ways to an easier problem, in the order in which they are tried."""


def _within(problem: Problem) -> SolutionSet:
    """The solutions of a problem to which another comes down; nobody reads why there are none.

    Raises:
        UnsupportedError, NoExtremumError: as :func:`solve`.
    """
    found = first_found(problem) if effort.look(PROBLEM) else []
    if isinstance(found, SolutionSet):
        return found
    raise UnsupportedError("no closed form found")


@one_search()
def first_found(problem: Problem) -> SolutionSet | list[tuple[str, str]]:
    """What the first strategy finds that finds something; where none does, the names of those that passed, and why.

    Raises:
        UnsupportedError, NoExtremumError: as :func:`solve`.
    """
    if problem.pieces:
        return where_defined(problem, first_found)
    unknown = families(problem)
    if unknown:
        return by_sum_of_logarithms(problem, solutions) or by_members(problem, unknown[0], solutions)
    moved = _defined_by(problem)
    if moved is not None:
        why = f"{moved.name} is defined by an equation in which the unknowns occur"
        return [("solving by theorems and equations", why)]
    released, free = _free(problem)
    easier = _possible(without_outer_function(released, _within)) or _possible(by_diagonals(released, _within))
    if easier is not None:
        closed = by_elimination(released, _within) if easier.roots else None
        return _returned(closed or easier, problem, free)
    passed: list[tuple[str, str]] = []
    near: SolutionSet | None = None
    for strategy in STRATEGIES:
        found = _attempted(strategy, released)
        if isinstance(found, SolutionSet) and problem.sense is not None and _is_one_of_several(found):
            near = near or found
        elif not isinstance(found, Passed):
            return _returned(_global(found, released), problem, free)
        elif found.reason:
            passed.append((strategy.name, found.reason))
    inner = next((simpler for way in _WAYS if (simpler := _possible(way(released, _within))) is not None), None)
    best = inner if near is None or (inner is not None and inner.kind.startswith("global")) else near
    if best is not None:
        return _returned(best, problem, free)
    refuse_infeasible(released, _within)
    return passed


def _free(problem: Problem) -> tuple[Problem, dict[Expr, Expr]]:
    """The problem whose unknowns carry no structure that is a constraint, and its unknowns by those declared.

    Raises:
        NoExtremumError: a constraint holds nowhere on the domain of the objective.
    """
    released, free = problem.released()
    refuse_impossible(released)
    within, moved = opened(released)
    return within, {declared: moved.get(x, x) for declared, x in free.items()}


def _is_one_of_several(found: SolutionSet) -> bool:
    """Whether it is known to be an extremum near the point only, and others may be better."""
    return found.kind.startswith("local") and found.unique != "unique"


def _global(found: SolutionSet, problem: Problem) -> SolutionSet:
    """What was found, or where that is only known near the point, what is known of its logarithm everywhere."""
    other = by_logarithms(problem, _within) if found.kind.startswith("local") else None
    return found if other is None or not other.kind.startswith("global") else other


def _defined_by(problem: Problem) -> Expr | None:
    """A quantity that moves with the unknowns, as the equation that defines it says."""
    objective = [] if problem.objective is None else [problem.objective]
    roots = [*objective, *(constraint.gap for constraint in problem.constraints)]
    return next((node for node in implicits_in(*roots) if contains(node, problem.unknowns)), None)


def _attempted(strategy: Strategy, problem: Problem) -> SolutionSet | Passed:
    """What a strategy finds; where a value that it puts in is not defined, such as 1/0, it passes.

    Raises:
        UnsupportedError, NoExtremumError: as :func:`solve`.
    """
    try:
        found = strategy.attempt(problem)
        if isinstance(found, Passed):
            return found
        found = _as_declared(found)
        broken = _never(found)
        return found if broken is None else Passed(f"at what it finds, it never holds that {broken}")
    except (UnsupportedError, NoExtremumError):
        raise
    except ExtremumError as error:
        return Passed(str(error))


def _never(found: SolutionSet) -> Condition | None:
    """A condition of a solution that holds for no data."""
    return never([*found.conditions, *of_roots(found.roots)])


def _possible(found: SolutionSet | None) -> SolutionSet | None:
    """A solution, unless its conditions hold for no data."""
    found = None if found is None else _as_declared(found)
    return None if found is None or _never(found) is not None else found


def _as_declared(found: SolutionSet) -> SolutionSet:
    """The solutions, with the condition that each value lies in the open set that is declared of its unknown."""
    said = {(k.predicate, k.matrix) for k in found.conditions}
    more = [k for k in domain_conditions(found.values) if (k.predicate, k.matrix) not in said]
    return replace(found, conditions=[*found.conditions, *more]) if more else found


def _returned(found: SolutionSet, problem: Problem, free: Mapping[Expr, Expr]) -> SolutionSet:
    """The solutions for the unknowns as they were declared, by which others are shown too."""
    found = not_unique(found)
    stated = {x: declared for declared, x in free.items()}
    needs = {condition.words: condition for condition in [*found.conditions, *of_roots(found.roots)]}
    return replace(
        found,
        problem=problem,
        values={declared: found.values[x] for declared, x in free.items()},
        shown={declared: replaced(found.shown[x], stated) for declared, x in free.items()},
        conditions=[condition for condition in needs.values() if not known(condition)],
    )
