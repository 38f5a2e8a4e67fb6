"""Jacobi's rotations for eigenvalues and singular values.

Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 8.5; singular values by rotations of columns
(Hestenes 1958), which finds small ones to high relative accuracy.
"""

from __future__ import annotations

import math
from typing import Any

from extremum.web.browser.numpy.array import ndarray

SWEEPS = 60
Rows = list[list[Any]]


class LinAlgError(ValueError):
    """A matrix is singular, or an iteration does not end."""


def _rotated(columns: Rows, carried: Rows) -> None:
    """Rotates columns in pairs until they are orthogonal to one another, and others with them."""
    n = len(columns)
    for _ in range(SWEEPS):
        largest = 0.0
        for p in range(n - 1):
            for q in range(p + 1, n):
                x, y = columns[p], columns[q]
                a, b, c = sum(v * v for v in x), sum(v * v for v in y), sum(u * v for u, v in zip(x, y, strict=True))
                if abs(c) <= 1e-16 * math.sqrt(a * b) or not a * b > 0:
                    continue
                largest = max(largest, abs(c) / math.sqrt(a * b))
                zeta = (b - a) / (2 * c)
                t = math.copysign(1, zeta) / (abs(zeta) + math.hypot(1, zeta))
                cos = 1 / math.hypot(1, t)
                for both in (columns, carried):
                    u, v = both[p], both[q]
                    both[p] = [cos * (s - t * r) for s, r in zip(u, v, strict=True)]
                    both[q] = [cos * (t * s + r) for s, r in zip(u, v, strict=True)]
        if largest < 1e-15:
            return


def decomposition(matrix: ndarray) -> tuple[Rows, list[float], Rows]:
    """(columns u, sizes, columns v) with ``matrix = Σ size u v'``; of a wide matrix those of its transpose."""
    rows, cols = matrix.shape
    if rows < cols:
        left, sizes, right = decomposition(matrix.T)
        return right, sizes, left
    columns = [list(map(float, row.entries)) for row in matrix.T]
    turned = [[float(i == j) for j in range(cols)] for i in range(cols)]
    _rotated(columns, turned)
    lengths = [math.sqrt(sum(v * v for v in column)) for column in columns]
    order = sorted(range(cols), key=lambda k: -lengths[k])
    units = [[v / lengths[k] for v in columns[k]] if lengths[k] > 0 else [] for k in order]
    return completed(units, rows), [lengths[k] for k in order], [turned[k] for k in order]


def completed(columns: Rows, rows: int) -> Rows:
    """Orthonormal columns, where those that are missing are found from the coordinate axes."""
    found = [column for column in columns if column]
    axes = iter(range(rows))
    done: Rows = []
    for column in columns:
        done.append(column or _orthogonal(found, rows, axes))
        if not column:
            found.append(done[-1])
    return done


def _orthogonal(found: Rows, rows: int, axes: Any) -> list[float]:
    for k in axes:
        rest = [float(i == k) for i in range(rows)]
        for _ in range(2):
            for unit in found:
                part = sum(u * v for u, v in zip(unit, rest, strict=True))
                rest = [v - part * u for u, v in zip(unit, rest, strict=True)]
        size = math.sqrt(sum(v * v for v in rest))
        if size > 0.5 / math.sqrt(rows):
            return [v / size for v in rest]
    raise LinAlgError("no further direction")


def scale(a: Rows) -> float:
    """The largest entry."""
    return max((float(abs(v)) for row in a for v in row), default=0.0)


def zeroed(a: Rows, vectors: Rows, p: int, q: int) -> None:
    """One rotation, after which the entry (p, q) is zero."""
    if a[p][q] == 0:
        return
    zeta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    t = math.copysign(1, zeta) / (abs(zeta) + math.hypot(1, zeta))
    c = 1 / math.hypot(1, t)
    s = t * c
    for row in a:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    for both in (a, vectors):
        x, y = both[p], both[q]
        both[p] = [c * u - s * v for u, v in zip(x, y, strict=True)]
        both[q] = [s * u + c * v for u, v in zip(x, y, strict=True)]
    a[p][q] = a[q][p] = 0.0
