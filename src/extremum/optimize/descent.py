"""Descents by SciPy's optimisers, on gradients and exact products with the Hessian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError, ExtremumError
from extremum.optimize.ending import UNBOUNDED, norm
from extremum.optimize.landscape import Landscape
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_LEG = 100
"""Iterations between two points from which a run that is kept on disk can go on."""


class _RanAwayError(Exception):
    """The method asks for a point at infinity."""


@final
class ByScipy:
    """A method of ``scipy.optimize.minimize``.

    constraints, bounds: as SciPy takes them.
    """

    def __init__(
        self, method: str, tolerance: float, products: bool = False, constraints: Sequence[Any] = (),
        bounds: Sequence[Any] | None = None,
    ) -> None:  # fmt: skip
        self.name, self.tolerance, self.products = method, tolerance, products
        self.constraints, self.bounds = constraints, bounds

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """From a start to where the method ends; in legs where the run is kept on disk.

        Raises:
            DataError: the objective or its gradient is no number at the start.
            StopRun: the run is to end.
        """
        point = start
        while True:
            limit = min(watch.left, _LEG) if watch.keep is not None else watch.left
            before = watch.count
            point = self._leg(landscape, point, watch, limit)
            if watch.count - before < limit:
                return point
            watch.resumable(point, {})
            watch.check()

    def _leg(self, landscape: Landscape, start: Array, watch: Watch, limit: int) -> Array:
        from scipy import optimize

        scipy_minimize: Any = optimize.minimize
        search = _Search(landscape, start, watch, self.name in _WHOLE)
        more: dict[str, Any] = {} if self.bounds is None else {"constraints": self.constraints, "bounds": self.bounds}
        if self.products:
            more["hessp"] = search.product
        if self.name in _WHOLE:
            more["hess"] = search.hessian
        try:
            found = scipy_minimize(
                search, start, jac=True, method=self.name, options=self._options(limit), callback=search.finished,
                tol=None if self.name in _OWN_ENDS or self.bounds is not None else self.tolerance, **more,
            )  # fmt: skip
        except ExtremumError:
            raise
        except (_RanAwayError, np.linalg.LinAlgError, ValueError):  # SciPy's own, where numbers become too large
            return search.last
        return np.asarray(found.x) if np.isfinite(found.x).all() else search.last

    def _options(self, limit: int) -> dict[str, Any]:
        return {"maxiter": limit, **_OWN_ENDS.get(self.name, lambda tolerance: {})(self.tolerance)}


_OWN_ENDS: Mapping[str, Any] = {
    "L-BFGS-B": lambda tolerance: {"ftol": 1e-15, "gtol": tolerance, "maxfun": 10**9},
    "SLSQP": lambda tolerance: {"ftol": 1e-15},
    "trust-exact": lambda tolerance: {"gtol": tolerance, "max_trust_radius": 1e12},
    "trust-ncg": lambda tolerance: {"gtol": tolerance, "max_trust_radius": 1e9},
    "trust-krylov": lambda tolerance: {"gtol": tolerance, "inexact": False},
}
"""How methods are told when to end, where that is their own."""

_WHOLE = ("trust-exact",)
"""Methods that take the Hessian as a matrix."""


@final
class _Search:
    """The objective as SciPy asks for it, in a unit in which its gradient at the start is no less than 1.

    last: the point after the last iteration.
    """

    def __init__(self, landscape: Landscape, start: Array, watch: Watch, whole: bool) -> None:
        self.whole = whole
        self.landscape, self.watch = landscape, watch
        self.last, self.unit = start, 1.0
        size = norm(self._first(start))
        self.unit = size if 0 < size < 1 else 1.0
        self.values: dict[bytes, float] = {}

    def _first(self, start: Array) -> Array:
        value, gradient = self.landscape.slope(start)
        if np.isfinite(value) and np.isfinite(gradient).all():
            return gradient
        raise DataError(self.landscape.why_undefined(start, value))

    def __call__(self, flat: Array) -> tuple[float, Array]:
        if not np.isfinite(flat).all():
            raise _RanAwayError
        value, gradient = (self.landscape.curved(flat) if self.whole else self.landscape.slope(flat))[:2]
        if value == -np.inf:
            least = self.landscape.sense.of(value)
            raise StopRun(UNBOUNDED, f"the objective is {least} at a point that was met", flat.copy())
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            self.landscape.undefined = flat.copy()
            return self._wall(flat)
        self.values = {**dict(list(self.values.items())[-4:]), flat.tobytes(): value}
        return value / self.unit, gradient / self.unit

    def _wall(self, flat: Array) -> tuple[float, Array]:
        """What line searches are told where the objective is no number: that it rises from the last point, as steeply
        as its gradient was there, so that they come back instead of giving up."""
        value, gradient = self.landscape.slope(self.last)
        steep, way = norm(gradient) / self.unit, flat - self.last
        away = norm(way)
        return value / self.unit + steep * away, steep * way / away if away else np.zeros_like(flat)

    def hessian(self, flat: Array) -> Array:
        """The Hessian."""
        found: Array = self.landscape.curved(flat)[2] / self.unit
        return found if np.isfinite(found).all() else np.zeros_like(found)

    def product(self, flat: Array, step: Array) -> Array:
        """The Hessian times a step."""
        found: Array = self.landscape.product(flat, step) / self.unit
        return found if np.isfinite(found).all() else np.zeros_like(flat)

    def finished(self, flat: Array, *_: Any) -> None:
        """After each iteration."""
        self.last, self.landscape.undefined = flat.copy(), None
        known = self.values.get(flat.tobytes())
        self.watch.step(flat, self.landscape.value(flat) if known is None else known)
