"""The matrix ``spread(n)``, with which ``vec(diag(v)) = spread(n) v``, beside Kronecker products, commutation matrices
and vecs: what is differentiated by a diagonal is written with Hadamard products and diagonal matrices."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, triple, unary
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.sum import terms_of

_MN = "Magnus & Neudecker (2019)"


def _is_turned_spread(factor: Expr) -> bool:
    return factor.op.name == "transpose" and factor.args[0].op.name == "spread"


@unary("vec", "vec of a diagonal matrix", "vec(diag(x))", "spread(n)*x", "x[n]", f"{_MN}, ch. 3, sec. 8")
def vec_diag(arg: Expr) -> Expr | None:
    if arg.op.name != "diag":
        return None
    return c.product(c.build("spread", (), (arg.rows,)), arg.args[0])


@triple("kron", "the entrywise product within a Kronecker product", "spread(m)'*kron(A, B)*spread(n)", "A.*B",
        "A[m,n], B[m,n]", f"{_MN}, ch. 3, sec. 6")  # fmt: skip
def entrywise_in_kron(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    a, b = middle.args
    around = _is_turned_spread(first) and last.op.name == "spread"
    return c.hadamard(a, b) if around and a.shape == b.shape else None


@triple("sum", "entrywise products within a sum of Kronecker products",
        "spread(m)'*(kron(A, B) + 2*kron(C, D))*spread(n)", "A.*B + 2*(C.*D)", "A[m,n], B[m,n], C[m,n], D[m,n]",
        f"{_MN}, ch. 3, sec. 6")  # fmt: skip
def entrywise_in_sum(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    """Where no pattern is left around any of the terms."""
    if not _is_turned_spread(first) or last.op.name != "spread":
        return None
    found = c.add(*(c.product(c.number(q), first, term, last) for q, term in terms_of(middle)))
    return None if contains(found, {first.args[0], last}) else found


@pair("kron", "spread", "a Kronecker product with a row, of a diagonal matrix", "kron(a', B)*spread(n)", "B*diag(a)",
      "a[n], B[m,n]", f"{_MN}, ch. 2, th. 2: (a' ⊗ B) vec(diag(v)) = B diag(v) a")  # fmt: skip
def kron_spread(left: Expr, right: Expr) -> Expr | None:
    """``kron(B, a')`` is the same there, for ``vec(diag(v))`` is that of its transpose."""
    first, second = left.args
    row, matrix = (first, second) if first.is_row else (second, first)
    if not row.is_row or not row.cols is matrix.cols is right.cols:
        return None
    return c.product(matrix, c.diag(c.transpose(row)))


@pair("transpose", "kron", "a diagonal of a Kronecker product with a column", "spread(n)'*kron(a, B)", "diag(a)*B",
      "a[n], B[n,m]", f"{_MN}, ch. 2, th. 2")  # fmt: skip
def spread_kron(left: Expr, right: Expr) -> Expr | None:
    first, second = right.args
    column, matrix = (first, second) if first.is_column else (second, first)
    if not _is_turned_spread(left) or not column.is_column or not column.rows is matrix.rows is left.rows:
        return None
    return c.product(c.diag(column), matrix)


@pair("commutation", "spread", "commuting a diagonal matrix", "commutation(n, n)*spread(n)", "spread(n)", "x[n]",
      f"{_MN}, ch. 3, eq. (1): diag(v)' = diag(v)")  # fmt: skip
def commutation_spread(left: Expr, right: Expr) -> Expr | None:
    return right if left.params == (right.cols, right.cols) else None


@pair("transpose", "commutation", "commuting a diagonal matrix, transposed", "spread(n)'*commutation(n, n)",
      "spread(n)'", "x[n]", f"{_MN}, ch. 3, eq. (1): diag(v)' = diag(v)")  # fmt: skip
def spread_commutation(left: Expr, right: Expr) -> Expr | None:
    return left if _is_turned_spread(left) and right.params == (left.rows, left.rows) else None


@pair("transpose", "spread", "the diagonal of a diagonal matrix of a vector", "spread(n)'*spread(n)", "eye(n)", "x[n]",
      f"{_MN}, ch. 3, sec. 8: its columns are different columns of I")  # fmt: skip
def spread_spread(left: Expr, right: Expr) -> Expr | None:
    return c.eye(right.cols) if left.args[0] is right else _before_spread(left, right)


def _before_spread(left: Expr, right: Expr) -> Expr | None:
    """``vec(A)'*spread(n)``."""
    column = left.args[0]
    if column.op.name != "vec" or column.args[0].shape != (right.cols, right.cols):
        return None
    return c.transpose(c.diagonal(column.args[0]))


@pair("transpose", "vec", "the diagonal within a vec", "spread(n)'*vec(A)", "diagonal(A)", "A[n,n]",
      f"{_MN}, ch. 3, sec. 8: v'*spread(n)'*vec(A) = tr(diag(v)*A)")  # fmt: skip
def spread_vec(left: Expr, right: Expr) -> Expr | None:
    (matrix,) = right.args
    return c.diagonal(matrix) if _is_turned_spread(left) and matrix.shape == (left.rows, left.rows) else None


@pair("diag", "spread", "entries of a diagonal matrix, entry by entry", "diag(vec(A))*spread(n)",
      "spread(n)*diag(diagonal(A))", "A[n,n]", f"{_MN}, ch. 3, sec. 6: A ∘ diag(v) = diag(A_ii v_i)")  # fmt: skip
def diag_spread(left: Expr, right: Expr) -> Expr | None:
    (vec,) = left.args
    if vec.op.name != "vec" or vec.args[0].shape != (right.cols, right.cols):
        return None
    return c.product(right, c.diag(c.diagonal(vec.args[0])))


@pair("transpose", "diag", "entries of a diagonal, entry by entry", "spread(n)'*diag(vec(A))",
      "diag(diagonal(A))*spread(n)'", "A[n,n]", f"{_MN}, ch. 3, sec. 6")  # fmt: skip
def spread_diag(left: Expr, right: Expr) -> Expr | None:
    (vec,) = right.args
    if not _is_turned_spread(left) or vec.op.name != "vec" or vec.args[0].shape != (left.rows, left.rows):
        return None
    return c.product(c.diag(c.diagonal(vec.args[0])), left)
