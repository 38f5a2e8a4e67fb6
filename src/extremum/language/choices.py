"""Functions that choose entry by entry between expressions: maxima, minima, and values by a condition."""

from __future__ import annotations

from functools import reduce
from typing import Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.largest import largest
from extremum.operations.operators import as_expr


def max(*exprs: Any) -> Expr:
    """``max(a, b, …)``, entry by entry: ``b + relu(a - b)``; scalars are compared with each entry. Values and code
    compare the two, and lose no digits.

    Where entries are equal its derivative is that of the later one, beside a constant that of the constant.
    ``max(A)`` is the largest entry of one expression.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.max(x, 0), ex.gradient(ex.sum(ex.max(x, 1)), x)
    (relu(x), step(x - 1))

    Raises:
        ExtremumError: there is nothing to compare.
        ShapeError: the shapes differ.
    """
    _some(exprs, "max")
    return largest(as_expr(exprs[0])) if len(exprs) == 1 else reduce(_larger, map(as_expr, exprs))


def min(*exprs: Any) -> Expr:
    """``min(a, b, …)``, entry by entry: ``a - relu(a - b)``; scalars are compared with each entry.

    Where entries are equal its derivative is that of the earlier one, beside a constant that of the
    constant. ``min(A)`` is the smallest entry, -max(-A).

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.min(x, 1), ex.gradient(ex.sum(ex.min(x, 1)), x)
    (1 - relu(1 - x), step(1 - x))

    Raises:
        ExtremumError: there is nothing to compare.
        ShapeError: the shapes differ.
    """
    _some(exprs, "min")
    if len(exprs) == 1:
        return c.multiple(-1, largest(c.multiple(-1, as_expr(exprs[0]))))
    return reduce(_smaller, map(as_expr, exprs))


def where(condition: Any, yes: Any, no: Any) -> Expr:
    """``c∘a + (1 - c)∘b``, entry by entry, for a condition c of zeros and ones, as ``step(x - 1)`` is where x > 1.

    Both values must be finite everywhere.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.where(ex.step(x), x, 0)
    x.*step(x)

    Raises:
        ExtremumError: the condition is not known to have zeros and ones as entries.
        ShapeError: the shapes differ.
    """
    chosen = as_expr(condition)
    if not reason(chosen, "binary"):
        raise ExtremumError(
            f"a condition has entries 0 and 1, as ex.step(x - 1) has where x > 1; {chosen} may have others"
        )
    chosen, first = _alike(chosen, as_expr(yes))
    first, second = _alike(first, as_expr(no))
    chosen, first = _alike(chosen, first)
    return c.add(c.hadamard(chosen, first), c.hadamard(c.subtract(c.like_ones(chosen), chosen), second))


def _some(exprs: tuple[Any, ...], name: str) -> None:
    if not exprs:
        raise ExtremumError(f"ex.{name} needs an expression, or several to compare")


def _alike(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """Both of one shape: a scalar stands for each entry."""
    if a.is_scalar and not b.is_scalar:
        return c.product(a, c.like_ones(b)), b
    return (a, c.product(b, c.like_ones(a))) if b.is_scalar and not a.is_scalar else (a, b)


def _is_level(expr: Expr) -> bool:
    """Whether an expression is a number, or an array of equal ones."""
    return not expr.symbols and not expr.indices


def _larger(a: Expr, b: Expr) -> Expr:
    a, b = _alike(b, a) if _is_level(a) and not _is_level(b) else _alike(a, b)
    return c.add(b, c.apply("relu", c.subtract(a, b)))


def _smaller(a: Expr, b: Expr) -> Expr:
    a, b = _alike(b, a) if _is_level(b) and not _is_level(a) else _alike(a, b)
    return c.subtract(a, c.apply("relu", c.subtract(a, b)))
