"""The numbers inside of a piece ``Σ_i w_i φ(u_i)``, for all i at once: their values, slopes and weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.evaluate import Scope, ragged
from extremum.algebra.node import Expr
from extremum.calculus.jacobian import jacobian
from extremum.calculus.kinks import kinks_in
from extremum.data.computing import silently
from extremum.optimize.landscape import Landscape
from extremum.optimize.pieces import Piece, Range
from extremum.simplify.search import simplify

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
class Rows:
    """What is inside of a piece, a number a row: ``u(t)`` of the free numbers t."""

    def __init__(self, piece: Piece, landscape: Landscape) -> None:
        self.piece, self.landscape = piece, landscape
        unknowns = landscape.objective.unknowns
        self.jacobians = {u: simplify(jacobian(piece.inside, u)) for u in unknowns}

    @property
    def affine(self) -> bool:
        """Whether u is affine in the unknowns."""
        names = {unknown.name for unknown in self.jacobians}
        constant = not any(symbol.name in names for slope in self.jacobians.values() for symbol in slope.symbols)
        return constant and not kinks_in(self.piece.inside, list(self.jacobians))

    def values(self, flat: Array) -> Array:
        """``u``, those of one member after those of another."""
        return np.concatenate([_stacked(scope, self.piece.inside, count) for scope, count in self._scopes(flat)])

    def weights(self, flat: Array) -> Array:
        """One weight for each number inside."""
        rows = self.piece.inside.rows
        found = [self._weight(scope, count, scope.dim(rows)) for scope, count in self._scopes(flat)]
        return np.concatenate(found)

    def _weight(self, scope: Scope, count: int, rows: int) -> Array:
        weight = _stacked(scope, self.piece.weight, count).reshape(count, -1)
        return np.broadcast_to(weight, (count, rows)).ravel()

    def slopes(self, flat: Array) -> Array:
        """``∂u/∂t'``, the charts being linear."""
        blocks = [self._slopes(scope, count) for scope, count in self._scopes(flat)]
        return np.concatenate(blocks) @ self._tangent

    def _slopes(self, scope: Scope, count: int) -> Array:
        """By the stacked columns of all unknowns."""
        shapes = dict(zip(self.jacobians, self.landscape.parameters.shapes, strict=True))
        found = []
        for unknown, slope in self.jacobians.items():
            rows, cols = scope.dim(slope.rows), shapes[unknown][0] * shapes[unknown][1]
            found.append(np.broadcast_to(scope.value(slope), (count, rows, cols)).reshape(-1, cols))
        return np.concatenate(found, axis=1)

    @cached_property
    def _tangent(self) -> Array:
        """``∂x/∂t'``, the unknowns stacked."""
        zero = np.zeros(self.landscape.size)
        pushed = [self.landscape.parameters.push(zero, step) for step in np.eye(zero.size)]
        return np.array([np.concatenate([part.ravel(order="F") for part in each]) for each in pushed]).T

    def _scopes(self, flat: Array) -> Iterator[tuple[Scope, int]]:
        """The scopes of the members, many at a time, and of how many."""
        scope = self.landscape.objective.at(self.landscape.parameters.arrays(flat))
        with silently():
            yield from self._inside(scope, self.piece.over)

    def _inside(self, scope: Scope, over: Sequence[Range]) -> Iterator[tuple[Scope, int]]:
        if not over:
            yield scope, 1
            return
        (here, *more) = over
        first = scope.dim(here.start)
        values = np.arange(first, first + scope.dim(here.size))
        exprs = (self.piece.inside, self.piece.weight, *self.jacobians.values())
        if not more and not any(ragged(expr, here.index) for expr in exprs):
            if len(values):
                yield scope.inner(here.index, values), len(values)
            return
        for value in values:
            yield from self._inside(scope.at(here.index, int(value), {}), more)


def _stacked(scope: Scope, expr: Expr, count: int) -> Array:
    """The entries of a column for each member of a batch, one after another."""
    value = np.asarray(scope.value(expr), dtype=float)
    rows, cols = scope.dim(expr.rows), scope.dim(expr.cols)
    return np.broadcast_to(value, (count, rows, cols)).reshape(-1)
