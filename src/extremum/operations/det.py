"""The determinant. (``logdet(A)`` is ``log(det(A))``, see :mod:`extremum.operations.logdet`.)"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra import forms
from extremum.algebra.facts import reason
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, orient, scalar_shape, square, unary_example
from extremum.operations.sum import content


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return arg
    square(args, "det")
    upright = _signed(arg) if c.transpose(arg) is c.multiple(-1, arg) else orient(arg)
    found = rewrite("det", upright)
    return make(DET, (upright,)) if found is None else found


def _signed(skew: Expr) -> Expr:
    """The skew matrix or its negative, ``det(-A) = det(A') = det(A)``, by the leading sign."""
    return skew if content(skew)[0] > 0 else c.multiple(-1, skew)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.product(grad, node, c.inverse(c.transpose(node.args[0])))]


def _jacobian(node: Expr, k: int) -> Expr:
    return c.product(node, c.transpose(c.vec(c.inverse(c.transpose(node.args[0])))))


def _infer(node: Expr, fact: str) -> str | None:
    (arg,) = node.args
    if fact == "positive":
        return reason(arg, "positive_det")
    if fact == "nonnegative":
        return reason(arg, "positive_semidefinite")
    if fact == "nonzero":
        return reason(arg, "invertible")
    return None


DET: Operation = register(
    Operation(
        name="det",
        noun="a determinant",
        shape=scalar_shape,
        build=_build,
        value=lambda node, values, scope: scope.field.det(values[0]),
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=lambda node, parts: forms.call("det", parts[0]),
        infer=_infer,
        transposed=itself,
        example=unary_example(c.det, is_square=True),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere; the formula of the derivative where the argument is invertible",
        reference="Petersen & Pedersen (2012), eq. (42); Magnus & Neudecker (2019), ch. 8: d|X| = |X| tr(X⁻¹ dX)",
    )
)
