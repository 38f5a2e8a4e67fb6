"""A matrix as a sum of factors at their places, which multiplies and solves without being built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

from extremum.algebra.errors import DataError, ShapeError
from extremum.algebra.lazy import numpy as np
from extremum.compiling.factor import Factor
from extremum.compiling.inverting import inverted

Array = Any


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
            DataError: x is no array of numbers, as what JAX traces.
        """
        x = _array(x)
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
            factor.add_to(H[r : r + m, c : c + n])
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
            DataError: the matrix is singular, or b is no array of numbers.
            ShapeError: it is not square, or b does not fit.
        """
        b = _array(b)
        if self.shape[0] != self.shape[1] or b.ndim not in (1, 2) or b.shape[0] != self.shape[0]:
            raise ShapeError(f"an operator of {self.shape[0]}×{self.shape[1]} cannot be solved for shape {b.shape}")
        return inverted(self)[0](b.reshape(len(b), -1)).reshape(b.shape)

    def logdet(self) -> float:
        """``log |det(H)|``; ``-inf`` where it is singular.

        Raises:
            ShapeError: it is not square.
        """
        if self.shape[0] != self.shape[1]:
            raise ShapeError(f"an operator of {self.shape[0]}×{self.shape[1]} has no determinant")
        try:
            return float(inverted(self)[1])
        except DataError:
            return float("-inf")

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


def _array(value: Any) -> Array:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"an operator takes arrays of numbers: {str(error).partition(chr(10))[0].rstrip('.')}; for jit and vmap of "
            "JAX compile the matrix itself, with backend='jax', and transform its .function"
        ) from None
