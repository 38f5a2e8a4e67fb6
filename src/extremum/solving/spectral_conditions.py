"""When what eigenvectors and polar factors give is the only solution: eigenvalues that differ, full rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from extremum.algebra.dims import Dim
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations import eigen_two
from extremum.operations.sum import content
from extremum.solving.conditions import Condition
from extremum.solving.predicates import FULL_COLUMN_RANK, FULL_RANK, INVERTIBLE, Predicate

_APART = 1e-12
"""Eigenvalues that differ by less, relative to the largest, are equal."""

_ENDS = {1: "largest", -1: "smallest"}
_ASCENDING = "np.linalg.eigvalsh((a + a.T) / 2)"
_DISTINCT = Predicate(
    "",
    "the eigenvalues of {} differ",
    lambda a, tiny: bool(np.diff(np.linalg.eigvalsh(a)).min(initial=np.inf) > max(tiny, _APART * np.abs(a).max())),
    lambda a: f"they are {np.linalg.eigvalsh(a)}",
    f"np.diff({_ASCENDING}).min(initial=np.inf) > {_APART} * np.abs(a).max()",
)
ONE_ROTATION = Predicate(
    "",
    "one rotation is nearest to {}",
    lambda a, tiny: _turning(a) > max(tiny, _APART * float(np.abs(a).max(initial=0))),
    lambda a: (
        f"its singular values are {np.linalg.svd(a, compute_uv=False)}, its determinant is {np.linalg.det(a):.3g}"
    ),
    "len(a) < 2 or (np.linalg.svd(a)[1] * [*[0] * (len(a) - 2), 1, np.sign(np.linalg.det(a))]).sum() > "
    f"{_APART} * np.abs(a).max()",
)
"""Its two smallest singular values do not cancel, the last with the sign of the determinant (Umeyama 1991)."""


def _turning(a: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    if len(a) < 2:
        return np.inf
    sizes = np.linalg.svd(a, compute_uv=False)
    return float(sizes[-2] + np.sign(np.linalg.det(a)) * sizes[-1])


@final
@dataclass(frozen=True, slots=True)
class Separated(Condition):
    """The eigenvalue of a symmetric matrix that is the ``count``-th from one end (1: the largest) is not the next one;
    clipped: where it is positive, from the other end negative."""

    count: Dim
    end: int
    clipped: bool = False

    def broken(self, scope: Scope) -> str | None:
        values = np.linalg.eigvalsh(scope.value(self.matrix))[:: -self.end]
        k = int(scope.index(self.count))
        if k >= len(values) or (self.clipped and self.end * values[k] <= 0):
            return None
        gap = abs(values[k - 1] - values[k])
        return (
            None
            if gap > _APART * np.abs(values).max()
            else f"it is {values[k - 1]:.6g}, and the next one {values[k]:.6g}"
        )

    @property
    def parts(self) -> dict[str, Expr]:
        return {"a": self.matrix, "k": c.dimension(self.count)}

    @property
    def code(self) -> str:
        below = f" or {self.end} * w[int(k)] <= 0" if self.clipped else ""
        gap = f"abs(w[int(k) - 1] - w[int(k)]) > {_APART} * np.abs(w).max()"
        return f"len(w := {_ASCENDING}[::{-self.end}]) <= k{below} or {gap}"


def simple(matrix: Expr, columns: Expr, end: int, clipped: bool = False) -> list[Condition]:
    """That the leading eigenvectors from one end, as many as there are columns, are told by the matrix."""
    if columns.rows is columns.cols and not columns.is_scalar:
        return []
    scale, core = content(matrix)
    end, count = (end if scale > 0 else -end), columns.cols
    one = columns.is_column
    if one and eigen_two.known_simple(core):
        return []
    words = f"the {_ENDS[end]} eigenvalue of {core} is simple"
    several = f"the {count}-th {_ENDS[end]} eigenvalue of {core} is not the next one too"
    return [Separated(_DISTINCT, core, words if one else several, count, end, clipped)]


@final
@dataclass(frozen=True, slots=True)
class Distinct(Condition):
    """The ``count`` first eigenvalues of a symmetric matrix from one end (1: the largest) differ, and from the next."""

    count: Dim
    end: int

    def broken(self, scope: Scope) -> str | None:
        values = np.linalg.eigvalsh(scope.value(self.matrix))[:: -self.end][: int(scope.index(self.count)) + 1]
        gaps = np.abs(np.diff(values))
        return None if gaps.min(initial=np.inf) > _APART * np.abs(values).max() else f"they are {values}"

    @property
    def parts(self) -> dict[str, Expr]:
        return {"a": self.matrix, "k": c.dimension(self.count)}

    @property
    def code(self) -> str:
        leading = f"(w := {_ASCENDING}[::{-self.end}][:int(k) + 1])"
        return f"np.abs(np.diff({leading})).min(initial=np.inf) > {_APART} * np.abs(w).max()"


def distinct(matrix: Expr, count: Dim, end: int = 1) -> list[Condition]:
    """That the eigenvectors of the first eigenvalues from one end are told by the matrix, one by one."""
    scale, core = content(matrix)
    end = end if scale > 0 else -end
    which = "" if count is matrix.rows else f"{count} {_ENDS[end]} "
    rest = "" if count is matrix.rows else ", and from the next one"
    return [Distinct(_DISTINCT, core, f"the {which}eigenvalues of {core} differ{rest}", count, end)]


def one_polar_factor(matrix: Expr) -> list[Condition]:
    """That a matrix has one polar factor."""
    square = matrix.rows is matrix.cols
    predicate, fact = (INVERTIBLE, "invertible") if square else (FULL_COLUMN_RANK, "full_column_rank")
    return [] if holds(matrix, fact) else [Condition(predicate, matrix, predicate.of(matrix))]


def one_contraction(matrix: Expr) -> list[Condition]:
    """That of all matrices with singular values of 1 at most only the polar factor of G has the largest ``<G, X>``."""
    if any(holds(turned, "full_column_rank") for turned in (matrix, c.transpose(matrix))):
        return []
    predicate = INVERTIBLE if matrix.rows is matrix.cols else FULL_RANK
    return [Condition(predicate, matrix, predicate.of(matrix))]
