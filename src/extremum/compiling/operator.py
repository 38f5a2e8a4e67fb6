"""A matrix as a sum of factors at their places, which multiplies and solves without being built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from extremum.algebra.errors import DataError, ShapeError
from extremum.algebra.lazy import numpy as np

Array = Any


@final
@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """What is added at rows from ``at[0]`` and columns from ``at[1]``.

    kind: ``dense``, ``diagonal``, ``product`` of two arrays, ``kron`` of two (a number is an identity of so many rows),
    ``turned kron`` of two, times the commutation matrix that turns its columns.
    """

    kind: str
    at: tuple[int, int]
    shape: tuple[int, int]
    arrays: tuple[Array, ...]
    turned: bool = False

    def onto(self, x: Array) -> Array:
        """``F x`` for the columns of x, or ``F' x`` where the factor is turned."""
        if self.kind == "diagonal":
            return self.arrays[0].reshape(-1, 1) * x
        arrays = self.upright()
        if self.kind == "product":
            return arrays[0] @ (arrays[1] @ x)
        return arrays[0] @ x if self.kind == "dense" else self._kron_onto(arrays[0], arrays[1], x)

    def upright(self) -> tuple[Array, ...]:
        """Its arrays, those of a turned factor transposed."""
        if not self.turned:
            return self.arrays
        arrays = tuple(a.T if np.ndim(a) == 2 else a for a in self.arrays)
        return arrays[::-1] if self.kind == "product" else arrays

    def _kron_onto(self, A: Array, B: Array, x: Array) -> Array:
        """``kron(A, B) x``, for each column a product with the matrix whose rows it stacks."""
        X = x.reshape(_columns(A), _columns(B), -1)
        if self.kind == "turned kron":
            X = X if self.turned else x.reshape(_columns(B), _columns(A), -1).transpose(1, 0, 2)
        Y = X if np.ndim(A) == 0 else np.tensordot(A, X, (1, 0))
        Y = Y if np.ndim(B) == 0 else np.einsum("ij,ajc->aic", B, Y)
        if self.kind == "turned kron" and self.turned:
            Y = Y.transpose(1, 0, 2)
        return Y.reshape(-1, x.shape[1])

    def dense(self) -> Array:
        """The factor as an array."""
        if self.kind == "diagonal":
            return np.diag(self.arrays[0].ravel())
        return self.onto(np.eye(self.shape[1]))

    def diagonal(self) -> Array:
        """Its diagonal."""
        if self.kind == "diagonal":
            return self.arrays[0].ravel()
        if self.kind == "product":
            return np.einsum("ij,ji->i", *self.arrays)
        if self.kind == "kron" and all(np.ndim(a) == 0 or a.shape[0] == a.shape[1] for a in self.arrays):
            return np.kron(*(np.ones(a) if np.ndim(a) == 0 else np.diag(a) for a in self.arrays))
        return np.diag(self.dense())


def _columns(A: Array) -> int:
    return int(A) if np.ndim(A) == 0 else int(A.shape[1])


@final
class Operator:
    """A matrix in factors: what a compiled function with ``structured=True`` gives.

    It multiplies in the time that its factors take, ``H @ x``; systems are solved through the small matrix of a low
    rank, through the factors of one Kronecker product, and through the Schur complement of a block of those; otherwise
    the matrix is built.
    """

    def __init__(self, shape: tuple[int, int], factors: Sequence[Factor]) -> None:
        self.shape, self.factors = shape, tuple(factors)

    def __repr__(self) -> str:
        kinds = ", ".join(dict.fromkeys(factor.kind for factor in self.factors)) or "zeros"
        return f"<{self.shape[0]}×{self.shape[1]} operator of {kinds}>"

    def __matmul__(self, x: Array) -> Array:
        """The product with a vector, or with a matrix.

        Raises:
            ShapeError: x has another number of rows than this has columns.
        """
        x = np.asarray(x, dtype=float)
        if x.ndim not in (1, 2) or x.shape[0] != self.shape[1]:
            raise ShapeError(f"the operator is {self.shape[0]}×{self.shape[1]}; it cannot multiply shape {x.shape}")
        columns = x.reshape(x.shape[0], -1)
        found = np.zeros((self.shape[0], columns.shape[1]))
        for factor in self.factors:
            (r, c), (m, n) = factor.at, factor.shape
            found[r : r + m] += factor.onto(columns[c : c + n])
        return found.reshape(self.shape[0], *x.shape[1:])

    def todense(self) -> Array:
        """The matrix as an array."""
        H = np.zeros(self.shape)
        for factor in self.factors:
            (r, c), (m, n) = factor.at, factor.shape
            H[r : r + m, c : c + n] += factor.dense()
        return H

    def diagonal(self) -> Array:
        """The diagonal of a square matrix of blocks that meet it."""
        found = np.zeros(min(self.shape))
        for factor in self.factors:
            (r, c), (m, n) = factor.at, factor.shape
            if r == c and m == n:
                found[r : r + m] += factor.diagonal()
            elif max(r, c) < min(r + m, c + n):
                return np.diag(self.todense()).copy()
        return found

    def solve(self, b: Array) -> Array:
        """``inv(H) b``.

        Raises:
            DataError: the matrix is singular.
            ShapeError: it is not square, or b does not fit.
        """
        b = np.asarray(b, dtype=float)
        if self.shape[0] != self.shape[1] or b.ndim not in (1, 2) or b.shape[0] != self.shape[0]:
            raise ShapeError(f"an operator of {self.shape[0]}×{self.shape[1]} cannot be solved for shape {b.shape}")
        return self._inverse()[0](b.reshape(len(b), -1)).reshape(b.shape)

    def logdet(self) -> float:
        """``log |det(H)|``; ``-inf`` where it is singular.

        Raises:
            ShapeError: it is not square.
        """
        if self.shape[0] != self.shape[1]:
            raise ShapeError(f"an operator of {self.shape[0]}×{self.shape[1]} has no determinant")
        try:
            return float(self._inverse()[1])
        except DataError:
            return float("-inf")

    def _inverse(self) -> tuple[Solve, float]:
        """What solves systems, and the logarithm of the determinant."""
        for way in (_of_low_rank, _of_kron, _of_blocks):
            found = way(self)
            if found is not None:
                return found
        return _of_matrix(self.todense())

    def block(self, rows: range, columns: range) -> Operator | None:
        """The part with these rows and columns; None where a factor is cut."""
        found = []
        for factor in self.factors:
            (r, c), (m, n) = factor.at, factor.shape
            inside = r in rows and r + m <= rows.stop and c in columns and c + n <= columns.stop
            apart = r >= rows.stop or r + m <= rows.start or c >= columns.stop or c + n <= columns.start
            if inside:
                at = (r - rows.start, c - columns.start)
                found.append(Factor(factor.kind, at, factor.shape, factor.arrays, factor.turned))
            elif not apart:
                return None
        return Operator((len(rows), len(columns)), found)


