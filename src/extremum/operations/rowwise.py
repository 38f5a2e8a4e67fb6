"""``softmax_rows(X)``: each row of a matrix as positive weights that add to 1, ``exp(X) ./ (exp(X)*ones*ones')``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
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


def softmax_rows(matrix: Expr) -> Expr:
    """Softmax of each row."""
    return c.build("softmax_rows", (matrix,))


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.cols.number == 1:
        return c.like_ones(arg)
    if arg.is_row:
        return c.transpose(c.build("softmax", (c.transpose(arg),)))
    found = rewrite("softmax_rows", arg)
    return make(SOFTMAX_ROWS, args) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    field, (matrix,) = scope.field, values
    top = field.constant(0) if field.exact or not matrix.size else np.real(matrix).max(axis=-1, keepdims=True)
    powers = field.elementwise(FUNCTIONS["exp"], matrix - top)
    total = field.reduce(powers.sum(axis=-1, keepdims=True))
    return field.reduce(powers * field.power(total, np.asarray(-1), -1))


def _alike(column: Expr, node: Expr) -> Expr:
    """A column beside itself, as wide as the weights."""
    return c.product(column, c.ones(1, node.cols))


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    weighted = c.hadamard(node, grad)
    rows = c.product(weighted, c.ones(node.cols))
    return [c.hadamard(node, c.subtract(grad, _alike(rows, node)))]


def _jacobian(node: Expr, k: int) -> Expr:
    """``diag(p) (I - (11' ⊗ I) diag(p))`` with ``p = vec(P)``: P∘(dX - (P∘dX) 1 1')."""
    weights = c.diag(c.vec(node))
    rows = c.kron(c.ones(node.cols, node.cols), c.eye(node.rows))
    return c.subtract(weights, c.product(weights, rows, weights))


SOFTMAX_ROWS: Operation = register(
    Operation(
        name="softmax_rows",
        noun="softmax of rows",
        shape=same_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=lambda node, parts: forms.call("softmax_rows", parts[0]),
        infer=lambda node, fact: f"{node} has positive entries" if fact in ("positive", "nonnegative") else None,
        transposed=leaf_transpose,
        example=lambda rng: softmax_rows(leaf(rng, sizes(rng, 1)[0], sizes(rng, 1)[0])),
        linear=NONLINEAR,
        exact=Exact.SYMBOLIC,
        kinks=smooth,
        domain="everywhere",
        reference="Boyd & Vandenberghe (2004), sec. 3.1.5, row by row: with p = softmax(x), dp = (diag(p) - p p') dx",
    )
)
