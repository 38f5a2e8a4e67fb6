"""``vech(A)``: the lower triangle of a square matrix, its columns from the diagonal down stacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Shape
from extremum.algebra.facts import reason
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf_transpose, square, unary_example
from extremum.operations.duplication import lower_places, triangle
from extremum.operations.sum import SUM, terms_of
from extremum.operations.vec import scaled_out

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def _shape(args: Args, params: Params) -> Shape:
    return triangle(square(args, "vech")), ONE


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    size = square(args, "vech")
    if arg.is_scalar:
        return arg
    if arg.op.name in ("zeros", "ones"):
        return c.build(arg.op.name, (), (triangle(size), ONE))
    if arg.op is SUM:
        return c.combine([(q, c.build("vech", (term,))) for q, term in terms_of(arg)])
    out = scaled_out(arg)
    if out is not None:
        return c.product(*out[0], c.build("vech", (out[1],)))
    found = rewrite("vech", arg)
    return make(VECH, (arg,)) if found is None else found


def elimination(node: Expr) -> Expr:
    """L with ``vech(A) = L vec(A)``."""
    return c.build("elimination", (), (node.args[0].rows,))


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    stacked = matrix.swapaxes(-1, -2).reshape((*matrix.shape[:-2], -1, 1))
    return stacked[..., lower_places(matrix.shape[-1]), :]


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.unvec(c.product(c.transpose(elimination(node)), grad), *node.args[0].shape)]


VECH: Operation = register(
    Operation(
        name="vech",
        noun="a half vector",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=lambda node, k: elimination(node),
        form=lambda node, parts: forms.call("vech", parts[0]),
        infer=lambda node, fact: reason(node.args[0], fact) if fact in ("positive", "nonnegative", "binary") else None,
        transposed=leaf_transpose,
        example=unary_example(lambda a: c.build("vech", (a,)), is_square=True),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 3, sec. 8: vech(A) = L vec(A)",
    )
)
