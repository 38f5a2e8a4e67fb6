"""Sums over samples without a loop: one row a sample, so ``Σ x[i] x[i]'`` is ``X.T @ X``."""

from __future__ import annotations

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.compiling.begins import open_body_at
from extremum.compiling.krons import kron_total
from extremum.compiling.lowering import Lowering, any_width, shape_as_data
from extremum.compiling.samples import Rows, has_steps, is_member
from extremum.compiling.term import Loop, Term
from extremum.compiling.units import NoRowsError, beside_unit, placed_in
from extremum.operations import construct as c
from extremum.operations.wordalgebra import cut, factors


def total(low: Lowering, body: Expr, index: IndexName) -> Term | None:
    """``Σ_index body`` without a loop, or None."""
    try:
        return total_of(Rows(low, index), body)
    except (NoRowsError, ShapeError):
        return None


def product(low: Lowering, body: Expr, index: IndexName) -> Term | None:
    """``Π_index body`` of scalars without a loop, or None."""
    try:
        return low.terms.call("entries", (Rows(low, index).whole(body),))
    except (NoRowsError, ShapeError):
        return None


def log_of_sum(low: Lowering, body: Expr, index: IndexName) -> Term | None:
    """``log Σ_index exp(body)`` of scalars without a loop, or None."""
    try:
        return low.terms.call("logsumexp", (Rows(low, index).whole(body),))
    except (NoRowsError, ShapeError):
        return None


def total_of(rows: Rows, body: Expr) -> Term:
    """The sum of an expression over all rows; raises as :meth:`Rows.term`."""
    terms = rows.low.terms
    if has_steps(body):
        index = rows.step_of(body)
        loop = Loop(index, body.size, shape_as_data(body))
        return terms.make("sum", (total_of(rows, open_body_at(body, Dim.of(index) + body.start)),), loop)
    if body.is_scalar:
        return terms.total(rows.whole(body))
    q, scalars, word = factors(body)
    if q != 1:
        raise NoRowsError
    if len(word) == 1 and word[0].op.name == "kron":
        found = kron_total(rows, scalars, word[0], total_of)
        if found is not None:
            return found
    if len(word) == 1 and word[0].op.name == "diag":
        return terms.call("diag", (total_of(rows, c.product(*scalars, *word[0].args)),))
    weight = rows.whole(c.product(*scalars)) if scalars else None
    placed = placed_in(rows, word, weight)
    if placed is not None:
        return placed
    if body.is_column or body.is_row:
        vectors = rows.whole(c.product(*word))
        return terms.sums(vectors, 0) if weight is None else terms.matmul(weight, vectors)
    if len(word) == 1 and weight is None:
        return terms.sums(_matrices(rows, word[0]), 0)
    pieces = cut(word)
    if len(pieces) != 2:
        raise NoRowsError
    placed = beside_unit(rows, pieces[0], pieces[1], weight)
    if placed is not None:
        return placed
    left, right = (rows.whole(c.product(*piece)) for piece in pieces)
    if weight is not None:
        left = terms.times([terms.column(weight), left])
    return terms.matmul(terms.transpose(left), right)


def _matrices(rows: Rows, node: Expr) -> Term:
    """The whole family of matrices of one shape, one behind another."""
    shape = shape_as_data(node)
    if rows.blocks or node.is_row or not is_member(rows, node) or tuple(map(any_width, shape)) != shape:
        raise NoRowsError
    return rows.low.terms.make("argument", data=node.name, shape=(rows.count, *shape))
