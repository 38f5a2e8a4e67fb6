"""A number near all entries of a vector: the middle of its range, its median; other convex functions of one number
with kinks and no curvature."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks
from extremum.convexity.certificate import proved
from extremum.operations import construct as c
from extremum.operations.largest import largest
from extremum.operations.powers import pairs
from extremum.operations.sum import content
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.roots import Range, Root
from extremum.solving.separable.reading import gradient_of, part
from extremum.solving.theorems.theorem import Found, only_unknown


def midrange(problem: Problem) -> Found | None:
    """``max|x - c 1|`` by the number c: ``(max(x) + min(x))/2``, in the middle of the range."""
    number = only_unknown(problem)
    if number is None or not number.is_scalar or problem.objective is None or problem.constraints:
        return None
    for node, data in _largest_sizes(problem.minimised, number):
        read = part(problem.minimised, node, number)
        if read is None or contains(read.rest, [number]) or not holds(read.weight, "positive"):
            return None
        middle = c.multiple(Fraction(1, 2), c.subtract(largest(data), largest(c.multiple(-1, data))))
        return Found({number: simplify(middle)}, problem.objective, "unique")
    return None


def _largest_sizes(f: Expr, number: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Nodes ``max|x - c 1|`` of a number c, and x."""
    for node in topological([f]):
        if node.op.name != "largest" or not contains(node, [number]):
            continue
        sizes = node.args[0]
        inner = sizes.args[0] if sizes.args and sizes is c.apply("abs", sizes.args[0]) else None
        if inner is None:
            continue
        still = simplify(replace(inner, {number: c.number(0)}))
        for sign in (1, -1):
            spread = c.multiple(sign, c.product(number, c.like_ones(inner)))
            if c.is_zero(simplify(c.subtract(c.subtract(inner, still), spread))):
                yield node, c.multiple(-sign, still)


def least_among_kinks(problem: Problem) -> Found | None:
    """``Σ w_i |x_i - c|`` and other sums of kinks that are convex in the number c: least where the slope passes 0."""
    number = only_unknown(problem)
    if number is None or not number.is_scalar or problem.objective is None or problem.constraints:
        return None
    f = problem.minimised
    slope = gradient_of(f, number) if kinks(f, number) else None
    if slope is None or not contains(slope, [number]) or not c.is_zero(simplify(chained(slope, number))):
        return None
    if proved(f, number).kind != "convex":
        return None
    place = c.build("symbol", (), (FreeNames(*problem.expressions).take("t"), *c.number(0).shape, ()))
    falling = simplify(c.multiple(-1, replace(_without_size(slope, number), {number: place})))
    root = Root(place, falling, c.number(0), Range.ALL, jumps=True)
    return Found({number: place}, problem.objective, "", roots=(root,))


def _without_size(slope: Expr, number: Expr) -> Expr:
    """Without positive factors that do not move."""
    q, core = content(slope)
    kept = [(b, e) for b, e in pairs(core) if contains(b, [number]) or not holds(c.power(b, e), "positive")]
    return c.product(c.number(1 if q > 0 else -1), *(c.power(b, e) for b, e in kept))
