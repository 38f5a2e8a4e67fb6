"""Equations between dimensions, some of them unknown, and the search for all shapes that satisfy them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

from extremum.algebra.dims import Atom, Dim, Monomial, Shape
from extremum.algebra.errors import ExtremumError
from extremum.reading.shapes.constraints import (
    Agree,
    Conflict,
    Constraint,
    Equal,
    OneOf,
    Product,
    Values,
    known,
    put,
    unknowns,
)
from extremum.reading.source import Tree

_WORK, ENOUGH = 400, 4


class TooManyReadings(ExtremumError):
    """The search was cut short."""


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
    if _never(difference):
        raise Conflict(place, left, right)
    for atom in sorted(open_ones, key=str):
        found = [(monomial, q) for monomial, q in difference.terms if any(a == atom for a, _ in monomial)]
        if len(found) == 1 and found[0][0] == ((atom, 1),) and abs(found[0][1]) == 1:
            sign = int(found[0][1])
            return atom, (difference - sign * Dim.of(atom)) * -sign
    return None


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


# -- the search --------------------------------------------------------------------------------------------------------
@final
class Search:
    """All values of the unknowns of ``wanted`` that satisfy the constraints, up to a few; ``unsolved``: those among
    them that leave equations such as ``k*m = n^2``."""

    def __init__(self, wanted: Mapping[str, Shape]) -> None:
        self.wanted = wanted
        self.work = 0
        self.conflict: Conflict | None = None
        self.unsolved: list[dict[str, Shape]] = []

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
            found_here = {name: put(shape, values) for name, shape in self.wanted.items()}
            if any(isinstance(each, Equal) and not each.under(values).holds for each in pending):
                self.unsolved.append(found_here)
            return [found_here]
        found: list[dict[str, Shape]] = []
        rest = [constraint for constraint in pending if constraint is not branch]
        for reading in branch.readings():
            more = self.solutions([*rest, *(Equal(branch.place, a, b) for a, b in reading)], values)
            found.extend(solution for solution in more if solution not in found)
            if len(found) >= ENOUGH or (found and branch.ranked()):
                break
        return found


def _next(pending: list[Constraint]) -> Constraint | None:
    """The constraint whose readings are tried next: sums first, for their first reading says most."""
    choices = [constraint for constraint in pending if isinstance(constraint, Agree | Product | OneOf)]
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
    a, b = known(a, values), known(b, values)
    found = solve(place, a, b)
    if found is None:
        if a is not b:
            pending.append(Equal(place, a, b))
        return False
    atom, value = found
    for other, before in list(values.items()):
        values[other] = known(before, {atom: value})
    values[atom] = value
    return True
