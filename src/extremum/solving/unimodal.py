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
from extremum.solving.shape import Shape

_OPEN = {"positive"}
"""Structures of a number that leave an open interval."""


def unimodal(objective: Expr, symbol: Expr) -> Shape | None:
    """The shape of a function with one stationary point, that of a convex function or a concave one for extrema."""
    if not symbol.is_scalar or not set(symbol.assumptions) <= _OPEN:
        return None
    if kinks(objective, symbol) or not on_convex_domain(objective, symbol):
        return None
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
