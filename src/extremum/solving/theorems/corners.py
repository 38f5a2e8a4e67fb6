"""Functions that are affine in each of a few numbers, on boxes, and largest entries beside a weighted sum of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.constants import is_nonnegative, sign_of
from extremum.solving.separable.reading import Coupling, bound, coupling, gradient_of, part
from extremum.solving.theorems.theorem import Found, nonnegative, only_unknown

if TYPE_CHECKING:
    from extremum.problems.constraint import Constraint

_MANY = 5
"""Of so many numbers all corners are compared."""

Ends = tuple[Expr, Expr]


# -- boxes -------------------------------------------------------------------------------------------------------------
def at_corner(problem: Problem) -> Found | None:
    """``f`` affine in each of its numbers on ``l <= x <= u``: a weighted mean of its values at the corners."""
    unknowns = problem.unknowns
    if not 2 <= len(unknowns) <= _MANY or not all(x.is_scalar and not x.assumptions for x in unknowns):
        return None
    box = _box(problem)
    f = problem.minimised if problem.objective is not None else None
    if box is None or f is None or any(contains(gradient_of(f, x), [x]) for x in unknowns):
        return None
    corners = [dict(zip(unknowns, ends, strict=True)) for ends in product(*box)]
    values = [simplify(replace(f, corner)) for corner in corners]
    for corner, value in zip(corners, values, strict=True):
        gaps = [simplify(c.subtract(other, value)) for other in values if other is not value]
        if all(is_nonnegative(gap) for gap in gaps):
            alone = values.count(value) == 1 and all(sign_of(gap) > 0 for gap in gaps)
            widths = [simplify(c.subtract(high, low)) for low, high in box]
            needs = [need for width in widths for need in nonnegative(width)]
            assert problem.objective is not None
            return Found(corner, problem.objective, "unique" if alone else "", needs)
    return None


def _box(problem: Problem) -> list[Ends] | None:
    """The ends of each unknown, where the constraints are these alone."""
    found = [_ends(problem, x) for x in problem.unknowns]
    box = [ends for ends in found if ends is not None]
    return box if len(box) == len(found) and len(problem.constraints) == 2 * len(box) else None


def _ends(problem: Problem, x: Expr) -> Ends | None:
    bounds = [b for k in problem.constraints if contains(k.gap, [x]) and (b := bound(k, x)) is not None]
    lows, highs = ([b.at for b in bounds if b.above is above] for above in (False, True))
    if not len(lows) == len(highs) == 1 or any(contains(at, problem.unknowns) for at in (*lows, *highs)):
        return None
    return lows[0], highs[0]


# -- the largest entry -------------------------------------------------------------------------------------------------
def levelled(problem: Problem) -> Found | None:
    """``max(x - a)`` where ``<w, x> = b`` with positive w: least where all entries of ``x - a`` are equal."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or not x.is_column:
        return None
    tie = next((tie for k in problem.constraints if (tie := _tie(k, x)) is not None), None)
    if tie is None:
        return None
    for sign, shift in _largest(problem.minimised, x):
        total = c.trace(c.product(c.transpose(tie.weight), c.like_ones(x)))
        beside = c.trace(c.product(c.transpose(tie.weight), shift))
        level = c.product(c.multiple(1, c.subtract(tie.level, beside)), c.power(total, -1))
        value = simplify(c.add(shift, c.product(level, c.like_ones(x))))
        if (tie.equation or sign > 0) and all(_satisfied(k, x, value) for k in problem.constraints):
            return Found({x: value}, problem.objective, "unique")
    return None


def _tie(stated: Constraint, x: Expr) -> Coupling | None:
    """``<w, x> = b``, or ``>= b``, with positive w."""
    found = coupling(stated, x)
    if found is None or found.absolute:
        return None
    if not found.equation:
        found = Coupling(c.multiple(-1, found.weight), c.multiple(-1, found.level), False)
    return found if holds(found.weight, "positive") and not contains(found.level, [x]) else None


def _largest(f: Expr, x: Expr) -> Iterator[tuple[int, Expr]]:
    """(1, a) of ``w max(x - a)`` with a positive w, and (-1, a) of ``w max(a - x)``, where nothing else moves."""
    for node in topological([f]):
        if node.op.name != "largest" or node.args[0].shape != x.shape:
            continue
        read = part(f, node, x)
        if read is None or contains(read.rest, [x]) or not holds(read.weight, "positive"):
            continue
        for sign in (1, -1):
            shift = simplify(c.subtract(x, c.multiple(sign, node.args[0])))
            if not contains(shift, [x]):
                yield sign, shift


def _satisfied(stated: Constraint, x: Expr, value: Expr) -> bool:
    gap = simplify(replace(stated.gap, {x: value}))
    return c.is_zero(gap) or (stated.is_inequality and holds(gap, "nonnegative"))
