"""Intervals that hold the values of functions and powers of what is itself in an interval, with rounding outwards."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isinf

from extremum.algebra.intervals import ALL, NONNEGATIVE, POSITIVE, End, Interval, point
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import Function
from extremum.operations.powers import is_integer

_FAR, _LONG = 10**6, 64  # ends and powers beyond are not evaluated: a wider interval serves


def image(function: Function, at: Interval) -> Interval:
    """The values of a function on an interval: exact where the ends' values are, else rounded outwards.

    >>> from extremum.operations.elementwise import FUNCTIONS
    >>> print(image(FUNCTIONS["exp"], Interval(0, inf)))
    [1, ∞)
    """
    at = at.meet(function.domain) if not function.gaps else at
    if at.empty:
        return at
    way = function.monotone_on(at)
    if way is None:
        return function.range
    left, right = (_at(function, at.low, -1), at.low_open), (_at(function, at.high, 1), at.high_open)
    (low, low_open), (high, high_open) = (left, right) if way == "increasing" else (right, left)
    return Interval(
        function.range.low if low is None else low[0],
        function.range.high if high is None else high[1],
        low is not None and low[0] == low[1] and low_open and not function.kinks,
        high is not None and high[0] == high[1] and high_open and not function.kinks,
    ).meet(function.range)


def _at(function: Function, end: End, side: int) -> tuple[Fraction, Fraction] | None:
    """Bounds of the value at an end; None where the function has no finite value there."""
    import numpy as np
    from flint import arb

    from extremum.verify.balls import BALLS, precisely

    if isinf(end) or not -_FAR <= end <= _FAR or not point(end).within(function.domain):
        return None
    exact = Fraction(end)
    with precisely(80):
        argument = np.full((1, 1), arb(exact.numerator) / exact.denominator, dtype=object)
        value = BALLS.elementwise(function, argument)[0, 0]
        return (_exact(value.lower()), _exact(value.upper())) if value.is_finite() else None


def _exact(value: object) -> Fraction:
    mantissa, exponent = value.man_exp()  # type: ignore[attr-defined]
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def power_image(base: Interval, exponent: Expr) -> Interval:
    """The values of ``b^e``: a power that is no whole number exists for b ≥ 0 only."""
    if not c.is_number(exponent):
        return POSITIVE if not is_integer(exponent) or base.positive else NONNEGATIVE if base.nonnegative else ALL
    power = Fraction(c.value_of(exponent))
    if power.denominator != 1:
        return _root_image(base.meet(NONNEGATIVE if power > 0 else POSITIVE), power)
    if power < 0:
        return _reciprocal(_whole(base, -int(power)))
    return _whole(base, int(power))


def _whole(base: Interval, power: int) -> Interval:
    if power == 1:
        return base
    if power % 2 == 0 and not base.nonnegative:
        if base.nonpositive:
            return _whole(-base, power)
        far, is_open = max((-base.low, base.low_open), (base.high, base.high_open))
        return Interval(0, _raised(far, power, far), False, is_open)
    low, high = _raised(base.low, power, -inf), _raised(base.high, power, inf)
    return Interval(low, high, base.low_open, base.high_open)


def _raised(end: End, power: int, beyond: End) -> End:
    """``end^power``, or an end ``beyond`` it where the number would be very long."""
    if isinf(end):
        return inf if end > 0 or power % 2 == 0 else -inf
    if power > _LONG or not -_FAR <= end <= _FAR:
        return inf if beyond > 0 else (1 if end >= 1 else -inf)
    return Fraction(end) ** power


def _reciprocal(base: Interval) -> Interval:
    if base.low == base.high == 0:
        return Interval(1, 0)  # no number has the reciprocal 1/0
    if base.negative:
        return -_reciprocal(-base)
    if not base.nonnegative:
        return ALL
    low: End = 0 if isinf(base.high) else Fraction(1) / Fraction(base.high) if base.high else 0
    high: End = inf if base.low == 0 else Fraction(1) / Fraction(base.low)
    return Interval(low, high, low_open=isinf(base.high) or base.high_open, high_open=base.low_open)


def _root_image(base: Interval, power: Fraction) -> Interval:
    """Only the sign, and on which side of 1."""
    if base.empty:
        return base
    if power < 0:
        return POSITIVE
    if base.low >= 1:
        return Interval(1, inf, low_open=base.low_open or base.low > 1)
    if base.high <= 1:
        return Interval(0, 1, low_open=base.positive, high_open=base.high_open or base.high < 1)
    return POSITIVE if base.positive else NONNEGATIVE
