"""``tril(A)``, ``triu(A)``: the lower and the upper triangle of a square matrix, zeros elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape
from extremum.algebra.facts import holds, reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import square, unary_example
from extremum.operations.sum import SUM, terms_of
from extremum.operations.vec import scaled_out

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

_FACT = {"tril": "lower_triangular", "triu": "upper_triangular"}
_OTHER = {"tril": "triu", "triu": "tril"}


def is_triangle(node: Expr) -> bool:
    """Whether it is the triangle of a matrix."""
    return node.op.name in _FACT


def _shape(args: Args, params: Params) -> Shape:
    square(args, "a triangle")
    return args[0].shape


def _build(name: str) -> Callable[[Args, Params], Expr]:
    def build(args: Args, params: Params) -> Expr:
        (arg,) = args
        square(args, name)
        if arg.is_scalar or holds(arg, _FACT[name]):
            return arg
        if arg.op is SUM:
            return c.combine([(q, c.build(name, (term,))) for q, term in terms_of(arg)])
        out = scaled_out(arg)
        if out is not None:
            return c.product(*out[0], c.build(name, (out[1],)))
        if holds(arg, _FACT[_OTHER[name]]):
            return c.diag(c.diagonal(arg))
        found = rewrite(name, arg)
        return make(OPERATIONS[name], args) if found is None else found

    return build


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    size = values[0].shape[-1]
    cut = np.tril if node.op.name == "tril" else np.triu
    return scope.field.reduce(values[0] * scope.field.array(cut(np.ones((size, size), dtype=int))))


def _jacobian(node: Expr, k: int) -> Expr:
    return c.diag(c.vec(c.build(node.op.name, (c.like_ones(node),))))


def _infer(node: Expr, fact: str) -> str | None:
    if fact == _FACT[node.op.name]:
        return f"{node} is a triangle"
    return reason(node.args[0], fact) if fact in ("nonnegative", "diagonal", "binary") else None


def _operation(name: str) -> Operation:
    return register(
        Operation(
            name=name,
            noun="a triangle",
            shape=_shape,
            build=_build(name),
            value=_value,
            adjoint=lambda node, grad: [c.build(name, (grad,))],
            jacobian=_jacobian,
            form=lambda node, parts: forms.call(name, parts[0]),
            infer=_infer,
            transposed=lambda node: c.build(_OTHER[name], (c.transpose(node.args[0]),)),
            example=unary_example(lambda a: c.build(name, (a,)), is_square=True),
            linear=JOINTLY,
            exact=Exact.RATIONAL,
            kinks=smooth,
            domain="everywhere",
            reference=f"definition: d {name}(U) = {name}(dU), a linear map that is its own adjoint",
        )
    )


OPERATIONS: dict[str, Operation] = {name: _operation(name) for name in _FACT}
