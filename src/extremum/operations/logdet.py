"""``log(det(A))`` for det(A) > 0: one node, so that it never overflows and shares the factorisation of the inverse."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, no_facts, orient, scalar_shape, square, unary_example
from extremum.operations.elementwise import FUNCTIONS

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _build(args: Args, params: Params) -> Expr:
    """Through ``det``, whose identities take products, inverses and powers apart."""
    (arg,) = args
    inner = arg if arg.is_scalar else c.det(arg)
    return make(LOGDET, (orient(inner.args[0]),)) if inner.op.name == "det" else c.apply("log", inner)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    if scope.field.exact:
        return scope.field.elementwise(FUNCTIONS["log"], scope.field.det(matrix))
    if np.iscomplexobj(matrix):
        return np.asarray(np.log(decomposed(np.linalg.det, matrix)))[..., None, None]
    sign, value = decomposed(np.linalg.slogdet, matrix)
    return np.where(sign > 0, value, np.nan)[..., None, None]


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    square(node.args, node.op.name)
    return [c.product(grad, c.inverse(c.transpose(node.args[0])))]


def _jacobian(node: Expr, k: int) -> Expr:
    return c.transpose(c.vec(c.inverse(c.transpose(node.args[0]))))


log_determinant = partial(
    Operation, shape=scalar_shape, adjoint=_adjoint, jacobian=_jacobian, infer=no_facts, transposed=itself,
    linear=NONLINEAR, exact=Exact.SYMBOLIC, regular=True, kinks=smooth,
)  # fmt: skip
"""The record of the logarithm of a determinant, or of its size."""

LOGDET: Operation = register(
    log_determinant(
        name="logdet",
        noun="a log-determinant",
        build=_build,
        value=_value,
        form=lambda node, parts: forms.call("log", forms.call("det", parts[0])),
        example=unary_example(lambda a: c.build("logdet", (a,)), "positive_definite", is_square=True),
        domain="where the determinant is positive",
        reference="Petersen & Pedersen (2012), eq. (43); Magnus & Neudecker (2019), ch. 8: d log|X| = tr(X⁻¹ dX)",
    )
)
