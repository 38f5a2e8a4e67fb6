"""Linear functions on ``W'BW = I`` and on rotations, bilinear ones on two ellipsoids."""

from __future__ import annotations

from dataclasses import replace as changed
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.powers import pairs
from extremum.operations.sum import content
from extremum.problems.constraint import Constraint, constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving import ranks
from extremum.solving.conditions import Condition
from extremum.solving.predicates import POSITIVE
from extremum.solving.spectral_conditions import ONE_ROTATION, one_polar_factor, simple
from extremum.solving.theorems.polynomials import Quadratic, multiplied_out, quadratic, scale_of_identity
from extremum.solving.theorems.spectra import only_surface
from extremum.solving.theorems.surfaces import Ellipsoid, Surface, ellipsoid, surface
from extremum.solving.theorems.theorem import Found, last, nonzero, sign

_HALF = Fraction(1, 2)


def linear_on_ellipsoid(problem: Problem) -> Found | None:
    """``a'x`` on ``(x - c)'B(x - c) = r`` or within it: ``c ± √(r/a'B⁻¹a) B⁻¹a`` (Cauchy–Schwarz).

    On the border ``s x'Bx`` is ``2s c'Bx`` and a constant; what is largest for ``s > 0`` is so on the border.
    """
    if len(problem.unknowns) != 1 or len(problem.constraints) != 1 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    on = ellipsoid(problem.constraints[0], x) if x.is_column and not x.assumptions else None
    form = None if on is None else quadratic(multiplied_out(problem.objective, [x]), x)
    if on is None or form is None:
        return None
    toward = form.linear if form.is_linear else _on_border(problem, on, form)
    return None if toward is None or c.is_zero(toward) else _farthest(problem, x, on, toward)


def _on_border(problem: Problem, on: Ellipsoid, form: Quadratic) -> Expr | None:
    """The linear function that ``s x'Bx + a'x`` is on the border of an ellipsoid, if the extremum lies there."""
    scale = scale_of_identity(simplify(c.product(c.inverse(on.metric), form.matrix)))
    bulging = scale is not None and holds(c.multiple(sign(problem), scale), "nonnegative")
    if scale is None or not (problem.equations or bulging):
        return None
    return simplify(c.add(form.linear, c.product(c.multiple(2, scale), on.metric, on.centre)))


def _farthest(problem: Problem, x: Expr, on: Ellipsoid, direction: Expr) -> Found:
    """The point of the border that lies farthest in a direction, or for a minimum against it."""
    assert problem.objective is not None
    toward = simplify(c.product(c.inverse(on.metric), direction))
    size = c.product(on.radius, c.power(c.product(c.transpose(direction), toward), -1))
    value = simplify(c.add(on.centre, c.product(c.number(sign(problem)), c.power(simplify(size), _HALF), toward)))
    needs = [] if holds(on.radius, "positive") else [Condition(POSITIVE, on.radius, POSITIVE.of(on.radius))]
    return Found({x: value}, problem.objective, "unique", [nonzero(direction), *needs])


def linear_on_stiefel(problem: Problem) -> Found | None:
    """``tr(L'W)`` on ``W'BW = I``: ``±B^(-1/2) polar(B^(-1/2) L)``."""
    on = only_surface(problem)
    direction = _linear_part(problem, on)
    if on is None or direction is None or on.unknown.is_column:
        return None
    scale, whitened = content(simplify(c.product(on.whitener, direction)))
    way = sign(problem) if scale > 0 else -sign(problem)  # a polar factor has no scale, and the sign of its argument
    value = simplify(c.product(c.number(way), on.whitener, c.build("polar", (whitened,))))
    several = ranks.is_short(whitened, ranks.most(whitened))  # each way to complete it is as good
    unique, needs = ("", []) if several else ("unique", one_polar_factor(whitened))
    return Found({on.unknown: value}, _form(problem, on), unique, needs)


def linear_on_rotations(problem: Problem) -> Found | None:
    """``tr(L'R)`` on rotations: ``U diag(1, …, 1, det(UV')) V'`` of ``±L = U S V'``."""
    declared = [x for x in problem.unknowns if x.assumptions == ("positive_det",)]
    return _declared_rotations(problem, declared[0]) if declared else _linear_on_rotations(problem)


