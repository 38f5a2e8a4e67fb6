"""One factor of a matrix: what it multiplies, what it adds to an array, its diagonal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

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
        X = x.reshape(columns_of(A), columns_of(B), -1)
        if self.kind == "turned kron":
            X = X if self.turned else x.reshape(columns_of(B), columns_of(A), -1).transpose(1, 0, 2)
        Y = X if np.ndim(A) == 0 else (A @ X.reshape(X.shape[0], -1)).reshape(A.shape[0], *X.shape[1:])
        Y = Y if np.ndim(B) == 0 else B @ Y
        if self.kind == "turned kron" and self.turned:
            Y = Y.transpose(1, 0, 2)
        return Y.reshape(-1, x.shape[1])

    def add_to(self, H: Array) -> None:
        """Adds the factor to an array of its shape, where it is not zero."""
        if self.turned:
            Factor(self.kind, self.at, self.shape[::-1], self.arrays).add_to(H.T)
        elif self.kind == "diagonal":
            np.einsum("ii->i", H)[:] += self.arrays[0].ravel()
        elif self.kind == "dense":
            H += self.arrays[0]
        elif self.kind == "product":
            H += self.arrays[0] @ self.arrays[1]
        else:
            self._add_kron_to(H, *self.arrays)

    def _add_kron_to(self, H: Array, A: Array, B: Array) -> None:
        (p, q), (r, s) = (one.shape if np.ndim(one) else (one, one) for one in (A, B))
        if self.kind == "turned kron":
            H.reshape(p, r, s, q)[:] += A[:, None, None, :] * B[:, :, None]
        elif np.ndim(A) == 0:
            np.einsum("aiaj->aij", H.reshape(p, r, q, s))[:] += B
        elif np.ndim(B) == 0:
            np.einsum("aibi->iab", H.reshape(p, r, q, s))[:] += A
        else:
            H.reshape(p, r, q, s)[:] += A[:, None, :, None] * B[:, None]

    def diagonal(self) -> Array:
        """Its diagonal."""
        if self.kind == "diagonal":
            return self.arrays[0].ravel()
        if self.kind == "product":
            return np.einsum("ij,ji->i", *self.arrays)
        if self.kind == "kron" and all(np.ndim(a) == 0 or a.shape[0] == a.shape[1] for a in self.arrays):
            return np.kron(*(np.ones(a) if np.ndim(a) == 0 else np.diag(a) for a in self.arrays))
        H = np.zeros(self.shape)
        self.add_to(H)
        return np.diag(H)


def columns_of(A: Array) -> int:
    """How many columns an array has, or an identity of so many rows."""
    return int(A) if np.ndim(A) == 0 else int(A.shape[1])
