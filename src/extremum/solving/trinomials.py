"""Equations ``a u^(e + 2s) + b u^(e + s) + c u^e = 0`` of a positive number u, with the root that is positive.

Where a and c have opposite signs there is exactly one (Descartes' rule of signs).
"""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.laurent import Powers, laurent
from extremum.solving.steps import Isolated, Move


def trinomial(equation: Expr, unknown: Expr) -> Isolated | None:
    """The positive root of an equation in two or three equally distant powers of the unknown, or of its exponential."""
    if not unknown.is_scalar or not equation.is_scalar:
        return None
    powers = powers_of(equation, unknown) or laurent(equation, unknown)
    if powers is None or not 2 <= len(powers) <= 3 or not reason(unknown, "positive"):
        return None
    low, *higher = sorted(powers)
    step = (higher[-1] - low) / len(higher)
    if higher[0] - low != step:
        return None
    root = _root([powers[e] for e in (low, *higher)])
    if root is None:
        return None
    shifted = c.add(*(c.product(k, c.power(unknown, e - low)) for e, k in powers.items()))
    value = simplify(c.power(root, 1 / step))
    moves = [Move(f"multiply by {c.power(unknown, -low)}", simplify(shifted), c.number(0), f"{unknown} is positive")]
    rule = f"the positive root, the only one: the coefficients of {c.power(unknown, step * len(higher))} and 1"
    return Isolated(value, [*moves[: int(low != 0)], Move(rule, unknown, value, "have opposite signs")])


def _root(coefficients: list[Expr]) -> Expr | None:
    """The nonnegative u with ``c + a u = 0`` or ``c + b u + a u^2 = 0``, where a and c have opposite signs."""
    first, last = coefficients[0], coefficients[-1]
    sign = next((s for s in (1, -1) if _opposite(c.multiple(s, last), c.multiple(-s, first))), None)
    if sign is None:
        return None
    signed = [c.multiple(sign, k) for k in coefficients]
    if len(signed) == 2:
        return c.product(c.multiple(-1, signed[0]), c.power(signed[1], -1))
    low, middle, high = signed
    discriminant = c.add(c.power(middle, 2), c.multiple(-4, c.product(high, low)))
    root = c.power(simplify(discriminant), Fraction(1, 2))
    if reason(middle, "nonnegative"):  # nothing cancels then, and the root is seen to be positive
        return c.product(c.multiple(-2, low), c.power(c.add(middle, root), -1))
    return c.product(c.subtract(root, middle), c.power(c.multiple(2, high), -1))


def _opposite(leading: Expr, opposite: Expr) -> bool:
    return reason(leading, "positive") is not None and reason(opposite, "nonnegative") is not None


def powers_of(equation: Expr, unknown: Expr) -> Powers | None:
    """The coefficients of the powers of the unknown, where the equation is a sum of such."""
    total: dict[Fraction, list[Expr]] = {}
    whole = expanded(equation)
    for q, term in terms_of(equation if whole is None else whole):
        found = _monomial(term, unknown)
        if found is None:
            return None
        total.setdefault(found[0], []).append(c.multiple(q, found[1]))
    summed = {exponent: simplify(c.add(*terms)) for exponent, terms in total.items()}
    return {exponent: coefficient for exponent, coefficient in summed.items() if not c.is_zero(coefficient)}


def _monomial(term: Expr, unknown: Expr) -> tuple[Fraction, Expr] | None:
    """The exponent of the unknown in a term, and what is beside it."""
    if not contains(term, [unknown]):
        return Fraction(0), term
    whole, scalars, word = factors(term)
    exponent, beside = Fraction(0), [c.number(whole), *word]
    for base, power in (pair for scalar in scalars for pair in pairs(scalar)):
        if base is unknown and c.is_number(power):
            exponent += Fraction(c.value_of(power))
        else:
            beside.append(c.power(base, power))
    return None if any(contains(part, [unknown]) for part in beside) else (exponent, c.product(*beside))
