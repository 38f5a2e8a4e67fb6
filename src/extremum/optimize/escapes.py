"""Ends that are on the way to infinity or to an open bound, where the value is approached and nowhere attained.

A coordinate has run off when it moved by orders of magnitude. Then it is moved further, tenfold again and again, and
back towards where it began: the value of a minimum rises either way; on the way to an infimum it rises only back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.node import Expr
from extremum.optimize.ending import CONVERGED, STALLED, Ending
from extremum.optimize.landscape import Landscape

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_FAR, _DECADES = 1e3, np.log(1e5)
"""A number has run off where it is so large beside those at the start; a logarithm, where it moved so far."""
_FURTHER, _BACK = np.arange(1, 13), (0.25, 0.5, 0.75)
"""By how many decades it is moved further, and how much of the way, in logarithms, it keeps where it is moved back."""
_NOISE, _KNOWN = 1e-12, 4
"""What is no change beside the value or the fall, and at how many points further on the value is a number."""


def unattained(
    landscape: Landscape, start: Array, end: Array, how: Ending, value: Callable[[Array], float] | None = None
) -> Ending:
    """How a run ended, where what it converged to is at infinity or at an open bound; ``value`` is infinite outside of
    the constraints."""
    if how.status not in (CONVERGED, STALLED) or landscape.objective.kinked or landscape.objective.jumps:
        return how
    spent = landscape.evaluations
    found = _Escape(landscape, start, end, landscape.value if value is None else value)
    said = found.words() if found.off.any() and found.falls() else ""
    landscape.evaluations = spent
    return Ending(STALLED, f"{said}; the value is approached, and attained nowhere on the way") if said else how


@final
class _Escape:
    """The coordinates of an end that have run off; ``logs`` are those that are logarithms."""

    def __init__(self, landscape: Landscape, start: Array, end: Array, value: Callable[[Array], float]) -> None:
        self.parameters, self.end, self.value = landscape.parameters, end, value
        self.logs, entries = self.parameters.logarithms, self.parameters.entries
        size = np.abs(start[entries & ~self.logs]).max(initial=0)
        moved = end - start
        self.off = np.where(self.logs, np.abs(moved) > _DECADES, entries & (np.abs(end) > _FAR * (1 + size)))
        self.signs = np.sign(np.where(self.logs, moved, end))
        self.way = np.where(self.logs, np.abs(moved), np.log(np.maximum(np.abs(end), 1)))

    def falls(self) -> bool:
        """Whether the value falls all the way there, and does not rise further on."""
        here = self.value(self.end)
        back = [self.value(self._at((kept - 1) * self.way[self.off].min())) for kept in _BACK]
        noise = _NOISE * max(abs(here), back[0] - here)
        path = np.array([*back, here])
        if not (np.isfinite(path).all() and path[0] > here + noise and (np.diff(path) <= noise).all()):
            return False
        with np.errstate(all="ignore"):
            further = np.array([self.value(self._at(decades * np.log(10))) for decades in _FURTHER])
        known = further[~np.isnan(further)]
        return len(known) >= _KNOWN and bool((known <= here + noise).all())

    def _at(self, logarithm: float) -> Array:
        """The end with all that have run off moved alike, by a factor, or a logarithm by its own."""
        moved = np.where(self.logs, self.end + self.signs * logarithm, self.end * np.exp(logarithm))
        return np.where(self.off, moved, self.end)

    def words(self) -> str:
        """``l[1] and l[3] run to infinity; psi[4] goes to its bound 0``."""
        up = self.signs > 0
        ways = (("infinity", up), ("-infinity", ~up & ~self.logs), ("their bound 0", ~up & self.logs))
        went = ((list(self._names(self.off & among)), where) for where, among in ways)
        return "; ".join(_went(names, where) for names, where in went if names)

    def _names(self, among: Array) -> Iterator[str]:
        found = self.parameters
        for symbol, chart, piece in zip(found.symbols, found.charts, found.pieces(among), strict=True):
            if chart.labels is not None:
                yield from (f"{symbol.name}{_place(symbol, chart.labels, int(k))}" for k in np.flatnonzero(piece))


def _place(symbol: Expr, labels: Array, number: int) -> str:
    """Where an entry stands that is this free number."""
    row, col = (int(at) + 1 for at in np.argwhere(labels == number)[0])
    return "" if symbol.is_scalar else f"[{row}]" if symbol.is_column else f"[{row},{col}]"


def _went(names: list[str], where: str) -> str:
    if len(names) == 1:
        return f"{names[0]} runs to {where.replace('their', 'its')}"
    return f"{', '.join(names[:-1])} and {names[-1]} run to {where}"
