"""A quadratic on a sphere: the multiplier is the root of a secular equation beyond the last eigenvalue."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.predicates import POSITIVE
from extremum.solving.roots import Range, Root
from extremum.solving.theorems.polynomials import multiplied_out, quadratic, scale_of_identity
from extremum.solving.theorems.surfaces import ellipsoid
from extremum.solving.theorems.theorem import Found, nonzero, only_unknown, stated


def quadratic_on_sphere(problem: Problem) -> Found | None:
    """``x'Ax + a'x`` on ``‖x - c‖² = r``: ``(A + t I)(x - c) = -(a/2 + Ac)`` with ``A + t I`` positive definite."""
    x = only_unknown(problem)
    if x is None or not x.is_column or x.is_scalar or len(problem.constraints) != 1 or not problem.equations:
        return None
    on = ellipsoid(problem.constraints[0], x)
    scale = None if on is None else scale_of_identity(on.metric)
    form = quadratic(multiplied_out(problem.minimised, [x]), x)
    if on is None or scale is None or form is None or form.is_linear or scale_of_identity(form.matrix) is not None:
        return None
    pull = simplify(c.add(c.multiple(Fraction(1, 2), form.linear), c.product(form.matrix, on.centre)))
    if c.is_zero(pull) or not holds(form.matrix, "symmetric"):
        return None
    assert problem.objective is not None
    name = FreeNames(*problem.expressions).take("t")
    beyond = c.build("symbol", (), (name, *c.number(0).shape, ("positive",)))
    least = c.build("eigval", (form.matrix,), (Dim.of(0),))
    shift = c.product(c.subtract(beyond, least), c.eye(x.rows))
    offset = simplify(c.product(c.multiple(-1, c.inverse(c.add(form.matrix, shift))), pull))
    level = simplify(c.product(on.radius, c.power(scale, -1)))
    root = Root(beyond, simplify(c.product(c.transpose(offset), offset)), level, Range.POSITIVE)
    value = simplify(c.add(on.centre, offset))
    along = simplify(c.product(c.transpose(c.build("eigvec", (form.matrix,), (Dim.of(0),))), pull))
    conditions = [nonzero(along), *stated(POSITIVE, level)]  # then the left side takes each value as t grows from 0
    return Found({x: value}, problem.objective, "unique", conditions, roots=(root,))
