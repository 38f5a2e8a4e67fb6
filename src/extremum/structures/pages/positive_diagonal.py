"""Square matrices with a positive diagonal; a triangular one is a Cholesky factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.lazy import numpy as np
from extremum.structures.charts import Logarithms
from extremum.structures.numbers import Numbers
from extremum.structures.record import Kind, Structure, register
from extremum.structures.scatter import Frame

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_REGULAR = ("invertible", "positive_det")


def _raised(numbers: Numbers, a: Array, frame: Frame) -> Array:
    """Entries that are chosen one by one are left as they are: another matrix is drawn where they are not positive."""
    eye = np.eye(len(a), dtype=bool)
    return a if frame.entrywise else np.where(eye, numbers.positive(a), a)


register(
    Structure(
        name="positive_diagonal",
        words="positive on the diagonal",
        domain="diagonal(X) > 0",
        kind=Kind.OPEN_CONE,
        square=True,
        together={"lower_triangular": _REGULAR, "upper_triangular": _REGULAR, "diagonal": ("positive_definite",)},
        apart={"skew": "its diagonal is zero"},
        test=lambda a: bool((np.diag(a) > 0).all()),
        detail=lambda a: f"its least entry is {np.diag(a).min():.4g}",
        whole=_raised,
        chart=lambda pattern: Logarithms(pattern, pattern.on_diagonal()),
    )
)
