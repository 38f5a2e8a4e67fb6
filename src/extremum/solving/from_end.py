"""A multiplier counted from the end of the interval on which a matrix ``A + t B`` is positive definite, B definite.

It is so exactly for ``t > -λ_min(B^(-1/2) A B^(-1/2))``: with ``t = s - λ_min`` for all positive s, and for no others;
where -B is positive definite, ``-t`` is.
"""

from __future__ import annotations

from extremum.algebra.dims import ZERO
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.spectral import spectral
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import POSITIVE_DEFINITE


def from_the_end(condition: Condition, multiplier: Expr, beyond: Expr) -> tuple[Expr, int] | None:
    """The multiplier by a positive number, for all values of which the condition holds; whether they grow together."""
    if condition.predicate is not POSITIVE_DEFINITE:
        return None
    matrix = condition.matrix.args[0] if condition.matrix.op.name == "inverse" else condition.matrix
    try:
        start, one = (simplify(replace(matrix, {multiplier: c.number(k)})) for k in (0, 1))
        slope = simplify(c.subtract(one, start))
        affine = c.add(start, c.product(multiplier, slope))
    except ExtremumError:
        return None
    if contains(slope, [multiplier]) or not c.is_zero(simplify(c.subtract(matrix, affine))):
        return None
    sign = next((q for q in (1, -1) if holds(c.multiple(q, slope), "positive_definite")), 0)
    if not sign or not holds(start, "symmetric"):
        return None
    half = c.inverse(spectral("sqrtm", c.multiple(sign, slope)))
    lowest = c.build("eigval", (simplify(c.product(half, start, half)),), (ZERO,))
    return c.multiple(sign, c.subtract(beyond, lowest)), sign
