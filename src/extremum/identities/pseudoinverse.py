"""The Moore-Penrose inverse: of inverses, transposes, multiples, Kronecker products; its four equations."""

from __future__ import annotations

from extremum.algebra.facts import holds, reason
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, triple, unary
from extremum.operations import construct as c
from extremum.operations.sum import SUM, content
from extremum.operations.wordalgebra import factors

_MN = "Magnus & Neudecker (2019), ch. 2, sec. 7"


def _pinv(arg: Expr) -> Expr:
    return c.build("pinv", (arg,))


@unary("pinv", "pseudoinverse of an invertible matrix", "pinv(A)", "inv(A)", "A[n,n]: invertible", _MN,
       lambda arg: reason(arg, "invertible") or "")  # fmt: skip
def pinv_invertible(arg: Expr) -> Expr | None:
    return c.inverse(arg) if arg.rows is arg.cols and holds(arg, "invertible") else None


@unary("pinv", "pseudoinverse of a pseudoinverse", "pinv(pinv(A))", "A", "A[n,m]", _MN)
def pinv_pinv(arg: Expr) -> Expr | None:
    return arg.args[0] if arg.op.name == "pinv" else None


@unary("pinv", "pseudoinverse of a multiple", "pinv(s*A)", "1/s*pinv(A)", "s: nonzero, A[n,m]", _MN)
def pinv_multiple(arg: Expr) -> Expr | None:
    q, core = content(arg)
    scalars, word = ([], (core,)) if core.op is SUM else factors(core)[1:]
    free = [s for s in scalars if holds(s, "nonzero")]
    if q == 1 and not free:
        return None
    rest = c.product(*(s for s in scalars if s not in free), *word)
    return c.product(c.power(c.number(q), -1), *(c.power(s, -1) for s in free), _pinv(rest))


@unary("pinv", "pseudoinverse of a Kronecker product", "pinv(kron(A, B))", "kron(pinv(A), pinv(B))", "A[n,m], B[p,q]",
       f"{_MN}; Magnus & Neudecker (2019), ch. 2, sec. 6, exercise")  # fmt: skip
def pinv_kron(arg: Expr) -> Expr | None:
    return c.kron(*(_pinv(factor) for factor in arg.args)) if arg.op.name == "kron" else None


@triple("pinv", "a matrix times its pseudoinverse times itself", "A*pinv(A)*A", "A", "A[n,m]", _MN)
def outer_equation(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    return first if first is last and middle.args[0] is first else None


@triple("*", "a pseudoinverse times its matrix times itself", "pinv(A)*A*pinv(A)", "pinv(A)", "A[n,m]", _MN)
def inner_equation(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    return first if first is last and first.op.name == "pinv" and first.args[0] is middle else None


def _inverse_pair(a: Expr, b: Expr) -> bool:
    """Whether ab is one of the projections AA⁺ and A⁺A, which are symmetric."""
    return (a.op.name == "pinv" and a.args[0] is b) or (b.op.name == "pinv" and b.args[0] is a)


@triple("*", "a projection and what lies in its range, transposed", "A'*A*pinv(A)", "A'", "A[n,m]", _MN)
def projected(first: Expr, middle: Expr, last: Expr) -> Expr | None:
    """``A'AA⁺ = A'``, ``A⁺AA' = A'``, ``A⁺'A⁺A = A⁺'``, ``AA⁺A⁺' = A⁺'``."""
    if _inverse_pair(middle, last) and first is c.transpose(middle):
        return first
    return last if _inverse_pair(first, middle) and last is c.transpose(middle) else None


@pair("pinv", "*", "a left inverse", "pinv(A)*A", "eye(m)", "A[n + m,m]: full_column_rank", _MN)
def pinv_times(left: Expr, right: Expr) -> Expr | None:
    """I for full column rank; otherwise the projection ``A⁺A``, written for A, not for A'."""
    if left.args[0] is not right:
        return None
    if holds(right, "full_column_rank"):
        return c.eye(right.cols)
    return c.product(c.transpose(right), c.transpose(left)) if right.op.name == "transpose" else None


@pair("*", "pinv", "a right inverse", "A*pinv(A)", "eye(n)", "A[n,n + m]: full_row_rank", _MN)
def times_pinv(left: Expr, right: Expr) -> Expr | None:
    """I for full row rank; otherwise the projection ``AA⁺``, written for A, not for A'."""
    if right.args[0] is not left:
        return None
    if holds(left, "full_row_rank"):
        return c.eye(left.rows)
    return c.product(c.transpose(right), c.transpose(left)) if left.op.name == "transpose" else None
