"""The conjugate of log-sum-exp: where ``s logsumexp(J x + h) - <w, x>`` is least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import equal
from extremum.solving.predicates import POSITIVE
from extremum.solving.separable.reading import gradient_of, part
from extremum.solving.theorems.theorem import Found, nonzero, only_unknown, stated


@final
@dataclass(frozen=True, slots=True)
class _Shares:
    """``s logsumexp(J x + h) + <w, x>``, with J invertible."""

    scale: Expr
    matrix: Expr
    shift: Expr
    slope: Expr

    @property
    def back(self) -> Expr:
        """``J'⁻¹``."""
        return c.inverse(c.transpose(self.matrix))

    def at(self, shares: Expr) -> Expr:
        """The x with given shares ``softmax(J x + h)``, one of them."""
        return simplify(c.product(c.inverse(self.matrix), c.subtract(c.apply("log", shares), self.shift)))

    @property
    def free(self) -> Expr:
        """The direction in which all entries of ``J x + h`` grow alike."""
        return simplify(c.product(c.inverse(self.matrix), c.ones(self.matrix.rows)))


def log_sum_exp(problem: Problem) -> Found | None:
    """The shares ``softmax(J x + h)`` are ``p = -J'⁻¹w/s``, which must be positive and add to 1, so that x is
    ``J⁻¹(log(p) + t 1 - h)`` for every t; an equation ``<g, x> = e`` tells t."""
    x = only_unknown(problem)
    read = None if x is None or problem.objective is None else _read(problem.minimised, x)
    if x is None or read is None or len(problem.constraints) > 1 or problem.objective is None:
        return None
    if problem.constraints:
        return _tied(problem, x, read)
    shares = simplify(c.product(c.multiple(-1, c.power(read.scale, -1)), read.back, read.slope))
    value = read.at(shares)
    number = c.build("symbol", (), (FreeNames(*problem.expressions).take("t"), *c.number(0).shape, ()))
    every = simplify(c.add(value, c.product(number, read.free)))
    needs = [*equal(_total(shares), c.number(1)), *stated(POSITIVE, shares)]
    return Found({x: value}, problem.objective, f"affine set: {every}, any {number}", needs, every={x: every},
                 free=(number,))  # fmt: skip


def _total(column: Expr) -> Expr:
    return simplify(c.product(c.transpose(c.ones(column.rows)), column))


def _read(f: Expr, x: Expr) -> _Shares | None:
    nodes = (node for node in topological([f]) if node.op.name == "logsumexp" and contains(node, [x]))
    for node in nodes:
        found, inner = part(f, node, x), node.args[0]
        if found is None or not inner.is_column or not x.is_column:
            continue
        slope, matrix = gradient_of(found.rest, x), simplify(jacobian(inner, x))
        if contains(slope, [x]) or contains(matrix, [x]) or not holds(found.weight, "positive"):
            continue
        if holds(matrix, "invertible"):
            return _Shares(found.weight, matrix, simplify(replace(inner, {x: c.like_zeros(x)})), slope)
    return None


def _tied(problem: Problem, x: Expr, read: _Shares) -> Found | None:
    """``s p + J'⁻¹(w + ν g) = 0`` with ``1'p = 1`` tells ν; then t comes from ``<g, x> = e``."""
    (only,) = problem.constraints
    plane = _plane(only, x)
    if plane is None:
        return None
    normal, level = plane
    across = simplify(c.product(c.transpose(normal), read.free))
    pull = simplify(c.product(c.transpose(read.slope), read.free))
    multiplier = simplify(c.product(c.multiple(-1, c.add(pull, read.scale)), c.power(across, -1)))
    force = c.add(read.slope, c.product(multiplier, normal))
    shares = simplify(c.product(c.multiple(-1, c.power(read.scale, -1)), read.back, force))
    start = read.at(shares)
    rest = simplify(c.subtract(level, c.product(c.transpose(normal), start)))
    value = simplify(c.add(start, c.product(rest, c.power(across, -1), read.free)))
    needs = [] if holds(across, "nonzero") else [nonzero(across)]
    return Found({x: value}, _objective(problem), "unique", [*needs, *stated(POSITIVE, shares)])


def _plane(only: Constraint, x: Expr) -> tuple[Expr, Expr] | None:
    """(g, e) of ``<g, x> = e``."""
    if not only.is_equation or not only.gap.is_scalar:
        return None
    normal = gradient_of(only.gap, x)
    level = simplify(c.multiple(-1, replace(only.gap, {x: c.like_zeros(x)})))
    return None if contains(normal, [x]) else (normal, level)


def _objective(problem: Problem) -> Expr:
    assert problem.objective is not None
    return problem.objective
