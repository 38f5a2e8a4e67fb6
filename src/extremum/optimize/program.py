"""Expressions of the unknowns as one function: by generated code with the data staged, or by evaluation where there is
none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.algebra.room import RoomError, memory
from extremum.compiling.arguments import arguments_in
from extremum.compiling.compiled import compile
from extremum.data.computing import computing
from extremum.data.given import leaves_of
from extremum.identities.stable import stable_all
from extremum.optimize.demand import Demand, demand
from extremum.optimize.unknowns import Part
from extremum.scale.checks import RowError
from extremum.scale.samples import Samples
from extremum.scale.values import OverSamples

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Values = Callable[[Scope], Sequence[Any]]
"""The values of some expressions in a scope; raises DataError where a matrix is singular."""

Program = Callable[[Scope, Sequence[Part]], "tuple[float, list[Array]]"]
"""The value in a scope, and the gradients with respect to parts; not a number where a matrix is singular."""


def values_of(
    exprs: Sequence[Expr], data: Collection[str] = (), each: Sequence[Any] = (), samples: Samples | None = None
) -> Values:
    """The function that gives the values of expressions; ``data`` are names of what is the same in all its scopes.

    Raises:
        UnsupportedError: ``samples`` are nowhere as a whole, and the expressions need several of them at a time.
    """
    if samples is not None and not samples.in_memory:
        return OverSamples(exprs, samples, data, each, staged=bool(data))
    try:
        return _Staged(exprs, data, each, samples)
    except UnsupportedError:
        if each:
            raise
        return _evaluated(exprs)


@lru_cache(maxsize=64)
def _code(exprs: tuple[Expr, ...], each: tuple[Any, ...], data: frozenset[str]) -> Any:
    """The code for expressions, made once of a formula that is minimised again on other data."""
    return compile(list(exprs), each=list(each), data=set(data))


@final
class _Staged:
    """Generated code; what the data alone determine is computed at the first call; large arrays go by in blocks, where
    what is asked of these merges."""

    def __init__(
        self, exprs: Sequence[Expr], data: Collection[str], each: Sequence[Any], samples: Samples | None = None
    ) -> None:
        inside = leaves_of(exprs)
        known = {name for name in data if name in inside}
        self._made = _code(tuple(exprs), tuple(each), frozenset(known))
        self._staged = bool(known)
        self._changing = [a for a in self._made.plan.arguments if a.leaf is not None and a.name not in known]
        self._fixed: Mapping[str, Any] = {}
        self._asked: Demand | None = None
        self._in_blocks = None if samples is None else _merged(exprs, samples, data, each)

    def demand(self, scope: Scope) -> Demand:
        """What a call asks of the machine; sizes are those of the first one."""
        if self._asked is None:
            self._asked = demand(list(self._made.plan.terms.values()), scope)
        return self._asked

    def __call__(self, scope: Scope) -> Sequence[Any]:
        if self._in_blocks is not None:
            return self._in_blocks(scope)
        asked = self.demand(scope)
        if not asked.has_room:
            raise RoomError(f"an array would take {asked.largest:,.0f} bytes, but the machine has {memory():,}")
        if self._fixed:
            changing = arguments_in(self._changing, scope)
            return tuple(self._made.function(**{**self._fixed, **changing}))
        values = self._made.staged(arguments_in(self._made.plan.inputs, scope))
        if self._staged:
            self._fixed = values
        return tuple(self._made.function(**values))


def _merged(exprs: Sequence[Expr], samples: Samples, data: Collection[str], each: Sequence[Any]) -> OverSamples | None:
    try:
        return OverSamples(exprs, samples, data, each, staged=bool(data))
    except UnsupportedError:
        return None


def demand_of(values: Values, scope: Scope) -> Demand | None:
    """What a call asks of the machine; None where that is not known."""
    return values.demand(scope) if isinstance(values, _Staged) else None


def _evaluated(exprs: Sequence[Expr]) -> Values:
    steady = stable_all(list(exprs))
    return lambda scope: [scope.value(expr) for expr in steady]


def program_for(
    expr: Expr, gradients: Mapping[Expr, Expr], data: Collection[str] = (), samples: Samples | None = None
) -> Program:
    """The program for an objective, from its gradients by unknown; those by all members of a family come with one
    sweep.

    Raises:
        UnsupportedError: as :func:`values_of`.
    """
    starts = {unknown: unknown.index for unknown in gradients if unknown.op.name == "member"}
    try:
        values = values_of([expr, *gradients.values()], data, list(dict.fromkeys(starts.values())), samples)
        program = _with_families(values, gradients)
    except UnsupportedError:
        if samples is not None:
            raise
        program = _one_by_one(expr, gradients)

    def run(scope: Scope, parts: Sequence[Part]) -> tuple[float, list[Array]]:
        try:
            with computing(lambda: "the objective"):
                return program(scope, parts)
        except (RowError, RoomError):
            raise
        except DataError:
            return np.nan, [np.full(_shape(scope, part), np.nan) for part in parts]

    return run


def _with_families(values: Values, gradients: Mapping[Expr, Expr]) -> Program:
    """Of a gradient that is the same by all members there is one value."""
    each = {unknown for unknown, gradient in gradients.items() if not gradient.indices.isdisjoint(unknown.indices)}

    def run(scope: Scope, parts: Sequence[Part]) -> tuple[float, list[Array]]:
        value, *found = values(scope)
        by_unknown = dict(zip(gradients, found, strict=True))
        return float(np.reshape(value, ())), [
            _part(by_unknown[part.unknown], part if part.unknown in each else None) for part in parts
        ]

    return run


def _part(found: Any, part: Part | None) -> Any:
    return found if part is None else found[(part.at or 0) - part.index.start]


def _shape(scope: Scope, part: Part) -> tuple[int, int]:
    return scope.dim(part.symbol.rows), scope.dim(part.symbol.cols)


def _one_by_one(expr: Expr, gradients: Mapping[Expr, Expr]) -> Program:
    """By evaluation, the members of a family one after another."""
    expr, *steady = stable_all([expr, *gradients.values()])
    gradients = dict(zip(gradients, steady, strict=True))

    def run(scope: Scope, parts: Sequence[Part]) -> tuple[float, list[Array]]:
        value = float(scope.value(expr).ravel()[0])
        return value, [
            scope.value(gradients[part.unknown])
            if part.at is None
            else scope.at(part.index, part.at, {}).value(gradients[part.unknown])
            for part in parts
        ]

    return run
