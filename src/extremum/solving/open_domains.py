"""An unknown that is nonnegative is positive where the objective is defined at none of its zeros.

``Σ q/p`` on a simplex is asked for over ``p > 0``, and ``logdet(X)`` for positive semidefinite X over definite ones:
what remains of the constraint is an open domain, within which it is never active. So is one of which nothing is said:
``x + log(x)`` is asked for over ``x > 0``.
"""

from __future__ import annotations

from dataclasses import replace

from extremum.algebra import traverse
from extremum.algebra.intervals import POSITIVE
from extremum.algebra.node import Expr
from extremum.convexity.certificate import domain_of
from extremum.convexity.domains import constraints_of
from extremum.convexity.region import Region
from extremum.operations import leaves
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem

_EXCLUDED = {
    False: ("positive", ("not zero", POSITIVE)),
    True: ("positive_definite", ("invertible", "with a positive determinant")),
}
"""What an unknown in a closed cone (of matrices: True) is where the objective needs one of these of it."""


def opened(problem: Problem) -> tuple[Problem, dict[Expr, Expr]]:
    """The problem without the closed cones whose borders the objective excludes, and its unknowns by the former ones.

    An unknown whose logarithm is in the objective is positive there, and an inequality that holds wherever the
    objective is defined, ``u >= d`` beside ``log(u - d)``, is left out.

    >>> import extremum as ex
    >>> from extremum.problems.problem import pose
    >>> p, q = ex.vector("p", "n"), ex.vector("q", "n", "positive")
    >>> found, _ = opened(pose(ex.sum(ex.divide(q, p)), [p], "min", ["sum(p) == 1", "p >= 0"]))
    >>> found.constraints, found.unknowns[0].assumptions
    ((sum(p) == 1,), ('positive',))
    """
    kept: list[Constraint] = []
    moved: dict[Expr, Expr] = {}
    problem = _without_implied(problem)
    for each in problem.constraints:
        fact = _stronger(problem, each)
        if fact is None:
            kept.append(each)
        else:
            x = each.gap
            moved[x] = _with(x, fact)
    moved |= {x: _with(x, "positive") for x in problem.unknowns if x not in moved and _is_only_positive(problem, x)}
    if not moved:
        return problem, {}
    assert problem.objective is not None
    found = replace(
        problem,
        objective=traverse.replace(problem.objective, moved),
        unknowns=tuple(moved.get(x, x) for x in problem.unknowns),
        constraints=tuple(each.replace(moved) for each in kept),
    )
    return found, moved


def _without_implied(problem: Problem) -> Problem:
    """The problem without inequalities between numbers whose gap the objective needs to be positive."""
    if problem.objective is None or not problem.inequalities:
        return problem
    needs = constraints_of(problem.objective, Region(problem.unknowns))
    inside = {each.argument for each in needs if each.always and each.needs == POSITIVE}.difference(problem.unknowns)
    kept = tuple(k for k in problem.constraints if not (k.is_inequality and k.gap in inside))
    return replace(problem, constraints=kept)


def _with(x: Expr, fact: str) -> Expr:
    return leaves.symbol(x.name, x.rows, x.cols, tuple(dict.fromkeys((*x.assumptions, fact))))


def _is_only_positive(problem: Problem, x: Expr) -> bool:
    """Whether nothing is declared of an unknown, and the objective is defined only where it is positive."""
    if problem.objective is None or x.assumptions or x.op.name != "symbol":
        return False
    needs = domain_of(problem.objective, x).constraints
    return any(each.argument is x and each.always and each.needs == POSITIVE for each in needs)


def _stronger(problem: Problem, constraint: Constraint) -> str | None:
    """The open structure that a constraint ``x >= 0`` or ``X >> 0`` comes down to, where it comes down to one."""
    x = constraint.gap
    if problem.objective is None or constraint.is_equation or x not in problem.unknowns or x.op.name != "symbol":
        return None
    fact, excluded = _EXCLUDED[constraint.is_semidefinite]
    needs = [each for each in domain_of(problem.objective, x).constraints if each.argument is x and each.always]
    return fact if any(each.needs in excluded for each in needs) else None
