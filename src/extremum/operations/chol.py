"""The lower Cholesky factor of a positive definite matrix: ``chol(A) chol(A)' = A``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.errors import DataError
from extremum.algebra.facts import close
from extremum.algebra.fields import NeverExactError, decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf_transpose, square, unary_example

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    square(args, "chol")
    if arg.is_scalar:
        return c.power(arg, Fraction(1, 2))
    found = rewrite("chol", arg)
    return make(CHOL, args, params) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """Of the symmetric part."""
    if scope.field.exact:
        raise NeverExactError("a Cholesky factor has no exact value")
    try:
        return np.asarray(decomposed(np.linalg.cholesky, (values[0] + np.swapaxes(values[0], -1, -2)) / 2))
    except DataError:
        raise DataError(f"{node}: the matrix is not positive definite for these data") from None


def _half_lower(n: Expr) -> Expr:
    """The weights of Φ: ones below the diagonal, halves on it."""
    ones = c.ones(n.rows, n.rows)
    return c.subtract(c.build("tril", (ones,)), c.multiple(Fraction(1, 2), c.eye(n.rows)))


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``sym(L⁻ᵀ Φ(L' G) L⁻¹)``."""
    inverse = c.inverse(node)
    middle = c.hadamard(_half_lower(node), c.product(c.transpose(node), grad))
    full = c.product(c.transpose(inverse), middle, inverse)
    return [c.multiple(Fraction(1, 2), c.add(full, c.transpose(full)))]


def _jacobian(node: Expr, k: int) -> Expr:
    """``(I ⊗ L) diag(vec Φ) (L⁻¹ ⊗ L⁻¹) (I + K)/2``."""
    n = node.rows
    inverse = c.inverse(node)
    symmetric = c.multiple(Fraction(1, 2), c.add(c.eye(n * n), c.commutation(n, n)))
    return c.product(c.kron(c.eye(n), node), c.diag(c.vec(_half_lower(node))), c.kron(inverse, inverse), symmetric)


def _infer(node: Expr, fact: str) -> str | None:
    if fact in close(("lower_triangular", "positive_diagonal")):
        return f"{node} is a Cholesky factor"
    return None


CHOL: Operation = register(
    Operation(
        name="chol",
        noun="a Cholesky factor",
        shape=same_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=lambda node, parts: forms.call("chol", parts[0]),
        infer=_infer,
        transposed=leaf_transpose,
        example=unary_example(lambda a: c.build("chol", (a,)), "positive_definite", is_square=True),
        linear=NONLINEAR,
        exact=Exact.NONE,
        regular=True,
        kinks=smooth,
        domain="positive definite arguments",
        reference="Murray (2016), eqs. (8), (10): dL = L Φ(L⁻¹ dA L⁻ᵀ), Φ the lower triangle with half its diagonal",
    )
)
