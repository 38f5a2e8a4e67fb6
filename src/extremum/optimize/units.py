"""Units in which a program ``min z'Pz/2 + q'z``, ``b + A z ∈ K`` has coefficients near 1: solvers take what is small in
absolute terms for zero, and conditions are judged beside numbers of such size.

``z = u w``, rows times v, the same for all rows of one cone, and the objective by σ: ``P' = u P u/σ``, ``q' = u q/σ``,
``A' = v A u``, ``b' = v b``. Curtis & Reid (1972), On the automatic scaling of matrices for Gaussian elimination.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array as Sparse

    from extremum.algebra.node import Array

_USUAL, _NOISE, _LITTLE = 1e3, 1e-13, 1e-5
"""Numbers up to this, or down to its inverse, are of a usual size; what rounding leaves of a zero; the size of a point
that is zero but for rounding."""


@final
@dataclass(frozen=True, slots=True)
class Units:
    """unknowns: u; rows: v; objective: σ; all powers of two, so that nothing is rounded."""

    unknowns: Array
    rows: Array
    objective: float

    def curve(self, P: Sparse) -> Sparse:
        """``u P u/σ``."""
        return _times(P, self.unknowns / self.objective, self.unknowns)

    def cost(self, q: Array) -> Array:
        """``u q/σ``."""
        return self.unknowns / self.objective * q

    def sides(self, A: Sparse) -> Sparse:
        """``v A u``."""
        return _times(A, self.rows, self.unknowns)


def units_of(P: Sparse, q: Array, A: Sparse, b: Array, cones: Array) -> Iterator[Units]:
    """Units to try in turn: those that the program has, where its coefficients are of a usual size, then those in which
    they are as near to 1 as can be; ``cones`` are the numbers of the rows' cones, from 0."""
    parts = (P.data, q, A.data, b)
    finite = all(np.isfinite(part).all() for part in parts)
    sizes = (
        largest(P, 0),
        largest(A, 0),
        by_cone(largest(A, 1), cones),
        *(np.abs(part).max(initial=0) for part in parts),
    )
    if not finite or all(_are_usual(np.asarray(each)) for each in sizes):
        yield Units(np.ones(len(q)), np.ones(len(b)), 1.0)
    if finite:
        yield _near_one(P, q, A, b, cones)


def _near_one(P: Sparse, q: Array, A: Sparse, b: Array, cones: Array) -> Units:
    """The least sum of the squares of ``log|P'|, log|q'|, log|A'|, log|b'|``, a linear problem in the logarithms of the
    units (Curtis & Reid 1972)."""
    from scipy import sparse
    from scipy.sparse.linalg import lsqr

    curve, sides = P.tocoo(), A.tocoo()
    bend = np.sqrt(np.abs(P.diagonal()))
    told = np.abs(curve.data) > _NOISE * bend[curve.row] * bend[curve.col]
    i, j = curve.row[told], curve.col[told]
    costs, rights = np.flatnonzero(q), np.flatnonzero(b)
    objective, first = len(q), len(q) + 1
    pairs = [(i, 1), (j, 1), (np.full(len(i), objective), -1), (costs, 1), (np.full(len(costs), objective), -1),
             (sides.col, 1), (first + cones[sides.row], 1), (first + cones[rights], 1)]  # fmt: skip
    ends = np.cumsum([0, len(i), len(costs), len(sides.data), len(rights)])
    blocks = [0, 0, 0, 1, 1, 2, 2, 3]
    rows = np.concatenate([np.arange(ends[k], ends[k + 1]) for k in blocks])
    columns = np.concatenate([places for places, _ in pairs])
    signs = np.concatenate([np.full(len(places), float(sign)) for places, sign in pairs])
    logs = np.log2(np.abs(np.concatenate([curve.data[told], q[costs], sides.data, b[rights]])))
    system = sparse.csr_array((signs, (rows, columns)), shape=(ends[-1], first + int(cones.max(initial=-1)) + 1))
    solve: Any = lsqr
    found = np.round(solve(system, -logs, atol=1e-6, btol=1e-6)[0])
    return Units(2.0 ** found[:objective], 2.0 ** found[first:][cones], float(2.0 ** found[objective]))


def _are_usual(sizes: Array) -> bool:
    known = sizes[sizes > 0]
    return bool(((known <= _USUAL) & (known >= 1 / _USUAL)).all())


def by_cone(sizes: Array, cones: Array) -> Array:
    """The largest of each cone, at each of its rows."""
    found = np.zeros(int(cones.max(initial=-1)) + 1)
    np.maximum.at(found, cones, sizes)
    return np.asarray(found[cones])


def _times(matrix: Sparse, rows: Array, columns: Array) -> Sparse:
    """A matrix with its rows and columns multiplied."""
    from scipy import sparse

    if (rows == 1).all() and (columns == 1).all():
        return matrix
    diagonal: Any = sparse.diags_array
    return sparse.csr_array(diagonal(rows) @ matrix @ diagonal(columns))


def largest(matrix: Sparse, axis: int) -> Array:
    """The largest magnitude in each column, or, with axis 1, in each row; 0 of none."""
    if not all(matrix.shape):
        return np.zeros(matrix.shape[1 - axis])
    found: Any = abs(matrix).max(axis=axis)
    return np.asarray(found.toarray()).ravel()


def compared(A: Sparse, b: Array, w: Array, known: int, cones: Array) -> Array:
    """How large what each cone of ``b + A w`` compares is, in units in which points are near 1: its constant, and its
    coefficients of the ``known`` first numbers beside the largest of these, or, where it has no constant, beside what
    is little for a point; 1 where there is nothing."""
    constant, beside = by_cone(np.abs(b), cones), by_cone(largest(A[:, :known], 1), cones)
    beside = np.where(beside > 0, beside, by_cone(largest(A, 1), cones))
    size = np.maximum(float(np.abs(w[:known]).max(initial=0)), np.where(constant == 0, _LITTLE, 0.0))
    found = constant + size * beside
    return np.where(found > 0, found, 1.0)
