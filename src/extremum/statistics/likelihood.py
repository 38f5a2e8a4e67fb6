"""A log-likelihood on data: its value, score and information as functions of flat coordinates, by generated code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.node import Expr
from extremum.compiling.arguments import arguments_in
from extremum.compiling.compiled import Compiled, compile
from extremum.identities.stable import stable_all
from extremum.operations import construct as c
from extremum.optimize.objective import Objective
from extremum.scale.passes import Runner, in_threads
from extremum.scale.values import OverSamples
from extremum.statistics.blocks import Blocks
from extremum.statistics.coordinates import Coordinates
from extremum.verify.points import quietly

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Program = Callable[[Scope], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Point:
    """A point: coordinates, value, score, information; not numbers where the log-likelihood has none."""

    flat: Array
    value: float
    score: Array
    information: Array

    @property
    def finite(self) -> bool:
        """Whether all are numbers."""
        return bool(np.isfinite(self.value) and np.isfinite(self.score).all() and np.isfinite(self.information).all())


@final
class Likelihood:
    """The log-likelihood with data bound once.

    Raises:
        DataError: data are missing, do not fit, or violate an assumption.
    """

    def __init__(
        self,
        loglik: Expr,
        scores: Sequence[Expr],
        information: Blocks,
        data: Mapping[Any, Any],
        sizes: Mapping[str, Any],
        runner: Runner = in_threads,
    ) -> None:
        self.parameters = information.parameters
        self.loglik, self.scores, self.data, self.sizes = loglik, tuple(scores), data, sizes
        symbols = [p.symbol for p in self.parameters]
        self.objective = Objective(c.multiple(-1, loglik), symbols, data, sizes, None, runner=runner)
        self.scope = self.objective.scope
        self.coordinates = Coordinates(self.parameters, self.scope.dim)
        self._information = information
        self._whole = self.program([loglik, *scores, *information.upper.values()])
        self._value = self.program([loglik]) if self.objective.samples is None else None
        self._last: Point | None = None

    def program(self, exprs: Sequence[Expr]) -> Program:
        """What computes expressions in a scope, by passes over samples that are not in memory."""
        samples = self.objective.samples
        return program(exprs) if samples is None else OverSamples(exprs, samples, self.objective.fixed)

    def scope_at(self, values: Mapping[str, Array]) -> Scope:
        """The data, and the parameters as matrices by name."""
        return Scope(FLOATS, {**self.scope.arrays, **values}, self.scope.sizes, self.scope.functions)

    def value(self, flat: Array) -> float:
        """The log-likelihood; -∞ outside of its domain."""
        values = self.coordinates.values(flat)
        if not self.coordinates.allowed(values):
            return -np.inf
        if self._value is None:
            return self.at(flat).value  # one pass over the samples gives all
        found = _computed(self._value, self.scope_at(values))
        return -np.inf if found is None or np.isnan(float(found[0])) else float(found[0])

    def at(self, flat: Array) -> Point:
        """The value, the score and the information; what was found at the last point is remembered."""
        if self._last is None or not np.array_equal(self._last.flat, flat):
            self._last = self._at(flat)
        return self._last

    def _at(self, flat: Array) -> Point:
        count = len(flat)
        values = self.coordinates.values(flat)
        found = _computed(self._whole, self.scope_at(values)) if self.coordinates.allowed(values) else None
        if found is None:
            return Point(flat, -np.inf, np.full(count, np.nan), np.full((count, count), np.nan))
        value, *rest = found
        scores, blocks = rest[: len(self.parameters)], rest[len(self.parameters) :]
        score = np.concatenate([np.asarray(s, dtype=float).ravel() for s in scores])
        return Point(flat, float(value), score, self._matrix(self._information, blocks))

    def matrix_of(self, blocks: Blocks, flat: Array) -> Array:
        """The value of a matrix that is given by blocks."""
        return self._matrix(
            blocks, self.program(list(blocks.upper.values()))(self.scope_at(self.coordinates.values(flat)))
        )

    def _matrix(self, information: Blocks, blocks: Sequence[Any]) -> Array:
        ends = [0, *self.coordinates.ends]
        matrix = np.empty((ends[-1], ends[-1]))
        for (i, j), block in zip(information.upper, blocks, strict=True):
            rows, cols = slice(ends[i], ends[i + 1]), slice(ends[j], ends[j + 1])
            part = np.asarray(block, dtype=float).reshape(matrix[rows, cols].shape)
            matrix[rows, cols], matrix[cols, rows] = part, part.T
        return matrix


def program(exprs: Sequence[Expr]) -> Program:
    """What computes expressions in a scope: generated code, or evaluation where there is none."""
    try:
        made = compile(list(exprs))
    except UnsupportedError:
        return _Evaluated(stable_all(list(exprs)))
    return _Generated(made)


@dataclass(frozen=True, slots=True)
class _Evaluated:
    exprs: Sequence[Expr]

    def __call__(self, scope: Scope) -> list[Any]:
        return [scope.value(expr) for expr in self.exprs]


@dataclass(frozen=True, slots=True)
class _Generated:
    made: Compiled

    def __call__(self, scope: Scope) -> Sequence[Any]:
        found: Sequence[Any] = self.made.function(**arguments_in(self.made.plan.inputs, scope))
        return found


def _computed(run: Program, scope: Scope) -> list[Any] | None:
    """The values; None where a matrix is singular."""
    with quietly():
        try:
            return [np.asarray(found).squeeze() for found in run(scope)]
        except (np.linalg.LinAlgError, FloatingPointError, ZeroDivisionError):
            return None
        except IndexError as error:
            raise DataError(
                f"the log-likelihood: an index is outside of its family, for these data ({error})"
            ) from None
