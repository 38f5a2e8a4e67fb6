"""The box on which an objective is defined: where each thing that it needs is an end of one unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isinf
from typing import final

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import gradients
from extremum.convexity.domains import Constraint, constraints_of, implied
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.constants import sign_of
from extremum.solving.ends import closure, is_an_end
from extremum.solving.isolate import isolate
from extremum.solving.predicates import NONNEGATIVE


@final
@dataclass(frozen=True, slots=True)
class End:
    """An end of the values of an unknown; closed: whether it belongs to them; need: what says so."""

    x: Expr
    value: Expr
    upper: bool
    closed: bool
    need: str
    conditions: tuple[Condition, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Box:
    """All ends of the domain, and bounds of subexpressions on it."""

    ends: tuple[End, ...]
    region: Region

    def end(self, x: Expr, upper: bool) -> End | None:
        """The end of an unknown on one side.

        Raises:
            UnknownEndError: there are several, and it is not known which comes first.
        """
        side = [end for end in self.ends if end.x is x and end.upper is upper]
        first = [end for end in side if all(_comes_first(end, other) for other in side)]
        if side and not first:
            raise UnknownEndError
        return min(first, key=lambda end: end.closed) if first else None


class UnknownEndError(Exception):
    """It is not known where something ends."""


def _comes_first(end: End, other: End) -> bool:
    gap = simplify(c.multiple(-1 if end.upper else 1, c.subtract(end.value, other.value)))
    return c.is_zero(gap) or holds(gap, "nonnegative") or sign_of(gap) > 0


def box_of(f: Expr, unknowns: Sequence[Expr]) -> Box | None:
    """The domain, where each thing that it needs is an end of one unknown."""
    region = Region(tuple(unknowns))
    needs = constraints_of(f, region)
    for need in needs:
        if isinstance(need.needs, Interval):
            region = region.knowing(implied(need.argument, need.needs, region))
    plain = Region(tuple(unknowns))
    try:
        ends = [end for need in needs for end in _ends_of(need, unknowns, plain, region)]
    except (UnknownEndError, ExtremumError):
        return None
    ends += [End(x, c.like_zeros(x), False, False, f"{x} > 0") for x in unknowns if x.assumptions]
    return Box(tuple(ends), region) if all(set(x.assumptions) <= {"positive"} for x in unknowns) else None


def _ends_of(need: Constraint, unknowns: Sequence[Expr], plain: Region, region: Region) -> Iterator[End]:
    """The ends that a need gives to an unknown.

    Raises:
        UnknownEndError: it is not known which they are.
    """
    if not isinstance(need.needs, Interval):
        raise UnknownEndError
    needs, bounds = closure(need), plain.bounds(need.argument)
    moving = [x for x in unknowns if contains(need.argument, [x])]
    for sign, end, is_open in ((1, needs.low, needs.low_open), (-1, needs.high, needs.high_open)):
        beyond = Interval(end, inf) if sign > 0 else Interval(-inf, end)
        if isinf(end) or (bounds.within(beyond) and is_open) or _inside(bounds, sign, end):
            continue
        if len(moving) != 1 or not (bounds.within(beyond) or is_an_end(need)):
            raise UnknownEndError
        level = c.multiple(Fraction(end), c.number(1) if need.argument.is_scalar else c.like_ones(need.argument))
        excess = simplify(c.multiple(sign, c.subtract(need.argument, level)))
        yield from _roots(excess, moving[0], not is_open, str(need), region)


def _inside(bounds: Interval, sign: int, end: int | Fraction | float) -> bool:
    """Whether bounds stay away from an end."""
    return bounds.within(Interval(end, inf, low_open=True) if sign > 0 else Interval(-inf, end, high_open=True))


def _roots(excess: Expr, x: Expr, closed: bool, need: str, region: Region) -> Iterator[End]:
    """The ends of ``{x : excess >= 0}``, for what is affine entry by entry, a concave quadratic, or monotone.

    Raises:
        UnknownEndError: it is none of these.
    """
    terms = terms_of(excess)
    own = [Fraction(q) for q, term in terms if term is x]
    rest = [(q, term) for q, term in terms if term is not x]
    if len(own) == 1 and not any(contains(term, [x]) for _, term in rest):
        left = c.combine(rest) if rest else c.like_zeros(x) if not x.is_scalar else c.number(0)
        yield End(x, simplify(c.multiple(-1 / own[0], left)), own[0] < 0, closed, need)
        return
    if not (x.is_scalar and excess.is_scalar):
        raise UnknownEndError
    slope = simplify(gradients(excess, [x])[0])
    bend = simplify(chained(slope, x)) if contains(slope, [x]) else c.number(0)
    if not contains(bend, [x]) and not c.is_zero(bend) and holds(c.multiple(-1, bend), "positive"):
        yield from _of_quadratic(excess, slope, bend, x, closed, need)
        return
    found = isolate(excess, x)
    sign = slope_sign(slope, region)
    if found is None or not sign or found.conditions or contains(found.value, [x]):
        raise UnknownEndError
    yield End(x, found.value, sign < 0, closed, need)


def _of_quadratic(excess: Expr, slope: Expr, bend: Expr, x: Expr, closed: bool, need: str) -> Iterator[End]:
    """The roots of ``k x²/2 + b x + c`` with ``k < 0``."""
    zero = {x: c.number(0)}
    b, constant = (simplify(replace(part, zero)) for part in (slope, excess))
    inside = simplify(c.subtract(c.power(b, 2), c.multiple(2, c.product(bend, constant))))
    real = () if holds(inside, "nonnegative") else (Condition(NONNEGATIVE, inside, NONNEGATIVE.of(inside)),)
    half = c.power(inside, Fraction(1, 2))
    for upper, sign in ((False, 1), (True, -1)):
        top = c.subtract(c.multiple(sign, half), b)
        yield End(x, simplify(c.product(top, c.power(bend, -1))), upper, closed, need, real)


def slope_sign(slope: Expr, region: Region) -> int:
    """1 where every entry is positive or zero, -1 where none is positive, 0 where that is not known."""
    bounds = region.bounds(slope)
    return next((s for s, b in ((1, bounds), (-1, -bounds)) if b.nonnegative or has_sign(slope, s, "nonnegative")), 0)


def has_sign(slope: Expr, sign: int, fact: str) -> bool:
    return holds(c.multiple(sign, slope), fact)
