"""The inverse of a square matrix: of products factor by factor, of scalars the reciprocal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape
from extremum.algebra.facts import known, reason
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import square, unary_example

if TYPE_CHECKING:
    from extremum.algebra.forms import Form


def _shape(args: Args, params: Params) -> Shape:
    square(args, "inv")
    return args[0].shape


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return c.power(arg, -1)
    square(args, "inv")
    found = rewrite("inverse", arg)
    return make(INVERSE, (arg,)) if found is None else found


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    back = c.transpose(node)
    return [c.multiple(-1, c.product(back, grad, back))]


def _jacobian(node: Expr, k: int) -> Expr:
    return c.multiple(-1, c.kron(c.transpose(node), node))


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    (part,) = parts
    if part.kind == "postfix":
        return forms.transposed(forms.call("inv", part.parts[0]))
    return forms.call("inv", part)


def _infer(node: Expr, fact: str) -> str | None:
    if fact == "invertible":
        return f"{node} is an inverse"
    if fact == "positive_definite":  # what has an inverse and is positive semidefinite is positive definite
        return reason(node.args[0], "positive_semidefinite")
    return reason(node.args[0], fact) if known(fact).inverted else None


INVERSE: Operation = register(
    Operation(
        name="inverse",
        noun="an inverse",
        shape=_shape,
        build=_build,
        value=lambda node, values, scope: scope.field.inverse(values[0]),
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=lambda node: c.inverse(c.transpose(node.args[0])),
        example=unary_example(c.inverse, "invertible", is_square=True),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        regular=True,
        kinks=smooth,
        domain="where the argument is invertible",
        reference="Petersen & Pedersen (2012), eq. (40); Magnus & Neudecker (2019), ch. 8: dX⁻¹ = -X⁻¹ (dX) X⁻¹",
        odd=True,
        spelled="inv",
    )
)
