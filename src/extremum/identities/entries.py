"""A diagonal matrix of all entries of a matrix, between Kronecker products with a row and with a column: sums along the
rows or the columns of that matrix, or the matrix itself."""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.dims import ONE
from extremum.algebra.node import Expr
from extremum.algebra.rules import triple
from extremum.operations import construct as c

_SOURCE = "Magnus & Neudecker (2019), ch. 2, th. 2, entry by entry: diag(vec(M)) vec(X) = vec(M ∘ X)"

Rewriting = Callable[[Expr, Expr, Expr], Expr | None]


def _entries(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    """M of ``kron(·, ·)*diag(vec(M))*kron(·, ·)`` where the factors go with the columns and the rows of M."""
    (vec,) = middle.args
    if not (first.op.name == last.op.name == "kron" and vec.op.name == "vec"):
        return None
    matrix = vec.args[0]
    sizes = (matrix.cols, matrix.rows)
    fit = tuple(a.cols for a in first.args) == tuple(a.rows for a in last.args) == sizes
    return matrix if fit else None


def _column(factor: Expr) -> Expr | None:
    """The column that a factor is, or that it repeats: of ``ones(m, q)`` a column of ones."""
    return factor if factor.is_column else c.ones(factor.rows) if factor.op.name == "ones" else None


def _around(found: Expr, row: int, above: Expr, column: int, beside: Expr) -> Expr:
    """What was found, as often as the row and the column were repeated."""
    if not above.is_row:
        rest = c.ones(above.rows)
        found = c.kron(found, rest) if row else c.kron(rest, found)
    if not beside.is_column:
        rest = c.ones(ONE, beside.cols)
        found = c.kron(found, rest) if column else c.kron(rest, found)
    return found


def _row_and_column(row: int, column: int, value: Callable[[Expr, Expr, Expr, Expr, Expr], Expr]) -> Rewriting:
    """The value from M, the row, the column and the two other factors; row, column: the places where these stand."""

    def apply(first: Expr, middle: Expr, last: Expr) -> Expr | None:
        matrix = _entries(first, middle, last)
        if matrix is None:
            return None
        left, right = _column(c.transpose(first.args[row])), _column(last.args[column])
        if left is None or right is None:
            return None
        found = value(matrix, left, right, first.args[1 - row], last.args[1 - column])
        return _around(found, row, first.args[row], column, last.args[column])

    return apply


triple("diag", "the sums along the rows of a diagonal matrix of entries", "kron(a', B)*diag(vec(M))*kron(c, D)",
       "B*diag(M*(a.*c))*D", "M[n,m], a[m], c[m], B[p,n], D[n,q]", _SOURCE)(
    _row_and_column(0, 0, lambda m, a, c_, b, d: c.product(b, c.diag(c.product(m, c.hadamard(a, c_))), d))
)  # fmt: skip
triple("diag", "the sums along the columns of a diagonal matrix of entries", "kron(A, b')*diag(vec(M))*kron(C, d)",
       "A*diag(M'*(b.*d))*C", "M[n,m], b[n], d[n], A[p,m], C[m,q]", _SOURCE)(
    _row_and_column(1, 1, lambda m, b, d, a, e: c.product(a, c.diag(c.product(c.transpose(m), c.hadamard(b, d))), e))
)  # fmt: skip
triple("diag", "the matrix of a diagonal matrix of entries", "kron(a', B)*diag(vec(M))*kron(C, d)",
       "B*diag(d)*M*diag(a)*C", "M[n,m], a[m], d[n], B[p,n], C[m,q]", _SOURCE)(
    _row_and_column(0, 1, lambda m, a, d, b, e: c.product(b, c.diag(d), m, c.diag(a), e))
)  # fmt: skip
triple("diag", "the transposed matrix of a diagonal matrix of entries", "kron(A, b')*diag(vec(M))*kron(c, D)",
       "A*diag(c)*M'*diag(b)*D", "M[n,m], b[n], c[m], A[p,m], D[n,q]", _SOURCE)(
    _row_and_column(1, 0, lambda m, b, c_, a, e: c.product(a, c.diag(c_), c.transpose(m), c.diag(b), e))
)  # fmt: skip
