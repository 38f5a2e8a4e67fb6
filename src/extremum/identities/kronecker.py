"""The Kronecker product, vec, and the commutation matrix."""

from __future__ import annotations

from extremum.algebra.dims import ONE
from extremum.algebra.node import Expr
from extremum.algebra.rules import of_words, pair, triple, unary
from extremum.operations import construct as c
from extremum.operations.sum import content

_MN = "Magnus & Neudecker (2019)"


@pair("kron", "kron", "the mixed product", "kron(A, B)*kron(C, D)", "kron(A*C, B*D)", "A[m,n], C[n,p], B[q,r], D[r,k]",
      f"{_MN}, ch. 2, eq. (4)")  # fmt: skip
def mixed_product(left: Expr, right: Expr) -> Expr | None:
    a, b = left.args
    x, y = right.args
    return c.kron(c.product(a, x), c.product(b, y)) if a.cols is x.rows and b.cols is y.rows else None


@pair("kron", "vec", "vec of a product", "kron(B', A)*vec(X)", "vec(A*X*B)", "A[m,n], X[n,p], B[p,q]",
      f"{_MN}, ch. 2, th. 2")  # fmt: skip
def kron_vec(left: Expr, right: Expr) -> Expr | None:
    b, a = left.args
    (x,) = right.args
    return c.vec(c.product(a, x, c.transpose(b))) if a.cols is x.rows and b.cols is x.cols else None


@pair("transpose", "kron", "vec of a product, transposed", "vec(X)'*kron(B, A')", "vec(A*X*B)'",
      "A[m,n], X[n,p], B[p,q]", f"{_MN}, ch. 2, th. 2")  # fmt: skip
def vec_kron(left: Expr, right: Expr) -> Expr | None:
    if left.args[0].op.name != "vec":
        return None
    q, turned = content(c.transpose(right))  # with a skew factor in it, turned it changes its sign
    found = kron_vec.apply(turned, left.args[0])
    return None if found is None else c.multiple(q, c.transpose(found))


def _upright(factor: Expr) -> Expr:
    """``vec(A)`` of its transpose."""
    return factor.args[0] if factor.op.name == "transpose" else factor


@pair("*", "kron", "a matrix times a Kronecker product with a row", "A*kron(b', C)", "kron(b', A*C)",
      "A[m,n], b[p], C[n,q]",
      f"{_MN}, ch. 2, eq. (4) with 1 ⊗ A")  # fmt: skip
def times_row_kron(left: Expr, right: Expr) -> Expr | None:
    first, second = right.args
    if _upright(left).op.stacked:
        return None
    if first.is_row:
        return c.kron(first, c.product(left, second))
    return c.kron(c.product(left, first), second) if second.is_row else None


of_words("kron", times_row_kron)


@pair("kron", "*", "a Kronecker product with a column times a matrix", "kron(b, C)*A", "kron(b, C*A)",
      "A[n,m], b[p], C[q,n]",
      f"{_MN}, ch. 2, eq. (4) with 1 ⊗ A")  # fmt: skip
def column_kron_times(left: Expr, right: Expr) -> Expr | None:
    first, second = left.args
    if right.op.stacked:
        return None
    if first.is_column:
        return c.kron(first, c.product(second, right))
    return c.kron(c.product(first, right), second) if second.is_column else None


def _commutation(rows: Expr, size: tuple[object, object]) -> bool:
    return rows.params == size


@pair(
    "commutation",
    "vec",
    "the commutation matrix",
    "commutation(m, n)*vec(A)",
    "vec(A')",
    "A[m,n]",
    f"{_MN}, ch. 3, eq. (1)",
)
def commutation_vec(left: Expr, right: Expr) -> Expr | None:
    (a,) = right.args
    return c.vec(c.transpose(a)) if _commutation(left, a.shape) else None


@pair("transpose", "commutation", "the commutation matrix, transposed", "vec(A)'*commutation(n, m)", "vec(A')'",
      "A[m,n]",
      f"{_MN}, ch. 3, eq. (1)")  # fmt: skip
def vec_commutation(left: Expr, right: Expr) -> Expr | None:
    if left.args[0].op.name != "vec":
        return None
    a = left.args[0].args[0]
    return c.transpose(c.vec(c.transpose(a))) if _commutation(right, (a.cols, a.rows)) else None


@pair("commutation", "commutation", "the commutation matrix is orthogonal", "commutation(m, n)*commutation(n, m)",
      "eye(m*n)",
      "A[m,n]", f"{_MN}, ch. 3, eq. (2)")  # fmt: skip
def commutation_inverse(left: Expr, right: Expr) -> Expr | None:
    return c.eye(left.rows) if left.params == tuple(reversed(right.params)) else None


@pair("commutation", "kron", "commuting a Kronecker product", "commutation(p, m)*kron(A, B)",
      "kron(B, A)*commutation(q, n)", "A[m,n], B[p,q]", f"{_MN}, ch. 3, th. 9")  # fmt: skip
def commutation_kron(left: Expr, right: Expr) -> Expr | None:
    a, b = right.args
    if not _commutation(left, (b.rows, a.rows)):
        return None
    return c.product(c.kron(b, a), c.commutation(b.cols, a.cols))


