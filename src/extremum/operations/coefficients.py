"""Rational coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, isqrt, lcm

from extremum.algebra.node import Rational


def plain(value: Rational) -> Rational:
    """A whole number as an int."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def greatest_divisor(values: Sequence[Rational]) -> Rational:
    """The greatest number of which all are whole multiples."""
    if all(type(value) is int for value in values):
        return gcd(*values)  # type: ignore[arg-type]
    fractions = [Fraction(value) for value in values]
    return Fraction(reduce(gcd, (abs(v.numerator) for v in fractions)), reduce(lcm, (v.denominator for v in fractions)))


def square_factor(value: Fraction) -> tuple[Fraction, Fraction]:
    """``√value = outside · √inside`` for a positive number, with squares of small primes taken out."""
    if value <= 0:
        return Fraction(1), value
    inside, outside = value.numerator * value.denominator, Fraction(1, value.denominator)
    root = isqrt(inside)
    if root * root == inside:
        return outside * root, Fraction(1)
    for prime in (2, 3, 5, 7, 11, 13):
        while inside % (prime * prime) == 0:
            inside //= prime * prime
            outside *= prime
    return outside, Fraction(inside)
