"""Tests of a hypothesis about parameters: Wald, score, likelihood ratio.

Rao (1973), Linear Statistical Inference and Its Applications, sec. 6e; Engle (1984), Handbook of Econometrics 2,
ch. 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError, ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint, constraint
from extremum.reading.either import either_statement
from extremum.reading.given import Items
from extremum.simplify.search import simplify
from extremum.statistics.derivatives import columns_of
from extremum.statistics.likelihood import Likelihood, Point
from extremum.statistics.parameters import Parameter

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of a test: the hypothesis, the statistic, χ² with so many degrees of freedom if it holds, and its p-value."""

    kind: str
    hypothesis: str
    statistic: float
    freedom: int
    p_value: float

    def __str__(self) -> str:
        return (
            f"{self.kind} of {self.hypothesis}: {self.statistic:.6g} on {self.freedom} "
            f"degree{'s' if self.freedom > 1 else ''} of freedom, p = {self.p_value:.4g}"
        )

    __repr__ = __str__


def chi_squared(kind: str, hypothesis: Hypothesis, statistic: float) -> Outcome:
    """The test whose statistic is χ²."""
    from scipy import stats

    count = hypothesis.count
    return Outcome(kind, str(hypothesis), statistic, count, float(stats.chi2.sf(statistic, count)))


@final
class Hypothesis:
    """``g(θ) = 0``, with the Jacobian of g by coordinates.

    Raises:
        ExtremumError: a text states no equation, or nothing about a parameter.
        DataError: its equations depend on one another.
    """

    def __init__(self, given: Any, likelihood: Likelihood, names: Items, at: Array) -> None:
        self.stated = stated(given, names)
        self.gap = _stacked(self.stated, likelihood.parameters)
        self._likelihood = likelihood
        self._run = likelihood.program(
            [self.gap, *(columns_of(self.gap, p, likelihood.parameters) for p in likelihood.parameters)]
        )
        self.count = self.gap_at(at)[0].size

    def gap_at(self, flat: Array) -> tuple[Array, Array]:
        """g and its Jacobian at a point."""
        values = self._likelihood.coordinates.values(flat)
        gap, *slopes = self._run(self._likelihood.scope_at(values))
        rows = np.atleast_1d(np.asarray(gap, dtype=float).squeeze())
        parts = zip(slopes, self._likelihood.coordinates.split(flat), strict=True)
        return rows, np.hstack([np.asarray(s, dtype=float).reshape(rows.size, piece.size) for s, piece in parts])

    def __str__(self) -> str:
        return ", ".join(map(str, self.stated))


def stated(given: Any, names: Items) -> tuple[Constraint, ...]:
    """The equations of a hypothesis, texts or made by ``ex.equal_to``."""
    items = list(given) if isinstance(given, list | tuple) else [given]
    found = [one for item in items for one in _equations(item, names)]
    if not found:
        raise ExtremumError("a hypothesis has an equation, such as 'b[2] == 0'")
    return tuple(found)


def _equations(item: Any, names: Items) -> list[Constraint]:
    if isinstance(item, Constraint):
        found = [item]
    elif isinstance(item, str):
        read = either_statement(item, names)
        found = [constraint(l, sign, r) for (l, r), sign in zip(pairwise(read.sides), read.signs, strict=True)]
    else:
        raise ExtremumError(f"{item!r} is no hypothesis; write an equation such as 'b[2] == 0'")
    if not found or not all(one.is_equation for one in found):
        raise ExtremumError(f"{item} states no equation; a hypothesis is one, such as 'b[2] == 0'")
    return found


def _stacked(stated: Sequence[Constraint], parameters: Sequence[Parameter]) -> Expr:
    """All gaps under one another."""
    gaps = [one.gap if one.gap.is_column else c.vec(one.gap) for one in stated]
    symbols = {p.symbol for p in parameters}
    for one, gap in zip(stated, gaps, strict=True):
        if not symbols & set(gap.symbols):
            raise ExtremumError(f"{one} says nothing about {' or '.join(p.symbol.name for p in parameters)}")
    return simplify(gaps[0] if len(gaps) == 1 else c.build("block", tuple(gaps), (len(gaps),)))


# -- the maximum under a hypothesis ------------------------------------------------------------------------------------
_STEPS, _SMALL, _DESCENT = 200, 1e-9, 1e-4


def restricted(likelihood: Likelihood, hypothesis: Hypothesis, start: Array) -> Point:
    """The maximum where ``g(θ) = 0``: steps of Newton's method for the Lagrangian, halved while a merit function falls.

    Nocedal & Wright (2006), Numerical Optimization, ch. 18.

    Raises:
        UnsupportedError: the steps did not come to an end.
    """
    flat, weight = start, 1.0
    for _ in range(_STEPS):
        point = likelihood.at(flat)
        gap, slope = hypothesis.gap_at(flat)
        step, multipliers = _step(point, gap, slope)
        weight = max(weight, 2 * float(np.abs(multipliers).max(initial=0)))
        residual = point.score - slope.T @ multipliers
        if _is_solved(residual, point, gap, step, flat):
            return point
        after = _merit_step(likelihood, hypothesis, flat, step, weight)
        if after is None:
            break
        flat = after
    raise UnsupportedError(f"the maximum of the log-likelihood where {hypothesis} was not found")


def _step(point: Point, gap: Array, slope: Array) -> tuple[Array, Array]:
    """``[I, J'; J, 0] [d; λ] = [s; -g]``."""
    count, rows = len(point.flat), len(gap)
    whole = np.block([[point.information, slope.T], [slope, np.zeros((rows, rows))]])
    try:
        found = np.linalg.solve(whole, np.concatenate([point.score, -gap]))
    except np.linalg.LinAlgError:
        raise DataError("the equations of the hypothesis depend on one another at a point that was met") from None
    return found[:count], found[count:]


def _is_solved(residual: Array, point: Point, gap: Array, step: Array, flat: Array) -> bool:
    spread = np.sqrt(np.abs(np.diagonal(point.information))) + 1e-300
    return bool(
        np.all(np.abs(residual) <= 1e-6 * spread)
        and np.all(np.abs(gap) <= 1e-8 * (1 + np.abs(flat).max()))
        and np.all(np.abs(step) <= _SMALL * (1 + np.abs(flat)))
    )


def _merit_step(
    likelihood: Likelihood, hypothesis: Hypothesis, flat: Array, step: Array, weight: float
) -> Array | None:
    """A step after which ``ℓ - w |g|`` is no lower."""

    def merit(at: Array) -> float:
        value = likelihood.value(at)
        return value - weight * float(np.abs(hypothesis.gap_at(at)[0]).sum()) if np.isfinite(value) else -np.inf

    before, length = merit(flat), 1.0
    while length > 1e-10:
        after = flat + length * step
        if merit(after) >= before - 1e-12 * (1 + abs(before)):
            return after
        length /= 2
    return None