def _declared_rotations(problem: Problem, r: Expr) -> Found | None:
    """The same where that the determinant is positive is declared: of orthogonal matrices it is 1 then."""
    bare = leaves.symbol(r.name, r.rows, r.cols, ())
    stated = Problem(
        None if problem.objective is None else replace(problem.objective, {r: bare}),
        problem.sense,
        tuple(bare if x is r else x for x in problem.unknowns),
        (*(k.replace({r: bare}) for k in problem.constraints), constraint(c.det(bare), "==", c.number(1))),
    )
    found = _linear_on_rotations(stated)
    values = {} if found is None else {r if x is bare else x: value for x, value in found.values.items()}
    return found and changed(found, values=values, form=replace(found.form, {bare: r}))


def _linear_on_rotations(problem: Problem) -> Found | None:
    if len(problem.unknowns) != 1 or len(problem.equations) != 2 or len(problem.constraints) != 2:
        return None
    (r,) = problem.unknowns
    oriented = [k for k in problem.equations if k.gap is c.subtract(c.det(r), c.number(1)) or _negated(k, r)]
    others = [k for k in problem.equations if k not in oriented]
    on = surface(others[0], r) if len(oriented) == len(others) == 1 else None
    direction = _linear_part(problem, on)
    if on is None or direction is None or not on.flat:
        return None
    scale, toward = content(simplify(c.multiple(sign(problem), direction)))
    turned = toward if scale > 0 else c.multiple(-1, toward)
    value = c.build("rotation", (turned,))
    return Found({r: value}, _form(problem, on), "unique", [Condition(ONE_ROTATION, turned, ONE_ROTATION.of(turned))])


def _negated(constraint: Constraint, r: Expr) -> bool:
    return c.multiple(-1, constraint.gap) is c.subtract(c.det(r), c.number(1))


def _form(problem: Problem, on: Surface) -> Expr:
    assert problem.objective is not None
    return on.reduced(problem.objective)


def _linear_part(problem: Problem, on: Surface | None) -> Expr | None:
    """L of an objective that is ``tr(L'W)`` and a constant on the surface."""
    if on is None or problem.objective is None:
        return None
    found = quadratic(on.reduced(problem.objective), on.unknown)
    return found.linear if found is not None and found.is_linear and not c.is_zero(found.linear) else None


def bilinear(problem: Problem) -> Found | None:
    """``u'Cv``, or the largest ``(u'Cv)²``, on ``u'Au = 1``, ``v'Bv = 1``: the leading pair of singular vectors of
    ``A^(-1/2) C B^(-1/2)``.

    v is found first; then ``u`` is ``A⁻¹Cv``, of length 1 in A.
    """
    if (
        problem.objective is None
        or not len(problem.unknowns) == len(problem.equations) == len(problem.constraints) == 2
    ):
        return None
    u, v = problem.unknowns
    on = {x: _own(problem, x) for x in (u, v)}
    first, second = on[u], on[v]
    if first is None or second is None:
        return None
    f = _root_of_square(problem)
    cross = _cross(problem.objective if f is None else f, u, v)
    if cross is None:
        return None
    turned = c.multiple(sign(problem), cross)
    inner = simplify(c.product(second.whitener, c.transpose(cross), c.inverse(first.metric), cross, second.whitener))
    value_v = simplify(c.product(second.whitener, last(inner, 1)))
    toward = c.product(c.inverse(first.metric), turned, value_v)
    length = c.power(c.build("eigval", (inner,), (inner.rows - 1,)), Fraction(-1, 2))
    unique = "up to a common sign" if f is None else "up to sign"
    return Found({u: simplify(c.product(length, toward)), v: value_v}, problem.objective, unique,
                 [nonzero(cross), *simple(inner, v, 1)])  # fmt: skip


def _root_of_square(problem: Problem) -> Expr | None:
    """g of an objective ``q g²``, q > 0, that is to be large."""
    assert problem.objective is not None
    q, core = content(problem.objective)
    read = pairs(core)
    squared = problem.sense == "max" and q > 0 and len(read) == 1 and read[0][1] is c.number(2)
    return read[0][0] if squared else None


def _own(problem: Problem, x: Expr) -> Surface | None:
    """The surface of one of the unknowns."""
    mine = [k for k in problem.constraints if contains(k.gap, [x])]
    others = [y for y in problem.unknowns if y is not x]
    return surface(mine[0], x) if len(mine) == 1 and not contains(mine[0].gap, others) and x.is_column else None


def _cross(f: Expr, u: Expr, v: Expr) -> Expr | None:
    """C of ``u'Cv``."""
    slope = gradient(f, u)
    if contains(slope, [u]) or not c.is_zero(_at(slope, v)) or not c.is_zero(simplify(_at(f, u))):
        return None
    cross = simplify(jacobian(slope, v))
    return None if contains(cross, [u, v]) else cross


def _at(expr: Expr, x: Expr) -> Expr:
    return simplify(replace(expr, {x: c.like_zeros(x)}))
