"""Signs of scalars: by bounds, and of rational functions of bounded atoms by their factors, exactly.

After Klaus, Merk, Wiedom, Laue & Giesen (2022), Convexity certificates from Hessians: a second derivative is brought
over one denominator, and each factor's sign is decided by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd, isinf, lcm
from typing import Any

from extremum.algebra.intervals import ALL, NONNEGATIVE, POSITIVE, Interval, point
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content, terms_of

_TERMS, _DEGREE, _ATOMS = 400, 24, 8
Monomial = tuple[int, ...]
Polynomial = dict[Monomial, Fraction]


def sign_of(expr: Expr, region: Region) -> Interval:
    """An interval that holds the values of a scalar: its bounds, or the sign of a rational function.

    >>> import extremum as ex
    >>> x = ex.scalar("x", "positive")
    >>> print(sign_of(1/(1 + x) - x/(1 + x)**2, Region((x,))))
    (0, 1)
    """
    found = region.bounds(expr)
    if found.nonzero or (found.nonnegative and found.nonpositive):
        return found
    fraction = _Fractions(expr, region).of(expr)
    if fraction is None:
        return found
    (above, below), sign = fraction, point(1)
    for side in (above, below):
        sign = sign * _sign(side)
    return sign.meet(found)


@dataclass(slots=True)
class Side:
    """A polynomial with the intervals of its atoms."""

    value: Any
    atoms: Sequence[Interval]


class _Fractions:
    """Expressions as fractions of polynomials over atoms: whatever is no sum, product or whole power."""

    def __init__(self, root: Expr, region: Region) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        self._region = region
        self._units = _exponential_units(root)
        self._atoms: dict[Expr, int] = {}
        for node in _frontier(root):
            for atom, _ in self._pieces(node):
                self._atoms.setdefault(atom, len(self._atoms))
        self._ring = fmpq_mpoly_ctx.get([f"a{k}" for k in range(max(len(self._atoms), 1))], Ordering.lex)

    def of(self, root: Expr) -> tuple[Side, Side] | None:
        """(numerator, denominator); None where they would be too long."""
        if len(self._atoms) > _ATOMS:
            return None
        found = self._fraction(root)
        if found is None:
            return None
        atoms = [self._region.bounds(atom) for atom in self._atoms]
        return Side(found[0], atoms), Side(found[1], atoms)

    def _fraction(self, node: Expr) -> tuple[Any, Any] | None:
        one = self._ring.constant(1)
        if c.is_number(node):
            value = Fraction(c.value_of(node))
            return self._ring.constant(_flint(value)), one
        if node.op.name == "sum":
            return self._total([(Fraction(q), self._fraction(term)) for q, term in terms_of(node)])
        if node.op.name == "hadamard":
            above, below = one, one
            for base, exponent in pairs(node):
                part = self._power(base, exponent)
                if part is None or len(above) > _TERMS or len(below) > _TERMS:
                    return None
                above, below = above * part[0], below * part[1]
            return above, below
        return self._power(node, c.number(1))

    def _total(self, parts: Iterable[tuple[Fraction, tuple[Any, Any] | None]]) -> tuple[Any, Any] | None:
        above, below = self._ring.constant(0), self._ring.constant(1)
        for q, part in parts:
            if part is None or len(above) > _TERMS:
                return None
            top, bottom = part
            if bottom == below:
                above = above + _flint(q) * top
                continue
            common = below.gcd(bottom)
            above = above * (bottom / common) + _flint(q) * top * (below / common)
            below = below * (bottom / common)
        return above, below

    def _power(self, base: Expr, exponent: Expr) -> tuple[Any, Any] | None:
        if (_is_polynomial(base) or c.is_number(base)) and _whole(exponent) is not None:
            power, inner = _whole(exponent), self._fraction(base)
            if inner is None or power is None or abs(power) > _DEGREE:
                return None
            above, below = inner if power >= 0 else inner[::-1]
            return above ** abs(power), below ** abs(power)
        above = below = self._ring.constant(1)
        for atom, power in self._pieces_of(base, exponent):
            if abs(power) > _DEGREE:
                return None
            generator = self._ring.gen(self._atoms[atom]) ** abs(power)
            above, below = (above * generator, below) if power > 0 else (above, below * generator)
        return above, below

    def _pieces(self, node: Expr) -> list[tuple[Expr, int]]:
        return [piece for base, exponent in pairs(node) for piece in self._pieces_of(base, exponent)]

    def _pieces_of(self, base: Expr, exponent: Expr) -> list[tuple[Expr, int]]:
        """Atoms with whole powers: a root is a power of the least root, an exponential one of the least exponential."""
        if (_is_polynomial(base) or c.is_number(base)) and _whole(exponent) is not None:
            return []
        if base.params == ("exp", 0) and exponent is c.number(1):
            q, core = _argument(base)
            unit = self._units[core]
            return [(c.apply("exp", c.multiple(unit, core)), int(Fraction(q) / unit))]
        if c.is_number(exponent):
            power = Fraction(c.value_of(exponent))
            root = base if power.denominator == 1 else c.power(base, Fraction(1, power.denominator))
            return [(root, power.numerator)]
        return [(c.power(base, exponent), 1)]


def _flint(value: Fraction) -> Any:
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


def _whole(exponent: Expr) -> int | None:
    value = c.value_of(exponent) if c.is_number(exponent) else None
    return int(value) if value is not None and Fraction(value).denominator == 1 else None


def _frontier(root: Expr) -> list[Expr]:
    """What is below sums and whole powers of sums: monomials and atoms."""
    return [n for n in topological([root], enter=_is_polynomial) if n.op is not SUM and not c.is_number(n)]


def _is_polynomial(node: Expr) -> bool:
    """A sum or a product: it is no atom."""
    return node.op is SUM or node.op is HADAMARD


def _argument(exponential: Expr) -> tuple[Fraction, Expr]:
    q, core = content(exponential.args[0])
    return Fraction(q), core


def _exponential_units(root: Expr) -> dict[Expr, Fraction]:
    """For each argument of exponentials the number that all its multiples are whole multiples of."""
    found: dict[Expr, Fraction] = {}
    for node in topological([root]):
        if node.params == ("exp", 0) and node.op.name == "elementwise":
            q, core = _argument(node)
            old = found.get(core, Fraction(0))
            found[core] = Fraction(gcd(old.numerator * q.denominator, q.numerator * old.denominator), 1) / (
                old.denominator * q.denominator
            )
    return found


# -- signs of polynomials ----------------------------------------------------------------------------------------------
def _sign(side: Side) -> Interval:
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
    from extremum.convexity.ranges import power_image

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
    from math import comb

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
