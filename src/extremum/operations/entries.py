"""``prod(v)``: the product of all entries of a vector."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf
from extremum.operations.others import divides, others

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def _shape(args: Args, params: Params) -> Shape:
    (arg,) = args
    if not arg.is_column:
        raise ShapeError(f"prod needs a vector (n×1), but {arg} is {show_shape(arg.shape)}; use prod(vec(A))")
    return ONE, ONE


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    _shape(args, params)
    if arg.is_scalar:
        return arg
    if arg.op.name in ("ones", "zeros"):
        return c.number(1 if arg.op.name == "ones" else 0)
    found = rewrite("entries", arg)
    return make(ENTRIES, args, params) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    result = scope.field.constant(1)
    for k in range(values[0].shape[-2]):
        result = scope.field.reduce(result * values[0][..., k : k + 1, :])
    return result


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """With the formula that divides by the entries where the gradient divides by the product itself, as that of
    ``log(prod(v))`` does."""
    v = node.args[0]
    divided = c.product(node, c.power(v, -1))
    return [c.product(grad, divided if divides(grad, node) else others(v))]


def _example(rng: random.Random) -> Expr:
    return c.build("entries", (leaf(rng, Dim.of(rng.choice("nm"))),))


ENTRIES: Operation = register(
    Operation(
        name="entries",
        noun="a product of entries",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=lambda node, k: c.transpose(others(node.args[0])),
        form=lambda node, parts: forms.call("prod", parts[0]),
        infer=lambda node, fact: (
            reason(node.args[0], fact) if fact in ("positive", "nonnegative", "nonzero", "integer") else None
        ),
        transposed=itself,
        example=_example,
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="the product rule: d Π v_i = Σ dv_i Π_{j≠i} v_j",
        spelled="prod",
    )
)
