"""Unknowns on manifolds, and the objective in coordinates that move with the point.

``W' B W = I`` with B positive definite are the orthogonal matrices, matrices with orthonormal columns, spheres and
ellipsoids, all one geometry in ``V = R W`` with ``B = R'R``; positive definite matrices have the affine-invariant one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.optimize.landscape import Landscape
from extremum.optimize.objective import Objective
from extremum.problems.constraint import Constraint
from extremum.solving.theorems.surfaces import Surface, surface
from extremum.structures import STRUCTURES
from extremum.structures.charts import Definite
from extremum.structures.frames import Charted, Congruent, Embedded, Frame, Whitened

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Framed = Callable[["Array"], Frame]


@final
@dataclass(frozen=True, slots=True)
class Manifold:
    """words: as in "x on …"; frame: the coordinates about a member; nearest: a member near a matrix; cone: whether it
    contains ``s X + t Y`` with X and Y, for all ``s, t > 0``."""

    words: str
    frame: Framed
    nearest: Callable[[Array], Array]
    cone: bool = False

    def parted(self, shape: tuple[int, int]) -> bool:
        """Whether it has two components, with determinants of either sign."""
        return not self.cone and shape[0] == shape[1]


def manifolds(landscape: Landscape, stated: Sequence[Constraint]) -> Mapping[Expr, Manifold] | None:
    """The manifolds of the unknowns that are on one; None where there is none, or where a constraint is another."""
    objective = landscape.objective
    unknowns = [part.unknown for part in objective.parts]
    found: dict[Expr, Manifold] = {}
    for constraint in stated:
        concerned = [x for x in unknowns if contains(constraint.gap, [x])]
        on = surface(constraint, concerned[0]) if len(concerned) == 1 and constraint.is_equation else None
        if on is None or on.unknown in found:
            return None
        made = _orthonormal(on, objective)
        if made is None:
            return None
        found[on.unknown] = made
    parts = zip(objective.parts, landscape.parameters.charts, strict=True)
    found |= {part.unknown: _definite() for part, chart in parts if isinstance(chart, Definite)}
    return found or None


def back_on(landscape: Landscape, stated: Sequence[Constraint], point: Array) -> Array | None:
    """The point with each unknown that a constraint puts on a manifold next to it there; None where there is none."""
    found = [on for each in stated if (on := manifolds(landscape, [each])) is not None]
    parts, parameters = landscape.objective.parts, landscape.parameters
    if not found or not np.isfinite(point).all():
        return None
    arrays = parameters.arrays(point)
    for on in found:
        arrays = [on[p.unknown].nearest(a) if p.unknown in on else a for p, a in zip(parts, arrays, strict=True)]
    return parameters.flat(arrays)


def _definite() -> Manifold:
    return Manifold("the positive definite matrices", Congruent, lambda a: a, cone=True)


def _orthonormal(on: Surface, objective: Objective) -> Manifold | None:
    """``W' B W = I``; None where B is not positive definite, or W has fewer rows than columns."""
    rows, cols = objective.shape(on.unknown)
    geometry = STRUCTURES["unit" if cols == 1 else "orthogonal"].geometry
    assert geometry is not None
    words = "a sphere" if cols == 1 else "the orthogonal matrices" if rows == cols else "the matrices with X'X = I"
    if rows < cols:
        return None
    if on.flat:
        return Manifold(words, lambda x: Embedded(x, geometry), geometry.nearest)
    try:
        root = np.linalg.cholesky(np.asarray(objective.scope.value(on.metric), dtype=float)).T
    except np.linalg.LinAlgError:
        return None
    words = "an ellipsoid" if cols == 1 else "the matrices with X'B X = I"
    return Manifold(
        words,
        lambda w: Whitened(Embedded(root @ w, geometry), root),
        lambda a: np.linalg.solve(root, geometry.nearest(root @ a)),
    )


@final
class Ground:
    """The objective over points whose unknowns are on manifolds; points are free numbers of ``landscape``, in which
    these unknowns have all their entries."""

    def __init__(self, landscape: Landscape, on: Mapping[Expr, Manifold]) -> None:
        self.words = "; ".join(f"{x.name} on {each.words}" for x, each in on.items())
        self.manifolds = [on.get(part.unknown) for part in landscape.objective.parts]
        whole = landscape.parameters.entrywise([each is not None for each in self.manifolds])
        self.landscape = Landscape(landscape.objective, whole)
        self._frames = [None if each is None else each.frame for each in self.manifolds]

    def drawn(self) -> Array:
        """The start as it is given or drawn."""
        return self.landscape.parameters.start()

    def start(self) -> Array:
        """A point on the manifolds near the start."""
        parameters = self.landscape.parameters
        arrays = parameters.arrays(self.drawn())
        moved = [a if each is None else each.nearest(a) for a, each in zip(arrays, self.manifolds, strict=True)]
        return parameters.flat(moved)

    def at(self, point: Array) -> Place:
        """A point with its derivatives."""
        parameters = self.landscape.parameters
        arrays, pieces = parameters.arrays(point), parameters.pieces(point)
        try:
            frames = [
                Charted(chart, piece) if made is None else made(a)
                for made, chart, piece, a in zip(self._frames, parameters.charts, pieces, arrays, strict=True)
            ]
        except np.linalg.LinAlgError:  # at the border of the set, by rounding
            frames = []
        self.landscape.evaluations += 1
        value, gradients = self.landscape.objective.value_and_gradients(arrays)
        return Place(self, point, value, arrays, gradients, frames)


@final
@dataclass(frozen=True)
class Place:
    """A point, the value and the gradients by the unknowns there, and the coordinates about it."""

    ground: Ground
    point: Array
    value: float
    arrays: Sequence[Array]
    gradients: Sequence[Array]
    frames: Sequence[Frame]

    @cached_property
    def gradient(self) -> Array:
        """By the coordinates; projected twice, for what rounding leaves of the normal part is large beside little."""
        if not self.frames:
            return np.full(self.point.size, np.nan)
        return self.within(_stacked([frame.pull(g) for frame, g in zip(self.frames, self.gradients, strict=True)]))

    def _split(self, v: Array) -> list[Array]:
        shapes = [
            frame.free.shape if isinstance(frame, Charted) else a.shape
            for frame, a in zip(self.frames, self.arrays, strict=True)
        ]
        pieces = np.split(v, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    def product(self, v: Array) -> Array:
        """The Hessian by the coordinates times v."""
        objective, pieces = self.ground.landscape.objective, self._split(v)
        steps = [frame.push(piece) for frame, piece in zip(self.frames, pieces, strict=True)]
        changes = objective.second.along(objective.at(self.arrays), steps)
        parts = zip(self.frames, changes, self.gradients, pieces, strict=True)
        return _stacked([frame.pull(change) + frame.bend(g, piece) for frame, change, g, piece in parts])

    def within(self, v: Array) -> Array:
        """The coordinates of tangent directions next to v."""
        return _stacked([frame.within(piece) for frame, piece in zip(self.frames, self._split(v), strict=True)])

    def moved(self, v: Array) -> Array:
        """The point at coordinates v."""
        arrays = [frame.move(piece) for frame, piece in zip(self.frames, self._split(v), strict=True)]
        return self.ground.landscape.parameters.flat(arrays)


def _stacked(pieces: Sequence[Array]) -> Array:
    return np.concatenate([np.ravel(piece) for piece in pieces])
