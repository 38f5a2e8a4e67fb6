"""Ways to solve with a matrix in factors: by a matrix of low rank, by Kronecker factors, by a Schur complement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import DataError
from extremum.algebra.lazy import Lazy
from extremum.algebra.lazy import numpy as np
from extremum.compiling.factor import columns_of

if TYPE_CHECKING:
    from scipy.linalg import lapack

    from extremum.compiling.operator import Operator
else:
    lapack = Lazy("scipy.linalg.lapack")

Array = Any
Solve = Callable[[Array], Array]


def inverted(of: Operator) -> tuple[Solve, float]:
    """What solves systems, and the logarithm of the determinant, by the first way that fits.

    Raises:
        DataError: the matrix is singular.
    """
    for way in (_of_low_rank, _of_kron, _of_blocks):
        found = way(of)
        if found is not None:
            return found
    return _of_matrix(of.todense())


def _of_matrix(A: Array) -> tuple[Solve, float]:
    """By one elimination."""
    if not A.size:
        return _same, 0.0
    factors, pivots, zero = lapack.dgetrf(A)
    if zero or not np.isfinite(factors).all():
        raise DataError("the matrix is singular, so it has no inverse")
    return lambda b: lapack.dgetrs(factors, pivots, b)[0], float(np.log(np.abs(np.diag(factors))).sum())


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
    found = _one_kron(of)
    if found is None or any(np.ndim(one) == 2 and one.shape[0] != one.shape[1] for one in found):
        return None
    A, B = found
    (left, a), (right, b) = ((_same, 0.0) if np.ndim(one) == 0 else _of_matrix(one) for one in (A, B))
    p, q = columns_of(A), columns_of(B)

    def solve(x: Array) -> Array:
        X = left(x.reshape(p, -1)).reshape(p, q, -1)
        return right(X.transpose(1, 0, 2).reshape(q, -1)).reshape(q, p, -1).transpose(1, 0, 2).reshape(p * q, -1)

    return solve, q * a + p * b


def _same(b: Array) -> Array:
    return b


def _one_kron(of: Operator) -> tuple[Array, Array] | None:
    """A and B of ``kron(A, B)``; products with one identity, and multiples of the identity, are added up."""
    if any(factor.shape != of.shape for factor in of.factors):
        return None
    krons = [factor.upright() for factor in of.factors if factor.kind == "kron"]
    shift = [factor.arrays[0].ravel() for factor in of.factors if factor.kind == "diagonal"]
    if not krons or len(krons) + len(shift) < len(of.factors) or any(np.ptp(d) for d in shift if d.size):
        return None
    if len(krons) == len(of.factors) == 1:
        return krons[0][0], krons[0][1]
    for side in (0, 1):
        if all(np.ndim(pair[side]) == 0 and pair[side] == krons[0][side] for pair in krons):
            other = sum(pair[1 - side] for pair in krons)
            whole = other + sum(d[0] for d in shift if d.size) * np.eye(len(other))
            return (krons[0][0], whole) if side == 0 else (whole, krons[0][1])
    return None


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
    solve_second, second = _of_matrix(D.todense() - C.todense() @ beside)

    def solve(b: Array) -> Array:
        y = solve_first(b[:k])
        x = solve_second(b[k:] - C @ y)
        return np.vstack([y - beside @ x, x])

    return solve, logdet + second
