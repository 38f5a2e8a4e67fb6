"""Geometric programs: sums of powers of positive numbers, convex in the logarithms of these.

A *posynomial* ``Σ c_k x^a_k y^b_k …`` has positive coefficients and is convex in ``log x, log y, …``; a *monomial* is
one with one term, and its logarithm is affine there. A problem with one constraint ``g = 1`` or ``g <= 1`` is solved by
the conditions of Karush, Kuhn and Tucker in the logarithms, which suffice where the multiplier of a posynomial is
positive: then the point is the best one among all with ``g <= 1``.

Boyd & Vandenberghe (2004), Convex Optimization, sec. 4.5 and 5.5.3.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from extremum.algebra.facts import reason
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.confirm import refuted
from extremum.solving.eliminated import Equation
from extremum.solving.geometric.reading import Bound, Objective, bound_of, objective_of
from extremum.solving.geometric.shares import SOURCE, by_shares, why
from extremum.solving.never import never
from extremum.solving.requirements import domain_conditions
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Need
from extremum.solving.strategy import Passed
from extremum.solving.system import eliminate, required


def posynomials(problem: Problem) -> SolutionSet | Passed:
    """The minimum of a posynomial, the maximum of a monomial, under at most one such constraint."""
    unknowns = problem.unknowns
    if problem.objective is None or problem.sense is None or len(problem.constraints) > 1:
        return Passed("")
    if not all(x.is_scalar and reason(x, "positive") for x in unknowns):
        return Passed("")
    objective = objective_of(problem)
    bounds = [bound_of(constraint, unknowns) for constraint in problem.constraints]
    if objective is None or None in bounds:
        return Passed("")
    bound = next(iter(bounds), None)
    found = by_shares(problem, objective, bound)
    if found is not None:
        return found
    terms = [*objective.terms, *(bound.terms if bound is not None else [])]
    if all(c.is_number(exponent) for term in terms for exponent in term.exponents.values()):
        return Passed("the exponents do not fix the shares of the terms")
    for facts, sign in _signs(bound):
        found = _attempt(problem, objective, bound, facts, sign)
        if isinstance(found, SolutionSet):
            return found
    return Passed("no rule isolates the stationary point in the logarithms")


def _signs(bound: Bound | None) -> tuple[tuple[tuple[str, ...], int], ...]:
    """What the multiplier may be: positive, or of any sign for an equation between monomials, affine in logarithms."""
    positive, negative = (("positive",), 1), (("positive",), -1)
    if bound is None:
        return (((), 1),)
    return (positive, negative) if bound.is_monomial and bound.equation else (positive,)


def _attempt(
    problem: Problem, objective: Objective, bound: Bound | None, facts: tuple[str, ...], sign: int
) -> SolutionSet | None:
    unknowns = problem.unknowns
    nu = c.build("symbol", (), (FreeNames(*problem.expressions).take("nu"), *c.number(0).shape, facts))
    equations = [
        Equation(f"∂/∂log({x.name})", _slope(objective, bound, x, c.multiple(sign, nu)), x, "stationarity")
        for x in unknowns
    ]
    if bound is not None:
        equations.append(Equation(str(problem.constraints[0].gap), problem.constraints[0].gap, nu, "constraint"))
    eliminated = eliminate(equations)
    if eliminated.stuck or eliminated.free:
        return None
    everything = eliminated.values([e.symbol for e in equations])
    values = {x: everything[x] for x in unknowns}
    signs = [Need(nu, "positive")] if bound is not None else []
    conditions = [*required([*eliminated.needed, *signs], everything), *domain_conditions(values)]
    if never(conditions) is not None or refuted([simplify(replace(e.left, everything)) for e in equations], conditions):
        return None
    hidden = {} if bound is None else {nu: everything[nu]}
    shown = {x: simplify(replace(eliminated.solved[x], hidden)) for x in unknowns}
    return SolutionSet(
        problem, values, shown, f"global {SENSES[problem.sense or 'min']}", why(problem, bound),
        _unique(problem, objective, bound), conditions, eliminated.steps,
        source=SOURCE,
    )  # fmt: skip


def _slope(objective: Objective, bound: Bound | None, x: Expr, multiplier: Expr) -> Expr:
    """The derivative of the Lagrangian by ``log(x)``; for a monomial, the constraint is on its logarithm."""
    (own,) = gradients(objective.expr, [x])
    total = c.product(x, own)
    if bound is not None and bound.is_monomial:
        total = c.add(total, c.product(multiplier, bound.terms[0].exponents[x]))
    elif bound is not None:
        total = c.add(total, c.product(multiplier, x, gradients(bound.expr, [x])[0]))
    grown = expanded(simplify(total))
    return simplify(total if grown is None else grown)


def _unique(problem: Problem, objective: Objective, bound: Bound | None) -> str:
    """Unique where no direction leaves all exponents: then the Lagrangian is strictly convex along the constraint."""
    terms = [*objective.terms, *(bound.terms if bound is not None else [])]
    rows = [[term.exponents[x] for x in problem.unknowns] for term in terms]
    known = [[float(Fraction(c.value_of(e))) for e in row] for row in rows if all(map(c.is_number, row))]
    full = bool(known) and int(np.linalg.matrix_rank(np.array(known))) == len(problem.unknowns)
    return "unique" if full else ""
