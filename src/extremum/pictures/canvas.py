"""A figure with one pair of axes, which no window owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ExtremumError

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def canvas(axes: Any = None, width: float = 5.5, height: float = 4.0) -> tuple[Figure, Any]:
    """The figure and its axes; those that are given, or new ones.

    Raises:
        ExtremumError: matplotlib is not installed.
    """
    if axes is not None:
        return axes.figure, axes
    try:
        from matplotlib.figure import Figure as NewFigure
    except ImportError:
        raise ExtremumError("pictures need matplotlib: pip install 'extremum[plots]'") from None
    figure = NewFigure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()
