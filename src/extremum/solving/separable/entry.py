"""The best value of an entry alone: where its derivative vanishes, shrunk by an absolute value, cut to its bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import final

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.convexity.certificate import domain_of
from extremum.operations import construct as c
from extremum.problems.problem import Problem
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.eliminated import Steps
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.separable.reading import Bound, Coupling, gradient_of, zero_like
from extremum.solving.steps import Need


@final
@dataclass(slots=True)
class Separable:
    """``minimise smooth + <weight, abs(x)>`` within bounds and one coupling."""

    x: Expr
    smooth: Expr
    weight: Expr | None
    bounds: list[Bound] = field(default_factory=list)
    coupling: Coupling | None = None


@final
@dataclass(frozen=True, slots=True)
class Point:
    """The best entries, how they were found, and what must not be zero."""

    value: Expr
    steps: Steps
    needed: list[Need]


def best_entries(problem: Problem, read: Separable, multiplier: Expr | None) -> Point | None:
    """The best entries for a value of the multiplier."""
    x, tied = read.x, read.coupling
    gradient, weight = gradient_of(read.smooth, x), read.weight
    if tied is not None and multiplier is not None:
        pull = c.product(multiplier, tied.weight)
        if tied.absolute:
            weight = pull if weight is None else c.add(weight, pull)
        else:
            gradient = c.add(gradient, pull)
    held = [] if multiplier is None else list(multiplier.symbols)
    if weight is None:
        alone = _stationary(problem, read, gradient, held)
        if alone is None:
            return None
        return _within(read, Point(_in_terms(alone.value), _told(x, gradient, alone), alone.conditions))
    right = _stationary(problem, read, c.add(gradient, weight), held)
    left = _stationary(problem, read, c.subtract(gradient, weight), held)
    if right is None or left is None:
        return None
    value = _shrunk(right.value, left.value)
    steps = [
        *_told(x, c.add(gradient, weight), right, "positive"),
        *_told(x, c.subtract(gradient, weight), left, "negative"),
    ]
    steps.append(("between them an entry is 0:", [Move("shrunk towards 0", x, value)]))
    return _within(read, Point(value, steps, [*right.conditions, *left.conditions]))


def _in_terms(value: Expr) -> Expr:
    """The value as a sum, so that the multiplier stands in few of its terms."""
    grown = expanded(value)
    return value if grown is None else grown


def _told(x: Expr, gradient: Expr, alone: Isolated, where: str = "") -> Steps:
    zero = zero_like(x)
    heading = f"stationarity of {'an entry' if not x.is_scalar else x.name}{f' that is {where}' if where else ''}:"
    return [(heading, [Move("stationarity", gradient, zero), *alone.moves])]


def _stationary(problem: Problem, read: Separable, gradient: Expr, held: list[Expr]) -> Isolated | None:
    """Where the derivative of each entry vanishes, if that is in the domain whatever the multiplier is; what is cut to
    bounds must be in it before, for beyond a pole, as of ``2 + 1/x``, the nearest point says nothing."""
    alone = isolate(gradient, read.x)
    if alone is None or not _is_entrywise(alone.value, read.x):
        return None
    if any(need.fact != "invertible" or contains(need.expr, held) for need in alone.conditions):
        return None
    if reason(read.x, "positive") and held and not reason(alone.value, "positive"):
        return None
    if not _in_domain(problem, read.x, alone.value):
        return None
    if read.bounds and reason(read.x, "positive") and not reason(alone.value, "positive"):
        return Isolated(alone.value, alone.moves, [*alone.conditions, Need(alone.value, "positive")])
    return alone


def _is_entrywise(value: Expr, x: Expr) -> bool:
    return not contains(value, [x])


def _in_domain(problem: Problem, x: Expr, value: Expr) -> bool:
    assert problem.objective is not None
    for needed in domain_of(problem.objective, x).constraints:
        if needed.argument is x and reason(x, "positive"):
            continue
        argument = simplify(replace(needed.argument, {x: value}))
        if isinstance(needed.needs, str) or needed.needs.low != 0 or needed.needs.high != inf:
            return False
        if not reason(argument, "positive" if needed.needs.low_open else "nonnegative"):
            return False
    return True


def _shrunk(right: Expr, left: Expr) -> Expr:
    """The minimiser with ``w|x|``, from those with ``w x`` and ``-w x``: ``relu(right) - relu(-left)``; soft
    thresholding, where they are ``b - w`` and ``b + w``."""
    middle = simplify(c.multiple(Fraction(1, 2), c.add(right, left)))
    width = simplify(c.multiple(Fraction(1, 2), c.subtract(left, right)))
    soft = c.hadamard(c.apply("sign", middle), relu(c.subtract(c.apply("abs", middle), width)))
    parts = c.subtract(relu(right), relu(c.multiple(-1, left)))
    return soft if reason(width, "nonnegative") else simplify(parts)


def relu(expr: Expr) -> Expr:
    """``max(e, 0)``, in its short form."""
    return c.apply("relu", simplify(expr))


def _within(read: Separable, point: Point) -> Point:
    """Each entry cut to its bounds: a convex function of one number is best at the nearest point to its minimiser."""
    low = next((b.at for b in read.bounds if not b.above), None)
    high = next((b.at for b in read.bounds if b.above), None)
    if low is None and high is None:
        return point
    value = point.value
    if low is None and high is not None:
        cut = c.subtract(high, relu(c.subtract(high, value)))
    elif low is not None and high is None:
        cut = c.add(low, relu(c.subtract(value, low)))
    else:
        assert low is not None and high is not None
        cut = c.add(low, c.subtract(relu(c.subtract(value, low)), relu(c.subtract(value, high))))
    cut = simplify(cut)
    why = "a convex function of one number is least at the point of an interval that is nearest to its minimiser"
    return Point(
        cut, [*point.steps, ("each entry within its bounds:", [Move("nearest point", read.x, cut, why)])], point.needed
    )
