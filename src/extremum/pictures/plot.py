"""``plot(result)``: the picture of a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.convexity.certificate import Curvature
from extremum.data.given import by_name
from extremum.optimize.minimum import Minimum
from extremum.pictures import curves, ellipses, levels, matrices
from extremum.solving.solution import SolutionSet
from extremum.statistics.fitted import Fit

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(found: Any, *coordinates: str, data: Mapping[Any, Any] | None = None, **options: Any) -> Figure:
    """A figure of matplotlib, where a result is better looked at than read:

    - of a minimum by iteration, how it converged;
    - of a scalar expression, its level sets in two coordinates around the point in ``data``; ``path``: pairs of
      coordinates on the way there, ``width``: of the window;
    - of a solution, the level sets of its objective around it, on ``data``;
    - of a matrix, such as a Hessian, on ``data``: which entries are zero and how large the others are;
    - of a fit, the confidence region of two coordinates, ``level=0.95``;
    - of a curvature that points show, the function along the lines between them.

    Coordinates are entries, ``"x[1]"`` or ``"M[1,2]"``, counted from 1, or numbers. ``axes`` draws into other axes.

    >>> import extremum as ex
    >>> run = ex.minimize("norm2(x - c)^2 + sum(exp(x))", "x", c=[3, 1], declarations="x[n]; c[n]")
    >>> ex.plot(run).axes[0].get_xlabel()
    'iteration'
    >>> f = ex.parse("norm2(x - c)^2", "x[n]; c[n]")
    >>> ex.plot(f, "x[1]", "x[2]", data={"x": [3, 1], "c": [3, 1]}).axes[0].get_ylabel()
    'x[2]'

    Raises:
        DataError: data or coordinates are missing, or do not fit.
        UnsupportedError: there is no picture of such a result.
        ExtremumError: matplotlib is not installed.
    """
    if isinstance(found, Minimum):
        return curves.convergence(found, **options)
    if isinstance(found, Curvature):
        return curves.chord(found, **options)
    if isinstance(found, Fit):
        return ellipses.ellipse(found, *_pair(coordinates), **options)
    if isinstance(found, SolutionSet):
        return _around(found, coordinates, data, options)
    if isinstance(found, Expr) and not found.is_scalar:
        return matrices.entries(found, _given(data), **options)
    if isinstance(found, Expr):
        return levels.levels(found, *_pair(coordinates), _given(data), **options)
    raise UnsupportedError(f"there is no picture of a {type(found).__name__}")


def _around(found: SolutionSet, coordinates: tuple[str, ...], data: Any, options: dict[str, Any]) -> Figure:
    if found.objective is None:
        raise UnsupportedError("the solution of equations has no level sets")
    given = by_name(_given(data))
    point = {symbol.name: value for symbol, value in found.evaluate(given).items()}
    return levels.levels(found.objective, *_pair(coordinates), {**given, **point}, **options)


def _given(data: Mapping[Any, Any] | None) -> Mapping[Any, Any]:
    if data is None:
        raise DataError("the picture needs data=…, a value for each symbol")
    return data


def _pair(coordinates: tuple[str, ...]) -> tuple[str, str]:
    if len(coordinates) != 2:
        raise DataError('the picture needs two coordinates, such as "x[1]", "x[2]"')
    return coordinates[0], coordinates[1]
