"""Values of one unknown that are stationary points whatever the other unknowns are, as nested minimisation needs.

``min over x, y of f = min over x of f(x, y(x))`` holds where ``y(x)`` is a minimiser of ``f(x, .)`` for each x; nearly
all x are enough, as for what divides and vanishes nowhere else, because f is continuous:
``f(x, y) = lim f(x_k, y) >= lim f(x_k, y(x_k))``.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.kinks import kinks_in
from extremum.calculus.sweep import gradients
from extremum.solving.confirm import surely_vanishes
from extremum.solving.steps import Need
from extremum.structures.combine import but_for_inverse

_CLOSED = {"positive": "nonnegative"}
"""What is positive nearly everywhere where it is not negative, and not zero at one point."""


def is_stationary_for_all(
    objective: Expr, symbol: Expr, value: Expr, rest: Sequence[Expr], needs: Sequence[Need]
) -> bool:
    """Whether a value that may hold the rest is there, and a stationary point in ``symbol``, for nearly all of it."""
    if not _is_there(symbol, value, rest) or not all(_holds_nearly_everywhere(need, rest) for need in needs):
        return False
    try:
        return surely_vanishes(replace(gradients(objective, [symbol])[0], {symbol: value}))
    except ExtremumError:
        return False


def _is_there(symbol: Expr, value: Expr, rest: Sequence[Expr]) -> bool:
    """Whether a value is what is declared of its unknown, but for the ends of an open set."""
    if not contains(value, rest):
        return True
    declared = [_CLOSED.get(fact, but_for_inverse(fact)) for fact in symbol.assumptions if fact != "invertible"]
    return not kinks_in(value, list(rest)) and all(reason(value, fact) for fact in declared)


def _holds_nearly_everywhere(need: Need, rest: Sequence[Expr]) -> bool:
    """Whether what a step needs fails on a set without inner points at most: what is inverted and analytic does."""
    if not contains(need.expr, rest) or reason(need.expr, need.fact):
        return True
    return need.fact == "invertible" and not kinks_in(need.expr, list(rest))
