"""Products over an index: ``prod_i(p(x[i]))``."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim
from extremum.algebra.errors import NotAScalarError
from extremum.algebra.facts import holds, reason
from extremum.algebra.node import Args, Expr, Operation, Params, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf
from extremum.operations.binders import (
    binder_form,
    body_shape,
    close,
    fresh_index,
    open_body,
    range_of,
    renamed,
    sample,
)
from extremum.operations.block import unit
from extremum.operations.contract import Run, lifted
from extremum.operations.others import divides, others
from extremum.operations.sum import content

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def _build(args: Args, params: Params) -> Expr:
    (body,) = args
    size, start, bound = range_of(params)
    if not body.is_scalar:
        raise NotAScalarError(f"prod over an index needs scalar factors, but {body} is {body.rows}×{body.cols}")
    if bound not in body.indices:
        return c.power(body, c.dimension(size))
    again: Callable[[Expr], Expr] = lambda part: c.build("prod_over", (part,), params)  # noqa: E731
    q, core = content(body)
    if q != 1:
        return c.product(c.power(c.number(q), c.dimension(size)), again(core))
    vector = lifted(core, Run(bound, size, start))
    if vector is not None:
        return c.build("entries", (vector,))
    if core.op.name == "elementwise" and core.params == ("exp", 0):
        return c.apply("exp", c.build("sum_over", core.args, params))
    return renamed(PROD_OVER, core, params)


def _times_all(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    result = scope.field.constant(1)
    for value in values[0]:
        result = scope.field.reduce(result * value)
    return result


def _other_factors(node: Expr) -> Expr:
    """``Π_{j≠i} p_j`` with the bound index i: an entry of the products of the others among all factors, stacked."""
    if holds(node.args[0], "nonzero"):
        return c.product(node, c.power(node.args[0], -1))
    size, start, bound = range_of(node.params)
    index = fresh_index(node)
    column = c.product(open_body(node, index), unit(size, Dim.of(index) - start + 1))
    stacked = close("sum_over", column, index, size, start)
    return c.product(c.transpose(unit(size, Dim.of(bound) - start + 1)), others(stacked))


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    divided = c.product(node, c.power(node.args[0], -1))
    return [c.product(grad, divided if divides(grad, node) else _other_factors(node))]


def _infer(node: Expr, fact: str) -> str | None:
    inner = reason(node.args[0], fact) if fact in ("positive", "nonnegative", "nonzero") else None
    return f"each factor is {fact}" if inner else None


def _example(rng: random.Random) -> Expr:
    x, index = sample(rng)
    slope = c.product(c.transpose(leaf(rng, x.rows)), x)
    return close("prod_over", c.add(c.number(2), c.apply("tanh", slope)), index, Dim.of("N"))


PROD_OVER: Operation = register(
    Operation(
        name="prod_over",
        noun="a product over an index",
        shape=body_shape,
        build=_build,
        value=_times_all,
        adjoint=_adjoint,
        jacobian=lambda node, k: _other_factors(node),
        form=binder_form("prod"),
        infer=_infer,
        transposed=lambda node: node,
        example=_example,
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="the product rule: d Π p_i = Σ dp_i Π_{j≠i} p_j",
        binder=True,
        parameters=("size", "start", "level"),
    )
)
