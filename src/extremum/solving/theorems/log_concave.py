"""Products of powers of affine functions of one number, between the zeros of its factors.

Their logarithms are strictly concave, so that one zero of the derivative lies between the zeros: by Rolle's theorem, of
a quadratic with three factors.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import Problem
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.predicates import NONNEGATIVE, POSITIVE
from extremum.solving.separable.reading import bound, gradient_of
from extremum.solving.theorems.theorem import Found, stated

_ZERO = c.number(0)


class Factor(NamedTuple):
    """A positive multiple of ``(x - root)^power`` where it rises, of ``(root - x)^power`` otherwise."""

    root: Expr
    power: Expr
    rises: bool


class Ends(NamedTuple):
    """``x >= low`` for each low, ``x <= high`` for each high."""

    lows: list[Expr]
    highs: list[Expr]


def product_of_powers(problem: Problem) -> Found | None:
    """``w Π (x - r_i)^(p_i) Π (s_j - x)^(q_j)`` with positive powers, or its logarithm, where all factors are
    nonnegative."""
    if len(problem.unknowns) != 1 or problem.sense is None or problem.objective is None:
        return None
    (x,) = problem.unknowns
    ends = _ends(problem, x) if x.is_scalar and x.assumptions in ((), ("positive",)) else None
    if ends is None:
        return None
    large = c.multiple(-1, problem.minimised)
    logarithms = _of_logarithms(large, x)
    found = logarithms or _of_product(large, x, ends)
    if found is None or not 2 <= len(found) <= 3 or len({factor.rises for factor in found}) < 2:
        return None
    closed = logarithms is None and not x.assumptions
    return _between(problem, x, found, closed) if _same_interval(found, ends) else None


def _ends(problem: Problem, x: Expr) -> Ends | None:
    bounds = [bound(k, x) for k in problem.constraints]
    lows = [b.at for b in bounds if b is not None and not b.above]
    highs = [b.at for b in bounds if b is not None and b.above]
    return None if None in bounds else Ends([*lows, *([_ZERO] if x.assumptions else [])], highs)


def _same_interval(found: list[Factor], ends: Ends) -> bool:
    """Whether the constraints ask for no more than the factors: each end is a zero, or beyond one."""
    lows, highs = ([f.root for f in found if f.rises is rises] for rises in (True, False))
    return all(any(_at_least(r, low) for r in lows) for low in ends.lows) and all(
        any(_at_least(high, r) for r in highs) for high in ends.highs
    )


def _at_least(greater: Expr, less: Expr) -> bool:
    return greater is less or holds(simplify(c.subtract(greater, less)), "nonnegative")


# -- reading -----------------------------------------------------------------------------------------------------------
def _of_product(f: Expr, x: Expr, ends: Ends) -> list[Factor] | None:
    """The factors, where the constraints say that each is nonnegative, or minus each, and the product is too."""
    q, core = content(f)
    found, beside = list[Factor](), [c.number(q)]
    for base, power in pairs(core):
        if not contains(base, [x]) and not contains(power, [x]):
            beside.append(c.power(base, power))
            continue
        rises = _side(base, x, ends)
        factor = None if rises is None else _factor(base, power, x, rises)
        if factor is None:
            return None
        found.append(factor)
        beside.append(c.power(_slope(base, x, factor), power))
    return found if holds(c.product(*beside), "positive") else None


def _slope(base: Expr, x: Expr, factor: Factor) -> Expr:
    """The weight of a factor, which may be negative."""
    return c.multiple(1 if factor.rises else -1, gradient_of(base, x))


def _side(base: Expr, x: Expr, ends: Ends) -> bool | None:
    """Whether the zero of an affine function lies below the interval, or above; None where it is not known."""
    root = _root(base, x)
    if root is None:
        return None
    if any(_at_least(low, root) for low in ends.lows):
        return True
    return False if any(_at_least(root, high) for high in ends.highs) else None


def _of_logarithms(f: Expr, x: Expr) -> list[Factor] | None:
    """The factors of the exponential of a sum of logarithms, which are positive."""
    found = list[Factor]()
    for q, term in terms_of(f):
        if not contains(term, [x]):
            continue
        parts = pairs(term)
        logs = [b for b, e in parts if contains(b, [x]) or contains(e, [x])]
        if len(logs) != 1 or not logs[0].args or logs[0] is not c.apply("log", logs[0].args[0]):
            return None
        weight = c.multiple(q, c.product(c.number(1), *(c.power(b, e) for b, e in parts if b is not logs[0])))
        slope = gradient_of(logs[0].args[0], x)
        rises = next((up for up, sign in ((True, 1), (False, -1)) if holds(c.multiple(sign, slope), "positive")), None)
        factor = None if rises is None else _factor(logs[0].args[0], weight, x, rises)
        if factor is None:
            return None
        found.append(factor)
    return found


def _factor(base: Expr, power: Expr, x: Expr, rises: bool) -> Factor | None:
    root = _root(base, x)
    return None if root is None or contains(power, [x]) or not holds(power, "positive") else Factor(root, power, rises)


def _root(base: Expr, x: Expr) -> Expr | None:
    """The zero of an affine function."""
    slope = gradient_of(base, x)
    if contains(slope, [x]) or not holds(slope, "nonzero"):
        return None
    return simplify(c.multiple(-1, c.product(replace(base, {x: _ZERO}), c.power(slope, -1))))


# -- the zero of the derivative ----------------------------------------------------------------------------------------
def _between(problem: Problem, x: Expr, found: list[Factor], closed: bool) -> Found:
    """The zero of ``Σ p_i/(x - r_i)`` that lies beyond the zeros of rising factors, and before those of the others.

    closed: whether the zeros are feasible, so that the interval may be one point.
    """
    assert problem.objective is not None
    both = [(low, high) for low in found for high in found if low.rises and not high.rises]
    widths = [simplify(c.subtract(high.root, low.root)) for low, high in both]
    needs = [need for width in widths for need in stated(NONNEGATIVE if closed else POSITIVE, width)]
    value = _of_two(*found) if len(found) == 2 else _of_three(found)
    return Found({x: simplify(value)}, problem.objective, "unique", list(dict.fromkeys(needs)))


def _of_two(one: Factor, other: Factor) -> Expr:
    """The mean of the zeros, each with the weight of the other."""
    total = c.add(one.power, other.power)
    weighed = c.add(c.product(one.power, other.root), c.product(other.power, one.root))
    return c.product(weighed, c.power(total, -1))


def _of_three(found: list[Factor]) -> Expr:
    """A root of ``Σ p_i (x - r_j) (x - r_k)``: the smaller one where two zeros are above, the larger one otherwise."""
    powers = c.add(*(factor.power for factor in found))
    opposite = [(found[3 - j - k].power, found[j].root, found[k].root) for j, k in combinations(range(3), 2)]
    middle = simplify(c.multiple(-1, c.add(*(c.product(p, c.add(r, s)) for p, r, s in opposite))))
    last = simplify(c.add(*(c.product(p, r, s) for p, r, s in opposite)))
    radicand = _shorter(c.subtract(c.power(middle, 2), c.multiple(4, c.product(powers, last))))
    side = 1 if sum(factor.rises for factor in found) == 2 else -1
    root = c.multiple(side, c.power(radicand, Fraction(1, 2)))
    return c.product(c.subtract(root, middle), c.power(c.multiple(2, powers), -1))


def _shorter(expr: Expr) -> Expr:
    """The short form of an expression as it is, or multiplied out."""
    grown = expanded(expr)
    forms = [simplify(expr), *([] if grown is None else [simplify(grown)])]
    return min(forms, key=cost)
