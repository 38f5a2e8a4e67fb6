"""Functions of one number with one stationary point: where that is a strict local extremum, it is the global one.

A differentiable function on an interval that is lower somewhere than at a strict local minimum has a local maximum in
between, which is a second stationary point (Rolle's theorem).
"""

from __future__ import annotations

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks
from extremum.calculus.sweep import gradients
from extremum.convexity.certificate import on_convex_domain
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.isolate import isolate
from extremum.solving.laurent import laurent
from extremum.solving.shape import Shape

_OPEN = {"positive"}
"""Structures of a number that leave an open interval."""


def unimodal(objective: Expr, symbol: Expr) -> Shape | None:
    """The shape of a function with one stationary point, that of a convex function or a concave one for extrema."""
    if not symbol.is_scalar or not set(symbol.assumptions) <= _OPEN:
        return None
    if kinks(objective, symbol) or not on_convex_domain(objective, symbol):
        return None
    by_signs = _changing_once(objective, symbol)
    if by_signs is not None:
        return by_signs
    value = _only_stationary_point(objective, symbol)
    if value is None:
        return None
    try:
        second = simplify(replace(chained(gradients(objective, [symbol])[0], symbol), {symbol: value}))
    except ExtremumError:
        return None
    for sign, kind, word in ((1, "convex", "minimum"), (-1, "concave", "maximum")):
        if reason(c.multiple(sign, second), "positive"):
            why = f"its only stationary point on an interval is a strict local {word}"
            return Shape(
                kind, f"{symbol.name} has one stationary point on an interval, a strict local {word}", why, True
            )
    return None


def _only_stationary_point(objective: Expr, symbol: Expr) -> Expr | None:
    """The stationary point, where the steps to it hold for all data: what divides is not zero at any."""
    found = isolate(gradients(objective, [symbol])[0], symbol)
    if found is None or contains(found.value, [symbol]):
        return None
    return found.value if all(contains(need.expr, [symbol]) for need in found.conditions) else None


def _changing_once(objective: Expr, symbol: Expr) -> Shape | None:
    """The shape of a function of a positive number whose derivative is a sum of powers with one change of sign among
    their coefficients, one of which may be of either sign.

    By Descartes' rule the derivative has one zero at most then, where it changes its sign.
    """
    powers = laurent(gradients(objective, [symbol])[0], symbol) if symbol.assumptions == ("positive",) else None
    if powers is None or len(powers) < 2:
        return None
    ordered = [powers[exponent] for exponent in sorted(powers)]
    for sign, kind, words in ((-1, "convex", "falls, and then rises"), (1, "concave", "rises, and then falls")):
        if _turns(ordered, sign):
            why = f"its derivative by {symbol.name} changes its sign once (Descartes' rule of signs)"
            return Shape(kind, f"along {symbol.name} it {words}: {why}", why, True)
    return None


def _turns(coefficients: list[Expr], sign: int) -> bool:
    """Whether they have a sign, and then, perhaps with one between of either sign, the other one."""
    first = [bool(reason(c.multiple(sign, k), "nonnegative")) for k in coefficients]
    last = [bool(reason(c.multiple(-sign, k), "nonnegative")) for k in coefficients]
    ends = (coefficients[0], sign), (coefficients[-1], -sign)
    strict = any(reason(c.multiple(s, k), "positive") for k, s in ends)
    return strict and any(all(first[:k]) and all(last[k + 1 :]) for k in range(len(coefficients)))
