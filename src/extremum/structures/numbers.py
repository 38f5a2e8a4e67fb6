"""Numbers to draw members of structures from: of a field, with what stands there for signs, roots and whole numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, final

from extremum.algebra.fields import FLOATS, MODULO, PRIME, Field, NotExactError
from extremum.algebra.lazy import numpy as np
from extremum.structures.judging import rank

if TYPE_CHECKING:
    from extremum.algebra.node import Array
    from extremum.structures.record import Structure
    from extremum.structures.scatter import Frame

    Generator = np.random.Generator

_CONDITION = 50.0


class Numbers(ABC):
    """Random numbers of a field."""

    field: Field

    def __init__(self, rng: Generator) -> None:
        self.rng = rng

    @abstractmethod
    def generic(self, size: int) -> Array:
        """Numbers in general position."""

    @abstractmethod
    def positive(self, values: Array) -> Array:
        """Positive numbers from generic ones; squares where there is no order."""

    @abstractmethod
    def nonzero(self, values: Array) -> Array:
        """Numbers that are not near zero, from generic ones."""

    @abstractmethod
    def root(self, value: Array) -> Array:
        """The square root of a positive 1×1 matrix.

        Raises:
            NotExactError: it has none in this field.
        """

    @abstractmethod
    def is_positive(self, value: Array) -> bool:
        """Whether a 1×1 matrix is positive."""

    @abstractmethod
    def rank(self, matrix: Array) -> int: ...

    @abstractmethod
    def gram(self, matrix: Array) -> Array:
        """A positive definite matrix, made of ``A A'``."""

    @abstractmethod
    def outweighing(self, matrix: Array) -> Array:
        """What makes a symmetric matrix positive definite on its diagonal; whole where the entries are."""

    @abstractmethod
    def has(self, structure: Structure, matrix: Array) -> bool:
        """Whether a matrix that was drawn for it has the structure, and is well conditioned where that is asked."""

    def maker(self, structure: Structure) -> Callable[[Numbers, Array, Frame], Array] | None:
        """How a matrix of a structure is made, where it is made as a whole."""
        return structure.whole

    def whole(self, values: Array) -> Array:
        """Whole numbers as numbers of this field."""
        return self.field.array(np.asarray(np.rint(values), dtype=int))

    def choice(self, among: Sequence[int], shape: int | tuple[int, ...]) -> Array:
        """Each entry one of some whole numbers."""
        return self.whole(self.rng.choice(among, size=shape))

    def axis(self, shape: tuple[int, ...]) -> Array:
        """A matrix with one entry 1, and 0 elsewhere."""
        places = np.zeros(shape, dtype=int)
        places.flat[self.rng.integers(places.size)] = 1
        return self.field.array(places)

    def eye(self, size: int) -> Array:
        return self.field.array(np.eye(size, dtype=int))

    def scaled(self, matrix: Array, by: Array) -> Array:
        """``A / t`` for a 1×1 matrix t."""
        return self.field.reduce(matrix * self.field.inverse(by))


class Reals(Numbers):
    """Floating point numbers."""

    field = FLOATS

    def generic(self, size: int) -> Array:
        return np.asarray(self.rng.normal(size=size))

    def positive(self, values: Array) -> Array:
        return np.abs(values) + 0.3

    def nonzero(self, values: Array) -> Array:
        return np.asarray(values + np.where(values < 0, -1.0, 1.0))

    def root(self, value: Array) -> Array:
        return np.asarray(np.sqrt(value))

    def is_positive(self, value: Array) -> bool:
        return bool(value.item() > 0)

    def rank(self, matrix: Array) -> int:
        return rank(matrix)

    def gram(self, matrix: Array) -> Array:
        return np.asarray(matrix @ matrix.T / len(matrix) + np.eye(len(matrix)))

    def outweighing(self, matrix: Array) -> Array:
        largest = np.abs(matrix - np.diag(np.diag(matrix))).sum(axis=0).max(initial=0)
        return np.asarray(np.ceil(largest) + np.abs(matrix))

    def has(self, structure: Structure, matrix: Array) -> bool:
        good = structure.generic is None or np.linalg.cond(matrix) < _CONDITION * max(matrix.shape) / 3
        return bool(good) and structure.test(matrix)


@final
class Small(Reals):
    """Small whole numbers, for a person to follow."""

    def generic(self, size: int) -> Array:
        return self.rng.integers(-2, 4, size=size).astype(float)

    def positive(self, values: Array) -> Array:
        return np.abs(values) + 1

    def nonzero(self, values: Array) -> Array:
        return np.where(values == 0, 1.0, values)

    def gram(self, matrix: Array) -> Array:
        """A symmetric matrix, dominated by its diagonal."""
        beside = matrix - np.diag(np.diag(matrix))
        return np.asarray(beside + np.diag(1 + np.abs(beside).sum(axis=1)))

    def outweighing(self, matrix: Array) -> Array:
        return np.asarray(1 + np.abs(matrix).sum(axis=1, keepdims=True) + 0 * matrix)

    def maker(self, structure: Structure) -> Callable[[Numbers, Array, Frame], Array] | None:
        return structure.simple or structure.whole

    def has(self, structure: Structure, matrix: Array) -> bool:
        return structure.test(matrix)


@final
class Residues(Numbers):
    """Integers modulo the prime; squares stand for positive numbers, so that their roots exist."""

    field = MODULO

    def generic(self, size: int) -> Array:
        return np.array([int(value) for value in self.rng.integers(1, PRIME, size=size)], dtype=object)

    def positive(self, values: Array) -> Array:
        return self.field.reduce(values * values)

    def nonzero(self, values: Array) -> Array:
        return values

    def root(self, value: Array) -> Array:
        """The one that is a square itself."""
        (entry,) = value.ravel()
        if not is_square(int(entry)):
            raise NotExactError("no square")
        return np.full((1, 1), pow(int(entry), (PRIME + 1) // 4, PRIME), dtype=object)

    def is_positive(self, value: Array) -> bool:
        return bool(value.item() != 0 and is_square(int(value.item())))

    def rank(self, matrix: Array) -> int:
        return self.field.rank(matrix)

    def gram(self, matrix: Array) -> Array:
        return self.field.matmul(matrix, matrix.T)

    def outweighing(self, matrix: Array) -> Array:
        return self.positive(matrix)

    def has(self, structure: Structure, matrix: Array) -> bool:
        return structure.generic is None or structure.generic(self, matrix)


def is_square(value: int) -> bool:
    """Euler's criterion, for what is not 0."""
    return pow(value, (PRIME - 1) // 2, PRIME) == 1
