"""Polynomials of one number on an interval: the ends and the zeros of the derivative are compared exactly.

Where an interval has no end, the leading term must grow there.
"""

from __future__ import annotations

from typing import NamedTuple

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.constants import is_nonnegative, sign_of
from extremum.solving.real_zeros import coefficients, roots
from extremum.solving.separable.reading import bound
from extremum.solving.theorems.theorem import Found, nonnegative

_ZERO = c.number(0)


class Interval(NamedTuple):
    """``low <= x <= high``, None where there is no bound; ``low < x`` where x is declared positive and nothing else
    bounds it below."""

    low: Expr | None
    high: Expr | None

    @property
    def ends(self) -> list[Expr]:
        return [end for end in self if end is not None]


def polynomial_on_interval(problem: Problem) -> Found | None:
    """A polynomial of degree 3 or more on an interval: extremal at an end, or at a zero of its derivative."""
    found = _read(problem)
    if found is None or len(found[1]) < 4 or not _grows(found[1], found[0]):
        return None
    (over, powers), (x,) = found, problem.unknowns
    stationary = roots([c.multiple(k, a) for k, a in enumerate(powers)][1:])
    return None if stationary is None else _compared(problem, x, over, stationary)


def refuse_falling(problem: Problem) -> None:
    """Refuses a polynomial that falls without bound where its interval has no end, by its leading term.

    Raises:
        NoExtremumError: it does.
    """
    found = _read(problem) if problem.constraints and problem.sense is not None else None
    if found is None or len(found[1]) < 2 or problem.unknowns[0].assumptions:
        return
    over, powers = found
    if over.high is None and sign_of(powers[-1]) < 0:
        way = "grows"
    elif over.low is None and sign_of(powers[-1]) == (1 if len(powers) % 2 == 0 else -1):
        way = "falls"
    else:
        return
    side = "above" if problem.sense == "max" else "below"
    what = SENSES[str(problem.sense)]
    raise NoExtremumError(f"there is no {what}: the objective is unbounded {side} as {problem.unknowns[0]} {way}")


def _read(problem: Problem) -> tuple[Interval, list[Expr]] | None:
    """The interval and the coefficients of a polynomial of one number."""
    if len(problem.unknowns) != 1 or problem.objective is None or not problem.unknowns[0].is_scalar:
        return None
    (x,) = problem.unknowns
    over = _interval(problem, x)
    powers = None if over is None else coefficients(problem.minimised, x)
    return None if over is None or powers is None else (over, powers)


def _interval(problem: Problem, x: Expr) -> Interval | None:
    bounds = [bound(k, x) for k in problem.constraints]
    lows = [b.at for b in bounds if b is not None and not b.above]
    highs = [b.at for b in bounds if b is not None and b.above]
    if x.assumptions == ("positive",):
        lows = lows or [_ZERO]
    elif x.assumptions:
        return None
    known = None not in bounds and len(lows) <= 1 and len(highs) <= 1
    return Interval(next(iter(lows), None), next(iter(highs), None)) if known else None


def _grows(powers: list[Expr], over: Interval) -> bool:
    """Whether a polynomial grows where the interval has no end, by its leading term."""
    rising = over.high is not None or holds(powers[-1], "positive")
    falling = over.low is not None or holds(c.multiple(1 if len(powers) % 2 else -1, powers[-1]), "positive")
    return rising and falling


def _compared(problem: Problem, x: Expr, over: Interval, stationary: list[Expr]) -> Found | None:
    """The candidate that is feasible, and provably no worse than every one that may be."""
    inside = [at for at in stationary if not _outside(at, over)]
    values = {at: simplify(replace(problem.minimised, {x: at})) for at in (*inside, *over.ends)}
    for at, value in values.items():
        if not _feasible(at, x, over):
            continue
        gaps = {where: simplify(c.subtract(other, value)) for where, other in values.items() if where is not at}
        if all(map(is_nonnegative, gaps.values())):
            equal = [where for where, gap in gaps.items() if sign_of(gap) < 1]
            assert problem.objective is not None
            return Found({x: at}, problem.objective, _unique(at, equal, gaps), _width(over))
    return None


def _unique(at: Expr, equal: list[Expr], gaps: dict[Expr, Expr]) -> str:
    """``up to sign`` where the best points are one and its mirror image; empty where the others are not told."""
    if not equal:
        return "unique"
    mirrored = len(equal) == 1 and c.is_zero(simplify(c.add(at, equal[0]))) and c.is_zero(gaps[equal[0]])
    return "up to sign" if mirrored else ""


def _width(over: Interval) -> list[Condition]:
    if over.low is None or over.high is None:
        return []
    return nonnegative(simplify(c.subtract(over.high, over.low)))


def _outside(at: Expr, over: Interval) -> bool:
    return any(sign_of(gap) < 0 for gap in _gaps(at, over))


def _feasible(at: Expr, x: Expr, over: Interval) -> bool:
    within = all(map(is_nonnegative, _gaps(at, over)))
    return within and (not x.assumptions or holds(at, "positive"))


def _gaps(at: Expr, over: Interval) -> list[Expr]:
    """How far a point is above the one end, and below the other."""
    above = [] if over.low is None else [c.subtract(at, over.low)]
    below = [] if over.high is None else [c.subtract(over.high, at)]
    return list(map(simplify, above + below))
