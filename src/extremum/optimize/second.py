"""The second derivatives of an objective: its Hessian as an expression, and its changes along a step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.calculus.second import changes, second_derivatives
from extremum.optimize.program import Values, demand_of, values_of
from extremum.scale.samples import Samples

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_FEW, _STEPS, _LITTLE = 4, 50, 1e7
"""So many products with the Hessian one whole may take in place of each of its columns: it comes with fewer calls; of
no more columns than conjugate gradients take steps; of so few operations nothing is asked."""


@lru_cache(maxsize=32)
def _changes(expr: Expr, unknowns: tuple[Expr, ...]) -> tuple[list[Expr], list[Expr]]:
    """Found once of a formula that is minimised again on other data, as is the Hessian."""
    return changes(expr, unknowns)


@lru_cache(maxsize=32)
def _hessian(expr: Expr, unknowns: tuple[Expr, ...]) -> Expr:
    return second_derivatives(expr, unknowns)


@final
class Second:
    """The second derivatives by unknowns that are no families.

    fixed: the names of the data; samples: those that go by in blocks.
    """

    def __init__(
        self, expr: Expr, gradients: Mapping[Expr, Expr], fixed: Collection[str], samples: Samples | None = None
    ) -> None:
        self.samples = samples
        self.expr, self.gradients, self.unknowns, self.fixed = expr, list(gradients.values()), list(gradients), fixed

    @cached_property
    def _directed(self) -> tuple[list[Expr], list[Expr]]:
        if any(unknown.op.name == "member" for unknown in self.unknowns):
            raise UnsupportedError("second derivatives by all members of a family are not taken")
        return _changes(self.expr, tuple(self.unknowns))

    @cached_property
    def known(self) -> str:
        """Why there are none; empty where there are."""
        try:
            _ = self._directed if self.samples is None else self._along
        except ExtremumError as error:
            return str(error)
        return ""

    @cached_property
    def constant(self) -> bool:
        """Whether they do not depend on the unknowns: the objective is a quadratic."""
        inside = {symbol.name for one in self._directed[1] for symbol in one.symbols}
        return not inside & {unknown.name for unknown in self.unknowns}

    @cached_property
    def _along(self) -> Values:
        return values_of(self._directed[1], self.fixed, (), self.samples)

    def _stepped(self, scope: Scope, steps: Sequence[Array]) -> Scope:
        """The scope in which the unknowns change by these steps."""
        names = {symbol.name: step for symbol, step in zip(self._directed[0], steps, strict=True)}
        return Scope(scope.field, {**scope.arrays, **names}, scope.sizes, scope.functions)

    def along(self, scope: Scope, steps: Sequence[Array]) -> list[Array]:
        """The changes of the gradients along a step of the unknowns."""
        found = self._along(self._stepped(scope, steps))
        return [np.asarray(one, dtype=float).reshape(step.shape) for one, step in zip(found, steps, strict=True)]

    def is_cheap(self, scope: Scope, size: int) -> bool:
        """Whether the whole Hessian takes no more than ``size`` products with it, and fits into memory."""
        whole = None if self.whole is None else demand_of(self.whole, scope)
        if whole is None or whole.operations <= _LITTLE:
            return self.whole is not None and (whole is None or whole.has_room)
        along = demand_of(self._along, self._stepped(scope, [np.zeros(0) for _ in self.unknowns]))
        return whole.has_room and (along is None or whole.operations <= _FEW * min(size, _STEPS) * along.operations)

    @cached_property
    def whole(self) -> Values | None:
        """The function that gives value, gradients and the Hessian by the stacked columns of all unknowns, in one pass;
        None where there is no such expression."""
        try:
            wanted = [self.expr, *self.gradients, _hessian(self.expr, tuple(self.unknowns))]
            return values_of(wanted, self.fixed, (), self.samples)
        except ExtremumError:
            return None
