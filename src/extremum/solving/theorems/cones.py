"""Projections on cones: the second-order cone ``‖x - a‖ <= κ t + l``, and semidefinite matrices of a given trace;
linear functions on the part of a cone in a ball."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import POSITIVE
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entry import relu
from extremum.solving.separable.rays import norm
from extremum.solving.separable.reading import ball, bound, gradient_of, multiple_of_identity, quadratic, radial
from extremum.solving.theorems.polynomials import scale_of_identity
from extremum.solving.theorems.supports import insides
from extremum.solving.theorems.theorem import Found, nonnegative, nonzero, stated

_HALF = Fraction(1, 2)


def second_order_cone(problem: Problem) -> Found | None:
    """``α‖x - y‖² + β(t - s)²`` on ``‖x - a‖ <= κ t + l``: the point itself, the tip of the cone, or between them the
    point where a ray through the tip is met at a right angle."""
    split = _split(problem)
    if split is None:
        return None
    x, t = split
    read = radial(problem.constraints[0].gap, x)
    if read is None or read.nuclear or not holds(c.multiple(-1, read.weight), "positive"):
        return None
    size = c.power(c.multiple(-1, read.weight), -1)
    steep = simplify(c.product(size, gradient_of(read.rest, t)))
    offset = simplify(c.product(size, replace(read.rest, {t: c.number(0)})))
    if contains(steep, [x, t]) or not holds(steep, "positive") or contains(offset, [x]):
        return None
    near = _nearest(problem, x, t)
    return None if near is None else _projected(problem, (x, t), near, read.centre, steep, offset)


def _split(problem: Problem) -> tuple[Expr, Expr] | None:
    """The vector and the number."""
    if len(problem.unknowns) != 2 or len(problem.constraints) != 1 or problem.objective is None:
        return None
    numbers = [u for u in problem.unknowns if u.is_scalar]
    others = [u for u in problem.unknowns if not u.is_scalar]
    if len(numbers) != 1 or not problem.constraints[0].is_inequality or any(u.assumptions for u in problem.unknowns):
        return None
    return others[0], numbers[0]


def _nearest(problem: Problem, x: Expr, t: Expr) -> tuple[Expr, Expr, Expr, Expr] | None:
    """(α, y, β, s) of ``α‖x - y‖² + β(t - s)²`` and a constant, α and β positive."""
    f = problem.minimised
    first, second = quadratic(f, x), quadratic(f, t)
    if first is None or second is None or first.scale is None or second.scale is None:
        return None
    alpha, beta = first.scale, second.scale
    if not holds(alpha, "positive") or not holds(beta, "positive"):
        return None
    y, s = (simplify(c.product(c.power(q.scale, -1), q.slope)) for q in (first, second) if q.scale is not None)
    return None if contains(y, [x, t]) or contains(s, [x, t]) else (alpha, y, beta, s)


def _projected(
    problem: Problem, unknowns: tuple[Expr, Expr], near: tuple[Expr, Expr, Expr, Expr], centre: Expr, steep: Expr,
    offset: Expr,
) -> Found:  # fmt: skip
    """With ``r = ‖y - a‖`` and ``h = κ s + l``: x moves to ``a + relu(1 - relu(1 - h/r)/(1 + ρ)) (y - a)``, and
    ``κ t + l`` to ``(relu(h + ρ r) + ρ relu(h - r))/(1 + ρ)``, where ``ρ = α κ²/β`` weighs both ways of moving."""
    (x, _), (alpha, y, beta, s) = unknowns, near
    one = c.number(1)
    ratio = simplify(c.product(alpha, c.power(steep, 2), c.power(beta, -1)))
    whole = simplify(c.power(c.add(one, ratio), -1))
    arrow = simplify(c.subtract(y, centre))
    length, height = norm(arrow), simplify(c.add(c.product(steep, s), offset))
    back = relu(c.subtract(one, c.product(height, c.power(length, -1))))
    kept = relu(c.subtract(one, c.product(whole, back)))
    point = simplify(c.add(centre, c.product(kept, arrow)))
    raised = c.add(relu(c.add(height, c.product(ratio, length))), c.product(ratio, relu(c.subtract(height, length))))
    level = simplify(c.product(c.power(steep, -1), c.subtract(c.product(whole, raised), offset)))
    assert problem.objective is not None
    values = {u: point if u is x else level for u in problem.unknowns}
    return Found(values, problem.objective, "unique")


def spectraplex(problem: Problem) -> Found | None:
    """``s‖X - A‖²`` over positive semidefinite X of trace b: ``psd_part(A - t I)`` with the t for which the trace is b;
    of trace b at most the least such t that is nonnegative."""
    if len(problem.unknowns) != 1 or len(problem.constraints) != 2 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    others = [k for k in problem.constraints if not (k.is_semidefinite and k.gap is x)]
    if x.assumptions != ("symmetric",) or len(others) != 1 or not others[0].gap.is_scalar:
        return None
    slope = gradient(problem.minimised, x)
    scale = scale_of_identity(simplify(jacobian(slope, x)))
    level = of_trace(others[0], x)
    if scale is None or not holds(scale, "positive") or level is None:
        return None
    centre = simplify(c.product(c.multiple(-1, c.power(scale, -1)), replace(slope, {x: c.like_zeros(x)})))
    if not holds(centre, "symmetric"):
        return None
    number = c.build("symbol", (), (FreeNames(*problem.expressions).take("t"), *c.number(0).shape, ()))
    value = c.build("psd_part", (c.subtract(centre, c.product(number, c.eye(x.rows))),))
    where = Range.ALL if others[0].is_equation else Range.NONNEGATIVE
    root = Root(number, c.trace(value), level, where)
    return Found({x: value}, problem.objective, "unique", stated(POSITIVE, level), roots=(root,))


def of_trace(stated: Constraint, x: Expr) -> Expr | None:
    """p of a constraint ``tr(X) = p`` or ``tr(X) <= p``."""
    pull = multiple_of_identity(gradient_of(stated.gap, x)) if stated.gap.is_scalar else None
    if pull is None or contains(pull, [x]):
        return None
    below = holds(c.multiple(-1, pull), "positive")
    if not below and not (stated.is_equation and holds(pull, "positive")):
        return None
    rest = replace(stated.gap, {x: c.like_zeros(x)})
    return simplify(c.product(c.multiple(-1, c.power(pull, -1)), rest))


# -- linear functions --------------------------------------------------------------------------------------------------
def linear_on_cone(problem: Problem) -> Found | None:
    """``<a, x>`` over a cone with ``‖x‖ <= r``, or ``= r``: largest at ``r P(a)/‖P(a)‖`` with the projection P on it.

    ``<a, x> <= <P(a), x>`` on the cone, by Moreau's decomposition.
    """
    if len(problem.unknowns) != 1 or len(problem.constraints) != 2 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    pull = simplify(c.multiple(-1, gradient_of(problem.minimised, x)))
    if contains(pull, [x]) or c.is_zero(pull):
        return None
    for cone, other in (problem.constraints, problem.constraints[::-1]):
        near = _on_cone(cone, x, pull)
        if near is None or (radius := _radius(other, x)) is None:
            continue
        point, live = near
        value = simplify(c.product(radius, c.power(norm(point), -1), point))
        return Found({x: value}, problem.objective, "unique", [live, *nonnegative(radius)])
    return None


def _on_cone(stated: Constraint, x: Expr, pull: Expr) -> tuple[Expr, Condition] | None:
    """The projection of a positive multiple of a matrix on the semidefinite matrices, or on the nonnegative or
    nonpositive orthant, and the condition that it is not zero."""
    scale, core = content(pull)
    a = c.multiple(1 if scale > 0 else -1, core)
    if stated.is_semidefinite:
        symmetric = simplify(c.multiple(_HALF, c.add(a, c.transpose(a))))
        fits = stated.gap is x and x.assumptions == ("symmetric",)
        return (c.build("psd_part", (symmetric,)), _with_positive_eigenvalue(symmetric)) if fits else None
    read = None if x.assumptions or x.is_scalar else bound(stated, x)
    if read is None or not c.is_zero(read.at):
        return None
    sense = -1 if read.above else 1
    point = c.multiple(sense, c.apply("relu", c.multiple(sense, a)))
    return point, nonzero(point)


def _with_positive_eigenvalue(matrix: Expr) -> Condition:
    return Condition(
        POSITIVE, c.build("eigval", (matrix,), (matrix.rows - 1,)), f"the largest eigenvalue of {matrix} is positive"
    )


def _radius(stated: Constraint, x: Expr) -> Expr | None:
    """r of ``‖x‖ <= r``, or ``= r``."""
    for inside in insides(stated):
        within = ball(inside, x)
        if within is not None and c.is_zero(within.centre):
            return within.radius
    return None
