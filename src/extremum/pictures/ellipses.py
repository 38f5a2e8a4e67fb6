"""The ellipse of two estimates: the parameters that a confidence region does not rule out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.pictures.canvas import canvas

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from extremum.statistics.fitted import Fit

_POINTS = 200


def ellipse(found: Fit, first: str, second: str, level: float = 0.95, axes: Any = None) -> Figure:
    """``{θ : (θ - θ̂)' C⁻¹ (θ - θ̂) ≤ q}`` for two coordinates, C their covariance, q the quantile of χ² with 2 degrees
    of freedom: ``-2 log(1 - level)``.

    Raises:
        DataError: the fit has no such coordinates, or the level does not lie between 0 and 1.
        UnsupportedError: the fit has no covariance.
    """
    if found.covariance is None:
        raise UnsupportedError("the fit has no covariance: there is no ellipse")
    missing = [name for name in (first, second) if name not in found.names]
    if missing or not 0 < level < 1:
        raise DataError(f"two of {', '.join(found.names)} and a level between 0 and 1 were expected")
    places = [found.names.index(name) for name in (first, second)]
    root = np.linalg.cholesky(found.covariance[np.ix_(places, places)])
    angle = np.linspace(0, 2 * np.pi, _POINTS)
    middle = np.asarray(found.coordinates)[places]
    rim = middle[:, None] + np.sqrt(-2 * np.log1p(-level)) * root @ np.stack([np.cos(angle), np.sin(angle)])
    figure, place = canvas(axes)
    place.plot(*rim, color="C0", label=f"{level:.0%} region")
    place.plot(*middle, "*", color="C3", markersize=11, label="estimate")
    place.set(xlabel=first, ylabel=second)
    place.legend(fontsize="small")
    return figure
