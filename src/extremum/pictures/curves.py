"""Curves: the course of a run, and a function along the line between two points that show how it bends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.compiling.compiled import compile
from extremum.pictures.canvas import canvas

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from extremum.convexity.certificate import Curvature
    from extremum.optimize.minimum import Minimum

_POINTS = 101


def convergence(found: Minimum, axes: Any = None) -> Figure:
    """How far the value was from the best that was met, iteration by iteration.

    Raises:
        DataError: the run has no iterations.
    """
    history = np.array(found.history, dtype=float)
    if not len(history):
        raise DataError("the run has no iterations to show")
    figure, place = canvas(axes)
    above = history - np.nanmin(history)
    place.semilogy(np.arange(1, len(history) + 1), np.where(above > 0, above, np.nan), "o-", markersize=3)
    place.set(xlabel="iteration", ylabel="value above the best", title=f"{found.status}: {found.value:.6g}")
    place.grid(alpha=0.3)
    return figure


def chord(found: Curvature, axes: Any = None) -> Figure:
    """The function along the lines between points whose middle shows that it is neither convex nor concave.

    Raises:
        UnsupportedError: the verdict was proved, by steps that are to be read.
    """
    if found.witness is None or found.expr is None:
        raise UnsupportedError("this verdict has a proof and no points to show: print it")
    run, (figure, place) = compile(found.expr), canvas(axes)
    t = np.linspace(0, 1, _POINTS)
    for k, pair in enumerate(found.witness.pairs):
        points = [{name: (1 - s) * pair.start[name] + s * pair.end[name] for name in pair.start} for s in t]
        values = [float(run(_fitting({**found.witness.data, **point}))) for point in points]
        place.plot(t, values, color=f"C{k}", label=pair.shows)
        place.plot([0, 1], [values[0], values[-1]], "--", color=f"C{k}", linewidth=0.8)
    place.set(xlabel="from one point to the other", ylabel="value", title="beside its chords")
    place.legend(fontsize="small")
    return figure


def _fitting(data: dict[str, Any]) -> dict[str, Any]:
    """Columns as vectors, 1×1 arrays as numbers."""
    return {name: value[()] if np.ndim(value) < 2 else value.reshape(-1)[0] if np.size(value) == 1 else value[:, 0]
            if np.shape(value)[1] == 1 else value for name, value in data.items()}  # fmt: skip
