"""Variables as one flat vector of free numbers, by the structure that is declared of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.facts import close
from extremum.algebra.node import Expr
from extremum.data.given import by_name
from extremum.operations.leaves import declared

if TYPE_CHECKING:
    from extremum.algebra.node import Array


class Chart(ABC):
    """Free numbers for a structured matrix: the matrix from them, they from the matrix, and gradients pulled back."""

    @abstractmethod
    def matrix(self, free: Array) -> Array: ...

    @abstractmethod
    def free(self, matrix: Array) -> Array: ...

    @abstractmethod
    def pull_back(self, free: Array, gradient: Array) -> Array: ...


@final
class Linear(Chart):
    """Matrices ``Σ t_k B_k`` in a basis of patterns with disjoint entries: symmetric, diagonal, triangular, skew."""

    def __init__(self, shape: tuple[int, int], pattern: str) -> None:
        self.shape = shape
        self.basis = _basis(shape, pattern)

    def matrix(self, free: Array) -> Array:
        return np.asarray(self.basis @ free).reshape(self.shape)

    def free(self, matrix: Array) -> Array:
        return np.asarray(self.basis.T @ matrix.ravel() / (self.basis**2).sum(axis=0))

    def pull_back(self, free: Array, gradient: Array) -> Array:
        return np.asarray(self.basis.T @ gradient.ravel())


@final
class Plain(Chart):
    """Any matrix: its entries."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape

    def matrix(self, free: Array) -> Array:
        return free.reshape(self.shape)

    def free(self, matrix: Array) -> Array:
        return matrix.ravel()

    def pull_back(self, free: Array, gradient: Array) -> Array:
        return gradient.ravel()


@final
class Positive(Chart):
    """Positive entries: their logarithms."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape

    def matrix(self, free: Array) -> Array:
        return np.asarray(np.exp(free)).reshape(self.shape)

    def free(self, matrix: Array) -> Array:
        return np.asarray(np.log(matrix)).ravel()

    def pull_back(self, free: Array, gradient: Array) -> Array:
        return np.asarray(gradient.ravel() * np.exp(free))


@final
class Definite(Chart):
    """Positive definite matrices: S = L L' with L lower triangular and the logarithm of its diagonal free."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.lower = np.tril_indices(size)
        self.diagonal = self.lower[0] == self.lower[1]

    def _factor(self, free: Array) -> Array:
        factor = np.zeros((self.size, self.size))
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


def _basis(shape: tuple[int, int], pattern: str) -> Array:
    n, m = shape
    columns = []
    for i in range(n):
        for j in range(m):
            entry = np.zeros(shape)
            entry[i, j] = 1.0
            if pattern in ("symmetric", "skew"):
                entry[j, i] += 1.0 if pattern == "symmetric" else -1.0
                keep = i >= j if pattern == "symmetric" else i > j
            else:
                keep = {"diagonal": i == j, "lower_triangular": i >= j, "upper_triangular": i <= j}[pattern]
            if keep:
                columns.append(np.minimum(entry, 1.0).ravel())
    return np.array(columns).T


def chart_for(symbol: Expr, shape: tuple[int, int]) -> Chart:
    """The free numbers for a symbol.

    Raises:
        UnsupportedError: its structure is none that can be optimised over.
    """
    facts = close(declared(symbol))
    if facts & {"orthogonal", "unit", "simplex", "onehot", "binary", "integer", "toeplitz", "sign"}:
        named = ", ".join(declared(symbol))
        raise UnsupportedError(f"{symbol.name} is declared {named}: minimising over that structure is not supported")
    if "positive_definite" in facts and "diagonal" not in facts:
        return Definite(shape[0])
    if "positive" in facts:
        return Positive(shape)
    if facts & {"positive_definite", "positive_semidefinite", "nonnegative"}:
        named = ", ".join(declared(symbol))
        raise UnsupportedError(f"{symbol.name} is declared {named}: declare it positive, or positive_definite")
    for pattern in ("diagonal", "symmetric", "lower_triangular", "upper_triangular", "skew"):
        if pattern in facts:
            return Linear(shape, pattern)
    return Plain(shape)


@final
class Parameters:
    """All variables as one flat vector."""

    def __init__(
        self, symbols: Sequence[Expr], shape_of: Callable[[Expr], tuple[int, int]], start: Mapping[Any, Any], rng: Any
    ) -> None:
        self.symbols = list(symbols)
        self.shapes = [shape_of(s) for s in self.symbols]
        self.charts = [chart_for(s, shape) for s, shape in zip(self.symbols, self.shapes, strict=True)]
        given = by_name(start)
        unknown = set(given) - {s.name for s in self.symbols}
        if unknown:
            raise DataError(f"start names {', '.join(sorted(unknown))}, which is not optimised over")
        self.initial = [
            _given(s, given[s.name], shape) if s.name in given else _random(s, shape, rng)
            for s, shape in zip(self.symbols, self.shapes, strict=True)
        ]
        frees = [chart.free(value) for chart, value in zip(self.charts, self.initial, strict=True)]
        self.ends = np.cumsum([len(f) for f in frees])
        self._start = np.concatenate(frees)

    def start(self) -> Array:
        """The free numbers to start from."""
        return self._start.copy()

    def _pieces(self, flat: Array) -> list[Array]:
        return np.split(flat, self.ends[:-1])

    def arrays(self, flat: Array) -> list[Array]:
        """The variables as matrices."""
        return [chart.matrix(piece) for chart, piece in zip(self.charts, self._pieces(flat), strict=True)]

    def pull_back(self, flat: Array, gradients: Sequence[Array]) -> Array:
        """The gradient with respect to the free numbers."""
        pieces = zip(self.charts, self._pieces(flat), gradients, strict=True)
        return np.concatenate([chart.pull_back(piece, gradient) for chart, piece, gradient in pieces])

    def values(self, flat: Array) -> dict[Expr, Any]:
        """The variables as users see them: a float, a 1-D or a 2-D array."""
        found = {}
        for symbol, value in zip(self.symbols, self.arrays(flat), strict=True):
            found[symbol] = float(value[0, 0]) if symbol.is_scalar else value[:, 0] if symbol.is_column else value
        return found


def _given(symbol: Expr, value: Any, shape: tuple[int, int]) -> Array:
    array = np.asarray(value, dtype=float)
    if array.size != shape[0] * shape[1]:
        raise DataError(f"the start of {symbol.name} has shape {array.shape}, but it is {shape[0]}×{shape[1]}")
    return array.reshape(shape)


def _random(symbol: Expr, shape: tuple[int, int], rng: Any) -> Array:
    """A start that satisfies the structure: the identity, ones, or small random numbers."""
    facts = close(declared(symbol))
    if "positive_definite" in facts:
        return np.eye(shape[0])
    if "positive" in facts:
        return np.ones(shape)
    value: Array = rng.normal(size=shape) / np.sqrt(shape[1] if shape[1] > 1 else shape[0] * 10)
    if "invertible" in facts or facts & {"lower_triangular", "upper_triangular"}:
        return np.eye(shape[0]) + 0.1 * value
    return value
