"""Objectives of one number that jump: where the least value is a limit at a jump, nothing attains it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.derivatives import gradient
from extremum.convexity.certificate import of
from extremum.data.binding import leaves_of
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.problems.structures import whole_space
from extremum.simplify.search import simplify
from extremum.solving.isolate import isolate

Place = Fraction | None
"""A number, or None for no end."""


@dataclass(frozen=True, slots=True)
class Least:
    """The least value on a piece, or the limit at the jump ``near``."""

    value: Fraction
    near: Place = None


class _Unknown(Exception):
    """Something is no number, or not convex."""


def refuse_unattained(problem: Problem) -> None:
    """Refuses an objective of one number, without parameters, that comes near to its least value at a jump alone.

    Raises:
        NoExtremumError: it does.
    """
    (x, *others), f = problem.unknowns, problem.objective
    bare = not problem.constraints and x.is_scalar and whole_space(x)
    if f is None or problem.sense is None or others or not bare or len(leaves_of([f])) != 1:
        return
    try:
        found = list(_leasts(problem.minimised, x))
    except _Unknown:
        return
    least = min(found, key=lambda one: (one.value, one.near is not None))
    if least.near is not None:
        value = -least.value if problem.sense == "max" else least.value
        raise NoExtremumError(
            f"there is no {SENSES[problem.sense]}: near {x.name} = {least.near} the objective comes as near to {value} "
            "as wished, and it is not attained"
        )


def _leasts(f: Expr, x: Expr) -> Iterator[Least]:
    """The least values, or their limits, on the pieces between the jumps, and the values at the jumps."""
    jumping = [node for node in topological([f]) if contains(node, [x]) and any(k.jump for k in node.op.kinks(node))]
    places = sorted({_zero(node.args[0], x) for node in jumping})
    ends: list[Place] = [None, *places, None]
    for low, high in pairwise(ends):
        yield from _on_a_piece(_at(f, x, jumping, _between(low, high)), x, low, high)
    for place in places:
        yield Least(_number(replace(_at(f, x, jumping, place), {x: c.number(place)})))


def _zero(argument: Expr, x: Expr) -> Fraction:
    """Where an affine argument is 0."""
    slope, start = simplify(gradient(argument, x)), _number(replace(argument, {x: c.number(0)}))
    return -start / _number(slope)


def _between(low: Place, high: Place) -> Fraction:
    if low is None or high is None:
        return high - 1 if high is not None else low + 1 if low is not None else Fraction(0)
    return (low + high) / 2


def _at(f: Expr, x: Expr, jumping: Sequence[Expr], place: Fraction) -> Expr:
    """The function with the values that what jumps has at a place."""
    values = {node: float(replace(node, {x: c.number(place)}).evaluate()) for node in jumping}
    if any(value != round(value) for value in values.values()):
        raise _Unknown
    return simplify(replace(f, {node: c.number(round(value)) for node, value in values.items()}))


def _on_a_piece(f: Expr, x: Expr, low: Place, high: Place) -> Iterator[Least]:
    if not contains(f, [x]):
        yield Least(_number(f))
        return
    if of(f, x).kind not in ("convex", "affine"):
        raise _Unknown
    slope = gradient(f, x)
    found = isolate(slope, x) if contains(slope, [x]) else None
    if found is None and contains(slope, [x]):
        raise _Unknown
    at = high if found is None and _number(slope) < 0 else low if found is None else _number(found.value)
    if found is not None and at is not None and (low is None or low < at) and (high is None or at < high):
        yield Least(_number(replace(f, {x: c.number(at)})))
        return
    near = at if found is None else low if high is None or (low is not None and at is not None and at <= low) else high
    if near is None:
        raise _Unknown  # no end: it falls for ever
    yield Least(_number(replace(f, {x: c.number(near)})), near)


def _number(expr: Expr) -> Fraction:
    if not c.is_number(expr):
        raise _Unknown
    return Fraction(c.value_of(expr))
