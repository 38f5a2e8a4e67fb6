"""The objective and its gradients on data, evaluated together: shared parts once, data bound and checked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.dims import Shape
from extremum.algebra.errors import DataError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.node import Expr
from extremum.calculus.sweep import gradients
from extremum.data.binding import scope_for
from extremum.data.given import by_name, check_sizes, leaves_of, needed_of, numbers_in
from extremum.simplify.search import simplify

if TYPE_CHECKING:
    from extremum.algebra.node import Array


OPTIONS = (
    "start", "method", "tolerance", "max_iterations", "batch", "learning_rate", "seed", "progress", "declarations",
)  # fmt: skip
"""Keywords of ``minimize`` that are no dimensions."""


@final
class Objective:
    """A scalar and its gradients with respect to the unknowns."""

    def __init__(
        self, expr: Expr, unknowns: Sequence[Expr], data: Mapping[str, Any], sizes: Mapping[str, int], batch: int | None
    ) -> None:
        self.unknowns = list(unknowns)
        self.expr = expr
        self.gradients = [simplify(g) for g in gradients(expr, self.unknowns)]
        names = {u.name for u in self.unknowns}
        needed = {name: leaf for name, leaf in leaves_of([expr]).items() if name not in names}
        known = by_name(data)
        both = names & set(known)
        if both:
            raise DataError(f"{', '.join(sorted(both))}: optimised over, so give it in start and not in data")
        check_sizes(sizes, numbers_in([expr]), [*needed, *names], OPTIONS)
        arrays, numbers = needed_of([expr], needed, known, sizes)
        self.scope = scope_for([expr], arrays, numbers)
        self.families = [n for n, leaf in needed.items() if leaf.op.name == "member"]
        self.count = self._count(needed) if batch is not None else 0
        self.counted = {name: self._size_name(needed[name]) for name in self.families}

    def _count(self, needed: Mapping[str, Expr]) -> int:
        counts = {len(self.scope.arrays[name]) for name in self.families}
        if len(counts) != 1:
            raise DataError(f"batch needs families of samples of one size; the data have sizes {sorted(counts)}")
        return counts.pop()

    @staticmethod
    def _size_name(leaf: Expr) -> str:
        return str(leaf.size)

    def shape(self, unknown: Expr) -> tuple[int, int]:
        """The shape of an unknown, from the data.

        Raises:
            DataError: a dimension is not known from the data.
        """
        shape: Shape = unknown.shape
        try:
            return self.scope.dim(shape[0]), self.scope.dim(shape[1])
        except ValueError as error:
            raise DataError(f"the size of {unknown.name} ({shape[0]}×{shape[1]}) is not known: {error}") from None

    def value_and_gradients(self, arrays: Sequence[Array], members: Array | None = None) -> tuple[float, list[Array]]:
        """The value and the gradients, on all samples or on some."""
        bound = dict(self.scope.arrays)
        sizes = dict(self.scope.sizes)
        if members is not None:
            for name in self.families:
                bound[name] = bound[name][members]
                sizes[self.counted[name]] = len(members)
        bound.update({u.name: a for u, a in zip(self.unknowns, arrays, strict=True)})
        scope = Scope(FLOATS, bound, sizes, self.scope.functions)
        with np.errstate(all="ignore"):
            value = float(scope.value(self.expr).ravel()[0])
            return value, [np.asarray(scope.value(g)) for g in self.gradients]
