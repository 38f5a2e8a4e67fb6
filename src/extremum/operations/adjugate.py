"""The adjugate ``adj(A)``, ``det(A) inv(A)`` where that exists: the cofactors, transposed, polynomials in A."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.facts import holds, reason
from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import square, unary_example

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def adjugate(matrix: Expr) -> Expr:
    """``adj(A)``."""
    return c.build("adjugate", (matrix,))


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    square(args, "adj")
    if arg.is_scalar:
        return c.number(1)
    if arg.op.name == "eye":
        return arg
    if holds(arg, "invertible"):
        return c.product(c.det(arg), c.inverse(arg))
    found = rewrite("adjugate", arg)
    return make(ADJUGATE, args) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    if scope.field.exact or np.iscomplexobj(matrix):
        return scope.field.reduce(scope.field.det(matrix) * scope.field.inverse(matrix))
    left, sizes, right = decomposed(np.linalg.svd, matrix)
    count = sizes.shape[-1]
    others = np.where(np.eye(count, dtype=bool), 1.0, sizes[..., None, :]).prod(axis=-1)
    sign = np.linalg.det(left) * np.linalg.det(right)
    turned = np.swapaxes(right, -1, -2) * others[..., None, :]
    return np.asarray(sign[..., None, None] * (turned @ np.swapaxes(left, -1, -2)))


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``tr(G'P) adj(A)' - P' G adj(A)'`` with ``P = inv(A)``."""
    inverse = c.transpose(c.inverse(node.args[0]))
    back = c.transpose(node)
    weight = c.trace(c.product(c.transpose(grad), c.transpose(inverse)))
    return [c.subtract(c.product(weight, back), c.product(inverse, grad, back))]


def _jacobian(node: Expr, k: int) -> Expr:
    inverse = c.inverse(node.args[0])
    outer = c.product(c.vec(inverse), c.transpose(c.vec(c.transpose(node))))
    return c.subtract(outer, c.kron(c.transpose(node), inverse))


def _infer(node: Expr, fact: str) -> str | None:
    found = reason(node.args[0], fact) if fact in ("symmetric", "diagonal") else None
    return f"the adjugate of what is {fact} is {fact}" if found else None


ADJUGATE: Operation = register(
    Operation(
        name="adjugate",
        noun="an adjugate",
        shape=same_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=lambda node, parts: forms.call("adj", parts[0]),
        infer=_infer,
        transposed=lambda node: adjugate(c.transpose(node.args[0])),
        example=unary_example(adjugate, is_square=True),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere; the formula of the derivative where the argument is invertible",
        reference="Magnus & Neudecker (2019), ch. 8, sec. 6: d adj(A) = |A| (tr(A⁻¹ dA) A⁻¹ - A⁻¹ (dA) A⁻¹)",
        spelled="adj",
    )
)
