"""Norms and their duals: proximal maps, projections on balls, and the shortest point of a hyperplane.

Moreau's decomposition: ``prox(v) = v - P(v)`` with P the projection on the ball of the dual norm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.operations.nuclear import NUCLEAR
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.wordalgebra import factors
from extremum.problems.constraint import constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entry import relu
from extremum.solving.separable.rays import singular_values_shrunk
from extremum.solving.separable.reading import Coupling, coupling, part, quadratic
from extremum.solving.theorems.supports import linear_on_ball, shifted
from extremum.solving.theorems.theorem import Found, nonnegative, nonzero, only_unknown

_HALF = Fraction(1, 2)


def _soft(v: Expr, level: Expr) -> Expr:
    """Each entry shrunk towards 0 by a number."""
    return c.hadamard(c.apply("sign", v), relu(c.subtract(c.apply("abs", v), c.product(level, c.like_ones(v)))))


def _sum_of_sizes(v: Expr) -> Expr:
    return c.trace(c.product(c.transpose(c.like_ones(v)), c.apply("abs", v)))


# -- which norm a node is ----------------------------------------------------------------------------------------------
def _in_sizes(node: Expr) -> Expr | None:
    return node.args[0] if node.args and node is c.apply("abs", node.args[0]) else None


def _in_largest(node: Expr) -> Expr | None:
    return _in_sizes(node.args[0]) if node.op.name == "largest" else None


def _in_nuclear(node: Expr) -> Expr | None:
    return node.args[0] if node.op is NUCLEAR else None


def _in_spectral(node: Expr) -> Expr | None:
    """E of the root of the largest eigenvalue of ``E'E``."""
    base = pairs(node) if node.is_scalar else []
    if [e for _, e in base] != [c.number(_HALF)] or base[0][0].op.name != "eigval":
        return None
    gram, last = base[0][0].args[0], base[0][0].index
    word = gram.args if gram.op is PRODUCT else ()
    return word[1] if len(word) == 2 and word[0] is c.transpose(word[1]) and last is gram.rows - 1 else None


@final
@dataclass(frozen=True, slots=True)
class Norm:
    """inner: E of a node that holds the norm of E; shrunk: the proximal map of k times the norm, for those that have
    one in closed form; size: the norm.

    A norm without ``shrunk`` is the dual of ``dual``, which has it.
    """

    inner: Callable[[Expr], Expr | None]
    size: Callable[[Expr], Expr] | None = None
    shrunk: Callable[[Expr, Expr], Expr] | None = None
    dual: Norm | None = None


SIZES = Norm(_in_sizes, _sum_of_sizes, _soft)
NUCLEAR_NORM = Norm(_in_nuclear, lambda v: c.build("nuclear", (v,)), singular_values_shrunk)
LARGEST = Norm(_in_largest, dual=SIZES)
SPECTRAL = Norm(_in_spectral, dual=NUCLEAR_NORM)
NORMS = (LARGEST, SPECTRAL, NUCLEAR_NORM, SIZES)
"""The largest size before the sizes within it."""


@final
@dataclass(frozen=True, slots=True)
class Normed:
    """``f = rest + weight*‖x - centre‖``."""

    norm: Norm
    centre: Expr
    weight: Expr
    rest: Expr


def normed(f: Expr, x: Expr) -> Normed | None:
    """A norm of the distance to a point in a function."""
    return next(_normed(f, x), None)


def _normed(f: Expr, x: Expr) -> Iterator[Normed]:
    nodes = [node for node in topological([f]) if contains(node, [x])]
    for norm in NORMS:
        for node in nodes:
            core, beside = _core(node, x)
            inner = norm.inner(core)
            centre = None if inner is None else shifted(inner, x)
            found = None if centre is None else part(f, node, x)
            weight = None if found is None else _alike(found.weight)
            if centre is not None and found is not None and weight is not None:
                yield Normed(norm, centre, simplify(c.product(weight, beside)), found.rest)


def _core(node: Expr, x: Expr) -> tuple[Expr, Expr]:
    """The one factor of a number that holds the unknown, and those beside it."""
    parts = pairs(node) if node.is_scalar else []
    moving = [c.power(b, e) for b, e in parts if contains(b, [x])]
    if len(moving) != 1 or len(parts) == 1:
        return node, c.number(1)
    return moving[0], c.hadamard(c.number(1), *(c.power(b, e) for b, e in parts if not contains(b, [x])))


def _alike(weight: Expr) -> Expr | None:
    """s of a number s, or of an array of equal entries s."""
    if weight.is_scalar:
        return weight
    whole, scalars, word = factors(weight)
    return c.product(c.number(whole), *scalars) if word == (c.like_ones(weight),) else None


# -- maps --------------------------------------------------------------------------------------------------------------
Mapped = tuple[Expr, tuple[Root, ...]]
"""A point, and the number in it that is a root."""


