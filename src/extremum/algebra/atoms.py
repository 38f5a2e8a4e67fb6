"""What dimensions and indices are made of: names, free and bound indices, and members of families of dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extremum.algebra.dims import Dim


@dataclass(frozen=True, order=True, slots=True)
class Name:
    """A dimension's name, such as ``n``."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class IndexName:
    """A free index ``name`` that runs over ``size`` values (1..size, or 0..size-1 where ``start`` is 0)."""

    name: str
    size: Dim | None = None
    start: int = 1

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, order=True, slots=True)
class Bound:
    """The index bound by a binder of the given level (1 = innermost), see :mod:`extremum.operations.binders`."""

    level: int

    def __str__(self) -> str:
        return f"#{self.level}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of a family of dimensions, such as the width ``h[k+1]``."""

    family: str
    index: Dim

    def __str__(self) -> str:
        return f"{self.family}[{self.index}]"


Atom = Name | IndexName | Bound | Entry
Monomial = tuple[tuple[Atom, int], ...]
Coefficient = int | Fraction


def atom_key(atom: Atom) -> tuple[int, str]:
    """Where an atom stands among others."""
    return _RANKS[type(atom)], str(atom)


_RANKS: dict[type[Atom], int] = {Name: 0, Entry: 1, IndexName: 2, Bound: 3}


def monomial_key(item: tuple[Monomial, Coefficient]) -> tuple[int, list[tuple[tuple[int, str], int]]]:
    """Where a term stands among others: of the highest degree first."""
    monomial = item[0]
    return -sum(power for _, power in monomial), [(atom_key(atom), power) for atom, power in monomial]


def times(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    powers: dict[Atom, int] = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=lambda item: atom_key(item[0])))


def atoms_of(terms: tuple[tuple[Monomial, Coefficient], ...]) -> frozenset[Atom]:
    """All atoms of a polynomial, also those inside the index of a family's member."""
    found: set[Atom] = set()
    for monomial, _ in terms:
        for atom, _ in monomial:
            found.add(atom)
            if isinstance(atom, Entry):
                found |= atom.index.atoms()
    return frozenset(found)
