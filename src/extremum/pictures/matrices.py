"""A matrix as a picture: which entries are zero, and how large the others are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import DataError
from extremum.algebra.node import Expr
from extremum.pictures.canvas import canvas

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def entries(matrix: Expr, data: Mapping[Any, Any], axes: Any = None) -> Figure:
    """The entries of a matrix on data, such as those of a Hessian: zeros white, positive ones red, negative ones blue.

    Raises:
        DataError: data are missing, or a value is not finite.
    """
    values = np.atleast_2d(np.asarray(matrix.evaluate(data), dtype=float))
    if not np.isfinite(values).all():
        raise DataError("the matrix is not finite for these data")
    figure, place = canvas(axes, 4.6, 4.0)
    largest = float(np.abs(values).max(initial=0)) or 1.0
    image = place.imshow(values, cmap="RdBu_r", vmin=-largest, vmax=largest, interpolation="nearest")
    figure.colorbar(image, ax=place, shrink=0.85)
    full = np.count_nonzero(values)
    place.set(title=f"{values.shape[0]}×{values.shape[1]}, {full:,} of {values.size:,} entries are not zero")
    return figure
