"""Inverses and determinants of products, transposes, diagonal and Kronecker matrices."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, unary
from extremum.operations import construct as c
from extremum.operations.sum import SUM, content
from extremum.operations.wordalgebra import factors

_MN = "Magnus & Neudecker (2019), ch. 1"


def _square_factors(expr: Expr) -> bool:
    return expr.op.name == "product" and all(f.rows is f.cols for f in expr.args)


@unary("inverse", "inverse of an inverse", "inv(inv(A))", "A", "A[n,n]: invertible", f"{_MN}, sec. 7")
def inverse_inverse(arg: Expr) -> Expr | None:
    return arg.args[0] if arg.op.name == "inverse" else None


@unary("inverse", "inverse of the identity", "inv(eye(n))", "eye(n)", "a[n]", f"{_MN}, sec. 7")
def inverse_identity(arg: Expr) -> Expr | None:
    return arg if arg.op.name == "eye" else None


@unary("inverse", "inverse of a product", "inv(A*B)", "inv(B)*inv(A)", "A[n,n]: invertible, B[n,n]: invertible",
       f"{_MN}, sec. 7")  # fmt: skip
def inverse_product(arg: Expr) -> Expr | None:
    return c.product(*(c.inverse(f) for f in reversed(arg.args))) if _square_factors(arg) else None


@unary("inverse", "inverse of a multiple", "inv(s*A)", "1/s*inv(A)", "s: nonzero, A[n,n]: invertible", f"{_MN}, sec. 7")
def inverse_multiple(arg: Expr) -> Expr | None:
    q, core = content(arg)
    scalars, word = ([], (core,)) if core.op is SUM else factors(core)[1:]
    if q == 1 and not scalars:
        return None
    return c.product(c.power(c.number(q), -1), *(c.power(s, -1) for s in scalars), c.inverse(c.product(*word)))


@unary("inverse", "inverse of a diagonal matrix", "inv(diag(a))", "diag(a.^-1)", "a[n]: positive", f"{_MN}, sec. 7")
def inverse_diag(arg: Expr) -> Expr | None:
    return c.diag(c.power(arg.args[0], -1)) if arg.op.name == "diag" else None


@unary("inverse", "inverse of an orthogonal matrix", "inv(Q)", "Q'", "Q[n,n]: orthogonal", f"{_MN}, sec. 13")
def inverse_orthogonal(arg: Expr) -> Expr | None:
    upright = arg.args[0] if arg.op.name == "transpose" else arg
    simple = not upright.args or upright.op.name == "named"
    return c.transpose(arg) if simple and holds(arg, "orthogonal") else None


@unary("inverse", "inverse of a Kronecker product", "inv(kron(A, B))", "kron(inv(A), inv(B))",
       "A[n,n]: invertible, B[m,m]: invertible", "Magnus & Neudecker (2019), ch. 2, sec. 2")  # fmt: skip
def inverse_kron(arg: Expr) -> Expr | None:
    if arg.op.name != "kron" or any(a.rows is not a.cols for a in arg.args):
        return None
    return c.kron(*(c.inverse(a) for a in arg.args))


@unary("inverse", "inverse of a square on half vectors", "inv(duplication(n)'*kron(A, A)*duplication(n))",
       "pinv(duplication(n))*kron(inv(A), inv(A))*pinv(duplication(n))'", "A[n,n]: invertible",
       "Magnus & Neudecker (2019), ch. 3, th. 13")  # fmt: skip
def inverse_half_vectors(arg: Expr) -> Expr | None:
    if arg.op.name != "product" or len(arg.args) != 3:
        return None
    left, middle, right = arg.args
    if right.op.name != "duplication" or c.transpose(right) is not left or middle.op.name != "kron":
        return None
    a, b = middle.args
    back = c.build("pinv", (right,))
    return c.product(back, c.kron(c.inverse(a), c.inverse(b)), c.transpose(back)) if a is b else None


@pair("*", "inverse", "a matrix times its inverse", "A*inv(A)", "eye(n)", "A[n,n]: invertible", f"{_MN}, sec. 7")
def times_inverse(left: Expr, right: Expr) -> Expr | None:
    return c.eye(left.rows) if right.args[0] is left else None


@pair("inverse", "*", "an inverse times its matrix", "inv(A)*A", "eye(n)", "A[n,n]: invertible", f"{_MN}, sec. 7")
def inverse_times(left: Expr, right: Expr) -> Expr | None:
    return c.eye(left.rows) if left.args[0] is right else None


def _orthogonal_pair(left: Expr, right: Expr) -> Expr | None:
    if c.transpose(left) is right and left.rows is left.cols and holds(left, "orthogonal"):
        return c.eye(left.rows)
    return None


@pair("transpose", "*", "an orthogonal matrix, transposed, times itself", "Q'*Q", "eye(n)",
      "Q[n,n]: orthogonal", f"{_MN}, sec. 13")  # fmt: skip
def orthogonal_left(left: Expr, right: Expr) -> Expr | None:
    return _orthogonal_pair(left, right)


@pair("*", "transpose", "an orthogonal matrix times its transpose", "Q*Q'", "eye(n)",
      "Q[n,n]: orthogonal", f"{_MN}, sec. 13")  # fmt: skip
def orthogonal_right(left: Expr, right: Expr) -> Expr | None:
    return _orthogonal_pair(left, right)


# -- determinants -----------------------------------------------------------------------------------------------------
@unary("det", "determinant of the identity", "det(eye(n))", "1", "a[n]", f"{_MN}, sec. 9")
def det_identity(arg: Expr) -> Expr | None:
    return c.number(1) if arg.op.name == "eye" else None


@unary("det", "determinant of a product", "det(A*B)", "det(A)*det(B)", "A[n,n], B[n,n]", f"{_MN}, sec. 9")
def det_product(arg: Expr) -> Expr | None:
    return c.product(*(c.det(f) for f in arg.args)) if _square_factors(arg) else None


@unary("det", "determinant of a multiple", "det(s*A)", "s^n*det(A)", "s: nonzero, A[n,n]", f"{_MN}, sec. 9")
def det_multiple(arg: Expr) -> Expr | None:
    q, core = content(arg)
    scalars, word = ([], (core,)) if core.op is SUM else factors(core)[1:]
    if q == 1 and not scalars:
        return None
    factor = c.power(c.product(c.number(q), *scalars), c.dimension(arg.rows))
    return c.product(factor, c.det(c.product(*word)))


@unary("det", "determinant of an inverse", "det(inv(A))", "1/det(A)", "A[n,n]: invertible", f"{_MN}, sec. 9")
def det_inverse(arg: Expr) -> Expr | None:
    return c.power(c.det(arg.args[0]), -1) if arg.op.name == "inverse" else None


@unary("det", "determinant of a Kronecker product", "det(kron(A, B))", "det(A)^m*det(B)^n", "A[n,n], B[m,m]",
       "Magnus & Neudecker (2019), ch. 2, sec. 2")  # fmt: skip
def det_kron(arg: Expr) -> Expr | None:
    if arg.op.name != "kron" or any(a.rows is not a.cols for a in arg.args):
        return None
    left, right = arg.args
    return c.product(c.power(c.det(left), c.dimension(right.rows)), c.power(c.det(right), c.dimension(left.rows)))