Solve = Callable[[Array], Array]


def _of_matrix(A: Array) -> tuple[Solve, float]:
    """By elimination."""
    value = np.linalg.slogdet(A)[1]
    if not np.isfinite(value):
        raise DataError("the matrix is singular, so it has no inverse")
    return lambda b: np.linalg.solve(A, b), value


def _of_low_rank(of: Operator) -> tuple[Solve, float] | None:
    """``inv(D + U V) = inv(D) - inv(D) U inv(I + V inv(D) U) V inv(D)`` (Woodbury), where it is the smaller matrix."""
    whole = all(factor.shape == of.shape for factor in of.factors)
    diagonals = [factor for factor in of.factors if factor.kind == "diagonal"]
    products = [factor.upright() for factor in of.factors if factor.kind == "product"]
    rank = sum(U.shape[1] for U, _ in products)
    if not whole or not diagonals or len(diagonals) + len(products) < len(of.factors) or 2 * rank > of.shape[0]:
        return None
    d = sum(factor.arrays[0].ravel() for factor in diagonals)
    if not np.all(d):
        return None
    U = np.hstack([U for U, _ in products]) if products else np.zeros((len(d), 0))
    V = np.vstack([V for _, V in products]) if products else np.zeros((0, len(d)))
    small, logdet = _of_matrix(np.eye(rank) + V @ (U / d[:, None])) if rank else (_same, 0.0)

    def solve(b: Array) -> Array:
        x = b / d[:, None]
        return x - (U @ small(V @ x)) / d[:, None] if rank else x

    return solve, np.log(np.abs(d)).sum() + logdet


def _of_kron(of: Operator) -> tuple[Solve, float] | None:
    """``inv(kron(A, B)) = kron(inv(A), inv(B))``."""
    if len(of.factors) != 1 or of.factors[0].kind != "kron" or of.factors[0].shape != of.shape:
        return None
    A, B = of.factors[0].upright()
    if any(np.ndim(one) == 2 and one.shape[0] != one.shape[1] for one in (A, B)):
        return None
    (left, a), (right, b) = ((_same, 0.0) if np.ndim(one) == 0 else _of_matrix(one) for one in (A, B))
    p, q = _columns(A), _columns(B)

    def solve(x: Array) -> Array:
        X = left(x.reshape(p, -1)).reshape(p, q, -1)
        return right(X.transpose(1, 0, 2).reshape(q, -1)).reshape(q, p, -1).transpose(1, 0, 2).reshape(p * q, -1)

    return solve, q * a + p * b


def _same(b: Array) -> Array:
    return b


def _of_blocks(of: Operator) -> tuple[Solve, float] | None:
    """By the Schur complement of a first block that is one Kronecker product, or diagonal and of low rank."""
    for k in sorted({factor.at[0] for factor in of.factors} - {0}):
        parts = list(_quarters(of, k))
        if any(part is None for part in parts):
            continue
        A, B, C, D = (part for part in parts if part is not None)
        found = _of_low_rank(A) or _of_kron(A)
        if found is not None:
            return _by_schur(k, found, B, C, D)
    return None


def _quarters(of: Operator, k: int) -> Iterator[Operator | None]:
    n = of.shape[0]
    for rows in (range(k), range(k, n)):
        for columns in (range(k), range(k, n)):
            yield of.block(rows, columns)


def _by_schur(k: int, first: tuple[Solve, float], B: Operator, C: Operator, D: Operator) -> tuple[Solve, float]:
    solve_first, logdet = first
    beside = solve_first(B.todense())
    solve_second, second = _of_matrix(D.todense() - C @ beside)

    def solve(b: Array) -> Array:
        y = solve_first(b[:k])
        x = solve_second(b[k:] - C @ y)
        return np.vstack([y - beside @ x, x])

    return solve, logdet + second
