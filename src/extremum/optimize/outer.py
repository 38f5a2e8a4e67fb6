"""Outer approximations of convex sets by half-spaces: where a gap g is concave, ``g(y) + ∇g(y)'(x - y) ≥ g(x) ≥ 0``
for all x with ``g(x) ≥ 0``, whatever y is (Kelley 1960; Boyd & Vandenberghe 2004, sec. 3.1.3). They bound steps where
the gradient at one point alone does not, and tell of the sides that meet at a kink."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.data.computing import silently
from extremum.optimize.gaps import Gaps

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_DISTANCES, _RANDOM, _NUDGE = (1.0, 100.0), 4, 1e-7
"""How far from a point half-spaces are taken first, relative to it; how many ways are drawn; a point is moved by so
much, relative to it, since at a kink itself a gradient may tell of no side."""
_DIGITS = 10
"""Half-spaces are one where so many digits of their normals and levels agree."""


@final
class HalfSpaces:
    """``a'x + b ≥ 0``, x the stacked columns of all parts, which holds wherever some concave gaps are not negative."""

    def __init__(self, gaps: Gaps) -> None:
        size = sum(rows * cols for rows, cols in gaps.parameters.shapes)
        self.parameters = gaps.parameters
        self.sources = [gap for gap in gaps.stated if gap.concave and not gap.affine]
        self.normals, self.levels = np.zeros((0, size)), np.zeros(0)
        self._rng = np.random.default_rng(0)

    def added(self, gaps: Gaps) -> Gaps:
        """The constraints with these beside them, for methods in the place of those that have kinks."""
        found, kinked = copy(gaps), [gap for gap in self.sources if gap.kinked]
        found.inequalities = [*gaps.inequalities, self]
        found.others = [*(gap for gap in gaps.others if gap not in kinked), self]
        return found

    def values(self, arrays: Sequence[Array]) -> Array:
        """``A x + b``."""
        return np.asarray(self.normals @ _stacked(arrays) + self.levels)

    def slopes(self, arrays: Sequence[Array]) -> Array:
        """``A``."""
        return self.normals

    def about(self, flat: Array) -> None:
        """Takes half-spaces on all sides of a point, of the numbers ``flat`` are the free ones of."""
        ways = [*np.eye(flat.size), *self._rng.normal(size=(_RANDOM, flat.size))]
        size = 1 + float(np.abs(flat).max(initial=0))
        for far in _DISTANCES:
            for way in ways:
                self.at(flat + far * size * way)
                self.at(flat - far * size * way)

    def at(self, flat: Array) -> None:
        """Takes those of one point."""
        size = 1 + float(np.abs(flat).max(initial=0))
        with silently():
            arrays = self.parameters.arrays(flat + _NUDGE * size * self._rng.normal(size=flat.shape))
            for gap in self.sources:
                self._take(gap.slopes(arrays), gap.values(arrays), _stacked(arrays))

    def _take(self, normals: Array, values: Array, here: Array) -> None:
        """The half-spaces of unit normals that are numbers, but for those that are known."""
        sizes = np.linalg.norm(normals, axis=1)
        levels = values - normals @ here
        good = np.isfinite(levels) & np.isfinite(sizes) & (sizes > 0)
        rows = np.column_stack([normals, levels])[good] / sizes[good, None]
        known = np.column_stack([self.normals, self.levels])
        every = np.concatenate([known, rows])
        _, first = np.unique(every.round(_DIGITS), axis=0, return_index=True)
        kept = every[np.sort(first)]
        self.normals, self.levels = kept[:, :-1], kept[:, -1]


def _stacked(arrays: Sequence[Array]) -> Array:
    return np.concatenate([np.zeros(0), *(array.ravel(order="F") for array in arrays)])
