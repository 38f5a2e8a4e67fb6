"""Ends at which all that was typed must have a value: of ``exp(log(x)) + x^2``, which is x + x² in normal form.

What needs ``u >= 0``, or ``u > 0``, is kept on that side by a constraint. At the border of an open set the value is
approached and not attained, and what must not be zero may be so in the limit alone: no run has converged there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra import traverse
from extremum.algebra.errors import ExtremumError
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.convexity.domains import Constraint as Need
from extremum.convexity.domains import lost
from extremum.data.binding import leaves_of, scope_for
from extremum.data.computing import silently
from extremum.optimize.ending import CONVERGED, STALLED
from extremum.optimize.minimum import Minimum
from extremum.problems.constraint import Constraint
from extremum.solving.members import each, first, index_in
from extremum.solving.where_defined import closures, said

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_NEAR = 1e-5
"""So near, beside the largest entry of the unknowns or 1, is at the border."""


@final
@dataclass(frozen=True, slots=True)
class Typed:
    """What texts have in them that their expressions do not show, and what that needs."""

    pieces: tuple[Expr, ...] = ()
    needs: tuple[Need, ...] = ()

    @classmethod
    def of(cls, shown: Sequence[Expr], unknowns: Sequence[Expr], pieces: Sequence[Expr]) -> Typed:
        """What is left of the pieces of texts."""
        needs = tuple(lost(shown, unknowns, pieces))
        return cls(tuple(pieces), needs) if needs else cls()

    def replaced(self, values: Mapping[Expr, Expr]) -> Typed:
        """The same of other unknowns."""
        pieces = tuple(traverse.replace(piece, values) for piece in self.pieces)
        return Typed(pieces, tuple(_replaced(need, values) for need in self.needs))

    @property
    def constraints(self) -> list[Constraint]:
        """The closures of the needs."""
        return closures(self.needs)

    def judged(self, found: Minimum, data: Mapping[str, Any], sizes: Mapping[str, int | list[int]]) -> Minimum:
        """The same end, which is none where what was typed has no value, or at the border of where it has one."""
        if found.status != CONVERGED:
            return found
        values = {x.name: value for x, value in found.x.items()}
        with silently():
            broken = next((need for need in self.needs if _is_at_border(need, values, data, sizes)), None)
        if broken is None:
            return found
        where = f"what was typed is defined only where {said(broken)}"
        message = f"{where}, and the point is at, or near, the border of that"
        return replace(found, status=STALLED, message=message)

    def outside(self, values: Mapping[str, Any], data: Mapping[str, Any], sizes: Mapping[str, int | list[int]]) -> str:
        """What is said of a point at which what was typed has no value, or at the border of where it has one; empty of
        any other point."""
        with silently():
            at = (need for need in self.needs if _is_at_border(need, values, data, sizes, closed=True))
            broken = next(at, None)
        if broken is None:
            return ""
        where = f"what was typed is defined only where {said(broken)}"
        return f"{where}, and the point is outside, or at the border of that"


def _replaced(need: Need, values: Mapping[Expr, Expr]) -> Need:
    return replace(need, node=traverse.replace(need.node, values), argument=traverse.replace(need.argument, values))


def _is_at_border(
    need: Need, x: Mapping[str, Any], data: Mapping[str, Any], sizes: Mapping[str, int | list[int]],
    closed: bool = False,
) -> bool:  # fmt: skip
    """closed: also where the border belongs to the domain."""
    scale = max((float(np.abs(value).max(initial=0)) for value in map(np.asarray, x.values())), default=0.0)
    asked = need.argument if isinstance(need.needs, Interval) or need.needs in _MARGINS else need.node
    at = {**data, **x}
    start, leaves = first(asked), leaves_of([asked])
    try:
        scope = scope_for([start], {name: value for name, value in at.items() if name in leaves}, dict(sizes))
        values = [np.asarray(scope.value(one), dtype=float) for one in each(asked, index_in(asked), scope)]
    except (ExtremumError, np.linalg.LinAlgError):
        return True
    return any(not _margin(need, value, closed) > _NEAR * max(1.0, scale) for value in values)


def _margin(need: Need, value: Array, closed: bool) -> float:
    """How far a value is from where it would not do; nan for what is no number."""
    if isinstance(need.needs, str):
        return _MARGINS.get(need.needs, _finite)(value)
    below, above = value - float(need.needs.low), float(need.needs.high) - value
    return min(
        float(side.min(initial=np.inf)) if is_open or closed else np.inf
        for side, is_open in ((below, need.needs.low_open), (above, need.needs.high_open))
    )


def _finite(value: Array) -> float:
    return np.inf if np.isfinite(value).all() else np.nan


def _least_singular(value: Array) -> float:
    return float(np.linalg.svd(value, compute_uv=False).min(initial=np.inf))


_MARGINS = {"not zero": lambda value: float(np.abs(value).min(initial=np.inf)), "invertible": _least_singular}
