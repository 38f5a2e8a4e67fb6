"""How large the rank of a matrix can be, as the shapes of factors tell: ``a b'`` has rank 1 at most."""

from __future__ import annotations

from extremum.algebra.dims import ONE
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify


def most(matrix: Expr) -> int | None:
    """A number that the rank does not exceed, whatever the data are; None where no shape is a number."""
    found = [_of_term(term) for _, term in terms_of(matrix)]
    known = [rank for rank in found if rank is not None]
    sizes = [size for size in (matrix.rows.number, matrix.cols.number) if size is not None]
    return min([sum(known), *sizes] if len(known) == len(found) else sizes, default=None)


def _of_term(term: Expr) -> int | None:
    """The narrowest place of a word."""
    word = factors(term)[2]
    sizes = [dim.number for factor in word for dim in factor.shape]
    sizes += [1 for factor in word if factor.op.name == "ones"]
    return min((size for size in sizes if size is not None), default=None)


def is_short(matrix: Expr, rank: int | None) -> bool:
    """Whether a matrix cannot have as many independent columns or rows as it has, if its rank is bounded: one of rank 1
    of any size has not, unless that is 1."""
    size = matrix.cols.number
    return rank is not None and (rank == 1 if size is None else rank < size)


def centres(matrix: Expr) -> bool:
    """Whether the entries of each row, or of each column, add up to 0, as those of ``eye(n) - ones(n, n)/n`` do."""
    if not any(node.op.name == "ones" for node in topological([matrix])):
        return False
    rows, columns = c.product(matrix, c.ones(matrix.cols)), c.product(c.transpose(matrix), c.ones(matrix.rows))
    return any(c.is_zero(simplify(sums)) for sums in (rows, columns))


def dyad(matrix: Expr) -> tuple[Expr, Expr] | None:
    """(u, v) of ``q u v'`` with a positive or negative number q, where the shapes say that the rank is 1."""
    _, scalars, word = factors(matrix)
    cut = next((k for k, factor in enumerate(word[:-1], 1) if factor.cols is ONE), None)
    if cut is None or scalars or matrix.is_column or matrix.is_row:
        return None
    return c.product(*word[:cut]), c.transpose(c.product(*word[cut:]))
