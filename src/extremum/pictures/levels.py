"""Level sets of a scalar in two coordinates, all others held fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import DataError, ExtremumError, NotAScalarError
from extremum.algebra.node import Expr
from extremum.compiling.compiled import compile
from extremum.data.given import by_name
from extremum.pictures.canvas import canvas
from extremum.pictures.coordinates import Coordinate, coordinate
from extremum.verify.points import quietly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from extremum.algebra.node import Array

_POINTS, _LEVELS = 61, 15


def levels(
    f: Expr, first: str, second: str, data: Mapping[Any, Any], *,
    path: Sequence[Any] = (), width: float | None = None, axes: Any = None,
) -> Figure:  # fmt: skip
    """The level sets of f around a point: ``data`` give every symbol a value, and the point in the middle.

    Raises:
        NotAScalarError: f is no scalar.
        DataError: data are missing, or have no such coordinates.
    """
    if not f.is_scalar:
        raise NotAScalarError(f"level sets are those of a scalar, and {f} is {f.rows}×{f.cols}")
    given, pair = by_name(data), (coordinate(first), coordinate(second))
    middle = tuple(each.of(given) for each in pair)
    route = np.array([middle] if len(path) == 0 else path, dtype=float).reshape(-1, 2)
    spans = [_span(route[:, k], middle[k], width) for k in (0, 1)]
    values = _values(f, pair, given, spans)
    if not np.isfinite(values).any():
        raise DataError(f"{f} has no value at these points")
    figure, place = canvas(axes)
    place.contour(*spans, values, levels=_heights(values), cmap="viridis", linewidths=0.9)
    if len(path):
        place.plot(route[:, 0], route[:, 1], "o-", color="C1", markersize=3, linewidth=1, label="path")
    place.plot(*middle, "*", color="C3", markersize=11, label="point")
    place.set(xlabel=str(pair[0]), ylabel=str(pair[1]), title=f"level sets of {_short(f)}")
    place.legend(loc="best", fontsize="small")
    return figure


def _span(route: Array, middle: float, width: float | None) -> Array:
    """Places along one coordinate, such that the path lies within."""
    half = max(float(np.abs(route - middle).max()) * 1.2, 0.0) or max(abs(middle), 1.0)
    half = half if width is None else width / 2
    return np.linspace(middle - half, middle + half, _POINTS)


def _values(f: Expr, pair: tuple[Coordinate, Coordinate], data: Mapping[str, Any], spans: Sequence[Array]) -> Array:
    """The values on the grid, a row each value of the second coordinate; nan where there is none."""
    run = compile(f)

    def at(x: float, y: float) -> float:
        try:
            return float(run(pair[1].put(pair[0].put(data, x), y)))
        except ExtremumError:  # outside its domain, or against what was declared
            return np.nan

    at(*(each.of(data) for each in pair))
    with quietly():
        return np.array([[at(x, y) for x in spans[0]] for y in spans[1]])


def _heights(values: Array) -> Array:
    """Levels, denser where the function is low."""
    low, high = np.nanmin(values), np.nanmax(values[np.isfinite(values)])
    steps = np.linspace(0, 1, _LEVELS + 1)[1:] ** 2
    return np.asarray(low + (high - low) * steps if high > low else [low])


def _short(f: Expr) -> str:
    text = str(f)
    return text if len(text) < 50 else f"{text[:47]}…"
