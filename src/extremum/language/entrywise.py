"""Entry by entry: products, quotients, powers, and a function for each row of the table of elementwise functions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from extremum.algebra.intervals import ALL
from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, Function
from extremum.operations.operators import as_expr


@documented("hadamard")
def hadamard(*factors: Any) -> Expr:
    """``A ∘ B``, the entrywise product of expressions of one shape; written ``A.*B`` in the text language.

    >>> import extremum as ex
    >>> W, X = ex.matrix("W", "n", "m"), ex.matrix("X", "n", "m")
    >>> ex.gradient(ex.norm2(hadamard(W, X)) ** 2, X)
    2*(W.^2.*X)

    Raises:
        ShapeError: the shapes differ.
    """
    return c.hadamard(*(as_expr(f) for f in factors))


@documented("hadamard")
def divide(left: Any, right: Any) -> Expr:
    """``a_ij/b_ij``, the entrywise quotient of expressions of one shape; written ``A./B`` in the text language.

    >>> import extremum as ex
    >>> a, x = ex.vector("a", "n"), ex.vector("x", "n", "positive")
    >>> divide(a, x), ex.gradient(ex.sum(divide(a, x)), x)
    (a./x, -a./x.^2)

    Raises:
        ShapeError: the shapes differ.
    """
    return c.hadamard(as_expr(left), c.power(as_expr(right), -1))


@documented("hadamard")
def power(expr: Any, exponent: Any) -> Expr:
    """``a_ij^p``, the entrywise power with a scalar exponent; written ``A.^p`` in the text language.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.gradient(ex.sum(power(x, 3)), x)
    3*x.^2

    Raises:
        ShapeError: the exponent is no scalar.
    """
    return c.power(as_expr(expr), as_expr(exponent))


@documented("hadamard")
def sqrt(expr: Any) -> Expr:
    """``sqrt(a_ij)``, the entrywise square root.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n", "positive")
    >>> ex.gradient(ex.sum(sqrt(x)), x)
    1/2*x.^(-1/2)
    """
    return c.power(as_expr(expr), Fraction(1, 2))


_EXAMPLE = """\
>>> import extremum as ex
>>> x = ex.scalar("x")
>>> ex.gradient(ex.{0}(x), x)"""


def _described(function: Function) -> str:
    """What a function is, where it is defined, and its kinks: its documentation."""
    lines = [f"``{function.name}(x)``: {function.doc}; entry by entry, of the shape of x.", ""]
    lines += [f"Defined on {function.domain}."] if function.domain != ALL and not function.gaps else []
    lines += [f"{str(kink)[0].upper()}{str(kink)[1:]}." for kink in function.kinks]
    lines += [f"Source of the derivative: {function.reference}."]
    lines += ["", *_EXAMPLE.format(function.name).splitlines(), function.derived] if function.derived else []
    return "\n".join(lines).rstrip()


def _elementwise(function: Function) -> Callable[[Any], Expr]:
    def applied(expr: Any) -> Expr:
        return c.apply(function.name, as_expr(expr))

    applied.__name__ = applied.__qualname__ = function.name
    applied.__doc__ = _described(function)
    return applied


OF_TABLE = {name: _elementwise(function) for name, function in FUNCTIONS.items()}
"""``exp``, ``tanh``, …"""
globals().update(OF_TABLE)
