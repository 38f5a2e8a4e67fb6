"""How far recurrences run: which of their states are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

from extremum.algebra.dims import Atom, Dim, IndexName
from extremum.algebra.ranges import is_nonnegative
from extremum.compiling.term import Begin, Loop, Root, Steps, Term, topological


def edges(roots: Sequence[Term]) -> tuple[set[Term], set[Term]]:
    """The backward recurrences that may have no first state, and those of which states beyond the first are used."""
    order = topological(roots)
    extents = Extents(order, loops_of(order))
    runs = [term for term in order if term.op == "run"]
    return {run for run in runs if extents.may_be_missing(run)}, {run for run in runs if extents.beyond(run)}


def loops_of(order: Sequence[Term]) -> dict[Atom, Term]:
    """Each loop by its index."""
    return {
        term.data.index: term for term in order if isinstance(term.data, Loop | Steps | Begin | Root) and term.parts
    }


@final
class Extents:
    """The first and last states that some terms use of recurrences.

    loops: by their indices.
    """

    def __init__(self, order: Sequence[Term], loops: Mapping[Atom, Term]) -> None:
        self.order, self.loops = order, loops

    def until(self, run: Term) -> tuple[Dim, ...]:
        """The states that are used, but for those that lie before another one for sure."""
        assert isinstance(run.data, Steps)
        return self._farthest(run, run.data.direction)

    def beyond(self, run: Term) -> tuple[Dim, ...]:
        """The states that are used and may lie beyond the first of a backward recurrence."""
        assert isinstance(run.data, Steps)
        if run.data.direction == 1:
            return ()
        first = run.data.first
        return tuple(place for place in self._farthest(run, 1) if not is_nonnegative(first - place))

    def may_be_missing(self, run: Term) -> bool:
        """Whether a backward recurrence may lie below all states that are used, so that it has no first state."""
        assert isinstance(run.data, Steps)
        first = run.data.first
        return run.data.direction == -1 and not all(is_nonnegative(first - end) for end in self.until(run))

    def _farthest(self, run: Term, sign: int) -> tuple[Dim, ...]:
        places = [pick.data for pick in self.order if pick.op == "pick" and pick.parts[0] is run]
        ends = {end: None for place in places if isinstance(place, Dim) for end in self._ends(place, sign)}
        last: list[Dim] = []
        for end in ends:
            if not any(_is_before(end, other, sign) for other in last):
                last = [*(other for other in last if not _is_before(other, end, sign)), end]
        return tuple(last)

    def _ends(self, place: Dim, sign: int) -> list[Dim]:
        """The last (first) of the places that a place stands for inside loops."""
        inside = [index for index in self.loops if index in place.indices]
        if not inside:
            return [place]
        index = inside[-1]
        slope = (place.replace({index: 1}) - place.replace({index: 0})).number or 0
        ends = [place.replace({index: at}) for at in self._bounds(index, slope * sign > 0)]
        return [end for moved in ends for end in self._ends(moved, sign)]

    def _bounds(self, index: Atom, upper: bool) -> list[Dim]:
        """The last, or the first value of the index of a loop."""
        data = self.loops[index].data
        if isinstance(data, Loop):
            return [data.size - 1 if upper else Dim.of(0)]
        if isinstance(data, Begin):
            return [data.at]
        assert isinstance(data, Steps)
        if upper != (data.direction == 1):
            return [data.first if data.direction == 1 else data.first - 1]
        ends = self.until(self.loops[index])
        return [data.first + end - 1 for end in ends] if upper else list(ends)


def _is_before(place: Dim, other: Dim, sign: int) -> bool:
    """Whether a run to ``other`` passes ``place`` for sure; a free index is somewhere in its range."""
    for atom in place.indices:
        if isinstance(atom, IndexName) and atom.size is not None and (other - place).number is None:
            place = place.replace({atom: atom.size + atom.start - 1 if sign == 1 else atom.start})
    difference = (other - place).number
    return difference is not None and difference * sign >= 0
