"""Convex functions that are to be made large on boxes, simplices and diamonds: at a vertex, the best of which is found
by comparing them."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.entries import Entries, NotNumberByNumberError
from extremum.solving.never import never
from extremum.solving.requirements import defined
from extremum.solving.separable.reading import Quadratic, bound, coupling, quadratic
from extremum.solving.shape import shape_of
from extremum.solving.theorems.norms import SIZES, normed, radius_of
from extremum.solving.theorems.supports import sizes_of, unique_if_one_largest, unique_unless_zero
from extremum.solving.theorems.theorem import Found, nonnegative, only_unknown

_HALF = Fraction(1, 2)


def at_vertex(problem: Problem) -> Found | None:
    """A quadratic that bends away from the extremum, on a box, a simplex or a diamond; a sum over the entries that
    does, on a box."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or not problem.inequalities or problem.sense is None:
        return None
    f = quadratic(problem.minimised, x)
    if f is None:
        return _sum_in_box(problem, x)
    if c.is_zero(f.hessian) or not holds(c.multiple(-1, f.hessian), "positive_semidefinite"):
        return None
    readers = (_in_box, _in_simplex, _in_diamond)
    return next((found for reader in readers if (found := reader(problem, x, f)) is not None), None)


def _in_box(problem: Problem, x: Expr, f: Quadratic) -> Found | None:
    """On ``l <= x <= u`` with a diagonal Hessian: each entry is u where the slope at the middle is negative."""
    ends = _box(problem, x)
    if ends is None or not _diagonal(f, x):
        return None
    low, high = ends
    width, middle = simplify(c.subtract(high, low)), simplify(c.multiple(_HALF, c.add(low, high)))
    falling = simplify(c.subtract(f.slope, _times(f, middle)))
    value = simplify(c.add(low, c.hadamard(width, c.apply("step", falling))))
    return _found(problem, x, value, unique_unless_zero(falling), nonnegative(width))


def _box(problem: Problem, x: Expr) -> tuple[Expr, Expr] | None:
    """(l, u) of ``l <= x <= u``."""
    bounds = [bound(k, x) for k in problem.constraints]
    lows = [b.at for b in bounds if b is not None and not b.above]
    highs = [b.at for b in bounds if b is not None and b.above]
    return (lows[0], highs[0]) if len(bounds) == 2 and len(lows) == len(highs) == 1 else None


def _sum_in_box(problem: Problem, x: Expr) -> Found | None:
    """``Σ φ_i(x_i)`` with convex φ_i, to be large: each entry stands at the end where its φ_i is larger."""
    ends, away = _box(problem, x), {"max": "convex", "min": "concave"}[str(problem.sense)]
    entries = None if ends is None else _entries(problem.minimised, x)
    if ends is None or entries is None:
        return None
    assert problem.objective is not None
    shape = shape_of(problem.objective, [x], None)
    if shape is None or shape.kind != away or shape.conditions:
        return None
    low, high = ends
    inside = [need for end in ends for need in defined(problem, {x: end})]  # of a convex domain, then all between
    if never(inside) is not None:
        return None
    falling = simplify(c.subtract(replace(entries, {x: low}), replace(entries, {x: high})))
    width = simplify(c.subtract(high, low))
    value = simplify(c.add(low, c.hadamard(width, c.apply("step", falling))))
    return _found(problem, x, value, unique_unless_zero(falling), [*nonnegative(width), *inside])


def _entries(f: Expr, x: Expr) -> Expr | None:
    """The column whose sum is f, but for a constant, and whose entries depend on an entry of x each."""
    if x.is_scalar:
        return f
    parts = [_entries_of(q, term, x) for q, term in terms_of(f) if contains(term, [x])] if x.is_column else []
    known = [part for part in parts if part is not None and _is_entrywise(part, x)]
    return c.add(*known) if known and len(known) == len(parts) else None


def _is_entrywise(column: Expr, x: Expr) -> bool:
    """Whether each entry depends on that entry of x alone."""
    try:
        for _, term in terms_of(column):
            Entries.of(x).lower(term)
    except NotNumberByNumberError:
        return False
    return True


def _entries_of(q: Rational, term: Expr, x: Expr) -> Expr | None:
    """v of ``q s 1'v``, of ``q s a'b`` and of ``q s a' diag(d) b``, s free of x."""
    whole, scalars, word = factors(term)
    moving = [s for s in scalars if contains(s, [x])]
    if word or len(moving) != 1 or moving[0].op is not PRODUCT:
        return None
    row, *middle, column = moving[0].args
    if not row.is_row or not column.is_column or len(middle) > 1 or any(m.op.name != "diag" for m in middle):
        return None
    weights = [s for s in scalars if s is not moving[0]]
    entries = c.hadamard(c.transpose(row), *(m.args[0] for m in middle), column)
    return c.product(c.number(q * whole), *weights, entries)


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
    return _found(problem, x, value, unique_if_one_largest(gain), nonnegative(room))


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
    unique = _both(unique_if_one_largest(gain), unique_unless_zero(falling))
    return _found(problem, x, simplify(c.add(centre, step)), unique, nonnegative(radius))


def _diamond(stated: Constraint, x: Expr) -> tuple[Expr, Expr] | None:
    """(a, r) of ``‖x - a‖₁ <= r``."""
    found = normed(stated.gap, x) if stated.is_inequality and stated.gap.is_scalar else None
    radius = None if found is None or found.norm is not SIZES else radius_of(found, x)
    return None if found is None or radius is None else (found.centre, radius)


def _both(first: str, second: str) -> str:
    """Unique where both say so."""
    clauses = [words.removeprefix("unique where ") for words in (first, second) if words != "unique"]
    if not first or not second:
        return ""
    return f"unique where {' and '.join(clauses)}" if clauses else "unique"


def _found(problem: Problem, x: Expr, value: Expr, unique: str, needs: list[Condition]) -> Found:
    assert problem.objective is not None
    return Found({x: value}, problem.objective, unique, needs)
