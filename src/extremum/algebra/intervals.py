"""Intervals of real numbers with exact ends, open or closed: domains, ranges, and bounds of expressions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, isinf

End = int | Fraction | float
"""A rational number, or an infinity; no other float."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between ``low`` and ``high``; an end belongs to them unless it is open (an infinite one always is).

    >>> print(Interval(0, inf), Interval(0, 1, low_open=True))
    [0, ∞) (0, 1]
    """

    low: End
    high: End
    low_open: bool = False
    high_open: bool = False

    def __str__(self) -> str:
        left = "(" if self.low_open or isinf(self.low) else "["
        right = ")" if self.high_open or isinf(self.high) else "]"
        return f"{left}{_end(self.low)}, {_end(self.high)}{right}"

    @property
    def empty(self) -> bool:
        """Whether no number belongs to it."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    # -- what holds of all its numbers ---------------------------------------------------------------------------------
    @property
    def positive(self) -> bool:
        return self.low > 0 or (self.low == 0 and self.low_open)

    @property
    def nonnegative(self) -> bool:
        return self.low >= 0

    @property
    def negative(self) -> bool:
        return self.high < 0 or (self.high == 0 and self.high_open)

    @property
    def nonpositive(self) -> bool:
        return self.high <= 0

    @property
    def nonzero(self) -> bool:
        return self.positive or self.negative

    def within(self, other: Interval) -> bool:
        """Whether each of its numbers belongs to the other interval."""
        below = self.low < other.low or (self.low == other.low and other.low_open and not self._opens_low)
        above = self.high > other.high or (self.high == other.high and other.high_open and not self._opens_high)
        return not below and not above

    @property
    def _opens_low(self) -> bool:
        return self.low_open or isinf(self.low)

    @property
    def _opens_high(self) -> bool:
        return self.high_open or isinf(self.high)

    # -- arithmetic ----------------------------------------------------------------------------------------------------
    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low, self.high + other.high,
            self.low_open or other.low_open, self.high_open or other.high_open,
        )  # fmt: skip

    def __mul__(self, other: Interval) -> Interval:
        """All products: between the least and the greatest product of ends.

        >>> print(Interval(0, inf, low_open=True) * Interval(-1, 0))
        (-∞, 0]
        """
        corners = [
            _product(a, a_open, b, b_open)
            for a, a_open in ((self.low, self._opens_low), (self.high, self._opens_high))
            for b, b_open in ((other.low, other._opens_low), (other.high, other._opens_high))
        ]
        low, high = min(value for value, _ in corners), max(value for value, _ in corners)
        return Interval(
            low, high,
            all(is_open for value, is_open in corners if value == low),
            all(is_open for value, is_open in corners if value == high),
        )  # fmt: skip

    def meet(self, other: Interval) -> Interval:
        """The numbers that belong to both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(
            low, high,
            (self.low_open and self.low == low) or (other.low_open and other.low == low),
            (self.high_open and self.high == high) or (other.high_open and other.high == high),
        )  # fmt: skip


def _product(a: End, a_open: bool, b: End, b_open: bool) -> tuple[End, bool]:
    """A product of ends; zero, where it is attained, times anything is attained."""
    if a == 0 or b == 0:
        return 0, not ((a == 0 and not a_open) or (b == 0 and not b_open))
    return a * b, a_open or b_open


def _end(value: End) -> str:
    return ("∞" if value > 0 else "-∞") if isinf(value) else str(value)


ALL = Interval(-inf, inf)
NONNEGATIVE = Interval(0, inf)
POSITIVE = Interval(0, inf, low_open=True)
NONPOSITIVE = -NONNEGATIVE
NEGATIVE = -POSITIVE


def point(value: End) -> Interval:
    """One number."""
    return Interval(value, value)
