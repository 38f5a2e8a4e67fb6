"""Equations in which the unknown stands in one term: the function, the power or the two factors around it undone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.facts import holds, reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.powers import pairs
from extremum.operations.spectral import spectral
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.inverses import INVERSES, lacking, within_range
from extremum.solving.steps import Need


@dataclass(frozen=True, slots=True)
class Undone:
    """``inner = value`` from ``f(inner) = …``.

    rule: what was undone; why: what makes it the only solution; needed: what makes it one.
    """

    inner: Expr
    value: Expr
    rule: str
    why: str
    needed: tuple[Need, ...] = ()


def undone(equation: Expr, unknown: Expr) -> Undone | None:
    """The one function around the unknown undone; None where there is none, or where more than one value may do."""
    moving = [(q, term) for q, term in terms_of(equation) if contains(term, [unknown])]
    if len(moving) != 1:
        return None
    ((q, term),) = moving
    rest = c.multiple(-1, c.subtract(equation, c.multiple(q, term)))
    if term.is_scalar or (term.op.entrywise and not term.op.keeps_sign):
        return _entrywise(term, c.multiple(1 / Fraction(q), rest), unknown)
    return _between(term, c.multiple(1 / Fraction(q), rest), unknown)


def _entrywise(term: Expr, value: Expr, unknown: Expr) -> Undone | None:
    """``a f(u) = value``, ``a u^k = value``."""
    around = [(b, e) for b, e in pairs(term) if not contains(b, [unknown]) and not contains(e, [unknown])]
    inside = [pair for pair in pairs(term) if pair not in around]
    if len(inside) != 1 or any(not reason(b, "nonzero") for b, _ in around):
        return None
    ((base, exponent),) = inside
    value = simplify(c.hadamard(value, *(c.power(b, c.product(c.number(-1), e)) for b, e in around)))
    if exponent is not c.number(1):
        return _power(base, exponent, value)
    if base.op is SUM and around:
        return Undone(base, value, "divide by what is not zero", f"{base} is a factor")
    name = function_of(base)[0] if base.op.name == "elementwise" and function_of(base)[1] == 0 else ""
    needed = within_range(name, value) if name in INVERSES else None
    if needed is None:
        return None
    return Undone(base.args[0], simplify(INVERSES[name](value)), f"{name} undone", f"{name} is one-to-one", needed)


def _power(base: Expr, exponent: Expr, value: Expr) -> Undone | None:
    """``u^k = value`` for a positive u."""
    fact = "nonnegative" if c.is_number(exponent) and c.value_of(exponent) > 0 else "positive"
    needed = lacking(value, fact)
    if not holds(exponent, "nonzero") or not holds(base, fact) or needed is None:
        return None
    root = c.power(value, c.power(exponent, -1))
    return Undone(base, simplify(root), f"the power {exponent} undone", f"{base} is {_positive(base)}", needed)


def _positive(base: Expr) -> str:
    return "positive" if holds(base, "positive") else "nonnegative"


def root_of(matrix: Expr) -> Expr:
    """The square root of a matrix: ``√s sqrtm(A)`` of ``s A`` with s positive."""
    whole, scalars, word = factors(matrix)
    scale = c.product(c.number(whole), *scalars)
    inner = c.product(*word) if word else matrix
    if not word or not reason(scale, "positive"):
        return spectral("sqrtm", matrix)
    return c.product(c.power(scale, Fraction(1, 2)), spectral("sqrtm", inner))


def _between(term: Expr, value: Expr, unknown: Expr) -> Undone | None:
    """``X B X = A`` of positive definite matrices: ``X = B^(-1/2) (B^(1/2) A B^(1/2))^(1/2) B^(-1/2)``.

    Bhatia (2007), Positive Definite Matrices, ch. 4: the geometric mean of A and the inverse of B.
    """
    whole, scalars, word = factors(term)
    lead = c.power(c.product(c.number(whole), *scalars), -1)
    if len(word) < 2 or word[0] is not unknown or word[-1] is not unknown or contains(c.product(*scalars), [unknown]):
        return None
    middle, right = c.product(*word[1:-1]), simplify(c.product(lead, value))
    middle = middle if len(word) > 2 else c.eye(unknown.rows)
    if contains(middle, [unknown]) or not all(reason(e, "positive_definite") for e in (unknown, middle, right)):
        return None
    root = root_of(middle)
    back = c.inverse(root)
    mean = c.product(back, root_of(simplify(c.product(root, right, root))), back)
    return Undone(unknown, simplify(mean), "the positive definite root", f"{unknown} is positive definite")
