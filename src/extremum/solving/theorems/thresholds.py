"""Quadratics with rows that are shrunk, with a largest entry, or between two parallel hyperplanes."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entry import relu
from extremum.solving.separable.reading import Coupling, coupling, part, quadratic
from extremum.solving.theorems.norms import nearest
from extremum.solving.theorems.supports import shifted
from extremum.solving.theorems.theorem import Found, nonnegative, nonzero, only_unknown


# -- rows --------------------------------------------------------------------------------------------------------------
def shrunk_rows(problem: Problem) -> Found | None:
    """``s/2‖X - B‖² + <w, norms of the rows of X - A>``: each row of ``B - A`` is shrunk towards 0."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or problem.constraints:
        return None
    for node in topological([problem.minimised]):
        inner = _with_rows(node) if contains(node, [x]) else None
        centre = None if inner is None else shifted(inner, x)
        read = None if centre is None else part(problem.minimised, node, x)
        near = None if read is None or not holds(read.weight, "positive") else nearest(read.rest, x)
        if centre is None or read is None or near is None:
            continue
        scale, point = near
        offset = simplify(c.subtract(point, centre))
        level = c.product(c.power(scale, -1), read.weight)
        kept = relu(c.subtract(c.like_ones(level), c.hadamard(level, c.power(_row_norms(offset), -1))))
        return _unique(problem, x, c.add(centre, c.product(c.diag(kept), offset)))
    return None


def _row_norms(matrix: Expr) -> Expr:
    return c.power(c.product(c.power(matrix, 2), c.ones(matrix.cols)), Fraction(1, 2))


def _with_rows(node: Expr) -> Expr | None:
    """E of the column of the norms of its rows."""
    base = pairs(node) if node.is_column and not node.is_scalar else []
    if [e for _, e in base] != [c.number(Fraction(1, 2))] or base[0][0].op is not PRODUCT:
        return None
    squares, *ones = base[0][0].args
    inner = pairs(squares)[0][0]
    whole = len(ones) == 1 and ones[0] is c.ones(squares.cols) and squares is c.power(inner, 2)
    return inner if whole else None


# -- the largest entry -------------------------------------------------------------------------------------------------
def lowered(problem: Problem) -> Found | None:
    """``s/2‖x - b‖² + w max(x - a)``: the entries of ``b - a`` above a level are lowered to it, by w/s in all."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or problem.constraints:
        return None
    for node in topological([problem.minimised]):
        if node.op.name != "largest" or node.args[0].shape != x.shape:
            continue
        centre = simplify(c.subtract(x, node.args[0]))
        read = None if contains(centre, [x]) else part(problem.minimised, node, x)
        near = None if read is None or not holds(read.weight, "positive") else nearest(read.rest, x)
        if read is None or near is None:
            continue
        offset = simplify(c.subtract(near[1], centre))
        level = c.build("symbol", (), (FreeNames(*problem.expressions).take("t"), *c.number(0).shape, ()))
        above = relu(c.subtract(offset, c.product(level, c.like_ones(x))))
        total = simplify(c.trace(c.product(c.transpose(c.like_ones(x)), above)))
        root = Root(level, total, simplify(c.product(read.weight, c.power(near[0], -1))), Range.ALL)
        return _unique(problem, x, c.subtract(near[1], above), (root,))
    return None


def _unique(problem: Problem, x: Expr, value: Expr, roots: tuple[Root, ...] = ()) -> Found:
    assert problem.objective is not None
    return Found({x: simplify(value)}, problem.objective, "unique", roots=roots)


# -- two parallel hyperplanes ------------------------------------------------------------------------------------------
def between_planes(problem: Problem) -> Found | None:
    """``x'Hx/2 - b'x`` on ``l <= <a, x> <= u``: from the least point along ``H⁻¹a`` to the nearer of the two planes."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or len(problem.constraints) != 2 or x.is_scalar:
        return None
    f = quadratic(problem.minimised, x)
    planes = [coupling(k, x) for k in problem.constraints if k.is_inequality]
    tied = [p for p in planes if p is not None and not p.absolute]
    if f is None or len(tied) != 2 or not (x.is_column or f.scale is not None):
        return None
    band = _band(*tied)
    if band is None or not holds(f.hessian, "positive_definite"):
        return None
    normal, low, high = band
    inverse = c.inverse(f.hessian) if f.scale is None else c.power(f.scale, -1)
    free, way = simplify(c.product(inverse, f.slope)), simplify(c.product(inverse, normal))
    at, reach = (simplify(c.trace(c.product(c.transpose(normal), v))) for v in (free, way))
    lift = c.subtract(relu(c.subtract(low, at)), relu(c.subtract(at, high)))
    value = simplify(c.add(free, c.product(lift, c.power(reach, -1), way)))
    needs = [nonzero(normal), *nonnegative(simplify(c.subtract(high, low)))]
    return Found({x: value}, problem.objective, "unique", needs)


def _band(first: Coupling, second: Coupling) -> tuple[Expr, Expr, Expr] | None:
    """(a, l, u) of ``<w, x> <= c`` and ``<-q w, x> <= d``."""
    (p, normal), (q, other) = content(first.weight), content(second.weight)
    if normal is not other or p * q >= 0:
        return None
    levels = [c.multiple(1 / Fraction(s), tie.level) for s, tie in ((p, first), (q, second))]
    low, high = levels if p < 0 else reversed(levels)
    return normal, low, high
