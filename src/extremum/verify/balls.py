"""Real numbers with error bounds: what has no exact value modulo a prime, to 60 digits and with certainty where two
values differ.

An entry is a ball, a midpoint and a radius, that contains the true value (Johansson 2017, Arb). Balls that do not meet
prove that two values differ; balls that meet, and are small, say to how many digits they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, final

import numpy as np
from flint import arb, arb_mat, ctx

from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import Field, NotExactError, RealFunction
from extremum.algebra.node import Expr
from extremum.algebra.threads import lock
from extremum.structures.numbers import Numbers, Reals
from extremum.structures.record import Structure
from extremum.verify.sampling import arrays_of, drawing_from, sample_sizes

if TYPE_CHECKING:
    from extremum.algebra.node import Array, Rational

    Generator = np.random.Generator
    Ball = Any

BITS = 256
_DIGITS = 1e-40
_WIDE = 6**3  # so many products are worth a look at what is multiplied
_FEW = 4


_PRECISION = lock()
"""Held while balls are computed: their precision is one for the whole process."""


@contextmanager
def precisely(bits: int = BITS) -> Iterator[None]:
    """Inside the ``with`` block balls are computed with this many bits, by one thread at a time."""
    with _PRECISION, ctx.workprec(bits):
        yield


def _entrywise(function: Callable[..., Ball], *values: Array) -> Array:
    return np.asarray(np.frompyfunc(function, len(values), 1)(*values), dtype=object)


# -- elementwise functions ---------------------------------------------------------------------------------------------
def _sign(x: Ball) -> int:
    """The sign, where the ball does not contain zero or is zero."""
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x == 0:
        return 0
    raise NotExactError("the sign is not known here")


def _unnamed(name: str) -> Callable[[Ball], Ball]:
    """``sin(rate·x + 0.3)`` or a derivative of it, for a function without a formula; ``name`` ends in the order."""
    function, _, order = name.rpartition(" ")
    if not order.isdigit():
        raise NotExactError(f"{name} has no value with error bounds")
    rate = arb(1) + arb(sum(map(ord, function)) % 97) / 97
    turn = arb.pi() * int(order) / 2
    return lambda x: rate ** int(order) * (rate * x + arb("0.3") + turn).sin()


# -- the field ---------------------------------------------------------------------------------------------------------
@final
class Balls(Field):
    """Real balls; no operation takes a shortcut through floating point."""

    exact = True

    def constant(self, value: Rational) -> Array:
        return np.full((1, 1), arb(value.numerator) / value.denominator, dtype=object)

    def transcendental(self, name: str, value: float) -> Array:
        if name != "pi":
            raise NotExactError(f"{name} has no value with error bounds")
        return np.full((1, 1), arb.pi(), dtype=object)

    def reduce(self, value: Array) -> Array:
        return value

    def array(self, value: Array) -> Array:
        zero = arb(0)  # most entries of large matrices
        return _entrywise(lambda v: arb(int(v)) if v else zero, value)

    def whole(self, value: Any) -> int:
        return int(value.unique_fmpz())

    def power(self, base: Array, exponent: Array, rational: Rational | None) -> Array:
        if rational is None:
            return _entrywise(lambda b, e: b**e, base, exponent)
        if rational == Fraction(1, 2):
            return _entrywise(lambda b: b.sqrt(), base)
        return _entrywise(lambda b: b ** (arb(rational.numerator) / rational.denominator), base)

    def inverse(self, matrix: Array) -> Array:
        return self._each(matrix, lambda m: m.inv().entries()).reshape(matrix.shape)

    def det(self, matrix: Array) -> Array:
        return self._each(matrix, lambda m: [m.det()]).reshape((*matrix.shape[:-2], 1, 1))

    def elementwise(self, function: RealFunction, value: Array) -> Array:
        by_sign = function.by_sign
        if by_sign is not None:
            return _entrywise(lambda x: arb(by_sign(x, _sign)), value)
        return _entrywise(function.ball or _unnamed(function.name), value)

    def matmul(self, left: Array, right: Array) -> Array:
        """Of Jacobians, which are mostly zeros, by what is none; of other wide matrices at once."""
        if left.ndim > 2 or right.ndim > 2 or left.size * right.shape[1] < _WIDE:
            return super().matmul(left, right)
        at, by = (~np.equal(matrix, 0).astype(bool) for matrix in (left, right))
        if not all(entry.is_finite() for entry in (*left[at], *right[by])):  # 0 times what is not defined is not 0
            return super().matmul(left, right)
        if _FEW * int(at.sum(axis=0) @ by.sum(axis=1)) < left.size * right.shape[1]:
            return _sparse(left, right, at, by)
        one, other = (arb_mat(len(matrix), matrix.shape[1], list(matrix.flat)) for matrix in (left, right))
        return _objects([(one * other).entries()]).reshape(len(left), right.shape[1])

    @staticmethod
    def _each(matrix: Array, function: Callable[[Any], list[Ball]]) -> Array:
        """The function of each matrix of a batch."""
        rows, cols = matrix.shape[-2:]
        flat = matrix.reshape((-1, rows, cols))
        try:
            found = [function(arb_mat(rows, cols, list(one.ravel()))) for one in flat]
        except ZeroDivisionError:
            raise NotExactError("singular matrix") from None
        return _objects(found)


def _sparse(left: Array, right: Array, at: Array, by: Array) -> Array:
    """The product, of which zeros outside of ``at`` and ``by`` are left out."""
    found = np.full((len(left), right.shape[1]), arb(0), dtype=object)
    for k in np.flatnonzero(at.any(axis=0) & by.any(axis=1)):
        rows, cols = np.flatnonzero(at[:, k]), np.flatnonzero(by[k])
        found[np.ix_(rows, cols)] += np.multiply.outer(left[rows, k], right[k, cols])
    return found


def _objects(entries: list[list[Ball]]) -> Array:
    """A table of balls; NumPy is not to look into them."""
    table = np.empty((len(entries), len(entries[0])), dtype=object)
    for k, row in enumerate(entries):
        table[k] = row
    return table


BALLS = Balls()


# -- random points -----------------------------------------------------------------------------------------------------
@final
class BallNumbers(Numbers):
    """Real balls of radius 0 to draw from, with what follows from them to all digits."""

    field = BALLS

    def __init__(self, rng: Generator) -> None:
        super().__init__(rng)
        self._floats = Reals(rng)

    def generic(self, size: int) -> Array:
        return _balls(self._floats.generic(size))

    def positive(self, values: Array) -> Array:
        return _entrywise(lambda v: abs(v) + arb(3) / 10, values)

    def nonzero(self, values: Array) -> Array:
        return _entrywise(lambda v: v + (-1 if v < 0 else 1), values)

    def root(self, value: Array) -> Array:
        return BALLS.power(value, value, Fraction(1, 2))

    def is_positive(self, value: Array) -> bool:
        return bool(value.item() > 0)

    def rank(self, matrix: Array) -> int:
        return self._floats.rank(_midpoints(matrix))

    def gram(self, matrix: Array) -> Array:
        return np.asarray(self.field.matmul(matrix, matrix.T) / arb(len(matrix)) + self.eye(len(matrix)))

    def outweighing(self, matrix: Array) -> Array:
        return _balls(np.round(self._floats.outweighing(_midpoints(matrix)), 10))

    def has(self, structure: Structure, matrix: Array) -> bool:
        return self._floats.has(structure, _midpoints(matrix))


def _balls(values: Array) -> Array:
    return _entrywise(lambda v: arb(float(v)), values)


def _midpoints(values: Array) -> Array:
    return np.asarray(np.vectorize(float, otypes=[float])(values))


def ball_scope(roots: Iterable[Expr], rng: Generator, given: Mapping[str, int] | None = None) -> Scope:
    """A scope with random data, known to all digits."""
    roots = list(roots)
    sizes = sample_sizes(roots, rng, given=given)
    return Scope(BALLS, arrays_of(roots, sizes, drawing_from(BallNumbers(rng))), sizes)


def values(scope: Scope, *roots: Expr) -> list[Array]:
    """The values of the expressions.

    Raises:
        NotExactError: one of them is not defined at this point, or not known well enough.
    """
    found = [scope.value(root) for root in roots]
    if not all(entry.is_finite() for value in found for entry in value.ravel()):
        raise NotExactError("not defined at this point")
    return found


def distance(scope: Scope, a: Expr, b: Expr) -> float | None:
    """A bound for the relative difference of two values; None where they differ for certain.

    Raises:
        NotExactError: one of them is not defined at this point, or the bound is worth nothing.
    """
    left, right = np.broadcast_arrays(*values(scope, a, b))
    gaps = (left - right).ravel()
    if any(gap != 0 for gap in gaps):
        return None
    scale = max(float(entry.abs_upper()) for entry in (*left.ravel(), *right.ravel()))
    bound = max(float(gap.abs_upper()) for gap in gaps) / (scale or 1.0)
    if bound > _DIGITS:
        raise NotExactError("the error bounds are too wide")
    return max(bound, 2.0**-BITS)
