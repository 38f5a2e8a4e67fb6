"""Entries of columns, and rows of matrices, that an index counts: ``y[i]`` for all i is y, and ``X[i,:]`` is X.

They are products with the unit vector of the index: ``A e_i`` is a column of A, one row a sample those of A'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.compiling.chains import column, turned
from extremum.compiling.term import Term
from extremum.operations import construct as c
from extremum.operations.block import extent
from extremum.operations.wordalgebra import Word

if TYPE_CHECKING:
    from extremum.compiling.samples import Rows


class NoRowsError(Exception):
    """There is no form with one row a sample."""


def is_counted(rows: Rows, node: Expr) -> bool:
    """Whether it is the unit vector of the index, as long as there are samples."""
    if node.op.name != "embed" or not node.is_column or node.rows is not rows.count:
        return False
    return extent(node)[0] is Dim.of(rows.index)


def is_unit(rows: Rows, node: Expr) -> bool:
    """Whether it is that vector, or its transpose, which stand for something in products only."""
    return is_counted(rows, node.args[0] if node.op.name == "transpose" else node)


def ends_in_unit(rows: Rows, word: Word) -> Word | None:
    """The word, or its transpose, without the unit vector of the index at its end."""
    for each in (word, turned(word)):
        if is_counted(rows, each[-1]):
            return each[:-1]
    return None


def counted(rows: Rows, rest: Word) -> Term:
    """``A e_i`` of the factors of A, one row a sample.

    Raises:
        NoRowsError: there is no A, or it changes with the sample.
    """
    if not rest or any(rows.varies(factor) for factor in rest):
        raise NoRowsError
    flat = turned(rest)
    term = column(rows.low, flat) if flat[-1].is_column else rows.low.whole(c.product(*flat))
    return rows.block(term) if rows.blocks else term


def entry(rows: Rows, word: Word) -> Term:
    """The entry that the index counts of a row, one for all or ``x[i]' A``; raises as :func:`counted`."""
    if not any(rows.varies(factor) for factor in word):
        return counted(rows, word)
    first, terms = rows.whole(c.transpose(word[0])), rows.low.terms
    return terms.sums(terms.times([first, counted(rows, word[1:])]), 1)


def placed_in(rows: Rows, word: Word, weight: Term | None) -> Term | None:
    """``Σ_i w_i A e_i`` as ``A w``, of rows ``Σ_i w_i e_i' A``; None where no unit vector stands at an end."""
    rest = None if rows.blocks or weight is None else ends_in_unit(rows, word)
    if rest is None or weight is None or any(rows.varies(factor) for factor in rest):
        return None
    matrix = c.product(*rest)
    if not rest or not (word[0].is_row or word[-1].is_column) or matrix.is_row:
        return None if rest else weight
    return rows.low.terms.matmul(rows.low.whole(matrix), weight)


def beside_unit(rows: Rows, left: Word, right: Word, weight: Term | None) -> Term | None:
    """``Σ_i w_i e_i v_i'`` as the rows ``w_i v_i'``, and ``Σ_i w_i u_i e_i'`` as columns; None of other products."""
    columns = len(right) == 1 and is_unit(rows, right[0])
    if rows.blocks or not (columns or (len(left) == 1 and is_unit(rows, left[0]))):
        return None
    terms, found = rows.low.terms, rows.whole(c.product(*(left if columns else right)))
    weighted = found if weight is None else terms.times([terms.column(weight), found])
    return terms.transpose(weighted) if columns else weighted