def projected(norm: Norm, v: Expr, radius: Expr, names: FreeNames) -> Mapped:
    """The nearest point of a ball about 0."""
    if norm.dual is not None and norm.dual.shrunk is not None:
        return c.subtract(v, norm.dual.shrunk(v, radius)), ()
    assert norm.shrunk is not None and norm.size is not None
    level = c.build("symbol", (), (names.take("t"), *c.number(0).shape, ("nonnegative",)))
    value = simplify(norm.shrunk(v, level))
    return value, (Root(level, simplify(norm.size(value)), radius, Range.NONNEGATIVE),)


def pulled(norm: Norm, v: Expr, weight: Expr, names: FreeNames) -> Mapped:
    """The minimiser of ``‖x - v‖²/2 + weight*‖x‖``."""
    if norm.shrunk is not None:
        return norm.shrunk(v, weight), ()
    assert norm.dual is not None
    value, roots = projected(norm.dual, v, weight, names)
    return c.subtract(v, value), roots


def proximal(problem: Problem) -> Found | None:
    """``s/2‖x - b‖² + w‖x - a‖`` for a norm that is the dual of a simpler one."""
    x = only_unknown(problem)
    read = None if x is None or problem.objective is None or problem.constraints else normed(problem.minimised, x)
    if x is None or read is None or read.norm.dual is None or not holds(read.weight, "positive"):
        return None
    near = nearest(read.rest, x)
    if near is None:
        return None
    scale, point = near
    names = FreeNames(*problem.expressions)
    level = simplify(c.product(read.weight, c.power(scale, -1)))
    step, roots = pulled(read.norm, simplify(c.subtract(point, read.centre)), level, names)
    return _unique(problem, x, c.add(read.centre, step), roots)


def projection(problem: Problem) -> Found | None:
    """``s/2‖x - b‖²`` on ``‖x - a‖ <= r``."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or len(problem.constraints) != 1 or not problem.inequalities:
        return None
    (stated,) = problem.constraints
    read = normed(stated.gap, x) if stated.gap.is_scalar and not stated.is_semidefinite else None
    near = None if read is None else nearest(problem.minimised, x)
    if read is None or near is None or (radius := radius_of(read, x)) is None:
        return None
    offset = simplify(c.subtract(near[1], read.centre))
    step, roots = projected(read.norm, offset, radius, FreeNames(*problem.expressions))
    found = _unique(problem, x, c.add(read.centre, step), roots)
    return Found(found.values, found.form, found.unique, nonnegative(radius), roots=roots)


def radius_of(read: Normed, x: Expr) -> Expr | None:
    """r of the gap ``r - ‖x - a‖``, or of a positive multiple."""
    size = c.multiple(-1, read.weight)
    inside = holds(size, "positive") and not contains(read.rest, [x])
    return simplify(c.product(read.rest, c.power(size, -1))) if inside else None


def nearest(f: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(s, b) of ``s/2‖x - b‖²`` and a constant, s positive."""
    smooth = quadratic(f, x)
    scale = None if smooth is None else smooth.scale
    if smooth is None or scale is None or not holds(scale, "positive"):
        return None
    return scale, simplify(c.product(c.power(scale, -1), smooth.slope))


def _unique(problem: Problem, x: Expr, value: Expr, roots: tuple[Root, ...]) -> Found:
    assert problem.objective is not None
    return Found({x: simplify(value)}, problem.objective, "unique", roots=roots)


# -- hyperplanes -------------------------------------------------------------------------------------------------------
def shortest_on_plane(problem: Problem) -> Found | None:
    """``‖x - c‖`` on ``<a, x> = b``: from c along the direction d of length 1 with the largest ``<a, d>``."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or len(problem.constraints) != 1 or not problem.equations:
        return None
    read = normed(problem.minimised, x)
    tie = coupling(problem.constraints[0], x)
    if read is None or tie is None or contains(read.rest, [x]) or not holds(read.weight, "positive"):
        return None
    return _along(problem, x, read, tie)


def _along(problem: Problem, x: Expr, read: Normed, tie: Coupling) -> Found | None:
    zero = c.number(0) if x.is_scalar else c.like_zeros(x)
    size = problem.minimised
    plain = replace(size, {x: c.add(x, read.centre)})
    unit = constraint(simplify(c.subtract(plain, replace(plain, {x: zero}))), "<=", read.weight)
    way = linear_on_ball(Problem(c.trace(c.product(c.transpose(tie.weight), x)), "max", (x,), (unit,)))
    if way is None:
        return None
    step = way.values[x]
    reach = c.trace(c.product(c.transpose(tie.weight), step))
    gap = simplify(c.subtract(tie.level, c.trace(c.product(c.transpose(tie.weight), read.centre))))
    value = c.add(read.centre, c.product(gap, c.power(reach, -1), step))
    assert problem.objective is not None
    needs = way.conditions or [nonzero(tie.weight)]
    return Found({x: simplify(value)}, problem.objective, way.unique, needs)
