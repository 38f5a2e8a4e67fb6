"""Matrices of numbers, by elimination with pivots (Golub & Van Loan 2013, sec. 3.4) and by rotations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from extremum.web.browser.numpy.array import asarray, matmul, ndarray
from extremum.web.browser.numpy.making import broadcast_to, stack
from extremum.web.browser.numpy.places import broadcast_shapes
from extremum.web.browser.numpy.rotations import SWEEPS, LinAlgError, Rows, completed, decomposition, scale, zeroed


def _rows(matrix: ndarray) -> Rows:
    return [row.entries for row in matrix]


def _each(matrix: Any, function: Callable[[ndarray], Any]) -> Any:
    """The results for each matrix of a batch, stacked; of functions with several results, each of them."""
    given = asarray(matrix)
    batch = given.shape[:-2]
    flat = given.reshape(math.prod(batch), *given.shape[-2:])
    found = [function(one) for one in flat]
    if found and isinstance(found[0], tuple):
        return tuple(_stacked([one[k] for one in found], batch) for k in range(len(found[0])))
    return _stacked(found, batch)


def _stacked(found: list[Any], batch: tuple[int, ...]) -> Any:
    if not batch:
        return found[0]
    whole = stack(found)
    return whole.reshape(*batch, *whole.shape[1:])


# -- elimination -------------------------------------------------------------------------------------------------------
def _eliminated(rows: Rows, right: Rows) -> tuple[Any, Rows]:
    """(the determinant, the solution of ``rows X = right``) by Gauss and Jordan with partial pivots."""
    a, b, n, det = [list(row) for row in rows], [list(row) for row in right], len(rows), 1.0
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(a[i][k]))
        if not abs(a[pivot][k]) > 0:
            return 0.0, []
        if pivot != k:
            a[k], a[pivot], b[k], b[pivot], det = a[pivot], a[k], b[pivot], b[k], -det
        det *= a[k][k]
        for i in range(n):
            if i != k and a[i][k]:
                factor = a[i][k] / a[k][k]
                a[i] = [x - factor * y for x, y in zip(a[i], a[k], strict=True)]
                b[i] = [x - factor * y for x, y in zip(b[i], b[k], strict=True)]
    return det, [[x / a[k][k] for x in b[k]] for k in range(n)]


def det(matrix: Any) -> Any:
    """The determinant."""
    return _each(matrix, lambda one: asarray(_eliminated(_rows(one), [[] for _ in one])[0])[()])


def slogdet(matrix: Any) -> Any:
    """The sign of the determinant, and the logarithm of its size."""

    def one(m: ndarray) -> tuple[Any, Any]:
        value = complex(det(m)) if m.kind == "c" else float(det(m))
        size = abs(value)
        sign = value / size if size else 0.0
        return asarray(sign)[()], asarray(math.log(size) if size else -math.inf)[()]

    return _each(matrix, one)


def solve(matrix: Any, right: Any) -> Any:
    """The solution of a linear system."""
    a, b = asarray(matrix), asarray(right)
    if b.ndim == 1:
        return solve(a, b.reshape(-1, 1)).reshape(-1)
    batch = broadcast_shapes(a.shape[:-2], b.shape[:-2])
    left, given = broadcast_to(a, (*batch, *a.shape[-2:])), broadcast_to(b, (*batch, *b.shape[-2:]))
    pairs = zip(left.reshape(-1, *a.shape[-2:]), given.reshape(-1, *b.shape[-2:]), strict=True)
    return _stacked([_solution(m, r) for m, r in pairs], batch)


def _solution(matrix: ndarray, right: ndarray) -> ndarray:
    size, found = _eliminated(_rows(matrix), _rows(right))
    if not found and len(matrix):
        raise LinAlgError("Singular matrix")
    assert size is not None
    return asarray(found).reshape(right.shape)


def inv(matrix: Any) -> Any:
    """The inverse."""
    given = asarray(matrix)
    n = given.shape[-1]
    return solve(given, asarray([[float(i == j) for j in range(n)] for i in range(n)]).reshape(n, n))


def cholesky(matrix: Any) -> Any:
    """The lower triangular factor of a positive definite matrix."""

    def one(m: ndarray) -> ndarray:
        a, n = _rows(m), len(m)
        low = [[0.0] * n for _ in range(n)]
        for j in range(n):
            left = a[j][j] - sum(low[j][k] ** 2 for k in range(j))
            if not left > 0:
                raise LinAlgError("Matrix is not positive definite")
            low[j][j] = math.sqrt(left)
            for i in range(j + 1, n):
                low[i][j] = (a[i][j] - sum(low[i][k] * low[j][k] for k in range(j))) / low[j][j]
        return asarray(low).reshape(m.shape)

    return _each(matrix, one)


# -- eigenvalues and singular values -----------------------------------------------------------------------------------
def svd(matrix: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """Singular values, largest first, and vectors."""

    def one(m: ndarray) -> Any:
        left, sizes, right = decomposition(m)
        values = asarray(sizes).reshape(len(sizes))
        if not compute_uv:
            return values
        if full_matrices:
            left = completed([*left, *([] for _ in range(m.shape[0] - len(left)))], m.shape[0])
            right = completed([*right, *([] for _ in range(m.shape[1] - len(right)))], m.shape[1])
        u = asarray(left).reshape(len(left), m.shape[0]).T
        return u, values, asarray(right).reshape(len(right), m.shape[1])

    return _each(matrix, one)


def eigh(matrix: Any) -> Any:
    """Eigenvalues of symmetric matrices, smallest first, and orthonormal eigenvectors."""

    def one(m: ndarray) -> tuple[ndarray, ndarray]:
        a, n = [list(map(float, row)) for row in _rows(m)], len(m)
        vectors = [[float(i == j) for j in range(n)] for i in range(n)]
        for _ in range(SWEEPS):
            if not any(abs(a[p][q]) > 1e-17 * scale(a) for p in range(n) for q in range(p)):
                break
            for p in range(n - 1):
                for q in range(p + 1, n):
                    zeroed(a, vectors, p, q)
        order = sorted(range(n), key=lambda k: a[k][k])
        values = asarray([a[k][k] for k in order]).reshape(n)
        return values, asarray([vectors[k] for k in order]).reshape(n, n).T

    return _each(matrix, one)


def eigvalsh(matrix: Any) -> Any:
    """Eigenvalues of symmetric matrices, smallest first."""
    return eigh(matrix)[0]


def eigvals(matrix: Any) -> Any:
    """Eigenvalues, by Hessenberg's QR iteration of python-flint."""

    def one(m: ndarray) -> ndarray:
        from flint import acb, acb_mat

        rows = [[acb(complex(v).real, complex(v).imag) for v in row] for row in _rows(m)]
        return asarray([complex(v) for v in acb_mat(rows).eig(algorithm="approx")]).reshape(len(m))

    return _each(matrix, one)


