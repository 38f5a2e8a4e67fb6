"""The table of inverses: functions that take each value of their range once, and what undoes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isinf

from extremum.algebra.facts import reason
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.simplify.search import simplify
from extremum.solving.conditions import contradicted, needed
from extremum.solving.steps import Need

Inverse = Callable[[Expr], Expr]


def _named(name: str) -> Inverse:
    return lambda value: c.apply(name, value)


def _logit(value: Expr) -> Expr:
    """``log(v/(1 - v))``."""
    return c.apply("log", c.hadamard(value, c.power(c.subtract(c.like_ones(value), value), -1)))


def _to_the(base: int) -> Inverse:
    """``base^v``."""
    return lambda value: c.apply("exp", c.product(c.apply("log", c.number(base)), value))


INVERSES: dict[str, Inverse] = {
    "exp": _named("log"),
    "log": _named("exp"),
    "log2": _to_the(2),
    "log10": _to_the(10),
    "expm1": _named("log1p"),
    "log1p": _named("expm1"),
    "sigmoid": _logit,
    "softplus": lambda value: c.apply("log", c.apply("expm1", value)),
    "sinh": _named("arcsinh"),
    "arcsinh": _named("sinh"),
    "tanh": _named("arctanh"),
    "arctanh": _named("tanh"),
}
"""By the name of the function: strictly monotone on its whole domain, an interval, with the range that its record says.

Abramowitz & Stegun (1964), 4.1, 4.2, 4.5, 4.6.
"""


def within_range(function: str, value: Expr) -> tuple[Need, ...] | None:
    """What a value must satisfy to be one of the function; None where it is known to be none."""
    found = [lacking(simplify(gap), fact) for gap, fact in _gaps(FUNCTIONS[function].range, value)]
    return None if None in found else tuple(need for needs in found for need in needs or ())


def lacking(value: Expr, fact: str) -> tuple[Need, ...] | None:
    """That a value is positive, or nonnegative, where it is not known to be; None where it is known not to be."""
    if reason(value, fact):
        return ()
    return None if contradicted(needed(fact, value, value)) else (Need(value, fact),)


def _gaps(interval: Interval, value: Expr) -> Iterator[tuple[Expr, str]]:
    """What is positive, or nonnegative, where a value lies in an interval."""
    for end, sign, is_open in ((interval.low, 1, interval.low_open), (interval.high, -1, interval.high_open)):
        if not isinf(end):
            bound = c.product(c.number(end), c.like_ones(value)) if end else c.like_zeros(value)
            yield c.multiple(sign, c.subtract(value, bound)), "positive" if is_open else "nonnegative"
