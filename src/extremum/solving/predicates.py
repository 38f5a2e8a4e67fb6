"""What a solution may need of a value, a record each: the words for it, and how data are tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_NOISE = 1e-14
"""What rounding leaves of a zero, relative to the largest entry of the data."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """fact: the structure that it tests.

    words: a sentence with a place for the value; holds: whether an array satisfies it, with the size of what
    rounding leaves of a zero; detail: what of the array says so; code: the same for generated code, of an array a.
    """

    fact: str
    words: str
    holds: Callable[[Array, float], bool]
    detail: Callable[[Array], str]
    code: str

    def of(self, shown: object) -> str:
        """The sentence about a value."""
        return self.words.format(shown)


def noise(scale: float, degree: int) -> float:
    """What rounding leaves of a zero that is a polynomial of a degree in data of a scale."""
    return (_NOISE * scale) ** degree


def _rank(a: Array, tiny: float = 0.0) -> int:
    if not np.isfinite(a).all():
        return 0
    sizes = np.linalg.svd(a, compute_uv=False)
    return int((sizes > max(tiny, float(sizes.max(initial=0)) * max(a.shape) * np.finfo(float).eps)).sum())


def _least(a: Array) -> float:
    """The smallest eigenvalue of the symmetric part."""
    return float(np.linalg.eigvalsh((a + a.T) / 2).min()) if np.isfinite(a).all() else -np.inf


def _size(a: Array) -> float:
    return float(np.abs(a).max(initial=0))


def _by_rank(a: Array) -> str:
    return f"its rank is {_rank(a)} of {min(a.shape)}"


def _by_eigenvalue(a: Array) -> str:
    return f"its smallest eigenvalue is {_least(a):.3g}"


def _by_value(a: Array) -> str:
    return f"it is {a.ravel()[0]:.3g}" if a.size == 1 else "not all of its entries are numbers"


def _by_entry(a: Array) -> str:
    return f"it is {a.ravel()[0]:.3g}" if a.size == 1 else f"its smallest entry is {a.min(initial=np.inf):.3g}"


_EPS = 1e-13
_EIGENVALUES = "np.linalg.eigvalsh((a + a.T) / 2)"


def is_on_edge(a: Array, tiny: float) -> bool:
    """Whether the smallest eigenvalue of a matrix, or the smallest entry of another array, is zero but for rounding."""
    square = len(a) == a.shape[-1] > 1
    return abs(_least(a) if square else float(a.min(initial=np.inf))) <= max(tiny, _EPS * len(a) * _size(a))


INVERTIBLE = Predicate(
    "invertible",
    "{} is invertible",
    lambda a, tiny: _rank(a, tiny) == a.shape[-1],
    _by_rank,
    "np.linalg.matrix_rank(np.atleast_2d(a)) == np.atleast_2d(a).shape[-1]",
)
NONZERO = Predicate("nonzero", "{} is not zero", lambda a, tiny: _size(a) > tiny, _by_entry, "np.any(a != 0)")
NO_ZERO = Predicate(
    "nonzero",
    "{} has no entry that is zero",
    lambda a, tiny: bool((np.abs(a) > tiny).all()),
    lambda a: f"its entry nearest to zero is {np.abs(a).min(initial=np.inf):.3g}",
    "np.all(a != 0)",
)
POSITIVE_DIAGONAL = Predicate(
    "positive_diagonal",
    "{} has a positive diagonal",
    lambda a, tiny: bool((np.diag(a) > tiny).all()),
    lambda a: f"its smallest entry is {np.diag(a).min(initial=np.inf):.3g}",
    "np.all(np.diag(a) > 0)",
)
EQUAL = Predicate("", "{} is zero", lambda a, tiny: _size(a) <= tiny, _by_entry, "np.all(a == 0)")
POSITIVE = Predicate("positive", "{} is positive", lambda a, tiny: bool((a > tiny).all()), _by_entry, "np.all(a > 0)")
NONNEGATIVE = Predicate(
    "nonnegative", "{} is nonnegative", lambda a, tiny: bool((a >= -tiny).all()), _by_entry, f"np.all(a >= -{_NOISE})"
)
POSITIVE_DEFINITE = Predicate(
    "positive_definite",
    "{} is positive definite",
    lambda a, tiny: _least(a) > max(tiny, _EPS * len(a) * _size(a)),
    _by_eigenvalue,
    f"{_EIGENVALUES}.min() > {_EPS} * len(a) * np.abs(a).max(initial=0)",
)
POSITIVE_SEMIDEFINITE = Predicate(
    "positive_semidefinite",
    "{} is positive semidefinite",
    lambda a, tiny: _least(a) >= -max(tiny, 1e-8 * _size(a)),
    _by_eigenvalue,
    f"{_EIGENVALUES}.min() >= -1e-8 * np.abs(a).max(initial=0)",
)
FULL_COLUMN_RANK = Predicate(
    "full_column_rank",
    "{} has independent columns",
    lambda a, tiny: _rank(a, tiny) == a.shape[-1],
    _by_rank,
    "np.linalg.matrix_rank(a) == a.shape[1]",
)
DEFINED = Predicate("", "{} is defined", lambda a, tiny: bool(np.isfinite(a).all()), _by_value, "np.isfinite(a).all()")
FULL_RANK = Predicate(
    "",
    "{} has full rank",
    lambda a, tiny: _rank(a, tiny) == min(a.shape),
    _by_rank,
    "np.linalg.matrix_rank(a) == min(a.shape)",
)
FULL_ROW_RANK = Predicate(
    "full_row_rank",
    "{} has independent rows",
    lambda a, tiny: _rank(a, tiny) == a.shape[-2],
    _by_rank,
    "np.linalg.matrix_rank(a) == len(a)",
)
POSITIVE_DET = Predicate(
    "positive_det",
    "{} has a positive determinant",
    lambda a, tiny: bool(np.linalg.slogdet(a)[0] > 0) and _rank(a, tiny) == len(a),
    lambda a: f"its determinant is {np.linalg.det(a):.3g}",
    "np.linalg.slogdet(a)[0] > 0 and np.linalg.matrix_rank(a) == len(a)",
)

OF_FACTS = {
    predicate.fact: predicate
    for predicate in (
        INVERTIBLE, NO_ZERO, POSITIVE, NONNEGATIVE, POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE, POSITIVE_DET,
        POSITIVE_DIAGONAL, FULL_COLUMN_RANK, FULL_ROW_RANK,
    )
}  # fmt: skip
"""The predicate that tests a declared structure which an open domain or a cone describes."""
