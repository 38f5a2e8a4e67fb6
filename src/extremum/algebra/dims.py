"""Symbolic dimensions and indices: polynomials in named atoms, with whole numbers as values.

``kron`` needs ``n*p``, ``vech`` needs ``(n^2 + n)/2``, a layer's width is ``h[k+1]``, an index may be ``m-1``: one
class serves for all of them.
Dimensions are immutable and interned, so equal dimensions are one object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import prod
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar, Union, overload

from extremum.algebra.atoms import (
    Atom,
    Bound,
    Coefficient,
    Entry,
    IndexName,
    Monomial,
    Name,
    atoms_of,
    monomial_key,
    times,
)  # fmt: skip
from extremum.algebra.errors import ShapeError
from extremum.algebra.interning import Interned
from extremum.algebra.polynomials import Terms, constant, is_whole, plain, written

if TYPE_CHECKING:
    from extremum.algebra.node import Expr

DimLike = Union["Dim", int]


LARGEST = 500
"""How many terms a dimension may have, and what power: more is refused, for nobody can read it."""


class Dim:
    """A polynomial, ``Σ coefficient · Π atom^power``; a coefficient that is whole is an int.

    >>> n, p = Dim.of("n"), Dim.of("p")
    >>> str((n + 1) * p - p)
    'n*p'
    """

    __slots__ = ("__weakref__", "_atoms", "_text", "indices", "number", "terms")
    terms: Terms
    number: int | None
    """The value of a constant dimension, otherwise None."""
    indices: frozenset[Atom]
    """The free and bound indices among the atoms."""
    _text: str | None
    _atoms: frozenset[Atom]
    __array_ufunc__: ClassVar[None] = None  # NumPy leaves mixed operators to us
    _table: ClassVar[Interned[Terms, Dim]] = Interned()

    def __new__(cls, terms: Iterable[tuple[Monomial, Coefficient]]) -> Dim:
        key = tuple(terms)
        found = cls._table.get(key)
        if found is None:
            found = object.__new__(cls)
            found.terms = key
            found._text = None
            found.number = constant(key)
            found._atoms = atoms_of(key)
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
            if len(total) > LARGEST:
                raise ShapeError(f"a dimension of more than {LARGEST} terms is too long; name a part of it")
        terms = [(m, plain(c)) for m, c in total.items() if c]
        return cls(sorted(terms, key=monomial_key) if len(terms) > 1 else terms)

    __hash__ = object.__hash__  # equal dimensions are one object

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self is Dim.of(other)
        return self is other

    def __reduce__(self) -> tuple[type[Dim], tuple[Terms]]:
        return Dim, (self.terms,)

    # -- arithmetic: with whole numbers a dimension, with other numbers a scalar expression --------------------------
    @overload
    def __add__(self, other: DimLike) -> Dim: ...
    @overload
    def __add__(self, other: float | Fraction) -> Expr: ...
    def __add__(self, other: Any) -> Any:
        if not isinstance(other, int | Dim):
            return _as_scalars("add", self, other, other)
        return Dim._collect((*self.terms, *Dim.of(other).terms))

    __radd__ = __add__

    def __neg__(self) -> Dim:
        return Dim((m, -c) for m, c in self.terms)

    @overload
    def __sub__(self, other: DimLike) -> Dim: ...
    @overload
    def __sub__(self, other: float | Fraction) -> Expr: ...
    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, int | Dim):
            return _as_scalars("subtract", self, other, other)
        return self + -Dim.of(other)

    def __rsub__(self, other: Any) -> Any:
        if not isinstance(other, int | Dim):
            return _as_scalars("subtract", other, self, other)
        return Dim.of(other) - self

    @overload
    def __mul__(self, other: DimLike) -> Dim: ...
    @overload
    def __mul__(self, other: float | Fraction) -> Expr: ...
    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, int | Dim):
            return _as_scalars("times", self, other, other)
        return Dim._collect((times(m, k), c * d) for m, c in self.terms for k, d in Dim.of(other).terms)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        """A dimension where it is always a whole number, as ``n*(n + 1)/2``; otherwise a scalar, as ``N/2``."""
        whole = self._over(other) if isinstance(other, int) and other else None
        return _as_scalars("divide", self, other, other) if whole is None else whole

    def __rtruediv__(self, other: Any) -> Any:
        return _as_scalars("divide", other, self, other)

    def over(self, divisor: int) -> Dim:
        """The dimension over a whole number, as in ``n*(n + 1)/2``.

        Raises:
            ShapeError: the quotient is not whole for all values of the names.
        """
        whole = self._over(divisor)
        if whole is None:
            raise ShapeError(f"({self})/{divisor} is no dimension: it is not always a whole number")
        return whole

    def _over(self, divisor: int) -> Dim | None:
        result = Dim._collect((m, Fraction(c) / divisor) for m, c in self.terms)
        return result if is_whole(result.terms) else None

    @overload
    def __pow__(self, exponent: int) -> Dim: ...
    @overload
    def __pow__(self, exponent: float | Fraction) -> Expr: ...
    def __pow__(self, exponent: Any) -> Any:
        if not isinstance(exponent, int) or exponent < 0:
            return _as_scalars("power", self, exponent, exponent)
        if exponent > LARGEST:
            raise ShapeError(f"({self})^{exponent}: a dimension has powers up to {LARGEST}; name a part of it")
        result = Dim.of(1)
        for _ in range(exponent):
            result = result * self
        return result

    def __rpow__(self, base: Any) -> Any:
        return _as_scalars("power", base, self, base)

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
        if self._atoms.isdisjoint(values):
            return self
        return self.map_atoms(lambda atom: values.get(atom, atom))

    def value(self, numbers: Mapping[str, int | list[int]]) -> int:
        """The number that the polynomial has where each name has the given value.

        Raises:
            ShapeError: a name has no value.
        """

        if self.number is not None:
            return self.number
        return int(sum(c * prod(_number(atom, numbers) ** power for atom, power in m) for m, c in self.terms))

    def __str__(self) -> str:
        if self._text is None:
            self._text = written(self.terms)
        return self._text

    __repr__ = __str__


def _number(atom: Atom, numbers: Mapping[str, int | list[int]]) -> int:
    """The number that an atom has."""
    if isinstance(atom, Entry):
        row, where = numbers.get(atom.family), atom.index.value(numbers)
        if isinstance(row, list) and 0 <= where < len(row):
            return row[where]
        raise ShapeError(f"the dimension {atom.family}[{where}] has no value; give it by name or through the data")
    found = numbers.get(str(atom))
    if isinstance(found, int):
        return found
    raise ShapeError(f"the dimension {atom} has no value; give it by name or through the data")


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {}


def bind_arithmetic(operators: Mapping[str, Callable[[Any, Any], Any]]) -> None:
    """Gives arithmetic that leaves the whole numbers, such as ``N/2`` and ``N**0.5``, its meaning: that of scalars."""
    _ARITHMETIC.update(operators)


def _as_scalars(operator: str, left: Any, right: Any, other: Any) -> Any:
    return _ARITHMETIC[operator](left, right) if isinstance(other, Real | Dim) else NotImplemented


__all__ = [
    "ONE", "ZERO", "Atom", "Bound", "Dim", "DimLike", "Entry", "IndexName", "Monomial", "Name", "Shape",
    "bind_arithmetic", "show_shape",
]  # fmt: skip

ONE = Dim.of(1)
ZERO = Dim.of(0)
Shape = tuple[Dim, Dim]


def show_shape(shape: Shape) -> str:
    """``n×m``, as error messages print it."""
    return f"{shape[0]}×{shape[1]}"
