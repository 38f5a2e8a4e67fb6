"""Eigenvalues and eigenvectors of symmetric 2×2 matrices, by the quadratic formula."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.names import numbers_in
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import content

_HALF = Fraction(1, 2)
_SIZE = 2

Entries = tuple[Expr, Expr, Expr]
"""p, b, q of ``[p, b; b, q]``."""


def entries(matrix: Expr) -> Entries | None:
    """The entries of a 2×2 matrix that is written out by its numbers, or a multiple of one, symmetric as it stands."""
    if matrix.op.name in ("scale", "sum") and len(matrix.args) <= _SIZE:
        factor, inner = content(matrix)
        scalar, core = inner.args if inner.op.name == "scale" else (c.number(1), inner)
        found = entries(core) if core is not matrix else None
        return None if found is None else _scaled(c.multiple(factor, scalar), found)
    if matrix.op.name != "block" or matrix.params != (_SIZE,) or len(matrix.args) != _SIZE**2:
        return None
    p, b, below, q = matrix.args
    return (p, b, q) if all(part.is_scalar for part in matrix.args) and b is below else None


def _scaled(scalar: Expr, of: Entries) -> Entries:
    p, b, q = (c.product(scalar, part) for part in of)
    return p, b, q


def known(matrix: Expr) -> Entries | None:
    """The entries where eigenvectors are told by them: p and q are numbers, b is constant; or p is q, and the sign of
    b is known."""
    found = entries(matrix)
    if found is None:
        return None
    p, b, q = found
    numbers = c.is_number(p) and c.is_number(q) and (c.is_number(b) or _constant(b))
    return found if numbers or (p is q and _sign(b) != 0) else None


def known_simple(matrix: Expr) -> bool:
    """Whether both eigenvalues of a matrix of known entries differ: it is no multiple of the identity."""
    found = known(matrix)
    return found is not None and not (c.is_zero(found[1]) and found[0] is found[2])


def _sign(b: Expr) -> int:
    """1 or -1; 0 where it is zero, or not known."""
    return next((sign for sign in (1, -1) if holds(c.multiple(sign, b), "positive")), 0)


def _constant(b: Expr) -> bool:
    """Whether it is a number with roots in it, that is not zero."""
    return not (b.symbols or b.indices or numbers_in([b])) and _sign(b) != 0


def value(of: Entries, *, upper: bool) -> Expr:
    """``(p + q ± √((p - q)² + 4b²))/2``; ``p + q`` and 0 where ``pq = b²``.

    Source: Horn & Johnson (2013), Matrix Analysis, 2nd ed., sec. 1.2, p. 39.
    """
    p, b, q = of
    trace, gap = c.add(p, q), c.subtract(p, q)
    if c.is_zero(c.subtract(c.product(p, q), c.power(b, 2))):
        for rising, sign in ((True, 1), (False, -1)):
            if holds(c.multiple(sign, trace), "nonnegative"):
                return trace if upper is rising else c.number(0)
    root = c.power(c.add(c.power(gap, 2), c.multiple(4, c.power(b, 2))), _HALF)
    return c.multiple(_HALF, c.combine([(1, trace), (1 if upper else -1, root)]))


def vector(of: Entries, *, upper: bool) -> Expr:
    """``(b, λ - p)`` or ``(λ - q, b)``, which are parallel, with length 1 and the entry of largest size positive; a
    column of the identity where b is 0, and ``(1, ±1)/√2`` where p is q. The entries are :func:`known`."""
    p, b, q = of
    if p is q and not c.is_number(b):
        half = c.power(c.number(_SIZE), -_HALF)
        return _column(half, c.multiple(_sign(b) if upper else -_sign(b), half))
    (low, high), sign = ((p, q), 1) if upper else ((q, p), -1)
    second = c.value_of(low) < c.value_of(high)
    if c.is_zero(b):
        return _column(c.number(int(not second)), c.number(int(second)))
    rise = c.multiple(sign, c.subtract(value(of, upper=upper), p if second else q))
    size = c.power(c.add(c.power(b, 2), c.power(rise, 2)), -_HALF)
    long, short = c.product(rise, size), c.product(c.multiple(sign, b), size)
    return _column(short, long) if second else _column(long, short)


def _column(first: Expr, second: Expr) -> Expr:
    return c.build("block", (first, second), (_SIZE,))
