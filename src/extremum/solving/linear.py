"""Linear equations: the Jacobian is free of the unknown, and is inverted in the best form that its structure allows."""

from __future__ import annotations

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.inverting import inverted
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks_in
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify
from extremum.solving.steps import Isolated, Move, Need, zero
from extremum.solving.varying import surely_varies

_LONG = 40
"""A longer Jacobian is simplified only where its values leave it possible that the unknown drops out of it."""


def solve_linear(equation: Expr, unknown: Expr) -> Isolated | None:
    """The solution where the equation is affine in the unknown: its Jacobian is free of it."""
    if has_jumps(equation, unknown):
        return None
    slope = chained(equation, unknown)
    if cost(slope) > _LONG and surely_varies(slope, unknown):
        return None
    jacobian = simplify(slope)
    if contains(jacobian, [unknown]) or c.is_zero(jacobian):
        return None
    rest = simplify(c.multiple(-1, replace(equation, {unknown: zero(unknown)})))
    left = simplify(c.add(equation, rest))
    if unknown.is_column:
        left = min(left, simplify(c.product(jacobian, unknown)), key=cost)
    solved = inverted(jacobian, rest, unknown)
    if solved is None:
        return None
    value, needed = solved
    collected = Move("collect the unknown on the left", *_fewest_signs(left, rest))
    divided = Move("divide" if unknown.is_scalar else "multiply by the inverse", unknown, value)
    if (left, rest) == (unknown, value):
        moves = [collected]
    else:
        moves = [divided] if (left, rest) == (equation, zero(rest)) else [collected, divided]
    live = [m for m in needed if not reason(m, "nonzero" if m.is_scalar else "invertible")]
    return Isolated(value, moves, list(map(Need, live)))


def _fewest_signs(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Both sides, or both with the other sign: ``n*m = sum(x)``, not ``-n*m = -sum(x)``."""
    turned = simplify(c.multiple(-1, left)), simplify(c.multiple(-1, right))
    return min((left, right), turned, key=lambda sides: sum(q < 0 for side in sides for q, _ in terms_of(side)))


def has_jumps(equation: Expr, unknown: Expr) -> bool:
    """Whether it is not continuous in the unknown, as a sign is not: its derivative does not see the jumps."""
    return any(kink.jump for kink in kinks_in(equation, [unknown]))
