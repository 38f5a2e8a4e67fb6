"""Polynomials of one number on a closed interval: the ends and the zeros of the derivative are compared exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.degree import degree
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.linear import has_jumps
from extremum.solving.separable.reading import bound, gradient_of
from extremum.solving.theorems.theorem import Found, nonnegative

_DEGREE = 8
_ZERO = c.number(0)


class Interval(NamedTuple):
    """``low <= x <= high``; ``low < x`` where x is declared positive and nothing else bounds it below."""

    low: Expr
    high: Expr


def polynomial_on_interval(problem: Problem) -> Found | None:
    """A polynomial of degree 3 or more on ``l <= x <= u``: extremal at an end, or at a zero of its derivative."""
    if len(problem.unknowns) != 1 or problem.objective is None or not problem.unknowns[0].is_scalar:
        return None
    (x,) = problem.unknowns
    over = _interval(problem, x)
    powers = None if over is None else coefficients(problem.minimised, x)
    if over is None or powers is None or len(powers) < 4:
        return None
    stationary = roots([c.multiple(k, a) for k, a in enumerate(powers)][1:])
    return None if stationary is None else _compared(problem, x, over, stationary)


def _interval(problem: Problem, x: Expr) -> Interval | None:
    bounds = [bound(k, x) for k in problem.constraints]
    lows = [b.at for b in bounds if b is not None and not b.above]
    highs = [b.at for b in bounds if b is not None and b.above]
    if x.assumptions == ("positive",):
        lows = lows or [_ZERO]
    elif x.assumptions:
        return None
    return Interval(lows[0], highs[0]) if None not in bounds and len(lows) == len(highs) == 1 else None


def coefficients(f: Expr, x: Expr) -> list[Expr] | None:
    """Those of ``f = a_0 + a_1 x + …``, by Taylor's formula at 0; None where it is no polynomial."""
    size = degree(f, x)
    if size is None or size > _DEGREE or has_jumps(f, x):
        return None
    found, rest, factorial = [], f, 1
    for k in range(size + 1):
        found.append(simplify(c.multiple(Fraction(1, factorial), replace(rest, {x: _ZERO}))))
        rest = gradient_of(rest, x)
        if c.is_zero(rest):
            return found
        factorial *= k + 1
    return None


def roots(powers: list[Expr]) -> list[Expr] | None:
    """All real zeros of a polynomial, of degree 2 at most once powers of x are split off; None where they are not
    known."""
    if c.is_zero(powers[0]):
        others = roots(powers[1:]) if len(powers) > 1 else None
        return None if others is None else [_ZERO, *others]
    match powers:
        case [_]:
            return []
        case [b, a]:
            return [_quotient(c.multiple(-1, b), a)] if holds(a, "nonzero") else None
        case [k, b, a]:
            return _of_quadratic(k, b, a) if holds(a, "nonzero") else None
    return None


def _of_quadratic(k: Expr, b: Expr, a: Expr) -> list[Expr] | None:
    """``(-b ± √(b² - 4ak))/(2a)``."""
    radicand = simplify(c.subtract(c.power(b, 2), c.multiple(4, c.product(a, k))))
    if holds(c.multiple(-1, radicand), "positive"):
        return []
    if not holds(radicand, "nonnegative"):
        return None
    root = simplify(c.power(radicand, Fraction(1, 2)))
    return [_quotient(c.add(c.multiple(-1, b), c.multiple(s, root)), c.multiple(2, a)) for s in (1, -1)]


def _quotient(above: Expr, below: Expr) -> Expr:
    if c.is_number(below):
        return simplify(c.multiple(1 / Fraction(c.value_of(below)), above))
    return simplify(c.product(above, c.power(below, -1)))


def _compared(problem: Problem, x: Expr, over: Interval, stationary: list[Expr]) -> Found | None:
    """The candidate that is feasible, and provably no worse than every one that may be."""
    inside = [at for at in stationary if not _outside(at, over)]
    values = {at: simplify(replace(problem.minimised, {x: at})) for at in (*inside, *over)}
    for at, value in values.items():
        if not _feasible(at, x, over):
            continue
        gaps = [simplify(c.subtract(other, value)) for where, other in values.items() if where is not at]
        if all(c.is_zero(gap) or holds(gap, "nonnegative") for gap in gaps):
            unique = "unique" if all(holds(gap, "positive") for gap in gaps) else ""
            assert problem.objective is not None
            width = simplify(c.subtract(over.high, over.low))
            return Found({x: at}, problem.objective, unique, nonnegative(width))
    return None


def _outside(at: Expr, over: Interval) -> bool:
    return any(holds(gap, "positive") for gap in (_gap(over.low, at), _gap(at, over.high)))


def _feasible(at: Expr, x: Expr, over: Interval) -> bool:
    within = all(c.is_zero(gap) or holds(gap, "nonnegative") for gap in (_gap(at, over.low), _gap(over.high, at)))
    return within and (not x.assumptions or holds(at, "positive"))


def _gap(greater: Expr, less: Expr) -> Expr:
    return simplify(c.subtract(greater, less))
