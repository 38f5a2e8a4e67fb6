"""What lies above a convex function, as cones: ``τ ≥ ‖F t + f‖`` and its like, τ a new variable of a program.

Sources: Boyd & Vandenberghe (2004), sec. 4.4 and 4.6; Ben-Tal & Nemirovski (2001), sec. 3.3 and 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.optimize.cones import NONNEGATIVE, SECOND_ORDER, SEMIDEFINITE, ConeProgram, NotConicError, stacked

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_NOISE = 1e-10


@final
@dataclass(frozen=True, slots=True)
class Affine:
    """``F t + f``, an entry a row, columns stacked; shape: of the matrix."""

    F: Array
    f: Array
    shape: tuple[int, int]

    def matrices(self, size: int) -> tuple[Array, Array]:
        """The matrix of each column of F, along the last axis, and that of f."""
        whole = np.zeros((self.F.shape[0], size))
        whole[:, : self.F.shape[1]] = self.F
        return whole.reshape(*self.shape, size, order="F"), self.f.reshape(self.shape, order="F")


def _new(program: ConeProgram, count: int) -> Array:
    return program.more(np.zeros(count))


def entries_below(program: ConeProgram, places: Array, F: Array, f: Array) -> None:
    """``τ_j ≥ F_j t + f_j``."""
    A = np.zeros((len(f), program.size))
    A[:, : F.shape[1]] = -F
    A[np.arange(len(f)), places] += 1
    program.within(NONNEGATIVE, A, -f)


def norm_below(program: ConeProgram, F: Array, f: Array) -> Array:
    """``τ ≥ ‖F t + f‖``."""
    place = _new(program, 1)
    A = np.zeros((len(f) + 1, program.size))
    A[0, place], A[1:, : F.shape[1]] = 1, F
    program.within(SECOND_ORDER, A, np.concatenate([[0.0], f]))
    return place


def eigenvalue_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ I - S`` is positive semidefinite."""
    place = _new(program, 1)
    slopes, fixed = inside.matrices(program.size)
    slopes = -slopes
    slopes[np.arange(len(fixed)), np.arange(len(fixed)), place] += 1
    program.within(SEMIDEFINITE, stacked(slopes), stacked(-fixed))
    return place


def spectral_below(program: ConeProgram, inside: Affine) -> Array:
    """``[τ I, U; U', τ I]`` is positive semidefinite."""
    place = _new(program, 1)
    slopes, fixed = _bordered(*inside.matrices(program.size))
    slopes[np.arange(len(fixed)), np.arange(len(fixed)), place] += 1
    program.within(SEMIDEFINITE, stacked(slopes), stacked(fixed))
    return place


def nuclear_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ = (tr V + tr W)/2`` with ``[V, U; U', W]`` positive semidefinite."""
    rows, cols = inside.shape
    blocks = [_new(program, n * (n + 1) // 2) for n in (rows, cols)]
    place = _new(program, 1)
    slopes, fixed = _bordered(*inside.matrices(program.size))
    above = np.zeros((1, program.size))
    above[0, place] = 1
    for first, n, places in ((0, rows, blocks[0]), (rows, cols, blocks[1])):
        i, j = np.tril_indices(n)
        slopes[first + i, first + j, places] = slopes[first + j, first + i, places] = 1
        above[0, places[i == j]] = -0.5
    program.within(SEMIDEFINITE, stacked(slopes), stacked(fixed))
    program.within(NONNEGATIVE, above, np.zeros(1))
    return place


def quadratic_below(program: ConeProgram, value: float, row: Array, bend: Array) -> None:
    """``t'Ht/2 + row z + value ≤ 0``: ``‖(√(2k) R t, k + a)‖ ≤ k - a`` with ``H = R'R`` and a the affine part, k of the
    size of its constant."""
    if not bend.any():
        program.within(NONNEGATIVE, -row[None, :], np.array([-value]))
        return
    values, vectors = np.linalg.eigh(bend)
    if values[0] < -_NOISE * values[-1]:
        raise NotConicError
    kept = values > 1e-15 * len(values) * values[-1]
    size = 2.0 ** np.round(np.log2(abs(value))) if value else 1.0
    root = np.sqrt(2 * size * values[kept])[:, None] * vectors[:, kept].T
    A = np.zeros((2 + len(root), program.size))
    A[0, : len(row)], A[1, : len(row)], A[2:, : root.shape[1]] = -row, row, root
    program.within(SECOND_ORDER, A, np.concatenate([[size - value, size + value], np.zeros(len(root))]))


def _bordered(slopes: Array, fixed: Array) -> tuple[Array, Array]:
    """``[0, U; U', 0]``."""
    rows, cols, size = slopes.shape
    total = rows + cols
    found, still = np.zeros((total, total, size)), np.zeros((total, total))
    found[:rows, rows:], still[:rows, rows:] = slopes, fixed
    found[rows:, :rows], still[rows:, :rows] = slopes.swapaxes(0, 1), fixed.T
    return found, still
