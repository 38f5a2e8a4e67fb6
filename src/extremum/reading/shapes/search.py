"""The search for all shapes that satisfy constraints, some of which have several readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import final

from extremum.algebra.dims import Shape
from extremum.algebra.errors import ExtremumError
from extremum.reading.shapes.constraints import Agree, Conflict, Constraint, Equal, OneOf, Product, put
from extremum.reading.shapes.equations import System

_WORK, ENOUGH = 400, 4


class TooManyReadings(ExtremumError):
    """The search was cut short."""


@final
class Search:
    """All values of the unknowns of ``wanted`` that satisfy the constraints, up to a few; ``unsolved``: those among
    them that leave equations such as ``k*m = n^2``; ``work``: how many systems without a conflict were looked at."""

    def __init__(self, wanted: Mapping[str, Shape]) -> None:
        self.wanted = wanted
        self.work = 0
        self.conflict: Conflict | None = None
        self.unsolved: list[dict[str, Shape]] = []

    def solutions(self, constraints: Iterable[Constraint], system: System | None = None) -> list[dict[str, Shape]]:
        """The shapes of the wanted names, one dictionary for each solution; the constraints come to a system.

        Raises:
            TooManyReadings: the search was cut short.
        """
        system = system or System()
        try:
            system.add(constraints)
        except Conflict as conflict:
            self.conflict = self.conflict or conflict
            return []
        self.work += 1
        if self.work > _WORK:
            raise TooManyReadings("too many readings")
        number = _next(system)
        if number is None:
            return [self._shapes(system)]
        branch, moment = system.left[number], system.now
        found: list[dict[str, Shape]] = []
        for reading in branch.readings():
            system.give_up(number)
            more = self.solutions([Equal(branch.place, a, b) for a, b in reading], system)
            system.back(moment)
            found.extend(solution for solution in more if solution not in found)
            if len(found) >= ENOUGH or (found and branch.ranked()):
                break
        return found

    def _shapes(self, system: System) -> dict[str, Shape]:
        found = {name: put(shape, system.values) for name, shape in self.wanted.items()}
        if any(isinstance(each, Equal) and not each.under(system.values).holds for each in system.left.values()):
            self.unsolved.append(found)
        return found


def _next(system: System) -> int | None:
    """The constraint whose readings are tried next: sums first, for their first reading says most."""
    ranks = ((not each.ranked(), k) for k, each in system.left.items() if isinstance(each, Agree | Product | OneOf))
    return min(ranks, default=(False, None))[1]
