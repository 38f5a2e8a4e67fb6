"""The transpose: pushed to the leaves, where a node of its own remains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape
from extremum.algebra.facts import known, reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, register
from extremum.algebra.traits import JOINTLY, Exact, narrowest, smooth
from extremum.operations import construct as c
from extremum.operations.base import unary_example

if TYPE_CHECKING:
    import numpy as np
else:
    np = Lazy("numpy")


def _shape(args: Args, params: Params) -> Shape:
    return args[0].cols, args[0].rows


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg._transposed is None:
        result = arg.op.transposed(arg)
        arg._transposed = result
        if result._transposed is None and _turns_back(arg, result):
            result._transposed = arg
    return arg._transposed


def _turns_back(arg: Expr, result: Expr) -> bool:
    """Whether the transpose of the result is known to be the argument: no identity shortened what was turned.

    ``vec(X)'F`` with the Fréchet derivative F of the logarithm is ``vec(I)'``, whose transpose is ``vec(I)``.
    """
    return result.op is TRANSPOSE or (result.op is arg.op and len(result.args) == len(arg.args))


def _infer(node: Expr, fact: str) -> str | None:
    return reason(node.args[0], known(fact).transposed or fact)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.transpose(grad)]


TRANSPOSE: Operation = register(
    Operation(
        name="transpose",
        noun="a transpose",
        shape=_shape,
        build=_build,
        value=lambda node, values, scope: np.swapaxes(values[0], -1, -2),
        adjoint=_adjoint,
        jacobian=lambda node, k: c.commutation(*node.args[0].shape),
        form=lambda node, parts: forms.transposed(parts[0]),
        infer=_infer,
        transposed=lambda node: node.args[0],
        example=unary_example(c.transpose),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        rank_bound=narrowest,
        kinks=smooth,
        domain="everywhere",
        reference=(
            "Petersen & Pedersen (2012), eq. (44); Magnus & Neudecker (2019), ch. 3: dU' = (dU)', vec(A') = K vec(A)"
        ),
        rank=4,
        rearranges=True,
        telling=1,
        length=1,
    )
)
