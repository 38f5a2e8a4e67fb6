"""An objective with corners of its unknowns, ``s(x) + Σ_j w_j φ_j(x_j)``: recognised, minimised, certified."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.dims import Dim, Name
from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.jacobian import jacobian
from extremum.calculus.sweep import gradients
from extremum.convexity.certificate import curvature
from extremum.operations import construct as c
from extremum.optimize.ending import CONVERGED, INTERRUPTED, STALLED, Ending
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.objective import Objective
from extremum.optimize.pieces import Corners, Piece
from extremum.optimize.program import values_of
from extremum.optimize.proximal import Composite, descended
from extremum.optimize.watch import StopRun, Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_WHOLE = 200
_ZERO = 1e-9
"""Up to so many numbers the Hessian is computed whole; a subgradient is zero where it is this part of the slopes."""


def is_of_unknowns(pieces: Sequence[Piece], unknowns: Sequence[Expr]) -> bool:
    """Whether all corners are those of unknowns themselves."""
    return all(piece.inside in unknowns and not piece.over for piece in pieces)


def by_corners(
    landscape: Landscape, pieces: Sequence[Piece], whole: Landscape, tolerance: float, watch: Watch
) -> Minimum | None:
    """The minimum, from the landscape of the smooth part; None where the weights are negative, or the unknowns are not
    free entry by entry."""
    parameters, objective = whole.parameters, landscape.objective
    corners = _weighed(pieces, landscape)
    if corners is None or not parameters.free:
        return None
    problem = Composite(landscape.slope, _hessian(landscape), corners)
    start = np.where(corners.low < corners.high, corners.at, parameters.start())
    point, stopped = _run(problem, start, tolerance, watch)
    value, gradient = landscape.slope(point)
    left = float(np.abs(problem.left_over(point, gradient)).max(initial=0))
    scale = float(np.maximum(np.abs(gradient), np.maximum(-corners.low, corners.high)).max())
    held = corners.low < corners.high
    there = f"{int((held & (point == corners.at)).sum())} of {int(held.sum())} numbers are at their kinks exactly"
    if left <= _ZERO * scale:
        how = Ending(CONVERGED, f"a subgradient is zero; {there}")
    elif stopped is not None:
        how = Ending(stopped.status, f"{stopped.message}, and no subgradient is zero")
    else:
        how = Ending(STALLED, f"no {whole.sense.lower} value was found, but no subgradient is zero")
    return Minimum(
        whole.objective.values(parameters, point), value + corners.value(point), left, watch.count, how.status,
        how.message, watch.history,
        "proximal Newton: something smooth and corners of the unknowns, on working sets", landscape.evaluations,
        _gap(problem, objective, point, gradient),
    )  # fmt: skip


def _run(problem: Composite, start: Array, tolerance: float, watch: Watch) -> tuple[Array, Ending | None]:
    watch.last = start
    try:
        watch.check()
        return descended(problem, start, min(tolerance, _ZERO) / 100, watch), None
    except StopRun as stop:
        return watch.last, Ending(stop.status, stop.message)
    except KeyboardInterrupt:
        return watch.last, Ending(INTERRUPTED, "it was interrupted")


def _weighed(pieces: Sequence[Piece], whole: Landscape) -> Corners | None:
    """The corners of all numbers, those of several pieces together where they are at one place."""
    size, scope = whole.size, whole.objective.scope
    at, low, high = np.zeros(size), np.zeros(size), np.zeros(size)
    seen = np.zeros(size, dtype=bool)
    for piece in pieces:
        part = next(k for k, part in enumerate(whole.objective.parts) if part.unknown is piece.inside)
        stop = int(whole.parameters.ends[part])
        place = slice(stop - whole.parameters.charts[part].size, stop)
        weight = np.ravel(np.asarray(scope.value(piece.weight), dtype=float))
        if (weight < 0).any() or (seen[place].any() and (at[place] != piece.corner.at).any()):
            return None
        at[place], seen[place] = piece.corner.at, True
        low[place] += weight * piece.corner.low
        high[place] += weight * piece.corner.high
    return Corners(at, low, high)


def _hessian(landscape: Landscape) -> Callable[[Array, Array], Array]:
    """The Hessian by some of the numbers."""
    if landscape.size <= _WHOLE:
        return lambda point, members: landscape.curved(point)[2][np.ix_(members, members)]
    return _Restricted(landscape)


@final
class _Restricted:
    """The Hessian of ``q ↦ s(P q)`` with P the columns of the identity that are wanted: code made once for all P."""

    def __init__(self, landscape: Landscape) -> None:
        self.landscape = landscape
        objective = landscape.objective
        names, size = FreeNames(objective.expr), Dim.of(Name("working"))
        self.q = c.build("symbol", (), (names.take("q"), size, Dim.of(1), ()))
        self.selections = [
            c.build("symbol", (), (names.take(f"P{k}"), unknown.rows, size, ()))
            for k, unknown in enumerate(objective.unknowns)
        ]
        put = {u: c.product(P, self.q) for u, P in zip(objective.unknowns, self.selections, strict=True)}
        (slope,) = gradients(replace(objective.expr, put), [self.q])  # as it comes: selections stand beside the data
        self.code = values_of([jacobian(slope, self.q)], samples=objective.samples)

    def __call__(self, point: Array, members: Array) -> Array:
        scope, ends = self.landscape.objective.scope, self.landscape.parameters.ends
        chosen = np.zeros((len(point), len(members)))
        chosen[members, np.arange(len(members))] = 1.0
        parts = np.split(chosen, ends[:-1])
        arrays = {**scope.arrays, self.q.name: point[members][:, None]}
        arrays.update({P.name: part for P, part in zip(self.selections, parts, strict=True)})
        (found,) = self.code(Scope(scope.field, arrays, {**scope.sizes, "working": len(members)}, scope.functions))
        return np.asarray(found, dtype=float).reshape(len(members), len(members))


def _gap(problem: Composite, objective: Objective, point: Array, gradient: Array) -> float | None:
    """How much lower the value is anywhere, at most; None where the smooth part is not known to be convex."""
    known = _with_numbers(objective.expr, objective, objective.unknowns)
    try:
        bends = curvature(known, list(objective.unknowns)).kind
    except ExtremumError:
        return None
    if bends not in ("convex", "affine"):
        return None
    found = problem.gap(point, gradient, 0.0 if holds(known, "nonnegative") else -np.inf)
    return found if np.isfinite(found) else None


def _with_numbers(expr: Expr, objective: Objective, unknowns: Collection[Expr]) -> Expr:
    """The expression with the numbers among the data put in, so that their signs are known."""
    arrays = objective.scope.arrays
    numbers = {
        symbol: c.number(Fraction(float(arrays[symbol.name].ravel()[0])))
        for symbol in expr.symbols
        if symbol.is_scalar and symbol.op.name == "symbol" and symbol not in unknowns and symbol.name in arrays
    }
    return replace(expr, numbers)
