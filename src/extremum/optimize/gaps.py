"""What constraints leave: gaps that are zero, or not negative, where they hold, and their gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol, final

import numpy as np

from extremum.algebra.dims import Atom, Bound, Dim, DimLike, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological
from extremum.calculus.kinks import kinks_in
from extremum.convexity.certificate import proved
from extremum.data.binding import tidy
from extremum.data.computing import silently
from extremum.operations import construct as c
from extremum.operations.leaves import index_of
from extremum.optimize.objective import Objective
from extremum.optimize.orders import no_order
from extremum.optimize.parameters import Parameters
from extremum.optimize.together import jacobian_by, slopes_together
from extremum.problems.constraint import Constraint
from extremum.simplify.search import simplify
from extremum.structures.charts import Chart, Linear, Logarithms

if TYPE_CHECKING:
    from extremum.algebra.node import Array

    Bounds = tuple[Array, Array, Array]
    """Places of free numbers, on which side of them a bound is, 1 below and -1 above, and the bounds."""

_LARGE = 4_000_000
"""Up to so many entries slopes are looked at for bounds."""


class Entries(Protocol):
    """What has entries at values of the unknowns, and their gradients by the stacked columns of all, a row each."""

    def values(self, arrays: Sequence[Array]) -> Array:
        """The entries."""

    def slopes(self, arrays: Sequence[Array]) -> Array:
        """Their gradients."""


@final
class Gaps:
    """What is zero, or not negative, where the constraints hold; its entries and their gradients at a point."""

    def __init__(self, constraints: Sequence[Constraint], objective: Objective, parameters: Parameters) -> None:
        self.objective, self.parameters, self.constraints = objective, parameters, tuple(constraints)
        self.equations = [Gap(each.gap, objective) for each in constraints if each.is_equation]
        self.stated = [Gap(each.gap, objective) for each in constraints if each.is_inequality]
        self.inequalities: list[Entries] = list(self.stated)
        self.low, self.high = (np.full(parameters.size, end) for end in (-np.inf, np.inf))
        self.others: list[Entries] = [*self.equations, *(gap for gap in self.stated if not self._bounds(gap))]
        other = next((each for each in constraints if each.is_semidefinite), None)
        if other is not None:
            raise no_order(other, any(part.at is not None for part in objective.parts))

    def values(self, gaps: Sequence[Entries], flat: Array) -> Array:
        """The entries of gaps."""
        arrays = self.parameters.arrays(flat)
        with silently():
            return np.concatenate([np.zeros(0), *(gap.values(arrays) for gap in gaps)])

    def slopes(self, gaps: Sequence[Entries], flat: Array) -> Array:
        """The gradients of the entries by the free numbers, a row each."""
        arrays = self.parameters.arrays(flat)
        with silently():
            rows = [self.parameters.pull_back_rows(flat, gap.slopes(arrays)) for gap in gaps]
        return np.concatenate([np.zeros((0, flat.size)), *rows])

    def _bounds(self, gap: Gap) -> bool:
        """Takes gaps of which each entry is ``s x - l`` or ``u - s x``, with x a free number or its exponential, as
        bounds of the free numbers."""
        found = self._identity(gap) or self._entries(gap)
        if found is None:
            return False
        places, signs, ends = found
        np.maximum.at(self.low, places[signs > 0], ends[signs > 0])
        np.minimum.at(self.high, places[signs < 0], ends[signs < 0])
        return True

    def _identity(self, gap: Gap) -> Bounds | None:
        """Bounds of all entries of an unknown at once, ``x - l`` and ``u - x``."""
        part, sign = gap.bounded()
        if part is None:
            return None
        chart = self.parameters.charts[part]
        arrays = self.parameters.initial
        value = arrays[part] - sign * gap.values(arrays).reshape(arrays[part].shape, order="F")
        free = chart.free(value) if isinstance(chart, Linear) and chart.size == value.size else np.zeros(0)
        if free.size != value.size or not np.allclose(chart.matrix(free), value, rtol=1e-14, atol=0):
            return None
        end = int(self.parameters.ends[part])
        return np.arange(end - free.size, end), np.full(free.size, sign), free

    def _entries(self, gap: Gap) -> Bounds | None:
        """Bounds of one number a row."""
        zero = np.zeros(self.low.size)
        values = self.values([gap], zero) if gap.affine else zero
        if not gap.affine or values.size * zero.size > _LARGE:
            return None
        slopes = self.slopes([gap], zero)
        logarithms = _logarithms(self.parameters)
        rows, places = np.nonzero(slopes)
        if not np.array_equal(rows, np.arange(len(values))) or np.isnan(logarithms[places]).any():
            return None
        signs, levels = np.sign(slopes[rows, places]), -values / slopes[rows, places]
        held = logarithms[places] > 0  # there the number is the exponential of the free one, 1 at 0
        with np.errstate(all="ignore"):
            ends = np.where(held, np.log(np.maximum(1 + levels, 0)), levels)
        return None if (np.isneginf(ends) & (signs < 0)).any() else (places, signs, ends)

    @property
    def affine(self) -> bool:
        """Whether all are affine in the unknowns."""
        return all(gap.affine for gap in (*self.equations, *self.stated))

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """The bounds of the free numbers."""
        return list(zip(self.low.tolist(), self.high.tolist(), strict=True))

    def within(self, flat: Array) -> Array:
        """The nearest point within the bounds."""
        clipped: Array = np.minimum(np.maximum(flat, self.low), self.high)
        return clipped

    def for_scipy(self) -> list[dict[str, Any]]:
        """The constraints that are no bounds, as SciPy takes them."""
        kinds = (("eq", self.equations), ("ineq", [gap for gap in self.others if gap not in self.equations]))
        return [self._for_scipy(kind, gaps) for kind, gaps in kinds if gaps]

    def _for_scipy(self, kind: str, gaps: Sequence[Entries]) -> dict[str, Any]:
        return {"type": kind, "fun": lambda flat: self.values(gaps, flat), "jac": lambda flat: self.slopes(gaps, flat)}


@final
class Gap:
    """One gap: its expression, its Jacobians by the unknowns, and which entries tell all of it; within: gives free
    indices their numbers."""

    def __init__(self, gap: Expr, objective: Objective, within: Callable[[Scope], Scope] | None = None) -> None:
        self._steady: dict[bool, Array] = {}
        self._constant: Array | None = None
        self.within = within if within is not None else lambda scope: scope
        free = [atom for atom in gap.indices if isinstance(atom, IndexName)] if within is None else []
        renamed: dict[Atom, DimLike] = {atom: Dim.of(replace(atom, name=f"%{atom}")) for atom in free}
        gap = replace_indices(gap, renamed)
        self.objective, self.gap = objective, simplify(gap)
        self.over = sorted((replace(atom, name=f"%{atom}") for atom in free), key=str)
        known = {symbol.name for symbol in gap.symbols}
        unknowns = dict.fromkeys(part.unknown for part in objective.parts)
        self.jacobians = {u: simplify(jacobian_by(u, gap)) for u in unknowns if u.name in known}
        self.half = gap.rows is gap.cols and not gap.is_scalar and holds(gap, "symmetric")

    @cached_property
    def kinked(self) -> bool:
        """Whether it has kinks in the unknowns."""
        return bool(kinks_in(self.gap, list(self.jacobians)))

    @cached_property
    def concave(self) -> bool:
        """Whether it is proved to be concave in the unknowns, together."""
        unknowns = [u for u in dict.fromkeys(part.unknown for part in self.objective.parts) if u in self.jacobians]
        alone = self.gap.is_scalar and not self.over and all(u.op.name == "symbol" for u in unknowns)
        return alone and proved(self.gap, *unknowns).kind in ("concave", "affine")

    @cached_property
    def affine(self) -> bool:
        """Whether it is affine in the unknowns."""
        names = {part.unknown.name for part in self.objective.parts}
        constant = not any(symbol.name in names for slope in self.jacobians.values() for symbol in slope.symbols)
        return constant and not self.kinked

    def bounded(self) -> tuple[int | None, int]:
        """The part x, and the sign of x, of ``x - l`` and ``u - x``; None where it is neither."""
        if not self.jacobians or self.over:
            return None, 0
        (slope, *more) = self.jacobians.values()
        for sign in (1, -1):
            if not more and not self.half and slope is c.multiple(sign, c.eye(slope.rows)):
                wanted = next(iter(self.jacobians))
                found = [k for k, part in enumerate(self.objective.parts) if part.unknown is wanted and part.at is None]
                return (found[0] if found else None), sign
        return None, 0

    def values(self, arrays: Sequence[Array]) -> Array:
        """The entries, columns stacked, those of one member after those of another; by the slopes ``S`` of an affine
        gap, once they are known: ``S x + c``."""
        if self._constant is not None:
            stacked = [array.ravel(order="F") for array in arrays]
            return np.asarray(self._constant + self._steady[False] @ np.concatenate(stacked))
        return self._found(arrays)

    def _found(self, arrays: Sequence[Array]) -> Array:
        scope = self.within(self.objective.at(arrays))
        found = [self._entries(scope.placed(place)) for place in self.places(scope)]
        return np.concatenate(found) if found else np.zeros(0)

    def _entries(self, scope: Scope) -> Array:
        value = np.atleast_1d(np.asarray(tidy(scope.value(self.gap), self.gap), dtype=float))
        return np.asarray(value.reshape(-1, order="F")[self._kept(value)])

    def places(self, scope: Scope) -> list[Mapping[Atom, int]]:
        """The values of the indices that it holds for: those for which all members of families in it exist."""
        ranges = [range(i.start, i.start + scope.dim(i.size)) for i in self.over if i.size is not None]
        if len(ranges) < len(self.over):
            raise UnsupportedError(f"nothing says over which indices {self.gap} holds")
        all_places: list[Mapping[Atom, int]] = [dict(zip(self.over, each, strict=True)) for each in product(*ranges)]
        members = [node for node in topological([self.gap]) if node.op.name == "member" and node.indices]
        return [place for place in all_places if all(_exists(node, scope.placed(place)) for node in members)]

    def _kept(self, value: Array) -> Array:
        """Of a symmetric matrix the lower triangle tells all."""
        each = np.ones(value.shape, dtype=bool)
        return (np.tril(each) if self.half and value.ndim == 2 else each).reshape(-1, order="F")

    def kept(self, scope: Scope, whole: bool = False) -> Array:
        """Which of its entries, columns stacked, tell all of it."""
        shape = tuple(scope.dim(dim) for dim in self.gap.shape)
        return np.ones(int(np.prod(shape)), dtype=bool) if whole else self._kept(np.zeros(shape))

    def slopes(self, arrays: Sequence[Array], whole: bool = False) -> Array:
        """Of each entry a row, its derivatives by the stacked columns of all parts; of a symmetric matrix in its lower
        triangle, or in the whole."""
        if not self.affine:
            return self._slopes(arrays, whole)
        if whole not in self._steady:
            self._steady[whole] = self._slopes(arrays, whole)
            if not whole:
                constant = self._found([np.zeros_like(array) for array in arrays])
                self._constant = constant if np.isfinite(constant).all() else None
        return self._steady[whole]

    def _slopes(self, arrays: Sequence[Array], whole: bool) -> Array:
        scope = self.within(self.objective.at(arrays))
        places = self.places(scope)
        if len(places) > 1 or (places and len(arrays) > len(self.jacobians)):
            kept = self.kept(scope.placed(places[0]), whole)
            found = slopes_together(self.jacobians, self.objective.parts, arrays, scope, places, kept)
            if found is not None:
                return found
        none = np.zeros((0, sum(array.size for array in arrays)))
        return np.concatenate([none, *(self._slopes_at(place, arrays, whole) for place in places)])

    def _slopes_at(self, place: Mapping[Atom, int], arrays: Sequence[Array], whole: bool) -> Array:
        scope = self.within(self.objective.at(arrays)).placed(place)
        kept = self.kept(scope, whole)
        columns = []
        for part, value in zip(self.objective.parts, arrays, strict=True):
            if part.unknown not in self.jacobians:
                columns.append(np.zeros((int(kept.sum()), value.size)))
                continue
            inside = self.within(self.objective.at(arrays, part)).placed(place)
            matrix = np.asarray(inside.value(self.jacobians[part.unknown]), dtype=float)
            matrix = np.broadcast_to(matrix.reshape(matrix.shape[-2:]), (kept.size, value.size))
            columns.append(matrix[kept])
        return np.hstack(columns)


def _exists(member: Expr, scope: Scope) -> bool:
    """Whether a member of a family is one, where it stands outside of sums."""
    at = index_of(member)
    if any(isinstance(atom, Bound) for atom in at.indices):
        return True
    first = scope.dim(member.start)
    return first <= int(scope.index(at)) < first + scope.dim(member.size)


def _logarithms(parameters: Parameters) -> Array:
    """Which free numbers are logarithms of entries, 1, and which are entries, 0; nan for others."""
    found = [_of_chart(chart) for chart in parameters.charts]
    return np.concatenate([np.zeros(0), *found])


def _of_chart(chart: Chart) -> Array:
    if isinstance(chart, Linear):
        return np.zeros(chart.size)
    return chart.positive.astype(float) if isinstance(chart, Logarithms) else np.full(chart.size, np.nan)
