"""How large the rank of a matrix can be, as the shapes of factors tell: ``a b'`` has rank 1 at most."""

from __future__ import annotations

from extremum.algebra.dims import ONE
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors


def most(matrix: Expr) -> int | None:
    """A number that the rank does not exceed, whatever the data are; None where no shape is a number."""
    found = [_of_term(term) for _, term in terms_of(matrix)]
    known = [rank for rank in found if rank is not None]
    sizes = [size for size in (matrix.rows.number, matrix.cols.number) if size is not None]
    return min([sum(known), *sizes] if len(known) == len(found) else sizes, default=None)


def _of_term(term: Expr) -> int | None:
    """The narrowest place of a word."""
    sizes = [dim.number for factor in factors(term)[2] for dim in factor.shape]
    return min((size for size in sizes if size is not None), default=None)


def is_short(matrix: Expr, rank: int | None) -> bool:
    """Whether a matrix cannot have as many independent columns or rows as it has, if its rank is bounded: one of rank 1
    of any size has not, unless that is 1."""
    size = matrix.cols.number
    return rank is not None and (rank == 1 if size is None else rank < size)


def dyad(matrix: Expr) -> tuple[Expr, Expr] | None:
    """(u, v) of ``q u v'`` with a positive or negative number q, where the shapes say that the rank is 1."""
    _, scalars, word = factors(matrix)
    cut = next((k for k, factor in enumerate(word[:-1], 1) if factor.cols is ONE), None)
    if cut is None or scalars or matrix.is_column or matrix.is_row:
        return None
    return c.product(*word[:cut]), c.transpose(c.product(*word[cut:]))
