"""Expressions that are affine in the unknowns as matrices of the free numbers; within sums, of all members at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.dims import IndexName
from extremum.algebra.evaluate import Scope, ragged
from extremum.algebra.node import Expr
from extremum.optimize.cones import NotConicError
from extremum.optimize.epigraphs import Affine
from extremum.optimize.gaps import Gap
from extremum.optimize.landscape import Landscape

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
@dataclass(frozen=True, slots=True)
class Member:
    """A value of each index that is summed over, the outermost first, with all its values."""

    chosen: tuple[tuple[IndexName, int, range], ...] = ()

    @property
    def outer(self) -> Member:
        """Without the innermost."""
        return Member(self.chosen[:-1])

    def of(self, index: IndexName, k: int, members: range) -> Member:
        """One of an index further in."""
        return Member((*self.chosen, (index, k, members)))

    def within(self, scope: Scope) -> Scope:
        """The scope in which the indices have their values."""
        for index, k, _ in self.chosen:
            scope = scope.at(index, k, {})
        return scope


EACH = Member()
"""Where nothing is summed over."""


@final
class Affines:
    """Reads what is affine, an expression once."""

    def __init__(self, landscape: Landscape) -> None:
        self.objective, self.parameters = landscape.objective, landscape.parameters
        self.unknowns = self.objective.unknowns
        self.zero = np.zeros(landscape.size)
        self.arrays = self.parameters.arrays(self.zero)
        self._gaps: dict[Expr, Gap] = {}
        self._members: dict[tuple[Expr, Member], list[Affine]] = {}

    def are(self, expr: Expr) -> bool:
        """Whether an expression is affine in the unknowns."""
        if expr not in self._gaps:
            self._gaps[expr] = Gap(expr, self.objective, EACH.within)
        return self._gaps[expr].affine

    def of(self, expr: Expr, member: Member) -> Affine:
        """An expression that is affine in the unknowns.

        Raises:
            NotConicError: it is not.
        """
        if not self.are(expr):
            raise NotConicError
        gap = self._gaps[expr]
        if not member.chosen:
            return self._affines(gap, self.objective.at(self.arrays), 1)[0]
        *_, (index, k, members) = member.chosen
        key = (expr, member.outer)
        if key not in self._members:
            outer = member.outer.within(self.objective.at(self.arrays))
            if any(ragged(each, index) for each in (gap.gap, *gap.jacobians.values())):
                self._members[key] = [self._affines(gap, outer.at(index, j, {}), 1)[0] for j in members]
            else:
                self._members[key] = self._affines(gap, outer.inner(index, np.array(members)), len(members))
        return self._members[key][k - members.start]

    def _affines(self, gap: Gap, scope: Scope, count: int) -> list[Affine]:
        """It of all members that a scope binds together."""
        shape = (scope.dim(gap.gap.rows), scope.dim(gap.gap.cols))
        size = shape[0] * shape[1]

        def values(expr: Expr) -> Array:
            found = np.asarray(scope.value(expr), dtype=float)
            return np.broadcast_to(found.reshape(-1, *found.shape[-2:]), (count, *found.shape[-2:]))

        rows = [
            values(gap.jacobians[x]) if x in gap.jacobians else np.zeros((count, size, array.size))
            for x, array in zip(self.unknowns, self.arrays, strict=True)
        ]
        slopes = self.parameters.pull_back_rows(self.zero, np.concatenate(rows, axis=2).reshape(count * size, -1))
        fixed = values(gap.gap).swapaxes(1, 2).reshape(count, size)
        return [Affine(F, f, shape) for F, f in zip(slopes.reshape(count, size, -1), fixed, strict=True)]
