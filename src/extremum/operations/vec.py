"""``vec(A)``: the columns stacked; ``unvec(v)``: back to a matrix."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, sizes, unary_example
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.wordalgebra import factors

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def scaled_out(arg: Expr) -> tuple[list[Expr], Expr] | None:
    """The scalars of a single term, which leave a linear operation, and what remains."""
    q, core = content(arg)
    scalars = [] if core.op is SUM else factors(core)[1]
    if q == 1 and not scalars:
        return None
    rest = core if core.op is SUM else c.product(*factors(core)[2])
    return [c.number(q), *scalars], rest


def _vec_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_column:
        return arg
    if arg.is_row:
        return c.transpose(arg)
    if arg.op.name in ("zeros", "ones"):
        return c.build(arg.op.name, (), (arg.rows * arg.cols, ONE))
    out = scaled_out(arg)
    if out is not None:
        return c.product(*out[0], c.vec(out[1]))
    found = rewrite("vec", arg)
    return make(VEC, (arg,)) if found is None else found


def _vec_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    turned = np.swapaxes(values[0], -1, -2)
    return turned.reshape((*turned.shape[:-2], -1, 1))


VEC: Operation = register(
    Operation(
        name="vec",
        noun="a vec",
        shape=lambda args, params: (args[0].rows * args[0].cols, ONE),
        build=_vec_build,
        value=_vec_value,
        adjoint=lambda node, grad: [c.unvec(grad, *node.args[0].shape)],
        jacobian=lambda node, k: c.eye(node.rows),
        form=lambda node, parts: forms.call("vec", parts[0]),
        infer=lambda node, fact: reason(node.args[0], fact) if fact in ("positive", "nonnegative", "binary") else None,
        transposed=leaf_transpose,
        example=unary_example(c.vec),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 2, sec. 4: d vec(U) = vec(dU)",
        rearranges=True,
        telling=2,
        stacked=True,
    )
)


def _unvec_dims(params: Params) -> tuple[Dim, Dim]:
    rows, cols = params
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    return rows, cols


def _unvec_shape(args: Args, params: Params) -> Shape:
    rows, cols = _unvec_dims(params)
    if args[0].shape != (rows * cols, ONE):
        raise ShapeError(
            f"unvec to {rows}×{cols} needs {rows * cols} entries, but {args[0]} is {show_shape(args[0].shape)}"
        )
    return rows, cols


def _unvec_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    rows, cols = _unvec_shape(args, params)
    if cols is ONE:
        return arg
    if rows is ONE:
        return c.transpose(arg)
    if c.is_zero(arg):
        return c.zeros(rows, cols)
    if arg.op is SUM:
        return c.combine([(q, c.unvec(t, rows, cols)) for q, t in terms_of(arg)])
    out = scaled_out(arg)
    if out is not None:
        return c.product(*out[0], c.unvec(out[1], rows, cols))
    if arg.op is VEC and arg.args[0].shape == (rows, cols):
        return arg.args[0]
    if arg.op.name == "ones":
        return c.ones(rows, cols)
    return make(UNVEC, args, params)


def _unvec_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    rows, cols = scope.dim(node.rows), scope.dim(node.cols)
    return np.swapaxes(values[0].reshape((*values[0].shape[:-2], cols, rows)), -1, -2)


def _unvec_form(node: Expr, parts: Sequence[Form]) -> Form:
    return forms.call("unvec", parts[0], *(forms.name(str(d)) for d in node.shape))


def _unvec_example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    return c.unvec(leaf(rng, rows * cols), rows, cols)


UNVEC: Operation = register(
    Operation(
        name="unvec",
        noun="unvec",
        shape=_unvec_shape,
        build=_unvec_build,
        value=_unvec_value,
        adjoint=lambda node, grad: [c.vec(grad)],
        jacobian=lambda node, k: c.eye(node.args[0].rows),
        form=_unvec_form,
        infer=lambda node, fact: reason(node.args[0], fact) if fact in ("positive", "nonnegative", "binary") else None,
        transposed=leaf_transpose,
        example=_unvec_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 2, sec. 4: vec(unvec(v)) = v",
        rearranges=True,
        parameters=("rows", "cols"),
        telling=2,
    )
)
