"""Signs of scalars: by bounds, and of rational functions of bounded atoms by their factors, exactly.

After Klaus, Merk, Wiedom, Laue & Giesen (2022), Convexity certificates from Hessians: a second derivative is brought
over one denominator, and each factor's sign is decided by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import Any

from extremum.algebra.intervals import Interval, point
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.convexity.polynomials import Side, sign_of_side
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content, terms_of

_TERMS, _DEGREE, _ATOMS = 400, 24, 8


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
        sign = sign * sign_of_side(side)
    return sign.meet(found)


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
