"""Sizes as people give them: a whole number, a dimension, a dimension's name, or an expression that stands for one."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.operations.mpow import as_dim

Size = Dim | int | str | Expr
"""What is taken as a size, or as an index."""


def size(value: Size, least: int = 1) -> Dim:
    """The dimension that a size stands for.

    >>> size("n") * 2, size(3)
    (2*n, 3)

    Raises:
        ShapeError: it stands for none, or is a number below ``least``.
    """
    found = _dimension(value)
    if found.number is not None and found.number < least:
        raise ShapeError(f"a size is at least {least}, not {found}")
    return found


def place(value: Size) -> Dim:
    """The index that a number, a dimension or an expression stands for.

    Raises:
        ShapeError: it stands for none.
    """
    return _dimension(value)


def _dimension(value: Size) -> Dim:
    if isinstance(value, Expr):
        whole = as_dim(value)
        if whole is None:
            raise ShapeError(f"{value} is no size or index: it is not always a whole number")
        return whole
    if isinstance(value, str) and not value.isidentifier():
        raise ShapeError(f"{value!r} is no name of a dimension; declare n = ex.dims('n') and calculate with it")
    return Dim.of(value)
