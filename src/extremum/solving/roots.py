"""Numbers without a closed form: the root of a stated monotone equation in one number, found by bracketing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from extremum.algebra.errors import DataError
from extremum.algebra.node import Expr
from extremum.data.binding import scope_for
from extremum.operations import construct as c
from extremum.verify.points import quietly

_DOUBLINGS = 1000


class Range(Enum):
    """Where the root lies, and how that is said."""

    ALL = ""
    POSITIVE = "positive "
    NONNEGATIVE = "least nonnegative "


@dataclass(frozen=True, slots=True)
class Root:
    """``symbol``, at which ``left = right``; for a nonnegative one, the least at which ``left <= right``.

    left must not increase in the symbol, nor, if ``rising``, decrease.
    """

    symbol: Expr
    left: Expr
    right: Expr
    range: Range
    rising: bool = False

    @property
    def words(self) -> str:
        """What it is, a sentence."""
        relation = "≤" if self.range is Range.NONNEGATIVE else "="
        return f"{self.symbol} is the {self.range.value}number with {self.left} {relation} {self.right}"

    @property
    def excess(self) -> Expr:
        """What does not increase, and is zero at the root."""
        gap = c.subtract(self.left, self.right)
        return c.multiple(-1, gap) if self.rising else gap

    def value(self, data: Mapping[str, Any], sizes: Mapping[str, Any]) -> float:
        """The number on data.

        Raises:
            DataError: there is none.
        """
        excess = self.excess

        def at(number: float) -> float:
            with quietly():
                scope = scope_for([excess], {**data, self.symbol.name: number}, sizes)
                return float(scope.value(excess).reshape(-1)[0])

        found = _SEARCHES[self.range](at)
        if found is None:
            raise DataError(f"no {self.range.value}number {self.symbol} has {self.left} = {self.right} for these data")
        return found


def _between(at: Callable[[float], float], low: float, high: float) -> float:
    """The root between a point at which the function is positive and one at which it is not."""
    from scipy.optimize import brentq

    if at(high) == 0.0:
        return high
    return float(brentq(at, low, high, xtol=1e-300, rtol=4 * np.finfo(float).eps, maxiter=500))


def _onward(at: Callable[[float], float], start: float, step: Callable[[float, int], float]) -> float | None:
    """The root beyond a point, by steps that grow until the sign changes; where the function ends, halfway to there."""
    near, end, sign, grown = start, None, at(start) > 0, 0
    if np.isnan(at(start)):
        return None
    for _ in range(_DOUBLINGS):
        far = step(start, grown) if end is None else (near + end) / 2
        if not 0 < abs(far) < np.finfo(float).max or far in (near, end):
            return None
        value = at(far)
        changes = (value > 0) != sign
        if np.isnan(value) or (changes and np.isinf(value)):
            end = far
        elif changes:
            return _between(at, near, far) if sign else _between(at, far, near)
        else:
            near, grown = far, grown + 1
    return None


def _on_the_line(at: Callable[[float], float]) -> float | None:
    value = at(0.0)
    if value == 0:
        return 0.0
    return _onward(at, 0.0, lambda start, k: 2.0**k if value > 0 else -(2.0**k))


def _among_positive(at: Callable[[float], float]) -> float | None:
    value = at(1.0)
    if value == 0:
        return 1.0
    return _onward(at, 1.0, lambda start, k: 2.0 ** (k + 1) if value > 0 else 2.0 ** -(k + 1))


def _among_nonnegative(at: Callable[[float], float]) -> float | None:
    return 0.0 if at(0.0) <= 0 else _onward(at, 0.0, lambda start, k: 2.0 ** (k - 40))


_SEARCHES = {Range.ALL: _on_the_line, Range.POSITIVE: _among_positive, Range.NONNEGATIVE: _among_nonnegative}
