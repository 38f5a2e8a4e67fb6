"""A scale and a rotation together: ``α s² + s tr(L'R) + rest`` over numbers s and orthogonal R or rotations R."""

from __future__ import annotations

from dataclasses import replace as changed
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import POSITIVE
from extremum.solving.theorems.alignment import linear_on_rotations, linear_on_stiefel
from extremum.solving.theorems.polynomials import quadratic
from extremum.solving.theorems.surfaces import Surface, surface
from extremum.solving.theorems.theorem import Found, stated


def scaled_procrustes(problem: Problem) -> Found | None:
    """For each R the best s is ``-tr(L'R)/(2α)``, which leaves ``-tr(L'R)²/(4α)``: the largest ``|tr(L'R)|`` is sought.

    For rotations, whose negatives may be none, s must be positive.
    """
    split = _split(problem)
    if split is None:
        return None
    s, r, on = split
    positive = bool(s.assumptions)
    if not positive and len(problem.constraints) > 1:
        return None
    reduced = on.reduced(problem.minimised)
    parts = _parts(reduced, s, r)
    if parts is None:
        return None
    alpha, direction = parts
    aligned = changed(problem, objective=c.trace(c.product(c.transpose(direction), r)), sense="min", unknowns=(r,))
    found = linear_on_rotations(aligned) if len(problem.constraints) > 1 else linear_on_stiefel(aligned)
    if found is None:
        return None
    value = simplify(found.values[r])
    pull = c.trace(c.product(c.transpose(direction), value))
    scale = simplify(c.product(c.number(Fraction(-1, 2)), c.power(alpha, -1), pull))
    known = not positive or holds(scale, "positive")
    needs = [] if known else [Condition(POSITIVE, scale, POSITIVE.of(s))]
    needs = needs if holds(alpha, "nonnegative") else [*stated(POSITIVE, alpha), *needs]
    values = {x: value if x is r else scale for x in problem.unknowns}
    return Found(values, reduced, "unique" if positive else "up to a common sign", [*found.conditions, *needs])


def _split(problem: Problem) -> tuple[Expr, Expr, Surface] | None:
    """The number, the matrix, and the surface on which the matrix lies."""
    numbers = [x for x in problem.unknowns if x.is_scalar and set(x.assumptions) <= {"positive"}]
    matrices = [x for x in problem.unknowns if not x.is_scalar and not x.is_column]
    if len(problem.unknowns) != 2 or len(numbers) != 1 or len(matrices) != 1 or problem.sense is None:
        return None
    (s,), (r,) = numbers, matrices
    if any(contains(k.gap, [s]) for k in problem.constraints) or len(problem.equations) != len(problem.constraints):
        return None
    surfaces = [on for k in problem.equations if not k.gap.is_scalar and (on := surface(k, r)) is not None]
    return (s, r, surfaces[0]) if len(surfaces) == 1 and len(problem.constraints) <= 2 else None


def _parts(f: Expr, s: Expr, r: Expr) -> tuple[Expr, Expr] | None:
    """(α, L) of ``α s² + s tr(L'R) + rest`` with a rest free of both."""
    slope = simplify(gradients(f, [s])[0])
    alpha = simplify(c.multiple(Fraction(1, 2), gradients(slope, [s])[0]))
    zero = {s: c.number(0)}
    if contains(alpha, [s, r]) or contains(simplify(replace(f, zero)), [r]):
        return None
    pull = quadratic(simplify(replace(slope, zero)), r)
    if pull is None or not pull.is_linear or not c.is_zero(pull.rest) or c.is_zero(pull.linear):
        return None
    return alpha, pull.linear
