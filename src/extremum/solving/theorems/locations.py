"""A number near all entries of a vector: the middle of its range."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.operations.largest import largest
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.separable.reading import part
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
