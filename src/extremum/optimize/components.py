"""The two components of square orthogonal matrices, which no path connects: ``det Q > 0`` and ``det Q < 0``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.optimize.manifolds import Ground
from extremum.optimize.minimum import Minimum

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_MOST = 3
"""Of so many unknowns all components are tried, ``2³`` together."""
_MOVED = 1e-8
"""A start was moved where it changed by this part of its size."""


@final
@dataclass(frozen=True, slots=True)
class Components:
    """The components of the unknowns on ``ground``, and where a run begins in each.

    given: the names of the unknowns whose start is given, and with it their component.
    """

    ground: Ground
    given: Collection[str]

    def starts(self, start: Array) -> Iterator[Array]:
        """The start, and the same with the sign of one column turned of each unknown whose component is free."""
        parameters = self.ground.landscape.parameters
        free = [k for k in self._parted() if self._name(k) not in self.given][:_MOST]
        for turns in product((1, -1), repeat=len(free)):
            arrays = parameters.arrays(start)
            for k, sign in zip(free, turns, strict=True):
                arrays[k] = arrays[k] * np.where(np.arange(arrays[k].shape[1]) == 0, sign, 1)
            yield parameters.flat(arrays)

    def best(self, found: Sequence[tuple[Minimum, Array]]) -> Minimum:
        """The lowest, those that converged first, with its component and how the others ended."""
        best, end = min(found, key=lambda one: (not one[0].converged, one[0].value))
        where = self._where(end)
        if not where:
            return best
        value = self.ground.landscape.sense.of
        others = ", ".join(f"{self._where(at)}: {value(one.value):.6g}" for one, at in found if at is not end)
        said = f"the better of the components, {where} ({others})" if others else f"in the component {where}"
        return replace(best, message=f"{best.message}; {said}")

    def moved(self, start: Array, begun: Array) -> str:
        """What is said of given starts that are not on their manifold; empty where there is nothing to say."""
        pairs = zip(*map(self.ground.landscape.parameters.arrays, (start, begun)), strict=True)
        off = [self._name(k) for k, (a, b) in enumerate(pairs) if np.abs(a - b).max() > _MOVED * np.abs(a).max()]
        names = " and ".join(name for name in off if name in self.given)
        return f"the start of {names} was moved onto its manifold" if names else ""

    def _parted(self) -> list[int]:
        """Which unknowns have two components."""
        shapes = self.ground.landscape.parameters.shapes
        return [k for k, on in enumerate(self.ground.manifolds) if on and on.parted(shapes[k])]

    def _name(self, k: int) -> str:
        return str(self.ground.landscape.parameters.symbols[k].name)

    def _where(self, point: Array) -> str:
        """``det Q > 0``."""
        arrays = self.ground.landscape.parameters.arrays(point)
        return " and ".join(
            f"det {self._name(k)} {'>' if np.linalg.det(arrays[k]) > 0 else '<'} 0" for k in self._parted()
        )
