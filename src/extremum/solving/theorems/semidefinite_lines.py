"""One number in a linear matrix inequality: where ``A + s B >> 0`` holds is an interval, whose ends are eigenvalues."""

from __future__ import annotations

from typing import NamedTuple

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import NONZERO, POSITIVE
from extremum.solving.separable.reading import gradient_of
from extremum.solving.theorems.surfaces import whitener
from extremum.solving.theorems.theorem import Found, nonzero, only_unknown, stated


class Line(NamedTuple):
    """``fixed + s slope``, symmetric, which is to be positive semidefinite."""

    fixed: Expr
    slope: Expr


def end_of_line(problem: Problem) -> Found | None:
    """What rises with s, or falls, on ``A + s B >> 0``: the end of the interval of s on which that holds."""
    s = only_unknown(problem)
    if s is None or problem.objective is None or not s.is_scalar or len(problem.constraints) != 1:
        return None
    line = _line(problem, s)
    grad = gradient_of(problem.minimised, s)
    sign = next((sign for sign in (1, -1) if holds(c.multiple(sign, grad), "positive")), 0)
    if line is None or not sign:
        return None
    # the largest s of A + s B >> 0 is minus the smallest of A - s B >> 0
    found = _least(Line(line.fixed, c.multiple(sign, line.slope)))
    if found is None:
        return None
    least, needs = found
    return Found({s: simplify(c.multiple(sign, least))}, problem.objective, "unique", needs)


def _line(problem: Problem, s: Expr) -> Line | None:
    (stated_,) = problem.constraints
    if not stated_.is_semidefinite or stated_.gap.is_scalar:
        return None
    fixed = simplify(replace(stated_.gap, {s: c.number(0)}))
    slope = simplify(c.subtract(replace(stated_.gap, {s: c.number(1)}), fixed))
    rest = simplify(c.subtract(stated_.gap, c.add(fixed, c.product(s, slope))))
    return Line(fixed, slope) if c.is_zero(rest) and not contains(slope, [s]) else None


def _least(line: Line) -> tuple[Expr, list[Condition]] | None:
    """The smallest s with ``A + s B >> 0``, and what it needs."""
    if holds(line.slope, "positive_definite"):
        return c.multiple(-1, _smallest_eigenvalue(line.fixed, line.slope)), []
    if not holds(line.fixed, "positive_definite") or not holds(line.slope, "symmetric"):
        return None
    if holds(c.multiple(-1, line.slope), "positive_semidefinite"):  # there is no smallest one
        return None
    largest = _largest_eigenvalue(line)
    column = _column(line.slope)
    if column is not None:
        needs = stated(NONZERO, column)
    else:
        semidefinite = holds(line.slope, "positive_semidefinite")
        needs = [nonzero(line.slope)] if semidefinite else stated(POSITIVE, largest)
    return c.multiple(-1, c.power(largest, -1)), needs


def _column(matrix: Expr) -> Expr | None:
    """a of ``w a a'`` with w positive."""
    whole, scalars, word = factors(matrix)
    one_column = len(word) == 2 and word[0].is_column and word[1] is c.transpose(word[0])
    return word[0] if one_column and holds(c.product(c.number(whole), *scalars), "positive") else None


def _largest_eigenvalue(line: Line) -> Expr:
    """That of ``A^(-1/2) B A^(-1/2)``: of ``B = w a a'`` it is ``w a'A⁻¹a``."""
    if _column(line.slope) is None:
        return c.multiple(-1, _smallest_eigenvalue(c.multiple(-1, line.slope), line.fixed))
    whole, scalars, word = factors(line.slope)
    return c.product(c.number(whole), *scalars, word[1], c.inverse(line.fixed), word[0])


def _smallest_eigenvalue(matrix: Expr, metric: Expr) -> Expr:
    """The smallest λ with a singular ``M - λ B``, that of ``B^(-1/2) M B^(-1/2)``."""
    root = whitener(metric)
    white = simplify(c.product(root, matrix, root))
    if content(white)[0] < 0:
        return c.multiple(-1, c.build("eigval", (c.multiple(-1, white),), (matrix.rows - 1,)))
    return c.build("eigval", (white,), (Dim.of(0),))
