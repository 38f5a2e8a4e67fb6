"""Polynomials in atoms as their terms: what they are equal to, whether their values are whole, how they are written."""

from __future__ import annotations

from itertools import product
from math import lcm, prod

from extremum.algebra.atoms import Coefficient, Monomial, atom_key

Terms = tuple[tuple[Monomial, Coefficient], ...]


def constant(terms: Terms) -> int | None:
    """The value of a polynomial without atoms; None for another one."""
    if not terms:
        return 0
    value = terms[0][1] if len(terms) == 1 and not terms[0][0] else None
    return value if isinstance(value, int) else None


def plain(value: Coefficient) -> Coefficient:
    """A whole coefficient as an int."""
    return value.numerator if value.denominator == 1 else value


def is_whole(terms: Terms) -> bool:
    """Whether all values are whole: with a common denominator q, those of all residues modulo q decide."""
    bottom = lcm(*(c.denominator for _, c in terms))
    atoms = sorted({atom for monomial, _ in terms for atom, _ in monomial}, key=atom_key)
    for residues in product(range(bottom), repeat=len(atoms)) if bottom > 1 else ():
        at = dict(zip(atoms, residues, strict=True))
        if sum(c * prod(at[a] ** p for a, p in m) for m, c in terms).denominator != 1:
            return False
    return True


def written(terms: Terms) -> str:
    """``n*p + 1``, ``(n^2 + n)/2``."""
    if not terms:
        return "0"
    bottom = lcm(*(coefficient.denominator for _, coefficient in terms))
    if bottom != 1:
        return f"({written(tuple((m, plain(c * bottom)) for m, c in terms))})/{bottom}"
    pieces: list[str] = []
    positive_first = sorted(terms, key=lambda term: term[1] < 0)
    for monomial, coefficient in positive_first:
        factors = [str(a) if p == 1 else f"{a}^{p}" for a, p in monomial]
        if abs(coefficient) != 1 or not factors:
            factors.insert(0, str(abs(coefficient)))
        sign = ("-" if coefficient < 0 else "") if not pieces else (" - " if coefficient < 0 else " + ")
        pieces.append(sign + "*".join(factors))
    return "".join(pieces)
