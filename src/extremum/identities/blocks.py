"""Block matrices, and the columns of the identity that select their blocks."""

from __future__ import annotations

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, unary
from extremum.operations import construct as c
from extremum.operations.block import (
    block,
    diagonal_blocks,
    embeddings,
    extent,
    grid,
    heights,
    is_zero_above,
    is_zero_below,
    widths,
)  # fmt: skip
from extremum.operations.delta import delta

_MN = "Magnus & Neudecker (2019), ch. 1, sec. 11"
_HJ = "Horn & Johnson (2013), sec. 0.7"


@pair("block", "block", "product of block matrices", "[A, B; C, D]*[P; Q]", "[A*P + B*Q; C*P + D*Q]",
      "A[m,n], B[m,p], C[q,n], D[q,p], P[n,k], Q[p,k]", _MN)  # fmt: skip
def block_block(left: Expr, right: Expr) -> Expr | None:
    if widths(left) != heights(right):
        return None
    columns = list(zip(*grid(right), strict=True))
    return block([
        [c.add(*(c.product(a, b) for a, b in zip(row, column, strict=True))) for column in columns]
        for row in grid(left)
    ])  # fmt: skip


def _square_parts(arg: Expr) -> list[Expr] | None:
    return diagonal_blocks(arg) if arg.op.name == "block" else None


@unary("inverse", "inverse of a block diagonal matrix",
       "inv([A, zeros(n, m), zeros(n, p); zeros(m, n), D, zeros(m, p); zeros(p, n), zeros(p, m), E])",
       "[inv(A), zeros(n, m), zeros(n, p); zeros(m, n), inv(D), zeros(m, p); zeros(p, n), zeros(p, m), inv(E)]",
       "A[n,n]: invertible, D[m,m]: invertible, E[p,p]: invertible", _HJ)  # fmt: skip
def inverse_block_diagonal(arg: Expr) -> Expr | None:
    parts = _square_parts(arg)
    if parts is None or not (is_zero_below(arg) and is_zero_above(arg)):
        return None
    rows = enumerate(grid(arg))
    return block([[c.inverse(part) if j == k else part for j, part in enumerate(row)] for k, row in rows])


@unary("inverse", "inverse of an upper block triangular matrix", "inv([A, B; zeros(m, n), D])",
       "[inv(A), -inv(A)*B*inv(D); zeros(m, n), inv(D)]", "A[n,n]: invertible, B[n,m], D[m,m]: invertible",
       _HJ)  # fmt: skip
def inverse_block_upper(arg: Expr) -> Expr | None:
    parts = _square_parts(arg)
    if parts is None or len(parts) != 2 or not is_zero_below(arg):
        return None
    a, d = (c.inverse(part) for part in parts)
    (_, b), (zero, _) = grid(arg)
    return block([[a, c.multiple(-1, c.product(a, b, d))], [zero, d]])


@unary("inverse", "inverse of a lower block triangular matrix", "inv([A, zeros(n, m); C, D])",
       "[inv(A), zeros(n, m); -inv(D)*C*inv(A), inv(D)]", "A[n,n]: invertible, C[m,n], D[m,m]: invertible",
       _HJ)  # fmt: skip
def inverse_block_lower(arg: Expr) -> Expr | None:
    parts = _square_parts(arg)
    if parts is None or len(parts) != 2 or not is_zero_above(arg):
        return None
    return c.transpose(c.inverse(c.transpose(arg)))


@unary("det", "determinant of a block triangular matrix", "det([A, B; zeros(m, n), D])", "det(A)*det(D)",
       "A[n,n], B[n,m], D[m,m]", f"{_HJ}.3")  # fmt: skip
def det_block(arg: Expr) -> Expr | None:
    parts = _square_parts(arg)
    if parts is None or not (is_zero_below(arg) or is_zero_above(arg)):
        return None
    return c.product(*(c.det(part) for part in parts))


@unary("trace", "trace of a block matrix", "tr([A, B; C, D])", "tr(A) + tr(D)", "A[n,n], B[n,m], C[m,n], D[m,m]", _MN)
def trace_block(arg: Expr) -> Expr | None:
    parts = _square_parts(arg)
    return None if parts is None else c.add(*(c.trace(part) for part in parts))


