"""What the shapes of the pieces of a text must satisfy: equations between dimensions, some with several readings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import ONE, Atom, Dim, Name, Shape
from extremum.reading.source import Tree

SCALAR: Shape = (ONE, ONE)
Values = Mapping[Atom, Dim]
Pair = tuple[Dim, Dim]


def unknowns(dim: Dim) -> set[Atom]:
    """The unknown dimensions in a dimension."""
    return {atom for atom in dim.atoms() if isinstance(atom, Name) and atom.name.startswith("?")}


def lone(dim: Dim) -> Atom | None:
    """The unknown that a dimension is, if it is one by itself."""
    if len(dim.atoms()) != 1:
        return None
    (atom,) = unknowns(dim) or (None,)
    return atom if dim.terms == ((((atom, 1),), 1),) else None


def status(shape: Shape) -> str:
    """``scalar``, ``matrix`` (or vector), or ``open``."""
    if shape == SCALAR:
        return "scalar"
    return "matrix" if any(dim is not ONE and not unknowns(dim) for dim in shape) else "open"


class Conflict(Exception):
    """The constraints cannot hold; ``place`` shows where that was noticed."""

    def __init__(self, place: Tree, left: Dim, right: Dim) -> None:
        self.place, self.left, self.right = place, left, right


@dataclass(frozen=True, slots=True)
class Constraint(ABC):
    """What shapes must satisfy. A reading of a constraint is a list of equations."""

    place: Tree

    @abstractmethod
    def dims(self) -> Iterable[Dim]:
        """The dimensions in it."""

    @abstractmethod
    def under(self, values: Values) -> Constraint:
        """With known values put in."""

    @abstractmethod
    def readings(self) -> list[list[Pair]]:
        """The readings that are possible; where there is one, it holds."""

    def ranked(self) -> bool:
        """Whether the readings are tried in order, a later one only where no earlier one fits."""
        return False


@final
@dataclass(frozen=True, slots=True)
class Equal(Constraint):
    """``left = right``."""

    left: Dim
    right: Dim

    def dims(self) -> Iterable[Dim]:
        return self.left, self.right

    def under(self, values: Values) -> Equal:
        return Equal(self.place, known(self.left, values), known(self.right, values))

    @property
    def holds(self) -> bool:
        """Whether the sides are one dimension."""
        return self.left is self.right

    def readings(self) -> list[list[Pair]]:
        return [[(self.left, self.right)]]


def put(shape: Shape, values: Values) -> Shape:
    """A shape with known values put in."""
    return known(shape[0], values), known(shape[1], values)


def known(dim: Dim, values: Values) -> Dim:
    """A dimension with known values put in."""
    atom = lone(dim)
    if atom is not None:
        return values.get(atom, dim)
    return dim.replace(values) if any(atom in values for atom in dim.atoms()) else dim


def pairs(a: Shape, b: Shape) -> list[Pair]:
    """The equations of two equal shapes."""
    return [(a[0], b[0]), (a[1], b[1])]


@final
@dataclass(frozen=True, slots=True)
class Product(Constraint):
    """``left * right = out``: a scalar times anything, or a matrix product.

    A scalar times a matrix with one row is a matrix product too, and so is a scalar times what has its shape: a reading
    that another one contains is none of its own, so that a product of the same factors over and over has few readings
    and not one more for each of them.
    """

    left: Shape
    right: Shape
    out: Shape

    def dims(self) -> Iterable[Dim]:
        return *self.left, *self.right, *self.out

    def under(self, values: Values) -> Product:
        return Product(self.place, put(self.left, values), put(self.right, values), put(self.out, values))

    def readings(self) -> list[list[Pair]]:
        left, right = status(self.left), status(self.right)
        scalar_left = [*pairs(self.left, SCALAR), *pairs(self.out, self.right)]
        scalar_right = [*pairs(self.right, SCALAR), *pairs(self.out, self.left)]
        product = [(self.left[1], self.right[0]), *pairs(self.out, (self.left[0], self.right[1]))]
        if left == "scalar":
            return [scalar_left]
        if right == "scalar":
            return [scalar_right]
        options = [product]
        if left == "open" and self.right[0] not in (ONE, *self.left):
            options.append(scalar_left)
        if right == "open" and self.left[1] not in (ONE, *self.right):
            options.append(scalar_right)
        return options


@final
@dataclass(frozen=True, slots=True)
class Agree(Constraint):
    """``left + right``, ``left .* right``: equal shapes, or one of them a scalar."""

    left: Shape
    right: Shape
    out: Shape

    def dims(self) -> Iterable[Dim]:
        return *self.left, *self.right, *self.out

    def under(self, values: Values) -> Agree:
        return Agree(self.place, put(self.left, values), put(self.right, values), put(self.out, values))

    def readings(self) -> list[list[Pair]]:
        left, right = status(self.left), status(self.right)
        equal = [*pairs(self.left, self.right), *pairs(self.out, self.left)]
        scalar_left = [*pairs(self.left, SCALAR), *pairs(self.out, self.right)]
        scalar_right = [*pairs(self.right, SCALAR), *pairs(self.out, self.left)]
        if (left, right) == ("matrix", "scalar"):
            return [scalar_right]
        if (left, right) == ("scalar", "matrix"):
            return [scalar_left]
        return [equal] if "open" not in (left, right) else [equal, scalar_left, scalar_right]

    def ranked(self) -> bool:
        return True


@final
@dataclass(frozen=True, slots=True)
class OneOf(Constraint):
    """One of several lists of equations; those that contradict what is known are out."""

    options: Sequence[Sequence[Pair]]

    def dims(self) -> Iterable[Dim]:
        return [side for option in self.options for pair in option for side in pair]

    def under(self, values: Values) -> OneOf:
        put_in = [[(known(a, values), known(b, values)) for a, b in option] for option in self.options]
        return OneOf(self.place, put_in)

    def readings(self) -> list[list[Pair]]:
        left = [list(option) for option in self.options if all(_may_agree(a, b) for a, b in option)]
        if not left:
            raise Conflict(self.place, *self.options[0][0])
        return left


def _may_agree(a: Dim, b: Dim) -> bool:
    return a is b or bool(unknowns(a) or unknowns(b))


@final
@dataclass(frozen=True, slots=True)
class NotScalar(Constraint):
    """The argument of a matrix function."""

    shape: Shape

    def dims(self) -> Iterable[Dim]:
        return self.shape

    def under(self, values: Values) -> NotScalar:
        return NotScalar(self.place, put(self.shape, values))

    def readings(self) -> list[list[Pair]]:
        kind = status(self.shape)
        if kind == "scalar":
            raise Conflict(self.place, *self.shape)
        return [[]] if kind == "matrix" else [[], []]


@final
@dataclass(frozen=True, slots=True)
class Sized(Constraint):
    """Dimensions are at least 1."""

    shape: Shape

    def dims(self) -> Iterable[Dim]:
        return self.shape

    def under(self, values: Values) -> Sized:
        return Sized(self.place, put(self.shape, values))

    def readings(self) -> list[list[Pair]]:
        for dim in self.shape:
            if dim.number is not None and dim.number < 1:
                raise Conflict(self.place, dim, ONE)
        return [[], []] if any(map(unknowns, self.shape)) else [[]]
