"""What people write with: the functions of the language as Python functions; declarations are in :mod:`.declare`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.node import Expr
from extremum.language.choices import max, min, where
from extremum.language.declare import (
    Family,
    dims,
    family,
    function,
    index,
    indexed,
    matrix,
    named,
    recurrence,
    samples,
    scalar,
    vector,
    widths,
)  # fmt: skip
from extremum.language.matrices import (
    axial,
    block,
    cross,
    dlyap,
    duplication,
    elimination,
    logsumexp,
    lyap,
    pinv,
    polar,
    skewmat,
    softmax,
    spread,
    stein,
    sylvester,
    toeplitz_sum,
    tril,
    triu,
    unit,
    vech,
)  # fmt: skip
from extremum.language.reductions import (
    colmeans,
    colsums,
    logsumexp_cols,
    logsumexp_rows,
    mean,
    norm_21,
    norm_p,
    rowmeans,
    rowsums,
    softmax_cols,
    softmax_rows,
    std,
    var,
)  # fmt: skip
from extremum.language.sizes import Size, place, size
from extremum.language.stacks import (
    adj,
    blockdiag,
    hstack,
    khatri_rao,
    kronsum,
    rowquad,
    singval,
    singvec_left,
    singvec_right,
    trilvec,
    unvech,
    vstack,
)  # fmt: skip
from extremum.operations import binders, leaves
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, Function, described
from extremum.operations.mpow import as_dim
from extremum.operations.operators import as_expr
from extremum.operations.recurrence import Recurrence

Rational = Fraction
pi = leaves.PI


def sum(expr: Any, over: Dim | None = None) -> Expr:
    """The sum of all entries, or the sum over an index."""
    e = as_expr(expr)
    if over is None:
        return c.product(c.ones(ONE, e.rows), e, c.ones(e.cols))
    at = indexed(over, "ex.sum")
    assert at.size is not None
    return binders.close("sum_over", e, at, at.size, Dim.of(at.start))


def prod(expr: Any, over: Dim | None = None) -> Expr:
    """The product of all entries of a vector, or of a scalar over an index."""
    if over is None:
        return c.build("entries", (as_expr(expr),))
    at = indexed(over, "ex.prod")
    assert at.size is not None
    return binders.close("prod_over", as_expr(expr), at, at.size, Dim.of(at.start))


def inv(expr: Any) -> Expr:
    """The inverse of a square matrix."""
    return c.inverse(as_expr(expr))


def det(expr: Any) -> Expr:
    """The determinant."""
    return c.det(as_expr(expr))


def logdet(expr: Any) -> Expr:
    """``log(det(A))``."""
    return c.build("logdet", (as_expr(expr),))


def tr(expr: Any) -> Expr:
    """The trace."""
    return c.trace(as_expr(expr))


trace = tr


def vec(expr: Any) -> Expr:
    """The columns, stacked."""
    return c.vec(as_expr(expr))


def kron(*factors: Any) -> Expr:
    """The Kronecker product."""
    return c.kron(*(as_expr(f) for f in factors))


def hadamard(*factors: Any) -> Expr:
    """The entrywise product of expressions of one shape."""
    return c.hadamard(*(as_expr(f) for f in factors))


def divide(left: Any, right: Any) -> Expr:
    """The entrywise quotient."""
    return c.hadamard(as_expr(left), c.power(as_expr(right), -1))


def power(expr: Any, exponent: Any) -> Expr:
    """The entrywise power."""
    return c.power(as_expr(expr), as_expr(exponent))


def diag(expr: Any) -> Expr:
    """The diagonal matrix of a vector."""
    return c.diag(as_expr(expr))


def diagonal(expr: Any) -> Expr:
    """The diagonal of a matrix, as a vector."""
    return c.diagonal(as_expr(expr))


def norm2(expr: Any) -> Expr:
    """The Euclidean norm of a vector, the Frobenius norm of a matrix."""
    e = as_expr(expr)
    return c.power(c.trace(c.product(c.transpose(e), e)), Fraction(1, 2))


norm = norm2


def mpow(expr: Any, exponent: Any) -> Expr:
    """The matrix power. With a whole exponent (a number, or a dimension that stands for one) it is defined for every
    square matrix, otherwise as ``expm(p*logm(A))`` where no eigenvalue is zero or negative."""
    base, power_ = as_expr(expr), as_expr(exponent)
    if as_dim(power_) is None:
        return expm(c.product(power_, logm(base)))
    return c.build("mpow", (base, power_))


def _spectral(name: str) -> Callable[[Any], Expr]:
    def applied(expr: Any) -> Expr:
        return c.build("spectral", (as_expr(expr),), (name,))

    applied.__name__, applied.__doc__ = name, f"The function ``{name}`` of a square matrix."
    return applied


expm, logm, sqrtm, sinm, cosm = map(_spectral, ("expm", "logm", "sqrtm", "sinm", "cosm"))


def chol(expr: Any) -> Expr:
    """The lower Cholesky factor of a positive definite matrix."""
    return c.build("chol", (as_expr(expr),))


def eigval(expr: Any, index: Size) -> Expr:
    """An eigenvalue of a symmetric matrix, numbered in ascending order from 0."""
    return c.build("eigval", (as_expr(expr),), (place(index),))


def eigvec(expr: Any, index: Size) -> Expr:
    """The unit eigenvector of :func:`eigval`, its entry of largest size positive."""
    return c.build("eigvec", (as_expr(expr),), (place(index),))


def eigvals(expr: Any) -> Expr:
    """All eigenvalues of a square matrix, as a vector; their sum is the trace, their product the determinant."""
    return c.build("eigvals", (as_expr(expr),))


def eigvecs(expr: Any, count: Size) -> Expr:
    """The unit eigenvectors of the ``count`` largest eigenvalues of a symmetric matrix, as columns."""
    return c.build("eigvecs", (as_expr(expr),), (size(count),))


def psd_part(expr: Any) -> Expr:
    """``V max(λ, 0) V'`` of a symmetric matrix ``V diag(λ) V'``: the nearest positive semidefinite matrix."""
    return c.build("psd_part", (as_expr(expr),))


def rotation(expr: Any) -> Expr:
    """The rotation that is nearest to a square matrix: ``U diag(1, …, det(UV')) V'`` of ``A = U S V'``."""
    return c.build("rotation", (as_expr(expr),))


def eigmax(expr: Any) -> Expr:
    """The largest eigenvalue of a symmetric matrix."""
    e = as_expr(expr)
    return eigval(e, e.rows - 1)


def norm_nuc(expr: Any) -> Expr:
    """The nuclear norm: the sum of the singular values."""
    return c.build("nuclear", (as_expr(expr),))


def norm_spec(expr: Any) -> Expr:
    """The spectral norm: the largest singular value, the root of the largest eigenvalue of A'A."""
    e = as_expr(expr)
    return c.power(eigmax(c.product(c.transpose(e), e)), Fraction(1, 2))


def norm1(expr: Any) -> Expr:
    """The sum of the absolute values of all entries."""
    return sum(c.apply("abs", as_expr(expr)))


def sqrt(expr: Any) -> Expr:
    """The entrywise square root."""
    return c.power(as_expr(expr), Fraction(1, 2))


def eye(order: Size) -> Expr:
    """The identity matrix."""
    return c.eye(size(order, 0))


def ones(rows: Size, cols: Size = 1) -> Expr:
    """All ones."""
    return c.ones(size(rows, 0), size(cols, 0))


def zeros(rows: Size, cols: Size = 1) -> Expr:
    """All zeros."""
    return c.zeros(size(rows, 0), size(cols, 0))


def commutation(rows: Size, cols: Size) -> Expr:
    """``K vec(A) = vec(A')`` for A rows×cols."""
    return c.commutation(size(rows, 0), size(cols, 0))


def _elementwise(function: Function) -> Callable[[Any], Expr]:
    def applied(expr: Any) -> Expr:
        return c.apply(function.name, as_expr(expr))

    applied.__name__ = applied.__qualname__ = function.name
    applied.__doc__ = described(function)
    return applied


globals().update({name: _elementwise(function) for name, function in FUNCTIONS.items()})  # ex.exp, ex.tanh, …

__all__ = [
    "Family", "Rational", "Recurrence", "adj", "axial", "block", "blockdiag", "chol", "colmeans", "colsums",
    "commutation", "cosm", "cross", "det", "diag", "diagonal", "dims", "divide", "dlyap", "duplication", "eigmax",
    "eigval", "eigvals", "eigvec", "eigvecs", "elimination", "expm", "eye", "family", "function", "hadamard",
    "hstack", "index", "inv", "khatri_rao", "kron", "kronsum", "logdet", "logm", "logsumexp", "logsumexp_cols",
    "logsumexp_rows", "lyap", "matrix", "max", "mean", "min", "mpow", "named", "norm", "norm1", "norm2", "norm_21",
    "norm_nuc", "norm_p", "norm_spec", "ones", "pi", "pinv", "polar", "power", "prod", "psd_part", "recurrence",
    "rotation", "rowmeans", "rowquad", "rowsums", "samples", "scalar", "singval", "singvec_left", "singvec_right",
    "sinm", "skewmat", "softmax", "softmax_cols", "softmax_rows", "spread", "sqrt", "sqrtm", "std", "stein", "sum",
    "sylvester", "toeplitz_sum", "tr", "trace", "tril", "trilvec", "triu", "unit", "unvech", "var", "vec", "vech",
    "vector", "vstack", "where", "widths", "zeros",
    *FUNCTIONS,
]  # fmt: skip
