"""The levels by which bound indices are told apart: 1 for the innermost binder.

A pass that works inside of a body meets the index of the binder around it as :class:`Bound`, and what it makes may nest
deeper than before. So the level of a binder is above those of the binders in it, and none that an outer index has; when
the outer binder is built again, all levels are the lowest again.
"""

from __future__ import annotations

from collections.abc import Iterable

from extremum.algebra.atoms import Atom, Bound
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices


def bind(body: Expr, index: Atom, outside: Iterable[Expr | Dim] = ()) -> tuple[Expr, int]:
    """The body with an index, free or bound, at the level that it has in a binder, and that level.

    ``outside`` is what belongs to the binder and does not know the index: its range, the start of a recurrence.
    """
    around = {atom for part in outside for atom in part.indices}
    above = max((part.level for part in outside if isinstance(part, Expr)), default=0)
    while index != Bound(level := _level(body, index, around, above)):
        body, index = replace_indices(body, {index: Dim.of(Bound(level))}), Bound(level)
    return body, level


def _level(body: Expr, index: Atom, around: set[Atom], above: int) -> int:
    taken = (body.indices - {index}) | around
    level = max(body.level, above) + 1
    while Bound(level) in taken:
        level += 1
    return level
