"""What positive definite and positive semidefinite matrices share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import numpy as np
from extremum.structures.numbers import Numbers
from extremum.structures.scatter import Frame

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def draw(numbers: Numbers, a: Array, frame: Frame) -> Array:
    """A positive definite matrix of the pattern: ``A A'`` of a symmetric A where all symmetric matrices have it,
    otherwise a diagonal that outweighs its row.

    A diagonal matrix whose entries are chosen one by one is left as it is, and drawn again where they are not positive.
    """
    size = len(a)
    if frame.pattern.size == size * (size + 1) // 2 and not frame.entrywise:
        return numbers.gram(a)
    eye = np.eye(size, dtype=bool)
    if frame.pattern.on_diagonal().all():
        return a if frame.entrywise else np.where(eye, numbers.positive(a), a)
    return np.where(eye, numbers.outweighing(a), a)


def positive_det(numbers: Numbers, a: Array) -> bool:
    """Whether the determinant is positive."""
    return numbers.is_positive(numbers.field.det(a))


def nearest(a: Array) -> Array:
    """Negative eigenvalues of the symmetric part become 0. Higham (1988)."""
    values, vectors = decomposed(np.linalg.eigh, (a + a.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
