"""What names usually are: capitals matrices, lower case vectors, Greek letters scalars; where the shapes of an
expression leave several readings, that which keeps most to it.

A reading gives each name that is left open a kind, and breaks the convention at a cost. The readings are tried from the
cheapest on; a whole that is a scalar is cheaper, and where nothing asks for vectors or matrices all are scalars.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import final

from extremum.algebra.dims import ONE, Dim, Shape
from extremum.notation.symbols import GREEK
from extremum.reading.shapes.constraints import (
    SCALAR,
    Agree,
    Conflict,
    Constraint,
    Equal,
    NotScalar,
    Values,
    pairs,
    put,
    unknowns,
)
from extremum.reading.shapes.search import Search, TooManyReadings
from extremum.reading.source import Tree

_TRIES, _STEPS = 300, 3000


@final
@dataclass(frozen=True, slots=True)
class NotVector(Constraint):
    """Neither one row nor one column."""

    shape: Shape

    def dims(self) -> Iterable[Dim]:
        return self.shape

    def under(self, values: Values) -> NotVector:
        return NotVector(self.place, put(self.shape, values))

    def readings(self) -> list[list[tuple[Dim, Dim]]]:
        if ONE in self.shape:
            raise Conflict(self.place, *self.shape)
        return [[], []] if any(map(unknowns, self.shape)) else [[]]


Kind = Callable[[Tree, Shape], list[Constraint]]


def _scalar(place: Tree, shape: Shape) -> list[Constraint]:
    return [Equal(place, shape[0], ONE), Equal(place, shape[1], ONE)]


def _vector(place: Tree, shape: Shape) -> list[Constraint]:
    return [Equal(place, shape[1], ONE), NotScalar(place, shape)]


def _row(place: Tree, shape: Shape) -> list[Constraint]:
    return [Equal(place, shape[0], ONE), NotScalar(place, shape)]


def _matrix(place: Tree, shape: Shape) -> list[Constraint]:
    return [NotVector(place, shape)]


Costs = Sequence[tuple[int, Kind]]
_CAPITAL: Costs = ((0, _matrix), (3, _vector), (3, _scalar), (6, _row))
_LOWER: Costs = ((0, _vector), (1, _scalar), (3, _matrix), (6, _row))
_GREEK: Costs = ((0, _scalar), (1, _vector), (2, _matrix), (6, _row))
_COUNT: Costs = ((0, _scalar), (1, _vector), (1, _matrix), (6, _row))
_WHOLE: Costs = ((0, _scalar), (2, lambda place, shape: []))
_BOLD: Costs = ((0, _vector), (1, _matrix), (2, _scalar), (6, _row))
_COUNTS = {"n", "m", "k", "d", "N"}


def costs(name: str, bold: bool = False) -> Costs:
    """The kinds of a name, the usual one first; in bold a small letter is a vector, a Greek one too."""
    base = name.split("_")[0]
    if bold and not base[:1].isupper():
        return _BOLD
    if base in _COUNTS:
        return _COUNT
    if base[:1].isupper():
        return _CAPITAL
    return _GREEK if base in GREEK or base in GREEK.values() else _LOWER


@dataclass(frozen=True, slots=True)
class Open:
    """A piece whose shape is open: the whole, or a name."""

    place: Tree
    shape: Shape
    costs: Costs


def cheapest(
    wanted: Mapping[str, Shape],
    constraints: Sequence[Constraint],
    left_open: Mapping[str, Tree],
    root: tuple[Tree, Shape],
    plain: bool,
    bold: Collection[str] = (),
) -> list[dict[str, Shape]]:
    """The shapes in the readings that keep most to the convention; several where they keep equally to it.

    plain: whether nothing asks for vectors or matrices; bold: the names that are written so.
    """
    kinds = {name: costs(place.text, place.text in bold) for name, place in left_open.items()}
    try:
        return _cheapest(
            wanted, constraints, [Open(left_open[name], wanted[name], kinds[name]) for name in kinds], root, plain
        )
    except Unsolved:
        return []


def _cheapest(
    wanted: Mapping[str, Shape],
    constraints: Sequence[Constraint],
    choices: Sequence[Open],
    root: tuple[Tree, Shape],
    plain: bool,
) -> list[dict[str, Shape]]:
    if plain:
        found = as_numbers(wanted, constraints, [(choice.place, choice.shape) for choice in choices])
        if found:
            return found
    choices = [*choices, Open(*root, _WHOLE)]
    return _least(wanted, _strict(constraints), choices) or _least(wanted, constraints, choices)


def as_numbers(
    wanted: Mapping[str, Shape], constraints: Sequence[Constraint], places: Iterable[tuple[Tree, Shape]]
) -> list[dict[str, Shape]]:
    """The shapes where all that is left open is a number; none where that does not fit."""
    scalars = [each for place, shape in places for each in _scalar(place, shape)]
    return _solutions(Search(wanted), [*scalars, *constraints])


def _strict(constraints: Sequence[Constraint]) -> list[Constraint]:
    """Without numbers that are added to each entry, but for those that are written as such."""
    found: list[Constraint] = []
    for constraint in constraints:
        if isinstance(constraint, Agree) and SCALAR not in (constraint.left, constraint.right):
            equal = [*pairs(constraint.left, constraint.right), *pairs(constraint.out, constraint.left)]
            found += [Equal(constraint.place, a, b) for a, b in equal]
        else:
            found.append(constraint)
    return found


def _least(
    wanted: Mapping[str, Shape], constraints: Sequence[Constraint], choices: Sequence[Open]
) -> list[dict[str, Shape]]:
    best: list[dict[str, Shape]] = []
    limit: int | None = None
    steps = 0
    for count, (cost, kinds) in enumerate(_in_order([choice.costs for choice in choices])):
        if count > _TRIES or steps > _STEPS or (limit is not None and cost > limit):
            break
        extra = [each for choice, kind in zip(choices, kinds, strict=True) for each in kind(choice.place, choice.shape)]
        search = Search(wanted)
        found = _solutions(search, [*constraints, *extra])
        steps += search.work
        if found:
            limit = cost
            best += [solution for solution in found if solution not in best]
    return best


def _solutions(search: Search, constraints: Sequence[Constraint]) -> list[dict[str, Shape]]:
    """The shapes that a search finds to fit.

    Raises:
        Unsolved: they fit only where an equation such as ``k*m = n^2`` holds.
    """
    try:
        found = search.solutions(constraints)
    except TooManyReadings:
        return []
    solved = [solution for solution in found if solution not in search.unsolved]
    if found and not solved:
        raise Unsolved
    return solved


class Unsolved(Exception):
    """The usual reading leaves an equation between sizes."""


def _in_order(options: Sequence[Costs]) -> Iterator[tuple[int, list[Kind]]]:
    """All choices of one kind each, the cheapest first."""
    start = (0,) * len(options)
    heap, seen = [(sum(each[0][0] for each in options), start)], {start}
    while heap:
        cost, at = heappop(heap)
        yield cost, [each[k][1] for each, k in zip(options, at, strict=True)]
        for place, k in enumerate(at):
            if k + 1 < len(options[place]):
                step = options[place][k + 1][0] - options[place][k][0]
                following = (*at[:place], k + 1, *at[place + 1 :])
                if following not in seen:
                    seen.add(following)
                    heappush(heap, (cost + step, following))
