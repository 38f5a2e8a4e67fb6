"""``softmax(x) = exp(x)/sum(exp(x))`` of a vector: positive weights that add to 1; its value never overflows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, sizes
from extremum.operations.elementwise import FUNCTIONS

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


_SHORT = 20
"""An operand longer than this is A in what should be written instead."""


def vector_argument(args: Args, what: str) -> Expr:
    """The argument, a column.

    Raises:
        ShapeError: it is a matrix or a row.
    """
    (arg,) = args
    if not arg.is_column:
        of = str(arg) if len(str(arg)) <= _SHORT else "A"
        each = f"write {what}_rows({of}) for each row, {what}_cols({of}) for each column"
        message = f"{what} needs a vector, but {arg} is {show_shape(arg.shape)}"
        raise ShapeError(f"{message}; {each}, {what}(vec({of})) for all entries")
    return arg


def weights(values: Array, scope: Scope) -> tuple[Array, Array]:
    """``exp(x - m)`` and m, the largest entry (0 over the exact field, where nothing overflows)."""
    top = scope.field.constant(0) if scope.field.exact else np.nan_to_num(np.real(values).max(axis=-2, keepdims=True))
    return scope.field.elementwise(FUNCTIONS["exp"], values - top), top


def total(values: Array, scope: Scope) -> Array:
    """The sum of the entries of a column."""
    return scope.field.reduce(values.sum(axis=-2, keepdims=True))


def _shape(args: Args, params: Params) -> Shape:
    return vector_argument(args, "softmax").shape


def _build(args: Args, params: Params) -> Expr:
    arg = vector_argument(args, "softmax")
    if arg.is_scalar:
        return c.number(1)
    found = rewrite("softmax", arg)
    return make(SOFTMAX, args) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    powers, _ = weights(values[0], scope)
    inverse = scope.field.power(total(powers, scope), np.asarray(-1), -1)
    return scope.field.reduce(powers * inverse)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.subtract(c.hadamard(node, grad), c.product(node, c.transpose(node), grad))]


SOFTMAX: Operation = register(
    Operation(
        name="softmax",
        noun="softmax",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=lambda node, k: c.subtract(c.diag(node), c.product(node, c.transpose(node))),
        form=lambda node, parts: forms.call("softmax", parts[0]),
        infer=lambda node, fact: f"{node} has {fact} values that add to 1" if fact in ("positive", "simplex") else None,
        transposed=leaf_transpose,
        example=lambda rng: c.build("softmax", (leaf(rng, sizes(rng, 1)[0]),)),
        linear=NONLINEAR,
        exact=Exact.SYMBOLIC,
        kinks=smooth,
        domain="everywhere",
        reference="Boyd & Vandenberghe (2004), sec. 3.1.5: with p = softmax(x), dp = (diag(p) - p p') dx",
    )
)
