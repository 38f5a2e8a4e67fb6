"""``logsumexp(x) = log(sum(exp(x)))`` of a vector, with a value that never overflows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, no_facts, scalar_shape, sizes
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.softmax import total, vector_argument, weights

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _build(args: Args, params: Params) -> Expr:
    arg = vector_argument(args, "logsumexp")
    if arg.is_scalar:
        return arg
    found = rewrite("logsumexp", arg)
    return make(LOGSUMEXP, args) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    powers, top = weights(values[0], scope)
    return scope.field.elementwise(FUNCTIONS["log"], total(powers, scope)) + top


def _gradient(node: Expr) -> Expr:
    return c.build("softmax", node.args)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.product(grad, _gradient(node))]


LOGSUMEXP: Operation = register(
    Operation(
        name="logsumexp",
        noun="log-sum-exp",
        shape=scalar_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=lambda node, k: c.transpose(_gradient(node)),
        form=lambda node, parts: forms.call("logsumexp", parts[0]),
        infer=no_facts,
        transposed=itself,
        example=lambda rng: c.build("logsumexp", (leaf(rng, sizes(rng, 1)[0]),)),
        linear=NONLINEAR,
        exact=Exact.SYMBOLIC,
        kinks=smooth,
        domain="everywhere",
        reference="Boyd & Vandenberghe (2004), sec. 3.1.5: d logsumexp(x) = softmax(x)' dx",
    )
)
