"""The duplication and elimination matrices, ``vech``, triangles and Toeplitz sums."""

from __future__ import annotations

from extremum.algebra.facts import holds, reason
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, unary
from extremum.operations import construct as c
from extremum.operations.duplication import DUPLICATION, ELIMINATION
from extremum.operations.triangle import is_triangle

_MN = "Magnus & Neudecker (2019), ch. 3, sec. 8"
_ME = "Magnus & Neudecker (1980)"


@pair("elimination", "vec", "the elimination matrix", "elimination(n)*vec(A)", "vech(A)", "A[n,n]", _ME)
def elimination_vec(left: Expr, right: Expr) -> Expr | None:
    (a,) = right.args
    return c.build("vech", (a,)) if a.shape == (left.size, left.size) else None


@pair("duplication", "vech", "the duplication matrix", "duplication(n)*vech(A)", "vec(A)", "A[n,n]: symmetric", _MN)
def duplication_vech(left: Expr, right: Expr) -> Expr | None:
    return c.vec(right.args[0]) if holds(right.args[0], "symmetric") else None


@pair("transpose", "transpose", "the elimination matrix, transposed", "vec(A)'*elimination(n)'", "vech(A)'", "A[n,n]",
      _ME)  # fmt: skip
def vec_elimination(left: Expr, right: Expr) -> Expr | None:
    if left.args[0].op.name != "vec" or right.args[0].op.name != "elimination":
        return None
    found = elimination_vec.apply(right.args[0], left.args[0])
    return None if found is None else c.transpose(found)


@pair("transpose", "transpose", "the duplication matrix, transposed", "vech(A)'*duplication(n)'", "vec(A)'",
      "A[n,n]: symmetric", _MN)  # fmt: skip
def vech_duplication(left: Expr, right: Expr) -> Expr | None:
    if left.args[0].op.name != "vech" or right.args[0].op is not DUPLICATION:
        return None
    found = duplication_vech.apply(right.args[0], left.args[0])
    return None if found is None else c.transpose(found)


@pair("elimination", "duplication", "elimination undoes duplication", "elimination(n)*duplication(n)",
      "eye(n*(n + 1)/2)", "a[n]", f"{_ME}, lemma 3.5")  # fmt: skip
def elimination_duplication(left: Expr, right: Expr) -> Expr | None:
    return c.eye(left.rows) if left.params == right.params else None


@pair("transpose", "transpose", "elimination undoes duplication, transposed", "duplication(n)'*elimination(n)'",
      "eye(n*(n + 1)/2)", "a[n]", f"{_ME}, lemma 3.5")  # fmt: skip
def duplication_elimination(left: Expr, right: Expr) -> Expr | None:
    duplicates = left.args[0].op is DUPLICATION and right.args[0].op is ELIMINATION
    return c.eye(left.rows) if duplicates and left.cols is right.rows else None


@pair("elimination", "transpose", "rows of the elimination matrix are orthonormal", "elimination(n)*elimination(n)'",
      "eye(n*(n + 1)/2)", "a[n]", f"{_ME}, lemma 3.2")  # fmt: skip
def elimination_orthonormal(left: Expr, right: Expr) -> Expr | None:
    return c.eye(left.rows) if right.args[0] is left else None


@pair("commutation", "duplication", "commuting what is symmetric", "commutation(n, n)*duplication(n)", "duplication(n)",
      "a[n]", f"{_MN}, th. 12")  # fmt: skip
def commutation_duplication(left: Expr, right: Expr) -> Expr | None:
    return right if left.params == right.params * 2 else None


@pair("transpose", "commutation", "commuting what is symmetric, transposed", "duplication(n)'*commutation(n, n)",
      "duplication(n)'", "a[n]", f"{_MN}, th. 12")  # fmt: skip
def duplication_commutation(left: Expr, right: Expr) -> Expr | None:
    inner = left.args[0]
    return left if inner.op.name == "duplication" and right.params == inner.params * 2 else None


@unary("vech", "vech of a matrix from its vech", "vech(unvec(duplication(n)*v, n, n))", "v",
       "a[n], v[n*(n + 1)/2]", _MN)  # fmt: skip
def vech_unvec(arg: Expr) -> Expr | None:
    if arg.op.name != "unvec" or arg.args[0].op.name != "product":
        return None
    first, *rest = arg.args[0].args
    if first.op.name == "duplication" and first.params == (arg.rows,):
        return c.product(*rest)
    return None


@unary("vech", "vech of a lower triangle", "vech(tril(A))", "vech(A)", "A[n,n]", _ME)
def vech_tril(arg: Expr) -> Expr | None:
    return c.build("vech", arg.args) if arg.op.name == "tril" else None


@unary("diagonal", "diagonal of a triangle", "diagonal(tril(A))", "diagonal(A)", "A[n,n]", "definition")
def diagonal_triangle(arg: Expr) -> Expr | None:
    return c.diagonal(arg.args[0]) if is_triangle(arg) else None


@unary("trace", "trace of a triangle", "tr(tril(A))", "tr(A)", "A[n,n]", "definition")
def trace_triangle(arg: Expr) -> Expr | None:
    return c.trace(arg.args[0]) if is_triangle(arg) else None


@pair("toeplitz_pattern", "vec", "the matrix of Toeplitz sums", "toeplitz_pattern(n)*vec(A)", "vec(toeplitz_sum(A))",
      "A[n,n]", "definition")  # fmt: skip
def pattern_vec(left: Expr, right: Expr) -> Expr | None:
    (a,) = right.args
    return c.vec(c.build("toeplitz_sum", (a,))) if a.shape == (left.size, left.size) else None


@pair("transpose", "toeplitz_pattern", "the matrix of Toeplitz sums, of a row", "vec(A)'*toeplitz_pattern(n)",
      "vec(toeplitz_sum(A))'", "A[n,n]", "definition")  # fmt: skip
def pattern_of_row(left: Expr, right: Expr) -> Expr | None:
    column = left.args[0]
    a = column.args[0] if column.op.name == "vec" else None
    fits = a is not None and a.shape == (right.size, right.size)
    return c.transpose(c.vec(c.build("toeplitz_sum", (a,)))) if a is not None and fits else None


@unary("toeplitz_sum", "Toeplitz sums of a Toeplitz matrix", "toeplitz_sum(T)", "T.*toeplitz_sum(ones(n, n))",
       "T[n,n]: toeplitz", "each diagonal has equal entries",
       lambda arg: reason(arg, "toeplitz") or "")  # fmt: skip
def toeplitz_of_toeplitz(arg: Expr) -> Expr | None:
    if arg.op.name == "ones" or not holds(arg, "toeplitz"):
        return None
    return c.hadamard(arg, c.build("toeplitz_sum", (c.like_ones(arg),)))