@pair(
    "commutation",
    "diag",
    "commuting a diagonal matrix of entries",
    "commutation(m, n)*diag(vec(A))",
    "diag(vec(A'))*commutation(m, n)",
    "A[m,n]",
    f"{_MN}, ch. 3, eq. (1), (2): K diag(vec A) K' = diag(K vec A)",
)
def commutation_diag(left: Expr, right: Expr) -> Expr | None:
    (entries,) = right.args
    if entries.op.name != "vec" or not _commutation(left, entries.args[0].shape):
        return None
    return c.product(c.diag(c.vec(c.transpose(entries.args[0]))), left)


@triple("commutation", "commuting diagonal matrices together", "diag(vec(A'))*commutation(m, n)*diag(w)",
        "commutation(m, n)*diag(vec(A).*w)", "A[m,n], w[m*n]", f"{_MN}, ch. 3, eq. (1), (2)")  # fmt: skip
def commutation_between(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    """Where the last one does not pass."""
    turned = _passed_over(first, middle)
    if turned is None or last.op.name != "diag":
        return None
    return c.product(middle, c.diag(c.hadamard(turned, last.args[0])))


def _passed_over(first: Expr, middle: Expr) -> Expr | None:
    """``vec(A)`` where ``first * middle`` is ``diag(vec(A')) K = K diag(vec(A))``: K is that of the shape of A."""
    if first.op.name != "diag" or first.args[0].op.name != "vec":
        return None
    turned = c.transpose(first.args[0].args[0])
    return c.vec(turned) if _commutation(middle, turned.shape) else None


@triple("commutation", "commuting a diagonal matrix into a Kronecker product with a row",
        "diag(vec(A'))*commutation(m, n)*kron(b', C)", "commutation(m, n)*kron(b', diag(vec(A))*C)",
        "A[m,n], b[p], C[m*n,q]", f"{_MN}, ch. 3, eq. (1), (2)")  # fmt: skip
def commutation_before_row(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    """Where the Kronecker product does not pass, as in the transpose, whose diagonal matrix it takes in."""
    turned = _passed_over(first, middle)
    if turned is None or last.op.name != "kron" or not any(factor.is_row for factor in last.args):
        return None
    return c.product(middle, c.product(c.diag(turned), last))


@pair("kron", "commutation", "commuting a Kronecker product with a row", "kron(B, a')*commutation(q, n)",
      "kron(a', B)", "a[n], B[p,q]", f"{_MN}, ch. 3, th. 9")  # fmt: skip
def kron_commutation(left: Expr, right: Expr) -> Expr | None:
    b, a = left.args
    return c.kron(a, b) if (a.is_row or b.is_row) and _commutation(right, (b.cols, a.cols)) else None


@unary("vec", "vec of unvec", "vec(unvec(x, n, m))", "x", "x[n*m]", f"{_MN}, ch. 2, sec. 4")
def vec_unvec(arg: Expr) -> Expr | None:
    return arg.args[0] if arg.op.name == "unvec" else None


@pair(
    "transpose",
    "vec",
    "the inner product of two vecs",
    "vec(A)'*vec(B)",
    "tr(A'*B)",
    "A[m,n], B[m,n]",
    f"{_MN}, ch. 2, eq. (4.3)",
)
def inner_vec(left: Expr, right: Expr) -> Expr | None:
    other = left.args[0]
    if other.op.name != "vec" or other.args[0].shape != right.args[0].shape:
        return None
    return c.trace(c.product(c.transpose(other.args[0]), right.args[0]))


@pair(
    "ones",
    "vec",
    "the sum of all entries",
    "ones(m*n)'*vec(A)",
    "sum(A)",
    "A[m,n]",
    "ones'·vec(A) adds every entry once",
)
def ones_vec(left: Expr, right: Expr) -> Expr | None:
    (a,) = right.args
    return c.product(c.ones(ONE, a.rows), a, c.ones(a.cols)) if left.is_row else None


@unary(
    "trace", "trace of a Kronecker product", "tr(kron(A, B))", "tr(A)*tr(B)", "A[n,n], B[m,m]", f"{_MN}, ch. 2, eq. (6)"
)
def trace_kron(arg: Expr) -> Expr | None:
    if arg.op.name != "kron" or any(a.rows is not a.cols for a in arg.args):
        return None
    return c.product(*(c.trace(a) for a in arg.args))


@unary("trace", "trace of the identity", "tr(eye(n))", "n", "a[n]", f"{_MN}, ch. 1, sec. 10")
def trace_identity(arg: Expr) -> Expr | None:
    return c.dimension(arg.rows) if arg.op.name == "eye" else None


@unary("trace", "trace of ones", "tr(ones(n, n))", "n", "a[n]", f"{_MN}, ch. 1, sec. 10")
def trace_ones(arg: Expr) -> Expr | None:
    return c.dimension(arg.rows) if arg.op.name == "ones" else None


@unary("trace", "trace of a diagonal matrix", "tr(diag(x))", "sum(x)", "x[n]", f"{_MN}, ch. 1, sec. 10")
def trace_diag(arg: Expr) -> Expr | None:
    return c.product(c.ones(ONE, arg.rows), arg.args[0]) if arg.op.name == "diag" else None
