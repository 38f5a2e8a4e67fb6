"""The two fields in which expressions are evaluated: floating point, and the integers modulo a prime.

Arrays have the matrix in their last two axes; leading axes are batches (the values of bound indices).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol, final

from extremum.algebra.errors import DataError
from extremum.algebra.lazy import Lazy

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array, Rational
else:
    np = Lazy("numpy")

PRIME = 2**61 - 1
"""A Mersenne prime; ≡ 3 mod 4, so that a square's root is a power."""
_WIDE = 8  # from such matrices on limbs are faster, conversion included
_LIMB, _LONG = 21, 512  # the sum of three times 512 products of 42 bits has 53 bits and is exact


class NotExactError(ArithmeticError):
    """The value has no exact meaning at this random point (no root, division by zero): draw another point."""


class NeverExactError(NotExactError):
    """The value has no exact meaning at any point: no other needs to be drawn."""


def decomposed(function: Callable[..., Any], matrix: Array, *args: Any, **named: Any) -> Any:
    """``function(matrix, …)`` of LAPACK, which may run for minutes, or end the process, on what is not finite.

    Raises:
        DataError: the matrix is not finite, singular, or the iteration does not converge.
    """
    rows, cols = matrix.shape[-2:]
    if not np.isfinite(matrix).all():
        raise DataError(f"a {rows}×{cols} matrix that is factored is not finite for these data: its entries overflow")
    try:
        return function(matrix, *args, **named)
    except (DataError, MemoryError):
        raise
    except Exception as error:  # SciPy's functions of matrices raise LinAlgError, ValueError, and Exception itself
        raise DataError(f"a {rows}×{cols} matrix cannot be factored for these data: {error}") from None


class RealFunction(Protocol):
    """How a function of one real number is evaluated: on arrays, on real balls, and by the sign alone where it can be.

    Without ``ball`` and ``by_sign`` nothing is known of it but that it is smooth.
    """

    @property
    def name(self) -> str: ...

    @property
    def numeric(self) -> Callable[[Array], Array]: ...

    @property
    def ball(self) -> Callable[[Any], Any] | None: ...

    @property
    def by_sign(self) -> Callable[[Any, Callable[[Any], int]], Any] | None: ...


class Field(ABC):
    """Arithmetic on batches of matrices."""

    exact: bool

    @abstractmethod
    def constant(self, value: Rational) -> Array: ...

    @abstractmethod
    def transcendental(self, name: str, value: float) -> Array:
        """A named constant such as π."""

    @abstractmethod
    def reduce(self, value: Array) -> Array:
        """The canonical representative, after additions and products."""

    @abstractmethod
    def power(self, base: Array, exponent: Array, rational: Rational | None) -> Array:
        """Entrywise ``base^exponent``; ``rational`` is the exponent where it is a known number."""

    @abstractmethod
    def inverse(self, matrix: Array) -> Array: ...

    @abstractmethod
    def det(self, matrix: Array) -> Array: ...

    @abstractmethod
    def elementwise(self, function: RealFunction, value: Array) -> Array: ...

    @abstractmethod
    def array(self, value: Array) -> Array:
        """Integers (identities, permutations) as an array of this field."""

    @abstractmethod
    def whole(self, value: Any) -> int:
        """The whole number that an entry stands for, as an exponent."""

    def matmul(self, left: Array, right: Array) -> Array:
        return self.reduce(np.matmul(left, right))


def _inverted(matrix: Array) -> Array:
    try:
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        rows, cols = matrix.shape[-2:]
        raise DataError(f"a {rows}×{cols} matrix that is inverted is singular for these data") from None


@final
class Floats(Field):
    """IEEE double precision, real or complex (for the complex step)."""

    exact = False

    def constant(self, value: Rational) -> Array:
        return np.full((1, 1), float(value))

    def transcendental(self, name: str, value: float) -> Array:
        return np.full((1, 1), value)

    def reduce(self, value: Array) -> Array:
        return value

    def array(self, value: Array) -> Array:
        return np.asarray(value, dtype=float)

    def whole(self, value: Any) -> int:
        return int(value)

    def power(self, base: Array, exponent: Array, rational: Rational | None) -> Array:
        if rational == -1:
            return 1.0 / base
        if rational == Fraction(1, 2):
            return np.asarray(np.sqrt(base))
        if isinstance(rational, int):
            return np.asarray(base**rational if rational > 0 else 1.0 / base**-rational)
        return np.asarray(base**exponent)

    def inverse(self, matrix: Array) -> Array:
        return np.asarray(decomposed(_inverted, matrix))

    def det(self, matrix: Array) -> Array:
        return np.asarray(decomposed(np.linalg.det, matrix))[..., None, None]

    def elementwise(self, function: RealFunction, value: Array) -> Array:
        return np.asarray(function.numeric(value))


