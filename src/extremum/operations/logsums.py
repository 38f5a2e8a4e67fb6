"""``logsumexp_rows(X) = log(exp(X)*ones(k))`` of the rows of a matrix, and ``log(sum_i(exp(s[i])))`` over samples, with
values that never overflow."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape
from extremum.algebra.errors import NotAScalarError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, leaf_transpose, no_facts, sizes
from extremum.operations.binders import close, range_of, renamed, sample, written_as
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.rowwise import softmax_rows

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _log_of_sum(values: Array, axis: int, scope: Scope) -> Array:
    """``m + log(Σ exp(x - m))`` with m, the largest, or where that is infinite the number nearest to it (0 over the
    exact field, where nothing overflows)."""
    field = scope.field
    exact = field.exact or not values.size
    top = field.constant(0) if exact else np.nan_to_num(np.real(values).max(axis=axis, keepdims=True))
    total = field.reduce(field.elementwise(FUNCTIONS["exp"], values - top).sum(axis=axis, keepdims=True))
    return field.elementwise(FUNCTIONS["log"], total) + top


# -- of rows -----------------------------------------------------------------------------------------------------------
def _rows_shape(args: Args, params: Params) -> Shape:
    return args[0].rows, ONE


def _rows_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.product(c.diag(grad), softmax_rows(node.args[0]))]


def _rows_jacobian(node: Expr, k: int) -> Expr:
    (arg,) = node.args
    return c.product(c.kron(c.ones(1, arg.cols), c.eye(arg.rows)), c.diag(c.vec(softmax_rows(arg))))


def of_rows(matrix: Expr) -> Expr:
    """``log(exp(X)*ones(k))``."""
    return c.build("logsumexp_rows", (matrix,))


def _rows_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_row or arg.cols is ONE:
        return c.build("logsumexp", (c.transpose(arg),)) if arg.is_row else arg
    return make(LOGSUMEXP_ROWS, args)


LOGSUMEXP_ROWS: Operation = register(
    Operation(
        name="logsumexp_rows",
        noun="a log-sum-exp of rows",
        shape=_rows_shape,
        build=_rows_build,
        value=lambda node, values, scope: _log_of_sum(values[0], -1, scope),
        adjoint=_rows_adjoint,
        jacobian=_rows_jacobian,
        form=lambda node, parts: forms.call("logsumexp_rows", parts[0]),
        infer=no_facts,
        transposed=leaf_transpose,
        example=lambda rng: of_rows(leaf(rng, sizes(rng, 1)[0], sizes(rng, 1)[0])),
        linear=NONLINEAR,
        exact=Exact.SYMBOLIC,
        kinks=smooth,
        domain="everywhere",
        reference="Boyd & Vandenberghe (2004), sec. 3.1.5, row by row: d logsumexp(x) = softmax(x)' dx",
    )
)


# -- over samples ------------------------------------------------------------------------------------------------------
def _over_build(args: Args, params: Params) -> Expr:
    (body,) = args
    size, _, bound = range_of(params)
    if not body.is_scalar:
        raise NotAScalarError(f"a log-sum-exp over an index needs scalars, but {body} is {body.rows}×{body.cols}")
    if bound not in body.indices:
        return c.add(body, c.apply("log", c.dimension(size)))
    return renamed(LOGSUMEXP_OVER, body, params)


def _over_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    found: Array = _log_of_sum(values[0], 0, scope)[0]
    return found if values[0].size else np.full((1, 1), -np.inf)


def _over_weight(node: Expr) -> Expr:
    return c.apply("exp", c.subtract(node.args[0], node))


def _over_example(rng: random.Random) -> Expr:
    x, index = sample(rng)
    return close("logsumexp_over", c.product(c.transpose(leaf(rng, x.rows)), x), index, Dim.of("N"))


LOGSUMEXP_OVER: Operation = register(
    Operation(
        name="logsumexp_over",
        noun="a log-sum-exp over an index",
        shape=lambda args, params: (ONE, ONE),
        build=_over_build,
        value=_over_value,
        adjoint=lambda node, grad: [c.product(grad, _over_weight(node))],
        jacobian=lambda node, k: _over_weight(node),
        form=lambda node, parts: forms.call("log", written_as("sum", node, [forms.call("exp", parts[0])])),
        infer=no_facts,
        transposed=itself,
        example=_over_example,
        linear=NONLINEAR,
        exact=Exact.SYMBOLIC,
        kinks=smooth,
        domain="everywhere",
        reference="Boyd & Vandenberghe (2004), sec. 3.1.5: d logsumexp(x) = softmax(x)' dx",
        binder=True,
        parameters=("size", "start", "level"),
    )
)
