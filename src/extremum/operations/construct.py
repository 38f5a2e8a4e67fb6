"""The smart constructors by name. Operations build one another through these, so no two of them import each other."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from extremum.algebra.built import build as build
from extremum.algebra.dims import Dim, DimLike
from extremum.algebra.node import Expr, Rational


@lru_cache(maxsize=256)
def number(value: Rational) -> Expr:
    """An exact rational number."""
    if isinstance(value, Fraction) and value.denominator == 1:
        value = value.numerator
    return build("number", (), (value,))


def add(*terms: Expr) -> Expr:
    """The sum of expressions of one shape."""
    return terms[0] if len(terms) == 1 else build("sum", terms, (1,) * len(terms))


def combine(terms: list[tuple[Rational, Expr]]) -> Expr:
    """``Σ q_i E_i`` with rational coefficients; at least one term."""
    return build("sum", tuple(e for _, e in terms), tuple(q for q, _ in terms))


def multiple(q: Rational, expr: Expr) -> Expr:
    """A rational multiple."""
    return expr if q == 1 else build("sum", (expr,), (q,))


def subtract(left: Expr, right: Expr) -> Expr:
    """``left - right``."""
    return build("sum", (left, right), (1, -1))


def product(*factors: Expr) -> Expr:
    """The product of matrices and scalars."""
    return build("product", factors)


def power(base: Expr, exponent: Expr | Rational) -> Expr:
    """The entrywise power (of a scalar: the power)."""
    return build("hadamard", (base, exponent if isinstance(exponent, Expr) else number(exponent)))


def hadamard(*factors: Expr) -> Expr:
    """The entrywise product of expressions of one shape."""
    one = number(1)
    return build("hadamard", tuple(x for factor in factors for x in (factor, one)))


def transpose(expr: Expr) -> Expr:
    """The transpose, which an expression remembers."""
    return build("transpose", (expr,)) if expr._transposed is None else expr._transposed


def inverse(expr: Expr) -> Expr:
    """The inverse of a square matrix."""
    return build("inverse", (expr,))


def det(expr: Expr) -> Expr:
    """The determinant."""
    return build("det", (expr,))


def trace(expr: Expr) -> Expr:
    """The trace."""
    return build("trace", (expr,))


def apply(function: str, expr: Expr, order: int = 0) -> Expr:
    """An elementwise function, or its derivative of the given order for a function without a formula."""
    return build("elementwise", (expr,), (function, order))


def diag(expr: Expr) -> Expr:
    """The diagonal matrix of a vector."""
    return build("diag", (expr,))


def diagonal(expr: Expr) -> Expr:
    """The diagonal of a square matrix, as a vector."""
    return build("diagonal", (expr,))


def vec(expr: Expr) -> Expr:
    """The columns, stacked."""
    return build("vec", (expr,))


def unvec(expr: Expr, rows: Dim, cols: Dim) -> Expr:
    """The rows×cols matrix whose columns, stacked, are the vector."""
    return build("unvec", (expr,), (rows, cols))


def kron(*factors: Expr) -> Expr:
    """The Kronecker product."""
    return build("kron", factors)


def commutation(rows: DimLike, cols: DimLike) -> Expr:
    """``K vec(A) = vec(A')`` for A rows×cols."""
    return build("commutation", (), (Dim.of(rows), Dim.of(cols)))


def eye(size: DimLike) -> Expr:
    """The identity matrix."""
    return build("eye", (), (Dim.of(size),))


def ones(rows: DimLike, cols: DimLike = 1) -> Expr:
    """All ones."""
    return build("ones", (), (Dim.of(rows), Dim.of(cols)))


def zeros(rows: DimLike, cols: DimLike = 1) -> Expr:
    """All zeros."""
    return build("zeros", (), (Dim.of(rows), Dim.of(cols)))


def like_ones(expr: Expr) -> Expr:
    """Ones of the shape of an expression."""
    return ones(*expr.shape)


def like_zeros(expr: Expr) -> Expr:
    """Zeros of the shape of an expression."""
    return zeros(*expr.shape)


def dimension(size: Dim) -> Expr:
    """A dimension as a number."""
    return build("dimension", (), (size,))


def is_number(expr: Expr) -> bool:
    """Whether the expression is a rational number."""
    return expr.op.name == "number"


def is_zero(expr: Expr) -> bool:
    """Whether the expression is zero by its normal form."""
    return expr.op.name == "zeros" or (expr.op.name == "number" and expr.params[0] == 0)


def value_of(expr: Expr) -> Rational:
    """The value of a number."""
    value = expr.params[0]
    assert isinstance(value, int | Fraction)
    return value