@unary("diagonal", "diagonal of a block matrix", "diagonal([A, B; C, D])", "[diagonal(A); diagonal(D)]",
       "A[n,n], B[n,m], C[m,n], D[m,m]", _MN)  # fmt: skip
def diagonal_block(arg: Expr) -> Expr | None:
    parts = _square_parts(arg)
    return None if parts is None else block([[c.diagonal(part)] for part in parts])


# -- selections --------------------------------------------------------------------------------------------------------
def _known_nonnegative(dim: Dim) -> bool:
    """Whether a difference of dimensions is at least 0 whatever they are: none has a negative coefficient."""
    return all(coefficient > 0 for _, coefficient in dim.terms)


@pair("transpose", "embed", "columns of the identity are orthonormal", "embed(m, n, p)'*embed(m, n, p)", "eye(n)",
      "a[m], b[n], d[p]", "E'E = I, and 0 for different columns")  # fmt: skip
def embed_embed(left: Expr, right: Expr) -> Expr | None:
    """``E_i'E_j``: I for the same columns, 0 for others, a selection where one contains the other; ``e_i'e_j = δ``."""
    if left.args[0].op.name != "embed":
        return None
    (b, n, _), (d, m, _) = extent(left.args[0]), extent(right)
    if n is m is ONE:
        return delta(b + 1, d + 1)
    if _known_nonnegative(d - b - n) or _known_nonnegative(b - d - m):
        return c.zeros(n, m)
    if _known_nonnegative(d - b) and _known_nonnegative(b + n - d - m):
        return c.build("embed", (), (d - b, m, b + n - d - m))
    if _known_nonnegative(b - d) and _known_nonnegative(d + m - b - n):
        return c.transpose(c.build("embed", (), (b - d, n, d + m - b - n)))
    return None


@pair("embed", "embed", "columns of columns of the identity", "embed(m, n + p, q)*embed(n, p, 0)",
      "embed(m + n, p, q)", "a[m], b[n], d[p], f[q]", "the columns of E(m, n + p, q) are those of I")  # fmt: skip
def embed_of_embed(left: Expr, right: Expr) -> Expr | None:
    (before, _, after), (first, size, last) = extent(left), extent(right)
    return c.build("embed", (), (before + first, size, last + after))


@pair("transpose", "transpose", "rows of rows of the identity", "embed(n, p, 0)'*embed(m, n + p, q)'",
      "embed(m + n, p, q)'", "a[m], b[n], d[p], f[q]", "the columns of E(m, n + p, q) are those of I")  # fmt: skip
def embed_of_embed_transposed(left: Expr, right: Expr) -> Expr | None:
    inner, outer = left.args[0], right.args[0]
    if not (inner.op.name == outer.op.name == "embed"):
        return None
    found = embed_of_embed.apply(outer, inner)
    return None if found is None else c.transpose(found)


@pair("transpose", "block", "selecting blocks", "embed(0, m, q)'*[A; C]", "A", "A[m,n], C[q,n]", _MN)
def select_rows(left: Expr, right: Expr) -> Expr | None:
    if left.args[0].op.name != "embed":
        return None
    for row, part in zip(grid(right), embeddings(heights(right)), strict=True):
        if part is left.args[0]:
            return block([row])
    return None


@pair("block", "embed", "selecting columns of blocks", "[A, B]*embed(0, n, p)", "A", "A[m,n], B[m,p]", _MN)
def select_columns(left: Expr, right: Expr) -> Expr | None:
    found = select_rows.apply(c.transpose(right), c.transpose(left))
    return None if found is None else c.transpose(found)


@pair("ones", "embed", "selecting ones", "ones(k, m + n + p)*embed(m, n, p)", "ones(k, n)", "a[m], b[n], d[p], f[k]",
      "every entry is 1")  # fmt: skip
def ones_embed(left: Expr, right: Expr) -> Expr | None:
    return c.ones(left.rows, right.cols)


@pair("transpose", "ones", "selecting ones, transposed", "embed(m, n, p)'*ones(m + n + p, k)", "ones(n, k)",
      "a[m], b[n], d[p], f[k]", "every entry is 1")  # fmt: skip
def embed_ones(left: Expr, right: Expr) -> Expr | None:
    return c.ones(left.rows, right.cols) if left.args[0].op.name == "embed" else None
