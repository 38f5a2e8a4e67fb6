"""What constraints leave: gaps that are zero, or not negative, where they hold, and their gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import jacobian
from extremum.calculus.kinks import kinks
from extremum.data.binding import tidy
from extremum.data.computing import silently
from extremum.operations import construct as c
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters
from extremum.problems.constraint import Constraint
from extremum.simplify.search import simplify
from extremum.structures.charts import Linear

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
class Gaps:
    """What is zero, or not negative, where the constraints hold; its entries and their gradients at a point."""

    def __init__(self, constraints: Sequence[Constraint], objective: Objective, parameters: Parameters) -> None:
        self.objective, self.parameters = objective, parameters
        self.equations = [Gap(each.gap, objective) for each in constraints if each.is_equation]
        self.inequalities = [Gap(each.gap, objective) for each in constraints if each.is_inequality]
        self.low, self.high = (np.full(parameters.start().size, end) for end in (-np.inf, np.inf))
        self.others = [*self.equations, *(gap for gap in self.inequalities if not self._bounds(gap))]
        other = next((each for each in constraints if each.is_semidefinite), None)
        if other is not None:
            raise UnsupportedError(
                f"{other} orders matrices, which minimize takes in cone programs only, where the extra 'cones' is "
                "installed; declare the matrix positive_definite, or write it as L*L'"
            )

    def values(self, gaps: Sequence[Gap], flat: Array) -> Array:
        """The entries of gaps."""
        arrays = self.parameters.arrays(flat)
        with silently():
            return np.concatenate([np.zeros(0), *(gap.values(arrays) for gap in gaps)])

    def slopes(self, gaps: Sequence[Gap], flat: Array) -> Array:
        """The gradients of the entries by the free numbers, a row each."""
        arrays = self.parameters.arrays(flat)
        with silently():
            rows = [self.parameters.pull_back(flat, row) for gap in gaps for row in gap.slopes(arrays)]
        return np.array(rows).reshape(-1, flat.size)

    def _bounds(self, gap: Gap) -> bool:
        """Takes ``x - l`` and ``u - x`` as bounds of the free numbers, where these are the entries of x."""
        part, sign = gap.bounded()
        if part is None:
            return False
        chart = self.parameters.charts[part]
        arrays = self.parameters.arrays(self.parameters.start())
        value = arrays[part] - sign * gap.values(arrays).reshape(arrays[part].shape, order="F")
        free = chart.free(value) if isinstance(chart, Linear) and chart.size == value.size else np.zeros(0)
        if free.size != value.size or not np.allclose(chart.matrix(free), value, rtol=1e-14, atol=0):
            return False
        place = slice(self.parameters.ends[part] - free.size, self.parameters.ends[part])
        if sign > 0:
            self.low[place] = np.maximum(self.low[place], free)
        else:
            self.high[place] = np.minimum(self.high[place], free)
        return True

    @property
    def affine(self) -> bool:
        """Whether all are affine in the unknowns."""
        return all(gap.affine for gap in (*self.equations, *self.inequalities))

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

    def _for_scipy(self, kind: str, gaps: Sequence[Gap]) -> dict[str, Any]:
        return {"type": kind, "fun": lambda flat: self.values(gaps, flat), "jac": lambda flat: self.slopes(gaps, flat)}


@final
class Gap:
    """One gap: its expression, its Jacobians by the unknowns, and which entries tell all of it; within: gives free
    indices their numbers."""

    def __init__(self, gap: Expr, objective: Objective, within: Callable[[Scope], Scope] | None = None) -> None:
        self.objective, self.gap = objective, simplify(gap)
        self.within = within if within is not None else lambda scope: scope
        if within is None and any(not str(atom).startswith("#") for atom in self.gap.indices):
            raise UnsupportedError(f"{gap} holds for each member of a family, which minimize does not take")
        known = {symbol.name for symbol in gap.symbols}
        unknowns = dict.fromkeys(part.unknown for part in objective.parts)
        self.jacobians = {u: simplify(jacobian(gap, u)) for u in unknowns if u.name in known}
        self.half = gap.rows is gap.cols and holds(gap, "symmetric")

    @property
    def affine(self) -> bool:
        """Whether it is affine in the unknowns."""
        names = {part.unknown.name for part in self.objective.parts}
        constant = not any(symbol.name in names for slope in self.jacobians.values() for symbol in slope.symbols)
        return constant and not any(kinks(self.gap, unknown) for unknown in self.jacobians)

    def bounded(self) -> tuple[int | None, int]:
        """The part x, and the sign of x, of ``x - l`` and ``u - x``; None where it is neither."""
        if not self.jacobians:
            return None, 0
        (slope, *more) = self.jacobians.values()
        for sign in (1, -1):
            if not more and not self.half and slope is c.multiple(sign, c.eye(slope.rows)):
                wanted = next(iter(self.jacobians))
                found = [k for k, part in enumerate(self.objective.parts) if part.unknown is wanted and part.at is None]
                return (found[0] if found else None), sign
        return None, 0

    def values(self, arrays: Sequence[Array]) -> Array:
        """The entries, columns stacked."""
        value = np.atleast_1d(
            np.asarray(tidy(self.within(self.objective.at(arrays)).value(self.gap), self.gap), dtype=float)
        )
        whole = value.reshape(-1, order="F")
        return whole[self._kept(value)]

    def _kept(self, value: Array) -> Array:
        """Of a symmetric matrix the lower triangle tells all."""
        each = np.ones(value.shape, dtype=bool)
        return (np.tril(each) if self.half and value.ndim == 2 else each).reshape(-1, order="F")

    def slopes(self, arrays: Sequence[Array], whole: bool = False) -> list[list[Array]]:
        """Of each entry the gradients by the parts; of a symmetric matrix in its lower triangle, or in the whole."""
        scope = self.within(self.objective.at(arrays))
        shape = tuple(scope.dim(dim) for dim in self.gap.shape)
        kept = np.ones(int(np.prod(shape)), dtype=bool) if whole else self._kept(np.zeros(shape))
        columns = []
        for part, value in zip(self.objective.parts, arrays, strict=True):
            if part.unknown not in self.jacobians:
                columns.append(np.zeros((int(kept.sum()), *value.shape)))
                continue
            inside = self.within(self.objective.at(arrays, part))
            matrix = np.asarray(inside.value(self.jacobians[part.unknown]), dtype=float)
            matrix = np.broadcast_to(matrix.reshape(matrix.shape[-2:]), (kept.size, value.size))
            columns.append(np.stack([row.reshape(value.shape, order="F") for row in matrix[kept]]))
        return [[column[k] for column in columns] for k in range(int(kept.sum()))]
