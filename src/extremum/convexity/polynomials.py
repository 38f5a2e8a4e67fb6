"""Signs of polynomials whose atoms lie in intervals: by each factor, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, isinf, lcm
from typing import Any

from extremum.algebra.intervals import ALL, NONNEGATIVE, POSITIVE, Interval, point
from extremum.convexity.ranges import power_image
from extremum.operations import construct as c

Monomial = tuple[int, ...]
Polynomial = dict[Monomial, Fraction]


@dataclass(slots=True)
class Side:
    """A polynomial with the intervals of its atoms."""

    value: Any
    atoms: Sequence[Interval]


def sign_of_side(side: Side) -> Interval:
    """The product of the signs of the factors."""
    if not side.value:
        return point(0)
    unit, factors = side.value.factor()
    sign = POSITIVE if unit > 0 else -POSITIVE
    for factor, times in factors:
        found = _sign_of_polynomial(_terms(factor), side.atoms)
        sign = sign * ((POSITIVE if found.nonzero else NONNEGATIVE) if times % 2 == 0 else found)
    return sign


def _terms(polynomial: Any) -> Polynomial:
    return {tuple(map(int, m)): Fraction(int(q.p), int(q.q)) for m, q in polynomial.to_dict().items()}


def _sign_of_polynomial(terms: Polynomial, atoms: Sequence[Interval]) -> Interval:
    for attempt in (_by_intervals, _by_one_atom, _by_shifts, _by_squares):
        found = attempt(terms, atoms)
        if found.nonnegative or found.nonpositive:
            return found
    return ALL


def _by_intervals(terms: Polynomial, atoms: Sequence[Interval]) -> Interval:
    """Each monomial by the intervals of its atoms."""
    total = point(0)
    for monomial, q in terms.items():
        value = point(q)
        for atom, power in zip(atoms, monomial, strict=False):
            if power:
                value = value * power_image(atom, c.number(power))
        total = total + value
    return total


def _by_one_atom(terms: Polynomial, atoms: Sequence[Interval]) -> Interval:
    """In one atom: no real root inside its interval, and the value at a point of it."""
    from flint import arb, fmpz_poly

    used = {k for monomial in terms for k, power in enumerate(monomial) if power}
    if len(used) != 1:
        return ALL
    (k,) = used
    scale = lcm(*(q.denominator for q in terms.values()))
    degree = max(monomial[k] for monomial in terms)
    by_power = {monomial[k]: int(q * scale) for monomial, q in terms.items()}
    polynomial = fmpz_poly([by_power.get(p, 0) for p in range(degree + 1)])
    at, inside = atoms[k], _inside(atoms[k])
    roots: list[Any] = polynomial.complex_roots()
    for root, _ in roots:
        if root.imag.contains(0) and _may_lie(arb(root.real), at):
            return ALL
    value = sum(q * inside ** m[k] for m, q in terms.items())
    return POSITIVE if value > 0 else -POSITIVE


def _inside(interval: Interval) -> Fraction:
    """A point of an interval."""
    low, high = interval.low, interval.high
    if isinf(low) and isinf(high):
        return Fraction(0)
    if isinf(high):
        return Fraction(low) + 1
    return Fraction(high) - 1 if isinf(low) else (Fraction(low) + Fraction(high)) / 2


def _may_lie(root: Any, interval: Interval) -> bool:
    """Whether a ball meets an interval; a root at an open end does not lie in it."""
    from flint import arb

    for end, is_open, side in ((interval.low, interval.low_open, 1), (interval.high, interval.high_open, -1)):
        if not isinf(end):
            edge = arb(Fraction(end).numerator) / Fraction(end).denominator
            if side * (root - edge) < 0 or (is_open and bool(root == edge)):
                return False
    return True


def _by_shifts(terms: Polynomial, atoms: Sequence[Interval]) -> Interval:
    """Atoms measured from an end of their intervals, ``low + y`` or ``high - y``: all coefficients of one sign."""
    used = [k for k in range(len(atoms)) if any(m[k] for m in terms)]
    choices = [_ends(atoms[k]) for k in used]
    if len(used) > 4:
        return ALL
    for ends in product(*choices):
        shifted = terms
        for k, end in zip(used, ends, strict=True):
            shifted = _shifted(shifted, k, *end[:2]) if end is not None else shifted
        free = {k for k, end in zip(used, ends, strict=True) if end is None}
        opened = {k for k, end in zip(used, ends, strict=True) if end is not None and end[2]}
        found = _by_coefficients(shifted, free, opened)
        if found is not ALL:
            return found
    return ALL


def _ends(interval: Interval) -> list[tuple[Fraction, int, bool] | None]:
    """(end, direction, whether it is open) for the finite ends; None: measured from 0, both signs."""
    found: list[tuple[Fraction, int, bool] | None] = []
    if not isinf(interval.low):
        found.append((Fraction(interval.low), 1, interval.low_open))
    if not isinf(interval.high):
        found.append((Fraction(interval.high), -1, interval.high_open))
    return found or [None]


def _shifted(terms: Polynomial, k: int, end: Fraction, way: int) -> Polynomial:
    """The polynomial with atom k replaced by ``end + way·y``."""
    result: Polynomial = {}
    for monomial, q in terms.items():
        power = monomial[k]
        for j in range(power + 1):
            key = (*monomial[:k], j, *monomial[k + 1 :])
            value = q * comb(power, j) * end ** (power - j) * way**j
            if value:
                result[key] = result.get(key, Fraction(0)) + value
    return {m: q for m, q in result.items() if q}


def _by_coefficients(terms: Polynomial, free: set[int], opened: set[int]) -> Interval:
    signs = {q > 0 for q in terms.values()}
    if len(signs) != 1 or any(m[k] % 2 for m in terms for k in free):
        return ALL
    strict = any(all(k in opened or not power for k, power in enumerate(m)) for m in terms)
    found = POSITIVE if strict else NONNEGATIVE
    return found if signs.pop() else -found


def _by_squares(terms: Polynomial, atoms: Sequence[Interval]) -> Interval:
    """A polynomial of degree two is ``(1, a)' G (1, a)``: its sign is that of G."""
    used = sorted({k for m in terms for k, power in enumerate(m) if power})
    if any(sum(m) > 2 for m in terms) or not used:
        return ALL
    size = len(used) + 1
    gram = [[Fraction(0)] * size for _ in range(size)]
    for monomial, q in terms.items():
        places = [1 + used.index(k) for k, power in enumerate(monomial) for _ in range(power)]
        i, j = ([0] * (2 - len(places)) + places)[:2]
        gram[i][j] += q / 2
        gram[j][i] += q / 2
    for sign in (1, -1):
        found = definiteness([[sign * v for v in row] for row in gram])
        if found is not None:
            interval = POSITIVE if found else NONNEGATIVE
            return interval if sign > 0 else -interval
    return ALL


def definiteness(matrix: list[list[Fraction]]) -> bool | None:
    """True where a symmetric matrix is positive definite, False where semidefinite, None otherwise, by LDL'."""
    rows = [row[:] for row in matrix]
    strict = True
    for k in range(len(rows)):
        pivot = rows[k][k]
        if pivot < 0 or (pivot == 0 and any(rows[k][k + 1 :])):
            return None
        if pivot == 0:
            strict = False
            continue
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / pivot
            for j in range(k + 1, len(rows)):
                rows[i][j] -= factor * rows[k][j]
    return strict
