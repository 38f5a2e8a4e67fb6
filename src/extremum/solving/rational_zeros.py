"""The real zeros of a polynomial with rational coefficients, where all are rational or roots of a quadratic."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isqrt, lcm

Numbers = list[Fraction]
"""``a_0, a_1, …`` of ``a_0 + a_1 x + …``, the last one not 0."""

_LARGEST = 10**6
"""Of larger coefficients the divisors are not looked for."""


def rational_zeros(powers: Numbers) -> tuple[Numbers, Numbers]:
    """The rational zeros, each once, and the polynomial that is left when all of them are divided out.

    A zero p/q in lowest terms of a polynomial with whole coefficients has p dividing the first and q the last.
    Source: Apostol (1967), Calculus, vol. 1, 2nd ed., exercise I 3.12.
    """
    found, left = Numbers(), powers
    scale = lcm(*(k.denominator for k in powers))
    first, last = (abs(int(k * scale)) for k in (next(k for k in powers if k), powers[-1]))
    if max(first, last) > _LARGEST:
        return [], powers
    sizes = {Fraction(p, q) for p in _divisors(first) for q in _divisors(last)}
    for at in sorted({Fraction(0), *sizes, *(-size for size in sizes)}, key=lambda each: (abs(each), each < 0)):
        while len(left) > 1 and value(left, at) == 0:
            left = _divided(left, at)
            found += [at] if at not in found else []
    return found, left


def _divisors(whole: int) -> set[int]:
    small = [d for d in range(1, isqrt(whole) + 1) if whole % d == 0]
    return {*small, *(whole // d for d in small)}


def value(powers: Numbers, at: Fraction) -> Fraction:
    """By Horner's rule."""
    total = Fraction(0)
    for k in reversed(powers):
        total = total * at + k
    return total


def _divided(powers: Numbers, at: Fraction) -> Numbers:
    """The quotient by ``x - at``, which is a zero."""
    quotient, carried = Numbers(), Fraction(0)
    for k in reversed(powers[1:]):
        carried = carried * at + k
        quotient.append(carried)
    return quotient[::-1]


def has_no_real_zero(powers: Numbers) -> bool:
    """By Sturm's theorem: the chain has as many changes of sign at the far left as at the far right.

    Source: Basu, Pollack & Roy (2006), Algorithms in Real Algebraic Geometry, th. 2.50.
    """
    chain = [powers, [k * power for k, power in enumerate(powers)][1:]]
    while len(chain[-1]) > 1:
        rest = _remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-k for k in rest])
    left = [each[-1] * (-1) ** (len(each) - 1) for each in chain if each]
    right = [each[-1] for each in chain if each]
    return _changes(left) == _changes(right)


def _remainder(over: Numbers, under: Numbers) -> Numbers:
    rest = list(over)
    while len(rest) >= len(under):
        factor, shift = rest[-1] / under[-1], len(rest) - len(under)
        for k, each in enumerate(under):
            rest[k + shift] -= factor * each
        while rest and rest[-1] == 0:
            rest.pop()
    return rest


def _changes(numbers: Numbers) -> int:
    return sum(a * b < 0 for a, b in pairwise(numbers))
