"""Rows of the table of elementwise functions: the logarithm of the gamma function and its derivatives.

``lgamma' = digamma``, ``digamma' = polygamma1``, ``polygamma1' = polygamma2`` and so on; a row of high order is added
when a derivative first needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from extremum.algebra.intervals import NEGATIVE, POSITIVE, Interval
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, Function, define

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_SOURCE = "Abramowitz & Stegun (1964), ch. 6"
_LOWEST = Interval(0, Fraction(146, 100), low_open=True), Interval(Fraction(147, 100), inf)
"""Where lgamma falls and where it rises: its minimum is at 1.4616…"""


def _special(name: str, *orders: int) -> Callable[[Array], Array]:
    def applied(value: Array) -> Array:
        from scipy import special

        return np.asarray(getattr(special, name)(*orders, value))

    return applied


def _ball(order: int) -> Callable[[Any], Any]:
    def applied(value: Any) -> Any:
        from flint import acb

        return acb(value).polygamma(order).real

    return applied


def _next(order: int) -> Callable[[Expr, Expr], Expr]:
    return lambda x, y: c.apply(_polygamma(order + 1).name, x)


def _polygamma(order: int) -> Function:
    """The derivative of digamma of an order; its sign alternates."""
    name = f"polygamma{order}"
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    up = order % 2 == 0
    return define(
        Function(
            name=name,
            derivative=_next(order),
            numeric=_special("polygamma", order),
            facts=() if up else ("positive",),
            assume=("positive",),
            reference=_SOURCE,
            domain=POSITIVE,
            range=NEGATIVE if up else POSITIVE,
            monotone=((POSITIVE, "increasing" if up else "decreasing"),),
            curved=((POSITIVE, "strictly concave" if up else "strictly convex"),),
            doc=f"the derivative of digamma, of order {order}",
            derived=f"polygamma{order + 1}(x)",
            code=f"scipy.special.polygamma({order}, {{0}})",
            ball=_ball(order),
        )
    )


define(
    Function(
        name="lgamma",
        derivative=lambda x, y: c.apply("digamma", x),
        numeric=_special("gammaln"),
        assume=("positive",),
        reference=_SOURCE,
        domain=POSITIVE,
        range=Interval(Fraction(-13, 100), inf),
        monotone=((_LOWEST[0], "decreasing"), (_LOWEST[1], "increasing")),
        curved=((POSITIVE, "strictly convex"),),
        doc="the logarithm of the gamma function",
        derived="digamma(x)",
        code="scipy.special.gammaln({0})",
        ball=methodcaller("lgamma"),
    )
)
define(
    Function(
        name="digamma",
        derivative=_next(0),
        numeric=_special("digamma"),
        assume=("positive",),
        reference=_SOURCE,
        domain=POSITIVE,
        monotone=((POSITIVE, "increasing"),),
        curved=((POSITIVE, "strictly concave"),),
        doc="the derivative of lgamma",
        derived="polygamma1(x)",
        code="scipy.special.digamma({0})",
        ball=methodcaller("digamma"),
    )
)
for _order in (1, 2, 3):
    _polygamma(_order)
