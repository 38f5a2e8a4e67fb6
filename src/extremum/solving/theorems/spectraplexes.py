"""Linear functions of positive semidefinite matrices of a given trace, or below the identity."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.nuclear import polar
from extremum.operations.sum import content
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.separable.reading import gradient_of
from extremum.solving.spectral_conditions import one_polar_factor, simple
from extremum.solving.theorems.theorem import Found, last, nonnegative

_HALF = Fraction(1, 2)


def linear_on_spectraplex(problem: Problem) -> Found | None:
    """``tr(G X)`` over positive semidefinite X: with ``tr(X) = b`` it is ``b v v'``, v the eigenvector of the smallest
    eigenvalue of G; below the identity it is the projection on the eigenvectors of negative ones."""
    if len(problem.unknowns) != 1 or len(problem.constraints) != 2 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    g = gradient_of(problem.minimised, x)
    if x.assumptions != ("symmetric",) or contains(g, [x]) or c.is_zero(g) or not holds(g, "symmetric"):
        return None
    others = [k for k in problem.constraints if not (k.is_semidefinite and k.gap is x)]
    if len(others) != 1:
        return None
    (other,) = others
    if other.is_semidefinite and c.add(other.gap, x) is c.eye(x.rows):
        scale, core = content(g)
        part_ = c.multiple(-1 if scale > 0 else 1, polar(core))
        value = simplify(c.multiple(_HALF, c.add(c.eye(x.rows), part_)))
        return Found({x: value}, problem.objective, "unique", one_polar_factor(core))
    return _of_trace(problem, other, x, g)


def _of_trace(problem: Problem, stated: Constraint, x: Expr, g: Expr) -> Found | None:
    if not stated.is_equation or not stated.gap.is_scalar or problem.objective is None:
        return None
    weight = gradient_of(stated.gap, x)
    level = simplify(replace(stated.gap, {x: c.like_zeros(x)}))
    if weight is c.multiple(-1, c.eye(x.rows)):
        weight, level = c.multiple(-1, weight), c.multiple(-1, level)
    if weight is not c.eye(x.rows):
        return None
    size = c.multiple(-1, level)
    vector = last(g, -1)
    value = simplify(c.product(size, vector, c.transpose(vector)))
    return Found({x: value}, problem.objective, "unique", [*simple(g, vector, -1), *nonnegative(size)])
