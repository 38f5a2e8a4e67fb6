"""What the operators of a notation mean on expressions; errors are worded in the text language."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations import operators

_BITS, _FACTORS = 10_000, 1_000  # how large an exact number, and how long a written-out matrix power, may become


def _is(expr: Expr) -> str:
    return f"{expr} ({show_shape(expr.shape)})"


def fits(a: Expr, b: Expr) -> bool:
    """Whether ``A*B`` is a product."""
    return a.is_scalar or b.is_scalar or a.cols is b.rows


def plus(a: Expr, b: Expr) -> Expr:
    """``A + B``; a scalar is added to each entry of a vector."""
    return operators.add(a, b)


def minus(a: Expr, b: Expr) -> Expr:
    """``A - B``."""
    return operators.subtract(a, b)


def times(a: Expr, b: Expr) -> Expr:
    """``A*B``, the product as on paper.

    Raises:
        ShapeError: neither is a scalar, and the inner dimensions differ.
    """
    if not (a.is_scalar or b.is_scalar) and a.shape == b.shape and a.cols is not b.rows:
        raise ShapeError(
            f"cannot multiply {_is(a)} by {_is(b)}: {a.cols} columns against {b.rows} rows; "
            "write A .* B for the entrywise product, or transpose one factor, as in A'*B"
        )
    return c.product(a, b)


def matmul(a: Expr, b: Expr) -> Expr:
    """``A @ B``, the matrix product only.

    Raises:
        ShapeError: the inner dimensions differ, also where one side is a scalar.
    """
    if a.cols is not b.rows:
        scalar = a.is_scalar or b.is_scalar
        fix = "write * for the product with a scalar" if scalar else "transpose one factor, or correct a declaration"
        raise ShapeError(f"@ cannot multiply {_is(a)} by {_is(b)}: {a.cols} columns against {b.rows} rows; {fix}")
    return c.product(a, b)


def hadamard(a: Expr, b: Expr) -> Expr:
    """``A .* B``, entry by entry; a scalar multiplies each entry.

    Raises:
        ShapeError: the shapes differ.
    """
    if a.is_scalar or b.is_scalar:
        return c.product(a, b)
    _same(a, b, ".*", "write * for the matrix product" if a.cols is b.rows else "")
    return c.hadamard(a, b)


def quotient(a: Expr, b: Expr) -> Expr:
    """``A ./ B``, entry by entry; a scalar is divided by, or divides, each entry.

    Raises:
        ShapeError: the shapes differ.
        ExtremumError: the divisor is zero.
    """
    _nonzero(a, b)
    if b.is_scalar:
        return c.product(a, c.power(b, -1))
    if a.is_scalar:
        return c.product(a, c.power(b, -1))
    _same(a, b, "./", "write A*inv(B) for a matrix quotient" if a.cols is b.rows is b.cols else "")
    return c.hadamard(a, c.power(b, -1))


def _same(a: Expr, b: Expr, operator: str, fix: str) -> None:
    if a.shape != b.shape:
        turned = "transpose one" if a.shape == b.shape[::-1] else ""
        raise ShapeError(f"{operator} needs equal shapes, but {_is(a)} and {_is(b)} differ{_fixes(fix, turned)}")


def _fixes(*found: str) -> str:
    """What may be written instead: only what fits, so that no advice is refused afterwards."""
    fitting = ", or ".join(filter(None, found))
    return f"; {fitting}" if fitting else ""


def _nonzero(a: Expr, b: Expr) -> None:
    if c.is_zero(b):
        raise ExtremumError(f"division of {a} by zero; the divisor must not be zero")


def divide(a: Expr, b: Expr) -> Expr:
    """``A / s``.

    Raises:
        ShapeError: the divisor is no scalar.
        ExtremumError: the divisor is zero.
    """
    if not b.is_scalar:
        entries = "write ./ for entry by entry" if a.is_scalar or a.shape == b.shape else ""
        inverse = "A*inv(B) for the product with the inverse" if b.rows is b.cols and fits(a, b) else ""
        fix = ", ".join(filter(None, [entries, inverse if entries else inverse and f"write {inverse}"]))
        raise ShapeError(f"/ needs a scalar divisor, but {_is(b)} is none{_fixes(fix)}")
    _nonzero(a, b)
    return c.product(a, c.power(b, -1))


def power(a: Expr, e: Expr) -> Expr:
    """``s^p`` of a scalar, ``A^k`` with a whole number k of a square matrix.

    Raises:
        ShapeError: the exponent is no scalar, or the matrix is not square, or its exponent no whole number.
        ExtremumError: a negative power of zero, or a power too large to be written out.
    """
    _scalar_exponent(a, e)
    if a.is_scalar:
        _affordable(a, e)
        return c.power(a, e)
    if a.rows is not a.cols:
        raise ShapeError(f"A^k needs a square matrix, but {_is(a)} is none; write .^ for the power of each entry")
    if not (c.is_number(e) and isinstance(c.value_of(e), int)):
        fix = "write mpow(A, p) for a real power, A .^ p for entries"
        raise ShapeError(f"A^k needs a whole number k, but k is {e}; {fix}")
    if abs(Fraction(c.value_of(e))) > _FACTORS:
        raise ExtremumError(f"the power {e} of a matrix is too large; at most {_FACTORS}")
    return operators.power(a, e)


def _scalar_exponent(a: Expr, e: Expr) -> None:
    if not e.is_scalar:
        fix = "write exp(B .* log(A)) for powers of positive entries" if a.is_scalar or a.shape == e.shape else ""
        raise ShapeError(f"an exponent must be a scalar, but {_is(e)} is none{_fixes(fix)}")


def entry_power(a: Expr, e: Expr) -> Expr:
    """``A .^ p``: the power of each entry.

    Raises:
        ShapeError: the exponent is no scalar.
        ExtremumError: a negative power of zero, or a power too large to be written out.
    """
    _scalar_exponent(a, e)
    _affordable(a, e)
    return c.power(a, e)


def _affordable(a: Expr, e: Expr) -> None:
    if not c.is_number(e):
        return
    exponent = Fraction(c.value_of(e))
    if exponent < 0 and c.is_zero(a):
        raise ExtremumError(f"division by zero: a negative power of {a}; the base must not be zero")
    if c.is_number(a):
        base = Fraction(c.value_of(a))
        bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
        if bits > 1 and bits * abs(exponent) > _BITS:
            raise ExtremumError(f"the number {a}^({e}) is too large; write it with a variable")


OPERATORS: dict[str, Callable[[Expr, Expr], Expr]] = {
    "+": plus, "-": minus, "*": times, "@": matmul, ".*": hadamard, "./": quotient, "/": divide, "^": power,
    ".^": entry_power,
}  # fmt: skip
