"""Convex functions that are to be made large on boxes, simplices and diamonds: at a vertex, the best of which is found
by comparing them."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.separable.reading import Quadratic, bound, coupling, quadratic
from extremum.solving.theorems.norms import SIZES, normed, radius_of
from extremum.solving.theorems.supports import sizes_of, unique_where
from extremum.solving.theorems.theorem import Found, nonnegative, only_unknown

_HALF = Fraction(1, 2)


def at_vertex(problem: Problem) -> Found | None:
    """A quadratic that bends away from the extremum, on a box, a simplex or a diamond."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or not problem.inequalities or problem.sense is None:
        return None
    f = quadratic(problem.minimised, x)
    if f is None or c.is_zero(f.hessian) or not holds(c.multiple(-1, f.hessian), "positive_semidefinite"):
        return None
    readers = (_in_box, _in_simplex, _in_diamond)
    return next((found for reader in readers if (found := reader(problem, x, f)) is not None), None)


def _in_box(problem: Problem, x: Expr, f: Quadratic) -> Found | None:
    """On ``l <= x <= u`` with a diagonal Hessian: each entry is u where the slope at the middle is negative."""
    bounds = [bound(k, x) for k in problem.constraints]
    lows = [b.at for b in bounds if b is not None and not b.above]
    highs = [b.at for b in bounds if b is not None and b.above]
    if len(bounds) != 2 or len(lows) != 1 or len(highs) != 1 or not _diagonal(f, x):
        return None
    (low,), (high,) = lows, highs
    width, middle = simplify(c.subtract(high, low)), simplify(c.multiple(_HALF, c.add(low, high)))
    falling = simplify(c.subtract(f.slope, _times(f, middle)))
    value = simplify(c.add(low, c.hadamard(width, c.apply("step", falling))))
    return _found(problem, x, value, _apart(falling), nonnegative(width))


def _diagonal(f: Quadratic, x: Expr) -> bool:
    return holds(f.hessian, "diagonal") if x.is_column else f.scale is not None


def _times(f: Quadratic, point: Expr) -> Expr:
    """The Hessian times a point."""
    if f.scale is not None:
        return c.product(f.scale, point)
    return c.product(f.hessian, point)


def _in_simplex(problem: Problem, x: Expr, f: Quadratic) -> Found | None:
    """On ``<a, x> = b``, or at most b, with ``x >= l``: all of the rest stands in one entry, or nowhere."""
    lows = [b.at for k in problem.constraints if (b := bound(k, x)) is not None and not b.above]
    ties = [tie for k in problem.constraints if bound(k, x) is None and (tie := coupling(k, x)) is not None]
    if len(problem.constraints) != 2 or len(lows) != 1 or len(ties) != 1 or ties[0].absolute or not x.is_column:
        return None
    (low,), (tie,) = lows, ties
    if not holds(tie.weight, "positive"):
        return None
    room = simplify(c.subtract(tie.level, c.trace(c.product(c.transpose(tie.weight), low))))
    way = c.product(room, c.power(tie.weight, -1))
    gain = _gain(f, simplify(c.subtract(f.slope, _times(f, low))), way)
    where = c.build("where_largest", (gain,))
    spent = c.number(1) if tie.equation else c.apply("step", c.build("largest", (gain,)))
    value = simplify(c.add(low, c.product(spent, c.hadamard(way, where))))
    return _found(problem, x, value, _one_largest(gain), nonnegative(room))


def _gain(f: Quadratic, falling: Expr, way: Expr) -> Expr:
    """By how much the objective falls on the way along each axis."""
    bend = c.hadamard(c.diagonal(f.hessian), c.power(way, 2))
    return simplify(c.subtract(c.hadamard(falling, way), c.multiple(_HALF, bend)))


def _in_diamond(problem: Problem, x: Expr, f: Quadratic) -> Found | None:
    """On ``‖x - a‖₁ <= r``: ``a ± r e`` with e the axis along which it falls most."""
    within = _diamond(problem.constraints[0], x) if len(problem.constraints) == 1 and x.is_column else None
    if within is None:
        return None
    centre, radius = within
    falling = simplify(c.subtract(f.slope, _times(f, centre)))
    way = c.product(radius, c.like_ones(x))
    gain = _gain(f, sizes_of(falling), way)
    side = c.subtract(c.like_ones(x), c.multiple(2, c.apply("step", c.multiple(-1, falling))))  # 1 where it is 0
    step = c.product(radius, c.hadamard(side, c.build("where_largest", (gain,))))
    both = [_one_largest(gain), _apart(falling)]
    unique = " and ".join([both[0], both[1].removeprefix("unique where ")]) if all(both) else ""
    return _found(problem, x, simplify(c.add(centre, step)), unique, nonnegative(radius))


def _diamond(stated: Constraint, x: Expr) -> tuple[Expr, Expr] | None:
    """(a, r) of ``‖x - a‖₁ <= r``."""
    found = normed(stated.gap, x) if stated.is_inequality and stated.gap.is_scalar else None
    radius = None if found is None or found.norm is not SIZES else radius_of(found, x)
    return None if found is None or radius is None else (found.centre, radius)


def _apart(falling: Expr) -> str:
    return "" if c.is_zero(falling) else unique_where(falling, "no entry of {} is zero")


def _one_largest(gain: Expr) -> str:
    return unique_where(gain, "one entry of {} is largest") if gain.symbols else ""


def _found(problem: Problem, x: Expr, value: Expr, unique: str, needs: list[Condition]) -> Found:
    assert problem.objective is not None
    return Found({x: value}, problem.objective, unique, needs)
