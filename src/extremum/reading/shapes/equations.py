"""Equations between dimensions, some of them unknown, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import Any, TypeAlias, TypeVar, final

from extremum.algebra.dims import Atom, Dim, Monomial
from extremum.reading.shapes.constraints import Conflict, Constraint, Equal, Pair, known, lone, unknowns
from extremum.reading.source import Tree

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
Linked: TypeAlias = "tuple[T, Linked[T] | None]"
"""A list whose shorter ones remain as they are."""


# -- one equation ------------------------------------------------------------------------------------------------------
def solve(place: Tree, left: Dim, right: Dim) -> tuple[Atom, Dim] | None:
    """The value of an unknown that an equation gives, or None where it gives none (yet).

    Raises:
        Conflict: the equation cannot hold.
    """
    if left is right:
        return None
    plain = _plainly(left, right)
    return plain if plain is not None else _solved(place, left, right)


def _plainly(left: Dim, right: Dim) -> tuple[Atom, Dim] | None:
    """Of two different sides that are an unknown and another one or a number: nothing need be collected."""
    sides = [(atom, other) for atom, other in ((lone(left), right), (lone(right), left)) if atom is not None]
    if not all(lone(other) or other.number is not None for _, other in sides):
        return None
    return min(sides, key=lambda side: _latest(side[0]), default=None)


def _solved(place: Tree, left: Dim, right: Dim) -> tuple[Atom, Dim] | None:
    difference = _cancelled(left - right)
    open_ones = unknowns(difference)
    if not open_ones:
        if difference.terms:
            raise Conflict(place, left, right)
        return None
    if _never(difference):
        raise Conflict(place, left, right)
    for atom in sorted(open_ones, key=_latest):
        found = [(monomial, q) for monomial, q in difference.terms if any(a == atom for a, _ in monomial)]
        if len(found) == 1 and found[0][0] == ((atom, 1),) and abs(found[0][1]) == 1:
            sign = int(found[0][1])
            return atom, (difference - sign * Dim.of(atom)) * -sign
    return None


def _latest(atom: Atom) -> int:
    """The order in which unknowns are solved for: the latest first, so that those of the names stay in use."""
    return -int(str(atom).removeprefix("?"))


def _never(difference: Dim) -> bool:
    """Whether it says ``n*?1 = 1``, which no polynomial ?1 satisfies for all n."""
    monomials = [monomial for monomial, _ in difference.terms]
    named = [any(not unknowns(Dim.of(atom)) for atom, _ in monomial) for monomial in monomials]
    return len(monomials) == 2 and () in monomials and any(named)


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


# -- many --------------------------------------------------------------------------------------------------------------
@final
class System:
    """Constraints and what follows from them: ``values`` of unknowns, in none of which an unknown occurs that has one,
    and what is ``left`` undecided, by number.

    Of each unknown it is known where it occurs, and each change is logged: an equation costs what it changes, and so
    does taking it back.
    """

    def __init__(self) -> None:
        self.values: dict[Atom, Dim] = {}
        self.left: dict[int, Constraint] = {}
        self._valued: dict[Atom, Linked[Atom]] = {}
        self._waiting: dict[Atom, Linked[int]] = {}
        self._log: list[tuple[dict[Any, Any], Any, Any]] = []

    # -- changes -------------------------------------------------------------------------------------------------------
    @property
    def now(self) -> int:
        """A moment to which ``back`` leads."""
        return len(self._log)

    def back(self, moment: int) -> None:
        """Takes back all that was changed since a moment."""
        while len(self._log) > moment:
            table, key, before = self._log.pop()
            if before is None:
                del table[key]
            else:
                table[key] = before

    def _put(self, table: dict[K, V], key: K, value: V) -> None:
        self._log.append((table, key, table.get(key)))
        table[key] = value

    def _taken(self, table: dict[K, V], key: K) -> V | None:
        """What stood there."""
        before = table.get(key)
        if before is not None:
            self._put(table, key, before)
            del table[key]
        return before

    # -- constraints ---------------------------------------------------------------------------------------------------
    def give_up(self, number: int) -> None:
        """Forgets a constraint."""
        self._taken(self.left, number)

    def add(self, constraints: Iterable[Constraint]) -> None:
        """Takes over constraints, one after the other, and puts in what is known until nothing new follows.

        Raises:
            Conflict: they cannot hold.
        """
        queue = [(0, self._keep(constraint)) for constraint in constraints]
        while queue:
            turn, number = heappop(queue)
            constraint = self._taken(self.left, number)
            if constraint is None:
                continue
            constraint = constraint.under(self.values)
            readings = constraint.readings()
            if len(readings) > 1:
                self._keep(constraint, number)
                continue
            for pair in readings[0]:
                for woken in self._learned(constraint.place, pair):
                    heappush(queue, (turn + (woken <= number), woken))

    def _keep(self, constraint: Constraint, number: int | None = None) -> int:
        """Keeps a constraint with its number, or the next one."""
        number = self.now if number is None else number
        self._put(self.left, number, constraint)
        for atom in {atom for dim in constraint.dims() for atom in unknowns(dim)}:
            self._put(self._waiting, atom, (number, self._waiting.get(atom)))
        return number

    def _learned(self, place: Tree, pair: Pair) -> Iterator[int]:
        """Takes over one equation; the constraints that it says something of."""
        a, b = (known(side, self.values) for side in pair)
        found = solve(place, a, b)
        if found is None:
            if a is not b:
                self._keep(Equal(place, a, b))
            return iter(())
        atom, value = found
        for other in _members(self._taken(self._valued, atom)):
            self._set(other, known(self.values[other], {atom: value}))
        self._set(atom, value)
        return _members(self._taken(self._waiting, atom))

    def _set(self, atom: Atom, value: Dim) -> None:
        self._put(self.values, atom, value)
        for each in unknowns(value):
            self._put(self._valued, each, (atom, self._valued.get(each)))


def _members(linked: Linked[T] | None) -> Iterator[T]:
    while linked is not None:
        member, linked = linked
        yield member
