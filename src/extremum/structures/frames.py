"""Coordinates about one member of a set, whose inner product is Frobenius': directions, gradients, second derivatives.

For ``f̂(v) = f(move(v))`` the gradient at 0 is ``pull(∇f)`` and the second derivative along v
``pull(∇²f[push(v)]) + bend(∇f, v)``, exactly so where ``move`` is of second order, and at stationary points always.
Sources: Absil, Mahony & Sepulchre (2008), ch. 5; for positive definite ones Jeuris, Vandebril & Vandereycken (2012).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, final

from extremum.algebra.lazy import numpy as np
from extremum.structures.charts import Chart

if TYPE_CHECKING:
    from extremum.algebra.node import Array
    from extremum.structures.record import Geometry


class Frame(ABC):
    """Coordinates about one member."""

    @abstractmethod
    def push(self, v: Array) -> Array:
        """The tangent direction of a change of the coordinates."""

    @abstractmethod
    def pull(self, gradient: Array) -> Array:
        """The gradient by the coordinates, from that by the entries."""

    @abstractmethod
    def bend(self, gradient: Array, v: Array) -> Array:
        """What the curvature of the set adds to the second derivative along v."""

    @abstractmethod
    def move(self, v: Array) -> Array:
        """The member at coordinates v."""

    @abstractmethod
    def within(self, v: Array) -> Array:
        """The coordinates of directions that are tangent, next to v."""


@final
class Embedded(Frame):
    """Tangent matrices at a member of a manifold in the space of matrices are their own coordinates."""

    def __init__(self, member: Array, geometry: Geometry) -> None:
        self.member, self.geometry = member, geometry

    def push(self, v: Array) -> Array:
        return self.geometry.tangent(self.member, v)

    def pull(self, gradient: Array) -> Array:
        return self.geometry.tangent(self.member, gradient)

    def bend(self, gradient: Array, v: Array) -> Array:
        assert self.geometry.bend is not None
        tangent = self.geometry.tangent(self.member, v)
        return self.geometry.tangent(self.member, self.geometry.bend(self.member, gradient, tangent))

    def move(self, v: Array) -> Array:
        return self.geometry.retract(self.member, self.push(v))

    def within(self, v: Array) -> Array:
        return self.geometry.tangent(self.member, v)


@final
class Whitened(Frame):
    """Members W for which ``V = R W`` is one of another set: those of V are the coordinates."""

    def __init__(self, inner: Frame, root: Array) -> None:
        self.inner, self.root = inner, root

    def push(self, v: Array) -> Array:
        return np.linalg.solve(self.root, self.inner.push(v))

    def _pulled(self, gradient: Array) -> Array:
        return np.linalg.solve(self.root.T, gradient)

    def pull(self, gradient: Array) -> Array:
        return self.inner.pull(self._pulled(gradient))

    def bend(self, gradient: Array, v: Array) -> Array:
        return self.inner.bend(self._pulled(gradient), v)

    def move(self, v: Array) -> Array:
        return np.linalg.solve(self.root, self.inner.move(v))

    def within(self, v: Array) -> Array:
        return self.inner.within(v)


@final
class Congruent(Frame):
    """Positive definite ``X = L L'``: the symmetric T of ``L exp(T) L'``, in which the affine-invariant metric
    ``tr(X⁻¹U X⁻¹V)`` is Frobenius'; move: ``L (I + T + T²/2) L'``, which is positive definite."""

    def __init__(self, member: Array) -> None:
        self.member, self.root = member, np.linalg.cholesky(member)

    def push(self, v: Array) -> Array:
        return np.asarray(self.root @ self.within(v) @ self.root.T)

    def pull(self, gradient: Array) -> Array:
        return self.within(self.root.T @ gradient @ self.root)

    def bend(self, gradient: Array, v: Array) -> Array:
        return self.within(self.pull(gradient) @ self.within(v))

    def move(self, v: Array) -> Array:
        step = self.within(v)
        half = self.root @ (step + np.eye(len(step)))
        moved = (self.member + half @ half.T) / 2
        return np.asarray((moved + moved.T) / 2)

    def within(self, v: Array) -> Array:
        return np.asarray((v + v.T) / 2)


@final
class Charted(Frame):
    """Steps of the free numbers of a chart."""

    def __init__(self, chart: Chart, free: Array) -> None:
        self.chart, self.free = chart, free

    def push(self, v: Array) -> Array:
        return self.chart.push(self.free, v)

    def pull(self, gradient: Array) -> Array:
        return self.chart.pull_back(self.free, gradient)

    def bend(self, gradient: Array, v: Array) -> Array:
        return self.chart.bend(self.free, gradient, v)

    def move(self, v: Array) -> Array:
        return self.chart.matrix(self.free + v)

    def within(self, v: Array) -> Array:
        return v
