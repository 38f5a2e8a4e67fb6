"""What tests of data share: equality up to rounding, eigenvalues, rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import numpy as np

if TYPE_CHECKING:
    from extremum.algebra.node import Array

TOLERANCE = 1e-8
"""Relative tolerance of the tests."""


def near(a: Array, b: Array) -> bool:
    """Whether two arrays are equal up to rounding."""
    return bool((a == b).all()) or bool(np.all(np.abs(a - b) <= TOLERANCE * (1 + np.abs(a).max(initial=0))))


def near_number(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * (1 + abs(a))


def smallest_eigenvalue(a: Array) -> float:
    """Of the symmetric part; infinite where there is none."""
    values: Array = decomposed(lambda m: np.linalg.eigvalsh((m + m.T) / 2), a)
    return float(values.min(initial=np.inf))


def rank(a: Array) -> int:
    return int(decomposed(np.linalg.matrix_rank, a))
