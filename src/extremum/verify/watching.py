"""Whether what a value is made of can be seen in it: agreement to many digits says nothing about a term that is smaller
than the digits, about ``tanh(10^6)``, or about what stands beside ``exp(10^6)``."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from typing import TYPE_CHECKING, Any, final

import numpy as np
from flint import arb

from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS, Field, RealFunction
from extremum.algebra.node import Expr
from extremum.operations.elementwise import FUNCTIONS
from extremum.verify.balls import BALLS
from extremum.verify.floating import UNDEFINED
from extremum.verify.points import quietly

if TYPE_CHECKING:
    from extremum.algebra.node import Array, Rational


class Watched(Field):
    """A field that notes whether all values that arise lie within ``2^±reach``, and no function is at its limit.

    A quarter of the digits is the reach, so that a product of two extremes is seen beside 1.
    """

    def __init__(self, inner: Field, bits: int) -> None:
        self.inner, self.exact = inner, inner.exact
        self.reach = bits // 4
        self.lost = False

    @abstractmethod
    def _any_lost(self, entries: Array) -> bool:
        """Whether one of the entries is no zero, and outside the reach."""

    @abstractmethod
    def _any_at_limit(self, arguments: Array, entries: Array) -> bool:
        """Whether of one entry y at x it is not known that ``|y|`` is away from 1 and from ``|x|``."""

    def _noted(self, value: Array) -> Array:
        self.lost = self.lost or self._any_lost(np.asarray(value).ravel())
        return value

    def constant(self, value: Rational) -> Array:
        size = abs(Fraction(value))
        self.lost = self.lost or (size != 0 and not Fraction(1, 2**self.reach) <= size <= 2**self.reach)
        return self.inner.constant(value)

    def transcendental(self, name: str, value: float) -> Array:
        return self.inner.transcendental(name, value)

    def reduce(self, value: Array) -> Array:
        return self._noted(self.inner.reduce(value))

    def power(self, base: Array, exponent: Array, rational: Rational | None) -> Array:
        return self._noted(self.inner.power(base, exponent, rational))

    def inverse(self, matrix: Array) -> Array:
        return self._noted(self.inner.inverse(matrix))

    def det(self, matrix: Array) -> Array:
        return self._noted(self.inner.det(matrix))

    def elementwise(self, function: RealFunction, value: Array) -> Array:
        """A smooth function is at its limit where its value is beside ±1, as that of tanh, or beside its argument."""
        found = self._noted(self.inner.elementwise(function, value))
        known = FUNCTIONS.get(function.name)
        if known is None or not known.kinks:
            self.lost = self.lost or self._any_at_limit(np.asarray(value).ravel(), np.asarray(found).ravel())
        return found

    def matmul(self, left: Array, right: Array) -> Array:
        return self._noted(self.inner.matmul(left, right))

    def array(self, value: Array) -> Array:
        return self.inner.array(value)

    def whole(self, value: Any) -> int:
        return self.inner.whole(value)


@final
class WatchedBalls(Watched):
    """Of a ball that contains zero nothing is known."""

    def __init__(self, bits: int) -> None:
        super().__init__(BALLS, bits)
        self._small, self._large = arb(2) ** -self.reach, arb(2) ** self.reach

    def _any_lost(self, entries: Array) -> bool:
        return any(entry != 0 and (abs(entry) < self._small or abs(entry) > self._large) for entry in entries)

    def _any_at_limit(self, arguments: Array, entries: Array) -> bool:
        least = 2.0**-self.reach
        return any(
            x != 0 and not (abs(abs(y) - 1) > least and abs(abs(y) - abs(x)) > least)
            for x, y in zip(arguments, entries, strict=True)
        )


@final
class WatchedFloats(Watched):
    """What is as small as rounding errors is taken for one."""

    def _any_lost(self, entries: Array) -> bool:
        size = np.abs(entries)
        return bool((((size > 2.0**-40) & (size < 2.0**-self.reach)) | (size > 2.0**self.reach)).any())

    def _any_at_limit(self, arguments: Array, entries: Array) -> bool:
        least, x, y = 2.0**-self.reach, np.abs(arguments), np.abs(entries)
        return bool(((x != 0) & ~((np.abs(y - 1) > least) & (np.abs(y - x) > least))).any())


def all_seen(scope: Scope, bits: int, *roots: Expr) -> bool:
    """Whether nothing in the values of the expressions at this point is too small, too large or too near to a limit."""
    field = WatchedBalls(bits) if scope.field is BALLS else WatchedFloats(FLOATS, bits)
    try:
        with quietly():
            for root in roots:
                Scope(field, scope.arrays, scope.sizes, scope.functions).value(root)
    except UNDEFINED:
        return False
    return not field.lost
