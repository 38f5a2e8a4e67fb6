"""Signs of what holds no data, with certainty: numbers and eigenvalues, by balls that contain the true value."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_LARGEST = 30
"""Matrices with more rows are not looked at."""


def value_of(expr: Expr) -> Array | None:
    """The entries of an expression without symbols, as balls; None where it has some, or no finite value."""
    if expr.symbols or expr.rows.number is None or expr.cols.number is None:
        return None
    from extremum.algebra.fields import NotExactError
    from extremum.verify.balls import BALLS, precisely

    try:
        with precisely():
            value = Scope(BALLS, {}, {}).value(expr)
    except (ExtremumError, NotExactError, ArithmeticError, ValueError, TypeError):
        return None
    return value if all(entry.is_finite() for entry in value.ravel()) else None


def sign_of(expr: Expr) -> int:
    """1 or -1 of a number with that sign, 0 where it is zero or not known."""
    known = next((sign for sign in (1, -1) if holds(c.multiple(sign, expr), "positive")), 0)
    value = None if known or not expr.is_scalar else value_of(expr)
    return known if value is None else _sign(value.item()) or 0


def is_nonnegative(expr: Expr) -> bool:
    """Whether a number is known not to be negative, by facts or by its digits."""
    return c.is_zero(expr) or holds(expr, "nonnegative") or sign_of(expr) > 0


def entry_signs(expr: Expr) -> list[int] | None:
    """The signs of the entries of an expression without symbols; None where one is not known."""
    value = value_of(expr)
    found = [] if value is None else [_sign(entry) for entry in value.ravel()]
    known = [sign for sign in found if sign is not None]
    return known if value is not None and len(known) == len(found) else None


def inertia(matrix: Expr) -> tuple[int, int, int] | None:
    """How many eigenvalues of a symmetric matrix without symbols are positive, negative and zero.

    All roots of its characteristic polynomial are real, so that as many are positive as its coefficients change their
    sign (Descartes).
    """
    value = value_of(matrix) if matrix.rows is matrix.cols else None
    if value is None or len(value) > _LARGEST:
        return None
    signs = _coefficient_signs(value)
    if signs is None:
        return None
    zero = next(k for k, sign in enumerate(signs) if sign)
    moving = [sign for sign in signs if sign]
    positive = sum(a != b for a, b in pairwise(moving))
    return positive, len(value) - zero - positive, zero


def _coefficient_signs(value: Array) -> list[int] | None:
    """The signs of the coefficients of the characteristic polynomial, from the constant one up."""
    from flint import arb_mat, fmpq, fmpq_mat

    from extremum.verify.balls import precisely

    with precisely():
        rows: Any = ((value + value.T) / 2).tolist()
        exact = all(entry.is_exact() for row in rows for entry in row)
        if exact:
            whole = [[fmpq(*_ratio(entry)) for entry in row] for row in rows]
            return [int(q > 0) - int(q < 0) for q in fmpq_mat(whole).charpoly().coeffs()]
        found = [_sign(a) for a in arb_mat(rows).charpoly().coeffs()]
    known = [sign for sign in found if sign is not None]
    return known if len(known) == len(found) else None


def _ratio(entry: Any) -> tuple[int, int]:
    mantissa, exponent = entry.man_exp()
    found = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return found.numerator, found.denominator


def _sign(ball: Any) -> int | None:
    """The sign of a ball, None where it holds zero besides others."""
    return 1 if ball > 0 else -1 if ball < 0 else 0 if ball == 0 else None
