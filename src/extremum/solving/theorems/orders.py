"""Functions that rise in the order in which their unknown is bounded: they are least at the bound.

``⟨∇f, d⟩ >= 0`` for all ``d >= 0``, entry by entry or in the order of symmetric matrices, says that f does not fall
from a to any ``x >= a``: the way there is straight, and stays in a convex domain.
"""

from __future__ import annotations

from typing import NamedTuple

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.kinks import kinks_in
from extremum.convexity.certificate import on_convex_domain
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.requirements import defined, domain_conditions
from extremum.solving.separable.reading import gradient_of
from extremum.solving.theorems.theorem import Found


class _Order(NamedTuple):
    """What is said of the members of a cone, and of those inside of it; it is its own dual."""

    weak: str
    strong: str


_ENTRIES = _Order("nonnegative", "positive")
_MATRICES = _Order("positive_semidefinite", "positive_definite")


def at_bound(problem: Problem) -> Found | None:
    """The bound of the only unknown, where the objective rises from there on."""
    if problem.objective is None or len(problem.unknowns) != 1 or len(problem.constraints) != 1:
        return None
    (x,), (stated,) = problem.unknowns, problem.constraints
    order = _order(stated, x)
    bound = None if order is None else end(stated, x)
    if order is None or bound is None or not _fits(order, x, bound.at):
        return None
    rises = _rises(problem, x, bound, order)
    if rises is None:
        return None
    values = {x: bound.at}
    conditions = dict.fromkeys([*domain_conditions(values), *defined(problem, values)])
    return Found(values, problem.objective, "unique" if rises is order.strong else "", list(conditions))


def _order(stated: Constraint, x: Expr) -> _Order | None:
    if stated.is_semidefinite and not x.is_scalar:
        return _MATRICES
    return _ENTRIES if stated.is_inequality and x.is_column and not x.is_scalar else None


class End(NamedTuple):
    """``sign * (x - at)`` lies in the cone."""

    at: Expr
    sign: int


def end(stated: Constraint, x: Expr) -> End | None:
    """The bound of a constraint ``X >= A`` or ``X <= A``."""
    for sign in (1, -1):
        rest = simplify(c.subtract(stated.gap, c.multiple(sign, x)))
        if not contains(rest, [x]):
            return End(simplify(c.multiple(-sign, rest)), sign)
    return None


def _fits(order: _Order, x: Expr, at: Expr) -> bool:
    """Whether the unknown runs through all that the order speaks of, or through the members inside of the cone."""
    whole = ((), (order.strong,)) if order is _ENTRIES else (("symmetric",), (order.strong,))
    return x.assumptions in whole and (order is _ENTRIES or holds(at, "symmetric"))


def _rises(problem: Problem, x: Expr, end: End, order: _Order) -> str | None:
    """What is known of the gradient on all feasible points."""
    assert problem.objective is not None
    feasible = _feasible(x, end, order)
    objective = replace(problem.minimised, {x: feasible})
    if kinks_in(objective, [feasible]) or not on_convex_domain(objective, feasible):
        return None
    slope = simplify(c.multiple(end.sign, gradient_of(objective, feasible)))
    return next((fact for fact in (order.strong, order.weak) if holds(slope, fact)), None)


def _feasible(x: Expr, end: End, order: _Order) -> Expr:
    """The unknown, with what it is for certain where it is above its bound."""
    facts = (order.strong, order.weak) if end.sign > 0 and x.assumptions != (order.strong,) else ()
    known = next((fact for fact in facts if holds(end.at, fact)), None)
    return x if known is None else c.build("symbol", (), (x.name, *x.shape, (known,)))
