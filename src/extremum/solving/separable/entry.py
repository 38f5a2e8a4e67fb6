"""The best value of an entry alone: where its derivative vanishes, on the piece between two corners that holds it,
within its bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import final

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.convexity.certificate import domain_of
from extremum.operations import construct as c
from extremum.operations.scale import SCALE
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import Problem
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.eliminated import Steps
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.separable.pieces import Piece, pieces
from extremum.solving.separable.reading import Bound, Coupling, gradient_of, zero_like
from extremum.solving.shape import shape_of
from extremum.solving.steps import Need


@final
@dataclass(slots=True)
class Separable:
    """``minimise objective`` within bounds and one coupling; corners: whether it has any."""

    x: Expr
    objective: Expr
    corners: bool
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
    """The best entries for a value of the multiplier.

    Raises:
        UnsupportedError: the corners are not those of one entry each, in a known order.
    """
    x, tied, f = read.x, read.coupling, read.objective
    held = [] if multiplier is None else list(multiplier.symbols)
    pull = None if tied is None or multiplier is None else c.product(multiplier, tied.weight)
    if tied is not None and multiplier is not None:
        f = c.add(f, c.product(multiplier, tied.total(x)))
    parts = pieces(f, x)
    if len(parts) > 1:
        return _among(problem, read, parts, held)
    gradient = gradient_of(read.objective, x)
    gradient = gradient if pull is None else c.add(gradient, pull)
    alone = _stationary(problem, read, gradient, held)
    if alone is None:
        return None
    return _within(read, Point(_in_terms(alone.value), _told(x, gradient, alone), alone.conditions))


def _among(problem: Problem, read: Separable, parts: list[Piece], held: list[Expr]) -> Point | None:
    """The point at which the pieces are best, from those at which each alone is stationary.

    ``c₁ - relu(c₁ - p₀) + Σⱼ (relu(pⱼ - cⱼ) - relu(pⱼ - cⱼ₊₁)) + relu(pₖ - cₖ)`` with the corners ``c₁ ≤ … ≤ cₖ`` and
    the minimisers pⱼ of the pieces: each step from a corner to the next is taken as far as its piece falls.
    """
    x = read.x
    steps: Steps = []
    needed: list[Need] = []
    best: list[Expr | int] = []
    for part in parts:
        gradient = gradient_of(part.function, x)
        side = _side(gradient)
        if side is not None:
            best.append(side)
            continue
        alone = _stationary(problem, read, gradient, held) if _bends(part.function, x) else None
        if alone is None:
            return None
        best.append(alone.value)
        needed += alone.conditions
        steps += _told(x, gradient, alone, part.words)
    value = _joined(parts, best)
    why = "a convex function falls before its least point and rises after it"
    steps.append(("each entry on its piece:", [Move("between its corners", x, value, why)]))
    return _within(read, Point(value, steps, needed))


def _side(gradient: Expr) -> int | None:
    """The end of a piece to which it falls, 1 to the right and -1 to the left, where it does so everywhere."""
    return next((-sign for sign in (1, -1) if reason(c.multiple(sign, gradient), "positive")), None)


def _bends(f: Expr, x: Expr) -> bool:
    """Whether a piece is convex beyond its ends too, so that its stationary point says on which side it falls."""
    shape = shape_of(f, [x], None)
    return shape is not None and shape.kind == "convex"


def _joined(parts: list[Piece], best: list[Expr | int]) -> Expr:
    """The minimiser of a convex function from those of its pieces."""
    corners = [part.low for part in parts[1:] if part.low is not None]
    first, last = best[0], best[-1]
    if len(corners) == 1 and isinstance(first, Expr) and isinstance(last, Expr):
        return _shrunk(last, first, corners[0])
    terms = [corners[0]]
    if first == -1 or last == 1:
        raise UnsupportedError("it falls without an end")
    if isinstance(first, Expr):
        terms.append(c.multiple(-1, relu(c.subtract(corners[0], first))))
    for (low, high), point in zip(pairwise(corners), best[1:-1], strict=True):
        if isinstance(point, Expr):
            terms += [relu(c.subtract(point, low)), c.multiple(-1, relu(c.subtract(point, high)))]
        elif point == 1:
            terms.append(c.subtract(high, low))
    if isinstance(last, Expr):
        terms.append(relu(c.subtract(last, corners[-1])))
    return simplify(c.add(*terms))


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


def _shrunk(right: Expr, left: Expr, corner: Expr) -> Expr:
    """The minimiser with one corner, from those of the pieces: ``c + relu(right - c) - relu(c - left)``; soft
    thresholding, where they are ``b - w`` and ``b + w``."""
    middle = simplify(c.multiple(Fraction(1, 2), c.add(right, left)))
    width = simplify(c.multiple(Fraction(1, 2), c.subtract(left, right)))
    if cost(middle) < min(cost(right), cost(left)) and reason(width, "nonnegative"):
        offset = simplify(c.subtract(middle, corner))
        scale = c.product(*(s for s in factors(offset)[1] if reason(s, "positive")))
        offset, width = (simplify(c.product(c.power(scale, -1), part)) for part in (offset, width))
        kept = c.hadamard(c.apply("sign", offset), relu(c.subtract(c.apply("abs", offset), width)))
        return c.add(corner, c.product(scale, kept))
    return simplify(c.add(corner, relu(c.subtract(right, corner)), c.multiple(-1, relu(c.subtract(corner, left)))))


def relu(expr: Expr) -> Expr:
    """``max(e, 0)``, in its short form, in which one number is added to all entries."""
    short = simplify(expr)
    filled = [(q, term) for q, term in terms_of(short) if term.op is SCALE and term.args[1].op.name == "ones"]
    whole = [(q, term) for q, term in terms_of(short) if term.op.name == "ones"]
    if len(filled) + len(whole) > 1:
        number = c.combine([*((q, term.args[0]) for q, term in filled), *((q, c.number(1)) for q, _ in whole)])
        rest = [item for item in terms_of(short) if item not in filled and item not in whole]
        short = c.combine([*rest, (1, c.product(simplify(number), c.like_ones(short)))])
    return c.apply("relu", short)


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
