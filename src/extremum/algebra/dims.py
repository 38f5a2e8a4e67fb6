"""Symbolic dimensions and indices: polynomials in named atoms, with whole numbers as values.

``kron`` needs ``n*p``, ``vech`` needs ``(n^2 + n)/2``, a layer's width is ``h[k+1]``, an index may be ``m-1``: one
class serves for all of them.
Dimensions are immutable and interned, so equal dimensions are one object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm, prod
from numbers import Integral
from typing import ClassVar, Union

from extremum.algebra.errors import ShapeError
from extremum.algebra.interning import Interned


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


Atom = Union[Name, IndexName, Bound, Entry]  # noqa: UP007 - evaluated at run time, before Dim exists
Monomial = tuple[tuple[Atom, int], ...]
Coefficient = int | Fraction
DimLike = Union["Dim", int]


def _atom_key(atom: Atom) -> tuple[int, str]:
    ranks = {Name: 0, Entry: 1, IndexName: 2, Bound: 3}
    return ranks[type(atom)], str(atom)


def _monomial_key(item: tuple[Monomial, Coefficient]) -> tuple[int, list[tuple[tuple[int, str], int]]]:
    monomial = item[0]
    return -sum(power for _, power in monomial), [(_atom_key(atom), power) for atom, power in monomial]


class Dim:
    """A polynomial, ``Σ coefficient · Π atom^power``; a coefficient that is whole is an int.

    >>> n, p = Dim.of("n"), Dim.of("p")
    >>> str((n + 1) * p - p)
    'n*p'
    """

    __slots__ = ("__weakref__", "_atoms", "_hash", "_text", "indices", "number", "terms")
    terms: tuple[tuple[Monomial, Coefficient], ...]
    number: int | None
    """The value of a constant dimension, otherwise None."""
    indices: frozenset[Atom]
    """The free and bound indices among the atoms."""
    _hash: int
    _text: str | None
    _atoms: frozenset[Atom]
    _table: ClassVar[Interned[tuple[tuple[Monomial, Coefficient], ...], Dim]] = Interned()

    def __new__(cls, terms: Iterable[tuple[Monomial, Coefficient]]) -> Dim:
        key = tuple(terms)
        found = cls._table.get(key)
        if found is None:
            found = object.__new__(cls)
            found.terms = key
            found._hash = hash(key)
            found._text = None
            found.number = _constant(key)
            found._atoms = _atoms_of(key)
            found.indices = frozenset(a for a in found._atoms if isinstance(a, IndexName | Bound))
            found = cls._table.enter(key, found)
        return found

    @classmethod
    def of(cls, value: DimLike | str | Atom) -> Dim:
        """The dimension that ``value`` (a number, a name, an atom or a dimension) stands for.

        Raises:
            ShapeError: it is none of these.
        """
        if isinstance(value, Dim):
            return value
        if isinstance(value, str):
            value = Name(value)
        if isinstance(value, Integral):
            return cls(() if value == 0 else (((), int(value)),))
        if not isinstance(value, Name | IndexName | Bound | Entry):
            raise ShapeError(f"{value!r} is no dimension or index: give a whole number, a name, or ex.dims('n')")
        return cls(((((value, 1),), 1),))

    @classmethod
    def _collect(cls, pairs: Iterable[tuple[Monomial, Coefficient]]) -> Dim:
        total: dict[Monomial, Coefficient] = {}
        for monomial, coefficient in pairs:
            total[monomial] = total.get(monomial, 0) + coefficient
        return cls(sorted(((m, _whole(c)) for m, c in total.items() if c), key=_monomial_key))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self is Dim.of(other)
        return self is other

    def __reduce__(self) -> tuple[type[Dim], tuple[tuple[tuple[Monomial, Coefficient], ...]]]:
        return Dim, (self.terms,)

    def __add__(self, other: DimLike) -> Dim:
        if not isinstance(other, int | Dim):
            return NotImplemented
        return Dim._collect((*self.terms, *Dim.of(other).terms))

    __radd__ = __add__

    def __neg__(self) -> Dim:
        return Dim((m, -c) for m, c in self.terms)

    def __sub__(self, other: DimLike) -> Dim:
        if not isinstance(other, int | Dim):
            return NotImplemented
        return self + -Dim.of(other)

    def __rsub__(self, other: DimLike) -> Dim:
        return Dim.of(other) - self

    def __mul__(self, other: DimLike) -> Dim:
        if not isinstance(other, int | Dim):
            return NotImplemented
        return Dim._collect((_times(m, k), c * d) for m, c in self.terms for k, d in Dim.of(other).terms)

    __rmul__ = __mul__

    def __truediv__(self, divisor: int) -> Dim:
        """The dimension over a whole number, as in ``n*(n + 1)/2``.

        Raises:
            ShapeError: the quotient is not whole for all values of the names.
        """
        if not isinstance(divisor, int):
            return NotImplemented
        result = Dim._collect((m, Fraction(c) / divisor) for m, c in self.terms)
        if not result._is_whole():
            raise ShapeError(f"({self})/{divisor} is no dimension: it is not always a whole number")
        return result

    def _is_whole(self) -> bool:
        """Whether all values are whole: with a common denominator q, those of all residues modulo q decide."""
        bottom = lcm(*(c.denominator for _, c in self.terms))
        atoms = sorted({atom for monomial, _ in self.terms for atom, _ in monomial}, key=_atom_key)
        for residues in product(range(bottom), repeat=len(atoms)) if bottom > 1 else ():
            at = dict(zip(atoms, residues, strict=True))
            if sum(c * prod(at[a] ** p for a, p in m) for m, c in self.terms).denominator != 1:
                return False
        return True

    def __pow__(self, exponent: int) -> Dim:
        result = Dim.of(1)
        for _ in range(exponent):
            result = result * self
        return result

    def atoms(self) -> frozenset[Atom]:
        """All atoms, also those inside the index of a family's member."""
        return self._atoms

    def map_atoms(self, change: Callable[[Atom], DimLike | Atom]) -> Dim:
        """The polynomial with each atom replaced by ``change(atom)``; indices of members first."""
        total = Dim.of(0)
        for monomial, coefficient in self.terms:
            term = ONE
            for atom, power in monomial:
                if isinstance(atom, Entry):
                    atom = Entry(atom.family, atom.index.map_atoms(change))
                term = term * Dim.of(change(atom)) ** power
            total = Dim._collect((*total.terms, *((m, coefficient * c) for m, c in term.terms)))
        return total

    def replace(self, values: Mapping[Atom, DimLike]) -> Dim:
        """The polynomial with some atoms replaced."""
        if not values or self.number is not None:
            return self
        return self.map_atoms(lambda atom: values.get(atom, atom))

    def value(self, numbers: Mapping[str, int | list[int]]) -> int:
        """The number that the polynomial has where each name has the given value.

        Raises:
            ShapeError: a name has no value.
        """

        def look_up(atom: Atom) -> int:
            if isinstance(atom, Entry):
                where = atom.index.number
                row = numbers.get(atom.family)
                if isinstance(row, list) and where is not None and 0 <= where < len(row):
                    return row[where]
            else:
                found = numbers.get(str(atom))
                if isinstance(found, int):
                    return found
            raise ShapeError(f"the dimension {atom} has no value; give it by name or through the data")

        result = self.map_atoms(look_up).number
        assert result is not None
        return result

    def __str__(self) -> str:
        if self._text is None:
            self._text = self._written()
        return self._text

    def _written(self) -> str:
        if not self.terms:
            return "0"
        bottom = lcm(*(coefficient.denominator for _, coefficient in self.terms))
        if bottom != 1:
            return f"({Dim._collect((m, c * bottom) for m, c in self.terms)})/{bottom}"
        pieces: list[str] = []
        positive_first = sorted(self.terms, key=lambda term: term[1] < 0)
        for monomial, coefficient in positive_first:
            factors = [str(a) if p == 1 else f"{a}^{p}" for a, p in monomial]
            if abs(coefficient) != 1 or not factors:
                factors.insert(0, str(abs(coefficient)))
            sign = ("-" if coefficient < 0 else "") if not pieces else (" - " if coefficient < 0 else " + ")
            pieces.append(sign + "*".join(factors))
        return "".join(pieces)

    __repr__ = __str__


def _constant(terms: tuple[tuple[Monomial, Coefficient], ...]) -> int | None:
    if not terms:
        return 0
    value = terms[0][1] if len(terms) == 1 and not terms[0][0] else None
    return value if isinstance(value, int) else None


def _atoms_of(terms: tuple[tuple[Monomial, Coefficient], ...]) -> frozenset[Atom]:
    found: set[Atom] = set()
    for monomial, _ in terms:
        for atom, _ in monomial:
            found.add(atom)
            if isinstance(atom, Entry):
                found |= atom.index.atoms()
    return frozenset(found)


def _whole(value: Coefficient) -> Coefficient:
    return value.numerator if value.denominator == 1 else value


def _times(left: Monomial, right: Monomial) -> Monomial:
    powers: dict[Atom, int] = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=lambda item: _atom_key(item[0])))


ONE = Dim.of(1)
ZERO = Dim.of(0)
Shape = tuple[Dim, Dim]


def show_shape(shape: Shape) -> str:
    """``n×m``, as error messages print it."""
    return f"{shape[0]}×{shape[1]}"
