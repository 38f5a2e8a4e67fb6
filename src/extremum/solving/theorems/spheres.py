"""A quadratic on a sphere: the multiplier is the root of a secular equation beyond the last eigenvalue.

A quadratic form in an ellipsoid about its centre: an eigenvector on the border, or the centre.
"""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.predicates import POSITIVE
from extremum.solving.roots import Range, Root
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.polynomials import multiplied_out, quadratic, scale_of_identity
from extremum.solving.theorems.surfaces import Surface, ellipsoid
from extremum.solving.theorems.theorem import Found, last, nonnegative, nonzero, only_unknown, stated


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


def form_in_ellipsoid(problem: Problem) -> Found | None:
    """``(x - c)'A(x - c)`` on ``(x - c)'B(x - c) <= r``: ``c + √r B^(-1/2) v``, v the eigenvector of the least
    eigenvalue of ``B^(-1/2) A B^(-1/2)``, where that is negative; else c."""
    x = only_unknown(problem)
    if x is None or not x.is_column or x.is_scalar or len(problem.constraints) != 1 or not problem.inequalities:
        return None
    inside = ellipsoid(problem.constraints[0], x)
    form = None if inside is None else quadratic(multiplied_out(problem.minimised, [x]), x)
    if inside is None or form is None or form.is_linear or scale_of_identity(form.matrix) is not None:
        return None
    pull = simplify(c.add(c.multiple(Fraction(1, 2), form.linear), c.product(form.matrix, inside.centre)))
    if not c.is_zero(pull) or holds(form.matrix, "positive_semidefinite") or not holds(form.matrix, "symmetric"):
        return None
    assert problem.objective is not None
    on = Surface(x, inside.metric, ())
    turned = on.whitened(form.matrix)
    scale, core = content(turned)
    end = -1 if scale > 0 else 1
    step = c.product(_beyond_zero(core, end), c.power(inside.radius, Fraction(1, 2)), on.whitener, last(core, end))
    needs = [*simple(turned, x, -1, clipped=True), *nonnegative(inside.radius)]
    return Found({x: simplify(c.add(inside.centre, step))}, problem.objective, "up to sign", needs)


def _beyond_zero(matrix: Expr, end: int) -> Expr:
    """1 where the largest eigenvalue is positive, or the smallest (-1) negative, else 0."""
    if holds(c.multiple(end, matrix), "positive_definite"):
        return c.number(1)
    extreme = c.build("eigval", (matrix,), (matrix.rows - 1 if end > 0 else Dim.of(0),))
    return c.apply("sign", c.apply("relu", c.multiple(end, extreme)))
