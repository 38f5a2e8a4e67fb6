"""A triangular unknown with a positive diagonal that enters by ``L L'`` only: ``X = L L'`` is any positive definite
matrix, one for each L (Horn & Johnson (2013), Matrix Analysis, 2nd ed., cor. 7.2.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as changed
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.theorems.polynomials import modulo, wholly_multiplied_out
from extremum.structures import STRUCTURES

_HALF = Fraction(1, 2)


def in_gram(problem: Problem, x: Expr) -> Iterator[tuple[Problem, Expr, Expr]]:
    """The problem in ``X = L L'``, where it is all that holds L; X, and L by it: of an upper triangular U, ``U'U``."""
    shapes = {STRUCTURES[fact].factor for fact in x.assumptions} & {"lower", "upper"}
    if len(shapes) != 1 or not holds(x, "positive_diagonal") or x.is_scalar or problem.objective is None:
        return
    lower = shapes == {"lower"}
    name = FreeNames(*problem.expressions).take("X")
    gram = c.build("symbol", (), (name, *x.shape, ("positive_definite",)))
    triangle = x if lower else c.transpose(x)
    ties = tuple(
        changed(k, left=_by_gram(k.left, x, triangle, gram), right=_by_gram(k.right, x, triangle, gram))
        for k in problem.constraints
    )
    inner = Problem(_by_gram(problem.objective, x, triangle, gram), problem.sense, (gram,), ties)
    factor = c.build("chol", (gram,))
    if not any(contains(expr, [x]) for expr in inner.expressions):
        yield inner, gram, factor if lower else c.transpose(factor)


def _by_gram(expr: Expr, x: Expr, triangle: Expr, gram: Expr) -> Expr:
    """An expression with X for ``L L'``, its inverse for ``L'⁻¹ L⁻¹``, and ``|X|^(1/2)`` for the determinant of L."""
    if not contains(expr, [x]):
        return expr
    known = replace(expr, _of_determinant(x, gram))
    out = wholly_multiplied_out(known, [x])
    back = c.transpose(triangle)
    out = modulo(out, (triangle, back), gram)
    return simplify(modulo(out, (c.inverse(back), c.inverse(triangle)), c.inverse(gram)))


def _of_determinant(x: Expr, gram: Expr) -> dict[Expr, Expr]:
    """The determinant of L and its logarithm, in their forms, by X."""
    volume = c.multiple(_HALF, c.build("logdet", (gram,)))
    entries = c.apply("log", c.diagonal(x))
    total = c.trace(c.product(c.transpose(c.like_ones(entries)), entries))
    root = c.power(c.det(gram), _HALF)
    return {c.build("logdet", (x,)): volume, total: volume, c.det(x): root, c.apply("log", c.det(x)): volume}