# -- made of these -----------------------------------------------------------------------------------------------------
def pinv(matrix: Any, rcond: float = 1e-15) -> Any:
    """The pseudoinverse."""

    def one(m: ndarray) -> ndarray:
        u, sizes, vt = svd(m, full_matrices=False)
        least = float(rcond) * max(sizes.entries, default=0.0)
        inverse = asarray([1 / v if v > least else 0.0 for v in sizes.entries])
        return asarray(matmul(vt.T * inverse, u.T))

    return _each(matrix, one)


def matrix_rank(matrix: Any, tol: float | None = None) -> Any:
    """How many singular values are not rounding errors."""

    def one(m: ndarray) -> Any:
        sizes = svd(m, compute_uv=False).entries
        least = max(sizes, default=0.0) * max(m.shape) * 2.0**-52 if tol is None else tol
        return asarray(sum(v > least for v in sizes))[()]

    return _each(matrix, one)


def cond(matrix: Any) -> Any:
    """The largest singular value by the smallest."""

    def one(m: ndarray) -> Any:
        sizes = svd(m, compute_uv=False).entries
        return asarray(sizes[0] / sizes[-1] if sizes and sizes[-1] else math.inf)[()]

    return _each(matrix, one)


def norm(value: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The Euclidean length, or with ``ord=2`` of matrices the largest singular value."""
    given = asarray(value)
    if ord == 2 and (given.ndim > 1 or isinstance(axis, tuple)):
        return _each(given, lambda m: asarray(max(svd(m, compute_uv=False).entries, default=0.0))[()])
    squares = asarray(abs(given) ** 2).sum(axis=axis, keepdims=keepdims)
    return squares**0.5


def multi_dot(matrices: Any) -> Any:
    """The product of several matrices."""
    found = matrices[0]
    for matrix in matrices[1:]:
        found = matmul(found, matrix)
    return found
