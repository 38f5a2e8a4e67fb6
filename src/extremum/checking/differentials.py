"""Claims that are differentials, linear in ``dX``: ``df = tr(G'*dX)`` claims the gradient G, ``df = J*dx`` a Jacobian.

Source: Magnus and Neudecker (1999), Matrix Differential Calculus, ch. 5 (the identification theorems).
"""

from __future__ import annotations

import re

from extremum.algebra.errors import ParseError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient, jacobian
from extremum.calculus.structure import subspaces
from extremum.operations import construct as c
from extremum.simplify.search import simplify


def step_in(text: str, x: Expr) -> Expr | None:
    """The symbol ``dX`` of the shape and the structure of X, where a text has it."""
    name = f"d{x.name}"
    if re.search(rf"(?<![\w\\]){re.escape(name)}(?!\w)", text) is None:
        return None
    return c.build("symbol", (), (name, *x.shape, subspaces(x)))


def identified(differential: Expr, step: Expr) -> Expr:
    """The derivative that a differential claims.

    Raises:
        ParseError: it is not linear in the step.
    """
    found = gradient(differential, step) if differential.is_scalar else jacobian(differential, step)
    start = simplify(replace(differential, {step: c.like_zeros(step)}))
    if contains(found, [step]) or not c.is_zero(start):
        raise ParseError(f"a claim with {step} in it is a differential, and {differential} is not linear in {step}")
    return found
