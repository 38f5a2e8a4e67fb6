"""Free coordinates of structured matrices: the matrix from them, they from the matrix, and gradients pulled back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, final

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.lazy import numpy as np
from extremum.structures.combine import strongest
from extremum.structures.drawing import pattern_of
from extremum.structures.scatter import Scatter

if TYPE_CHECKING:
    from extremum.algebra.node import Array


class Chart(ABC):
    """Free numbers for a structured matrix."""

    size: int

    @property
    def labels(self) -> Array | None:
        """Which free number each entry has, where the free numbers are entries or their logarithms; otherwise None."""
        return None

    @property
    def logarithms(self) -> Array:
        """Which free numbers are logarithms of entries."""
        return np.zeros(self.size, dtype=bool)

    @abstractmethod
    def matrix(self, free: Array) -> Array:
        """The matrix from the free numbers."""

    @abstractmethod
    def free(self, matrix: Array) -> Array:
        """The free numbers of a member."""

    @abstractmethod
    def pull_back(self, free: Array, gradient: Array) -> Array:
        """The gradient with respect to the free numbers."""

    @abstractmethod
    def push(self, free: Array, step: Array) -> Array:
        """The derivative of the matrix along a step of the free numbers."""

    @abstractmethod
    def bend(self, free: Array, gradient: Array, step: Array) -> Array:
        """The derivative of what :meth:`pull_back` gives, the gradient held, along a step of the free numbers."""


@final
class Linear(Chart):
    """Matrices whose entries are 0, or equal or opposite to one another: the number of each class."""

    def __init__(self, pattern: Scatter) -> None:
        self.pattern, self.size = pattern, pattern.size

    @property
    def labels(self) -> Array | None:
        return self.pattern.labels

    def matrix(self, free: Array) -> Array:
        return self.pattern.spread(free)

    def free(self, matrix: Array) -> Array:
        return self.pattern.mean(matrix)

    def pull_back(self, free: Array, gradient: Array) -> Array:
        return self.pattern.total(gradient)

    def push(self, free: Array, step: Array) -> Array:
        return self.pattern.spread(step)

    def bend(self, free: Array, gradient: Array, step: Array) -> Array:
        return np.zeros(self.size)


@final
class Logarithms(Chart):
    """Matrices of a pattern of which some classes are positive: the logarithms of those."""

    def __init__(self, pattern: Scatter, positive: Array) -> None:
        self.pattern, self.size, self.positive = pattern, pattern.size, positive

    @property
    def labels(self) -> Array | None:
        return self.pattern.labels

    @property
    def logarithms(self) -> Array:
        return self.positive

    def _numbers(self, free: Array) -> Array:
        return np.where(self.positive, np.exp(np.where(self.positive, free, 0.0)), free)

    def matrix(self, free: Array) -> Array:
        return self.pattern.spread(self._numbers(free))

    def free(self, matrix: Array) -> Array:
        numbers = self.pattern.mean(matrix)
        return np.where(self.positive, np.log(np.where(self.positive, numbers, 1.0)), numbers)

    def pull_back(self, free: Array, gradient: Array) -> Array:
        total = self.pattern.total(gradient)
        return np.where(self.positive, total * self._numbers(free), total)

    def push(self, free: Array, step: Array) -> Array:
        return self.pattern.spread(np.where(self.positive, self._numbers(free) * step, step))

    def bend(self, free: Array, gradient: Array, step: Array) -> Array:
        return np.where(self.positive, self.pattern.total(gradient) * self._numbers(free) * step, 0.0)


@final
class Definite(Chart):
    """Positive definite matrices: S = L L' with L lower triangular and the logarithm of its diagonal free."""

    def __init__(self, size: int) -> None:
        self.rows = size
        self.size = size * (size + 1) // 2
        self.lower = np.tril_indices(size)
        self.diagonal = self.lower[0] == self.lower[1]

    def _factor(self, free: Array) -> Array:
        factor = np.zeros((self.rows, self.rows))
        factor[self.lower] = np.where(self.diagonal, np.exp(np.where(self.diagonal, free, 0.0)), free)
        return factor

    def matrix(self, free: Array) -> Array:
        factor = self._factor(free)
        return np.asarray(factor @ factor.T)

    def free(self, matrix: Array) -> Array:
        values = np.linalg.cholesky(matrix)[self.lower]
        return np.where(self.diagonal, np.log(np.where(self.diagonal, values, 1.0)), values)

    def pull_back(self, free: Array, gradient: Array) -> Array:
        factor = self._factor(free)
        back = ((gradient + gradient.T) @ factor)[self.lower]
        return np.asarray(np.where(self.diagonal, back * factor[self.lower], back))

    def _change(self, factor: Array, step: Array) -> Array:
        """The derivative of the factor along a step."""
        change = np.zeros_like(factor)
        change[self.lower] = np.where(self.diagonal, factor[self.lower] * step, step)
        return change

    def push(self, free: Array, step: Array) -> Array:
        factor = self._factor(free)
        half = factor @ self._change(factor, step).T
        return np.asarray(half + half.T)

    def bend(self, free: Array, gradient: Array, step: Array) -> Array:
        factor, both = self._factor(free), gradient + gradient.T
        change = self._change(factor, step)
        along = (both @ change)[self.lower]
        own = (both @ factor)[self.lower] * change[self.lower]
        return np.asarray(np.where(self.diagonal, along * factor[self.lower] + own, along))


def chart(assume: Iterable[str], shape: tuple[int, int]) -> Chart:
    """The free coordinates of matrices that satisfy the assumptions.

    >>> chart(["symmetric", "toeplitz"], (100, 100)).size
    100

    Raises:
        UnsupportedError: they have none; the message says why.
    """
    declared = tuple(assume)
    members = strongest(declared)
    pattern = pattern_of(declared, shape)
    charts = [member.chart for member in members if member.chart is not None]
    bare = [member for member in members if member.unfree and member.chart is None]
    found = charts[0](pattern) if len(charts) == 1 else None
    if bare or len(charts) > 1 or (charts and found is None):
        why = bare[0].unfree if bare else "no coordinates are known for these together"
        raise UnsupportedError(f"declared {', '.join(declared)}: {why}")
    return found if found is not None else Linear(pattern)
