"""Equations between dimensions, some of them unknown, and the search for all shapes that satisfy them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import ONE, Atom, Dim, Monomial, Name, Shape
from extremum.algebra.errors import ExtremumError
from extremum.notation.source import Tree

SCALAR: Shape = (ONE, ONE)
_WORK, _ENOUGH = 400, 4
Values = Mapping[Atom, Dim]
Pair = tuple[Dim, Dim]


class TooManyReadings(ExtremumError):
    """The search was cut short."""


def unknowns(dim: Dim) -> set[Atom]:
    """The unknown dimensions in a dimension."""
    return {atom for atom in dim.atoms() if isinstance(atom, Name) and atom.name.startswith("?")}


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

    def under(self, values: Values) -> Equal:
        return Equal(self.place, self.left.replace(values), self.right.replace(values))

    def readings(self) -> list[list[Pair]]:
        return [[(self.left, self.right)]]


def _put(shape: Shape, values: Values) -> Shape:
    return shape[0].replace(values), shape[1].replace(values)


def _pairs(a: Shape, b: Shape) -> list[Pair]:
    return [(a[0], b[0]), (a[1], b[1])]


@final
@dataclass(frozen=True, slots=True)
class Product(Constraint):
    """``left * right = out``: a scalar times anything, or a matrix product."""

    left: Shape
    right: Shape
    out: Shape

    def under(self, values: Values) -> Product:
        return Product(self.place, _put(self.left, values), _put(self.right, values), _put(self.out, values))

    def readings(self) -> list[list[Pair]]:
        left, right = status(self.left), status(self.right)
        scalar_left = [*_pairs(self.left, SCALAR), *_pairs(self.out, self.right)]
        scalar_right = [*_pairs(self.right, SCALAR), *_pairs(self.out, self.left)]
        product = [(self.left[1], self.right[0]), *_pairs(self.out, (self.left[0], self.right[1]))]
        if left == "scalar":
            return [scalar_left]
        if right == "scalar":
            return [scalar_right]
        options = [product]
        if left == "open":
            options.append(scalar_left)
        if right == "open":
            options.append(scalar_right)
        return options


@final
@dataclass(frozen=True, slots=True)
class Agree(Constraint):
    """``left + right``, ``left .* right``: equal shapes, or one of them a scalar."""

    left: Shape
    right: Shape
    out: Shape

    def under(self, values: Values) -> Agree:
        return Agree(self.place, _put(self.left, values), _put(self.right, values), _put(self.out, values))

    def readings(self) -> list[list[Pair]]:
        left, right = status(self.left), status(self.right)
        equal = [*_pairs(self.left, self.right), *_pairs(self.out, self.left)]
        scalar_left = [*_pairs(self.left, SCALAR), *_pairs(self.out, self.right)]
        scalar_right = [*_pairs(self.right, SCALAR), *_pairs(self.out, self.left)]
        if (left, right) == ("matrix", "scalar"):
            return [scalar_right]
        if (left, right) == ("scalar", "matrix"):
            return [scalar_left]
        return [equal] if "open" not in (left, right) else [equal, scalar_left, scalar_right]

    def ranked(self) -> bool:
        return True


@final
@dataclass(frozen=True, slots=True)
class NotScalar(Constraint):
    """The argument of a matrix function."""

    shape: Shape

    def under(self, values: Values) -> NotScalar:
        return NotScalar(self.place, _put(self.shape, values))

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

    def under(self, values: Values) -> Sized:
        return Sized(self.place, _put(self.shape, values))

    def readings(self) -> list[list[Pair]]:
        for dim in self.shape:
            if dim.number is not None and dim.number < 1:
                raise Conflict(self.place, dim, ONE)
        return [[], []] if any(map(unknowns, self.shape)) else [[]]


# -- one equation ------------------------------------------------------------------------------------------------------
def solve(place: Tree, left: Dim, right: Dim) -> tuple[Atom, Dim] | None:
    """The value of an unknown that an equation gives, or None where it gives none (yet).

    Raises:
        Conflict: the equation cannot hold.
    """
    difference = _cancelled(left - right)
    open_ones = unknowns(difference)
    if not open_ones:
        if difference.terms:
            raise Conflict(place, left, right)
        return None
    for atom in sorted(open_ones, key=str):
        found = [(monomial, q) for monomial, q in difference.terms if any(a == atom for a, _ in monomial)]
        if len(found) == 1 and found[0][0] == ((atom, 1),) and abs(found[0][1]) == 1:
            sign = int(found[0][1])
            return atom, (difference - sign * Dim.of(atom)) * -sign
    return None


def _cancelled(dim: Dim) -> Dim:
    """Without the dimensions that all terms share: of ``n*?1 - n*m`` remains ``?1 - m``."""
    if not dim.terms:
        return dim
    shared = dict(dim.terms[0][0])
    for monomial, _ in dim.terms[1:]:
        powers = dict(monomial)
        shared = {atom: min(power, powers.get(atom, 0)) for atom, power in shared.items() if atom in powers}
    if not shared:
        return dim
    return Dim((_without(monomial, shared), q) for monomial, q in dim.terms)


def _without(monomial: Monomial, shared: dict[Atom, int]) -> Monomial:
    left = ((atom, power - shared.get(atom, 0)) for atom, power in monomial)
    return tuple((atom, power) for atom, power in left if power)


# -- the search --------------------------------------------------------------------------------------------------------
@final
class Search:
    """All values of the unknowns of ``wanted`` that satisfy the constraints, up to a few."""

    def __init__(self, wanted: Mapping[str, Shape]) -> None:
        self.wanted = wanted
        self.work = 0
        self.conflict: Conflict | None = None

    def solutions(self, constraints: Sequence[Constraint], values: Values) -> list[dict[str, Shape]]:
        """The shapes of the wanted names, one dictionary for each solution."""
        self.work += 1
        if self.work > _WORK:
            raise TooManyReadings("too many readings")
        try:
            pending, values = propagate(list(constraints), dict(values))
        except Conflict as conflict:
            self.conflict = self.conflict or conflict
            return []
        branch = _next(pending)
        if branch is None:
            return [{name: _put(shape, values) for name, shape in self.wanted.items()}]
        found: list[dict[str, Shape]] = []
        rest = [constraint for constraint in pending if constraint is not branch]
        for reading in branch.readings():
            more = self.solutions([*rest, *(Equal(branch.place, a, b) for a, b in reading)], values)
            found.extend(solution for solution in more if solution not in found)
            if len(found) >= _ENOUGH or (found and branch.ranked()):
                break
        return found


def _next(pending: list[Constraint]) -> Constraint | None:
    """The constraint whose readings are tried next: sums first, for their first reading says most."""
    choices = [constraint for constraint in pending if isinstance(constraint, Agree | Product)]
    return min(choices, key=lambda constraint: not constraint.ranked(), default=None)


def propagate(pending: list[Constraint], values: dict[Atom, Dim]) -> tuple[list[Constraint], dict[Atom, Dim]]:
    """Puts in what is known until nothing new follows."""
    changed = True
    while changed:
        changed = False
        todo, pending = pending, []
        for constraint in todo:
            constraint = constraint.under(values)
            readings = constraint.readings()
            if len(readings) > 1:
                pending.append(constraint)
                continue
            for a, b in readings[0]:
                changed |= _learn(constraint.place, a, b, values, pending)
    return pending, values


def _learn(place: Tree, a: Dim, b: Dim, values: dict[Atom, Dim], pending: list[Constraint]) -> bool:
    """Takes over one equation; whether something was learned."""
    a, b = a.replace(values), b.replace(values)
    found = solve(place, a, b)
    if found is None:
        if a is not b:
            pending.append(Equal(place, a, b))
        return False
    atom, value = found
    for known in list(values):
        values[known] = values[known].replace({atom: value})
    values[atom] = value
    return True
