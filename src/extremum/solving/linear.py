"""Linear equations: the Jacobian is free of the unknown, and is inverted in the best form that its structure allows."""

from __future__ import annotations

from math import prod

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains, replace
from extremum.calculus.inverting import inverted
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks_in
from extremum.operations import construct as c
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
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
    if not unknown.is_scalar and _turned(left, rest):
        jacobian, rest, left = (simplify(c.multiple(-1, side)) for side in (jacobian, rest, left))
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
    return turned if _signs(turned) < _signs((left, right)) else (left, right)


def _turned(left: Expr, right: Expr) -> bool:
    """Whether both sides are plainer with the other sign."""
    return _fewest_signs(left, right)[0] is not left


def _signs(sides: tuple[Expr, Expr]) -> tuple[bool, int]:
    """How far the signs are from plain ones: whether the left begins with a minus, and the terms that have one."""
    turned = [[_sign(q, term) < 0 for q, term in terms_of(side)] for side in sides]
    return all(turned[0]), sum(map(sum, turned))


def _sign(q: Rational, term: Expr) -> int:
    """The sign of a term where each sum in the product begins with its shortest term: ``X'*(X - U*X/n)`` has 1 and
    ``X'*(U*X/n - X)`` has -1, for people write the first."""
    whole, _, word = factors(term)
    bare = [factor.args[0] if factor.op.name == "transpose" else factor for factor in word]
    shortest = [min(terms_of(each), key=lambda part: cost(part[1]))[0] for each in bare if each.op is SUM]
    return prod(1 if each > 0 else -1 for each in (q * whole, *shortest))


def has_jumps(equation: Expr, unknown: Expr) -> bool:
    """Whether it is not continuous in the unknown, as a sign is not: its derivative does not see the jumps."""
    return any(kink.jump for kink in kinks_in(equation, [unknown]))
