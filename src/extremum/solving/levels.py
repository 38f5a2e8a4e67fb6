"""Where an equation ``left = right`` of a root has one: the right side must lie in the range of the left one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isinf

from extremum.algebra.facts import holds
from extremum.algebra.intervals import End
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import NONNEGATIVE, POSITIVE
from extremum.solving.roots import Range, Root


def within_reach(root: Root) -> list[Condition]:
    """That the level is within the bounds of the side that moves, where that is not known.

    Of the least number with ``left <= right`` only the lower bound matters, for the left side falls to it.

    >>> import extremum as ex
    >>> t, b = ex.scalar("t", "positive"), ex.scalar("b")
    >>> within_reach(Root(t, 1 / t, b, Range.POSITIVE))
    [b is positive]
    """
    bounds = Region((root.symbol,)).bounds(root.left)
    sides = [_beyond(root, 1, bounds.low, bounds.low_open)]
    if root.range is not Range.NONNEGATIVE:
        sides.append(_beyond(root, -1, bounds.high, bounds.high_open))
    return [condition for condition in sides if condition is not None]


def of_roots(roots: Iterable[Root]) -> list[Condition]:
    """The same of several roots."""
    return [condition for root in roots for condition in within_reach(root)]


def _beyond(root: Root, sign: int, end: End, is_open: bool) -> Condition | None:
    """That the level is on the right side of an end."""
    if isinf(end):
        return None
    predicate, fact = (POSITIVE, "positive") if is_open else (NONNEGATIVE, "nonnegative")
    excess = simplify(c.multiple(sign, c.subtract(root.right, c.number(Fraction(end)))))
    return None if holds(excess, fact) else Condition(predicate, excess, predicate.of(excess))
