"""Matrices whose entries are 0, or equal or opposite to one another: one number a class of entries, put in by index.

``X = Σ_k t_k B_k`` with patterns ``B_k`` of disjoint entries 1 and -1; only the class and the sign of each entry are
kept, so that what is done is linear in the number of entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.lazy import numpy as np

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Rule = Callable[[Any, Any, tuple[int, int]], tuple[Any, Any]]
"""From the rows and columns of all entries, and the shape: the class of each entry and its sign; sign 0 is a zero."""


@final
@dataclass(frozen=True, slots=True)
class Scatter:
    """The class of each entry (-1: the entry is zero), its sign, and the number of classes.

    full: each entry is a class of its own, in their order.
    """

    labels: Array
    signs: Array
    size: int
    full: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        return self.labels.shape[0], self.labels.shape[1]

    def spread(self, free: Array) -> Array:
        """The matrix from the free numbers."""
        if not self.size:
            return np.zeros(self.shape)
        if self.full:
            return np.array(free).reshape(self.shape)
        return np.asarray(np.where(self.labels < 0, 0, self.signs * free[self.labels]))

    def total(self, matrix: Array) -> Array:
        """The adjoint of :meth:`spread`: for each class the signed sum of its entries."""
        if self.full and matrix.shape == self.shape:
            return np.array(matrix, dtype=float).ravel()
        used = self.labels >= 0
        weights = (self.signs * matrix)[used]
        return np.asarray(np.bincount(self.labels[used], weights, self.size))

    def mean(self, matrix: Array) -> Array:
        """The free numbers of the matrix of this pattern next to the given one."""
        return np.asarray(self.total(matrix) / self.counts)

    @property
    def counts(self) -> Array:
        """How many entries each class has."""
        return np.bincount(self.labels[self.labels >= 0], minlength=self.size)

    def project(self, matrix: Array) -> Array:
        """The orthogonal projection onto the matrices of this pattern."""
        return self.spread(self.mean(matrix))

    def on_diagonal(self) -> Array:
        """For each class whether it stands on the diagonal."""
        found = np.zeros(self.size, dtype=bool)
        labels = np.diagonal(self.labels)
        found[labels[labels >= 0]] = True
        return found


@final
@dataclass(frozen=True, slots=True)
class Frame:
    """What a matrix that is drawn has already: its pattern, and whether its entries are chosen one by one."""

    pattern: Scatter
    entrywise: bool


def scatter(rules: Iterable[Rule], shape: tuple[int, int]) -> Scatter:
    """The pattern of what has all of some linear structures."""
    rows, cols = np.indices(shape)
    found = [rule(rows, cols, shape) for rule in rules]
    if not found:
        return Scatter(np.arange(rows.size).reshape(shape), np.ones(shape, dtype=np.int8), rows.size, True)
    keys, signs = found[0] if len(found) == 1 else _joined(found, shape)
    return _numbered(np.where(signs == 0, -1, keys), signs)


def _numbered(keys: Array, signs: Array) -> Scatter:
    """Classes numbered from 0, in the order of their keys."""
    names, labels = np.unique(keys, return_inverse=True)
    first = int(len(names) > 0 and names[0] == -1)
    labels = labels.reshape(keys.shape) - first
    return Scatter(labels, np.where(labels < 0, 0, signs).astype(np.int8), len(names) - first)


def _joined(found: list[tuple[Any, Any]], shape: tuple[int, int]) -> tuple[Any, Any]:
    """The classes of all rules together: components of the graph whose vertices are the entries and their negatives."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = shape[0] * shape[1]
    edges = [_edges(np.broadcast_to(keys, shape).ravel(), np.broadcast_to(signs, shape).ravel())
             for keys, signs in found]  # fmt: skip
    start, end = (np.concatenate([edge[k] for edge in edges]) for k in (0, 1))
    graph = coo_matrix((np.ones(len(start), dtype=np.int8), (start, end)), shape=(2 * size, 2 * size))
    component = connected_components(graph, directed=False)[1]
    plus, minus = component[:size].astype(int), component[size:].astype(int)
    first = np.minimum(plus, minus)
    signs = np.where(plus == minus, 0, np.where(plus < minus, 1, -1))
    lead = np.full(2 * size, 0)
    order = np.arange(size)[::-1]
    lead[first[order]] = signs[order]  # the sign of the first entry of each class is positive
    return np.asarray(first.reshape(shape)), np.asarray((signs * lead[first]).reshape(shape))


def _edges(keys: Array, signs: Array) -> tuple[Array, Array]:
    """From each entry to the first of its class, with its sign; from what is zero to its negative."""
    size = len(keys)
    live, zero = np.flatnonzero(signs), np.flatnonzero(signs == 0)
    _, first, which = np.unique(keys[live], return_index=True, return_inverse=True)
    lead = live[first][which]
    flipped = np.where(signs[live] * signs[lead] < 0, size, 0)
    start = np.concatenate([live, live + size, zero])
    return start, np.concatenate([lead + flipped, lead + size - flipped, zero + size])