@final
class Modulo(Field):
    """Integers modulo :data:`PRIME`: rational identities are decided here, transcendental functions are random ones.

    Signs, absolute values and roots keep their laws, but not the order: a sum of squares may be no square.
    """

    exact = True
    prime = PRIME

    def constant(self, value: Rational) -> Array:
        entry = value.numerator * self._invert(value.denominator) % PRIME
        return np.full((1, 1), entry, dtype=object)

    def transcendental(self, name: str, value: float) -> Array:
        return np.full((1, 1), _random_value(name, 0), dtype=object)

    def reduce(self, value: Array) -> Array:
        return np.asarray(value % PRIME, dtype=object)

    def array(self, value: Array) -> Array:
        return np.asarray(value).astype(int).astype(object)

    def whole(self, value: Any) -> int:
        return int(value) - PRIME if value > PRIME // 2 else int(value)

    @staticmethod
    def _invert(value: int) -> int:
        if value % PRIME == 0:
            raise NotExactError("division by zero")
        return pow(value, -1, PRIME)

    def _root(self, value: int, denominator: int) -> int:
        if denominator == 1:
            return value
        if denominator == 2 and value and pow(value, (PRIME - 1) // 2, PRIME) == 1:
            return pow(value, (PRIME + 1) // 4, PRIME)
        if denominator > 2 and denominator % 2 == 0 and value:
            return self._root(self._root(value, 2), denominator // 2)
        raise NotExactError(f"no root of order {denominator}")

    def power(self, base: Array, exponent: Array, rational: Rational | None) -> Array:
        def one(value: int, by: int) -> int:
            if rational is None:
                return _random_value(f"power {by}", value)
            root = self._root(value, Fraction(rational).denominator)
            numerator = Fraction(rational).numerator
            return pow(root if numerator >= 0 else self._invert(root), abs(numerator), PRIME)

        return np.asarray(np.frompyfunc(one, 2, 1)(base, exponent), dtype=object)

    def matmul(self, left: Array, right: Array) -> Array:
        """Of wide matrices by products of floats, in limbs of 21 bits: exact, and 50 times faster than by integers."""
        rows, inner, cols = *left.shape[-2:], right.shape[-1]
        if min(rows, inner, cols) < _WIDE:
            return Field.matmul(self, left, right)
        if inner > _LONG:
            first = self.matmul(left[..., :_LONG], right[..., :_LONG, :])
            return self.reduce(first + self.matmul(left[..., _LONG:], right[..., _LONG:, :]))
        a, b = _limbs(self.reduce(left)), _limbs(self.reduce(right))
        parts = [sum(np.matmul(a[i], b[k - i]) for i in range(3) if 0 <= k - i < 3) for k in range(5)]
        total = sum(_shifted(np.asarray(part).astype(np.uint64), _LIMB * k % 61) for k, part in enumerate(parts))
        return np.asarray(np.asarray(total) % PRIME).astype(object)

    def _flint(self, matrix: Array, function: Callable[[Any], Any]) -> list[Any]:
        return [function(modular(one)) for one in matrix.reshape((-1, *matrix.shape[-2:]))]

    def inverse(self, matrix: Array) -> Array:
        try:
            inverses = self._flint(matrix, lambda m: [int(v) for v in m.inv().entries()])
        except ZeroDivisionError:
            raise NotExactError("singular matrix") from None
        return np.array(inverses, dtype=object).reshape(matrix.shape)

    def det(self, matrix: Array) -> Array:
        dets = self._flint(matrix, lambda m: int(m.det()))
        return np.array(dets, dtype=object).reshape((*matrix.shape[:-2], 1, 1))

    def rank(self, matrix: Array) -> int:
        """The rank of one matrix."""
        (found,) = self._flint(matrix, lambda m: int(m.rank()))
        return int(found)

    def elementwise(self, function: RealFunction, value: Array) -> Array:
        by_sign = function.by_sign

        def one(entry: int) -> int:
            return _random_value(function.name, entry) if by_sign is None else int(by_sign(entry, _sign)) % PRIME

        return np.asarray(np.frompyfunc(one, 1, 1)(value), dtype=object)


def modular(matrix: Array) -> Any:
    """The matrix modulo the prime as python-flint has it; whole numbers of any size, for words may have 32 bits."""
    from flint import fmpz_mod_ctx, fmpz_mod_mat

    rows, cols = matrix.shape
    return fmpz_mod_mat(rows, cols, [int(v) for v in matrix.ravel()], fmpz_mod_ctx(PRIME))


def _limbs(value: Array) -> list[Array]:
    """The three digits to the base 2^21, as floats."""
    whole = value.astype(np.uint64)
    return [((whole >> np.uint64(_LIMB * k)) & np.uint64(2**_LIMB - 1)).astype(float) for k in range(3)]


def _shifted(value: Array, by: int) -> Array:
    """``2^by`` times a value of at most 61 bits modulo the prime: 2^61 is 1."""
    return np.asarray((value << np.uint64(by)) & np.uint64(PRIME) | value >> np.uint64(61 - by))


def _sign(value: int) -> int:
    """Euler's criterion: 1 for squares, -1 for others, 0 for 0: odd and multiplicative, as the sign of numbers.

    Squares stand for positive numbers, and a root is the square among the two.
    """
    power = pow(value, (PRIME - 1) // 2, PRIME)
    return -1 if power == PRIME - 1 else power


def _random_value(name: str, argument: int) -> int:
    """The value of a fixed random function ``name`` at ``argument``: equal arguments give equal values."""
    digest = blake2b(f"{name}({argument})".encode(), digest_size=16).digest()
    return int.from_bytes(digest, "big") % PRIME


FLOATS = Floats()
MODULO = Modulo()
