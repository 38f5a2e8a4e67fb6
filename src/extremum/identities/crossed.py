"""The Levi-Civita symbol, its first two indices run together: the Jacobian of the matrix of a cross product."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, triple, unary
from extremum.operations import construct as c
from extremum.operations.cross import axial, levi_civita, skewmat
from extremum.operations.sum import coefficients

_BERNSTEIN = "Bernstein (2009), Matrix Mathematics, fact 3.10.1"


def _is_levi_civita(node: Expr, transposed: bool = False) -> bool:
    node = node.args[0] if transposed and node.op.name == "transpose" else node
    return node.op.name == "levi_civita"


@unary("vec", "vec of the matrix of a cross product", "vec(skewmat(a))", "levi_civita(3)*a", "a[3]", _BERNSTEIN)
def vec_skewmat(arg: Expr) -> Expr | None:
    return c.product(levi_civita(), arg.args[0]) if arg.op.name == "skewmat" else None


@pair("kron", "levi_civita", "a cross product by its first factor", "kron(x', A)*levi_civita(3)", "-A*skewmat(x)",
      "x[3], A[n,3]", f"{_BERNSTEIN}: a × x = -x × a")  # fmt: skip
def crossed_by_the_first(left: Expr, right: Expr) -> Expr | None:
    a, b = left.args
    if a.is_row and b.cols is right.cols:
        return c.multiple(-1, c.product(b, skewmat(c.transpose(a))))
    return c.product(a, skewmat(c.transpose(b))) if b.is_row and a.cols is right.cols else None


@pair("transpose", "kron", "a cross product by its first factor, transposed", "levi_civita(3)'*kron(x, A)",
      "skewmat(x)*A", "x[3], A[3,n]", f"{_BERNSTEIN}: a × x = -x × a")  # fmt: skip
def crossed_by_the_first_turned(left: Expr, right: Expr) -> Expr | None:
    if not _is_levi_civita(left, transposed=True):
        return None
    a, b = right.args
    if a.is_column and b.rows is left.rows:
        return c.product(skewmat(a), b)
    return c.multiple(-1, c.product(skewmat(b), a)) if b.is_column and a.rows is left.rows else None


@pair("transpose", "vec", "the axial vector", "levi_civita(3)'*vec(A)", "axial(A)", "A[3,3]", _BERNSTEIN)
def axial_of_vec(left: Expr, right: Expr) -> Expr | None:
    return axial(right.args[0]) if _is_levi_civita(left, transposed=True) and right.args[0].cols is left.rows else None


@pair("transpose", "levi_civita", "the axial vector, as a row", "vec(A)'*levi_civita(3)", "axial(A)'", "A[3,3]",
      _BERNSTEIN)  # fmt: skip
def axial_of_vec_turned(left: Expr, right: Expr) -> Expr | None:
    inner = left.args[0]
    if inner.op.name == "vec":
        return c.transpose(axial(inner.args[0])) if inner.args[0].cols is right.cols else None
    return c.multiple(2, c.eye(right.cols)) if _is_levi_civita(inner) else None


def _of_inertia(left: Expr, of: Expr, right: Expr) -> Expr | None:
    """``tr(A) I - A'`` between the symbol of Levi-Civita and its transpose."""
    if not (_is_levi_civita(left, transposed=True) and _is_levi_civita(right)) or of.shape != (right.cols, right.cols):
        return None
    return c.subtract(c.product(c.trace(of), c.eye(of.rows)), c.transpose(of))


@triple("kron", "a tensor of inertia", "levi_civita(3)'*kron(eye(3), A)*levi_civita(3)", "tr(A)*eye(3) - A'", "A[3,3]",
        f"{_BERNSTEIN}: K(a)K(b) = b a' - (a'b) I")  # fmt: skip
def of_inertia(left: Expr, middle: Expr, right: Expr) -> Expr | None:
    return _of_inertia(left, middle.args[1], right) if middle.args[0].op.name == "eye" else None


@triple("kron", "a tensor of inertia, turned", "levi_civita(3)'*kron(A, eye(3))*levi_civita(3)", "tr(A)*eye(3) - A'",
        "A[3,3]", f"{_BERNSTEIN}: K(a)K(b) = b a' - (a'b) I")  # fmt: skip
def of_inertia_turned(left: Expr, middle: Expr, right: Expr) -> Expr | None:
    return _of_inertia(left, middle.args[0], right) if middle.args[1].op.name == "eye" else None


@triple("sum", "tensors of inertia", "levi_civita(3)'*(kron(eye(3), A) - kron(B, eye(3)))*levi_civita(3)",
        "tr(A)*eye(3) - A' - tr(B)*eye(3) + B'", "A[3,3], B[3,3]", _BERNSTEIN)  # fmt: skip
def of_inertias(left: Expr, middle: Expr, right: Expr) -> Expr | None:
    """Where it is a sum of nothing but such."""
    if not all(term.op.name == "kron" and "eye" in [part.op.name for part in term.args] for term in middle.args):
        return None
    found = [rule.apply(left, term, right) for term in middle.args for rule in (of_inertia, of_inertia_turned)]
    kept = [one for one in found if one is not None]
    return c.combine(list(zip(coefficients(middle), kept, strict=True))) if len(kept) == len(middle.args) else None


@unary("axial", "axial vector of the matrix of a cross product", "axial(skewmat(a))", "2*a", "a[3]", _BERNSTEIN)
def axial_skewmat(arg: Expr) -> Expr | None:
    return c.multiple(2, arg.args[0]) if arg.op.name == "skewmat" else None


@pair("commutation", "levi_civita", "a matrix of a cross product is skew", "commutation(3, 3)*levi_civita(3)",
      "-levi_civita(3)", "a[3]", _BERNSTEIN)  # fmt: skip
def commuted(left: Expr, right: Expr) -> Expr | None:
    return c.multiple(-1, right) if left.params == (right.cols, right.cols) else None


@pair("transpose", "commutation", "a matrix of a cross product is skew, transposed",
      "levi_civita(3)'*commutation(3, 3)", "-levi_civita(3)'", "a[3]", _BERNSTEIN)  # fmt: skip
def commuted_turned(left: Expr, right: Expr) -> Expr | None:
    turned = _is_levi_civita(left, transposed=True) and right.params == (left.rows, left.rows)
    return c.multiple(-1, left) if turned else None


@pair("skewmat", "*", "a vector crossed with itself", "skewmat(a)*a", "zeros(3)", "a[3]", _BERNSTEIN)
def crossed_with_itself(left: Expr, right: Expr) -> Expr | None:
    return c.zeros(right.rows, right.cols) if left.args[0] is right else None


@pair("*", "skewmat", "a row crossed with itself", "a'*skewmat(a)", "zeros(3)'", "a[3]", _BERNSTEIN)
def crossed_with_itself_turned(left: Expr, right: Expr) -> Expr | None:
    return c.zeros(left.rows, left.cols) if left.is_row and right.args[0] is c.transpose(left) else None
