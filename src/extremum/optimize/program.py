"""The value and the gradients of an objective, together: by generated code, or by evaluation where there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.compiling.compiled import arguments_in, compile
from extremum.data.computing import computing
from extremum.identities.stable import stable_all
from extremum.optimize.unknowns import Part

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Program = Callable[[Scope, Sequence[Part]], "tuple[float, list[Array]]"]
"""The value in a scope, and the gradients with respect to parts; not a number where a matrix is singular."""


def program_for(expr: Expr, gradients: Mapping[Expr, Expr]) -> Program:
    """The program for an objective, from its gradients by unknown."""
    try:
        program = _compiled(expr, gradients)
    except UnsupportedError:
        program = _evaluated(expr, gradients)

    def run(scope: Scope, parts: Sequence[Part]) -> tuple[float, list[Array]]:
        try:
            with computing(lambda: "the objective"):
                return program(scope, parts)
        except DataError:
            return np.nan, [np.full(_shape(scope, part), np.nan) for part in parts]

    return run


def _compiled(expr: Expr, gradients: Mapping[Expr, Expr]) -> Program:
    """One function; the gradients by all members of a family come with one sweep."""
    starts = {unknown: unknown.index for unknown in gradients if unknown.op.name == "member"}
    together = compile([expr, *gradients.values()], each=list(dict.fromkeys(starts.values())))

    def run(scope: Scope, parts: Sequence[Part]) -> tuple[float, list[Array]]:
        value, *found = together.function(**arguments_in(together.plan.inputs, scope))
        by_unknown = dict(zip(gradients, found, strict=True))
        return float(value), [_part(by_unknown[part.unknown], part) for part in parts]

    return run


def _part(found: Any, part: Part) -> Any:
    return found if part.at is None else found[part.at - part.index.start]


def _shape(scope: Scope, part: Part) -> tuple[int, int]:
    return scope.dim(part.symbol.rows), scope.dim(part.symbol.cols)


def _evaluated(expr: Expr, gradients: Mapping[Expr, Expr]) -> Program:
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
