"""``toeplitz_sum(A)``: each entry replaced by the sum of its diagonal; ``toeplitz_pattern(n)``: the same for vec(A)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Dim, Shape
from extremum.algebra.facts import reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import constant, itself, square, unary_example
from extremum.operations.sum import SUM, terms_of
from extremum.operations.vec import scaled_out

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _shape(args: Args, params: Params) -> Shape:
    square(args, "toeplitz_sum")
    return args[0].shape


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    square(args, "toeplitz_sum")
    if arg.is_scalar or c.is_zero(arg):
        return arg
    if arg.op is SUM:
        return c.combine([(q, c.build("toeplitz_sum", (term,))) for q, term in terms_of(arg)])
    out = scaled_out(arg)
    if out is not None:
        return c.product(*out[0], c.build("toeplitz_sum", (out[1],)))
    found = rewrite("toeplitz_sum", arg)
    return make(TOEPLITZ_SUM, args) if found is None else found


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    result = np.empty_like(matrix)
    places = np.subtract.outer(np.arange(matrix.shape[-1]), np.arange(matrix.shape[-1]))
    for offset in range(1 - len(places), len(places)):
        total = np.trace(matrix, offset=-offset, axis1=-2, axis2=-1)
        result[..., places == offset] = np.asarray(total)[..., None]
    return scope.field.reduce(result)


_KEPT = {"symmetric", "skew", "diagonal", "lower_triangular", "upper_triangular", "nonnegative", "positive"}


def _infer(node: Expr, fact: str) -> str | None:
    if fact == "toeplitz":
        return f"{node} is constant on each diagonal"
    return reason(node.args[0], fact) if fact in _KEPT else None


TOEPLITZ_SUM: Operation = register(
    Operation(
        name="toeplitz_sum",
        noun="sums of diagonals",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=lambda node, grad: [c.build("toeplitz_sum", (grad,))],
        jacobian=lambda node, k: c.build("toeplitz_pattern", (), (node.rows,)),
        form=lambda node, parts: forms.call("toeplitz_sum", parts[0]),
        infer=_infer,
        transposed=lambda node: c.build("toeplitz_sum", (c.transpose(node.args[0]),)),
        example=unary_example(lambda a: c.build("toeplitz_sum", (a,)), is_square=True),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Petersen & Pedersen (2012), sec. 2.8.4: a linear map, its own adjoint",
    )
)


# -- its matrix --------------------------------------------------------------------------------------------------------
def _size(params: Params) -> Dim:
    (size,) = params
    assert isinstance(size, Dim)
    return size


def _pattern_shape(args: Args, params: Params) -> Shape:
    size = _size(params)
    return size * size, size * size


def _pattern_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    size = scope.dim(_size(node.params))
    columns, rows = np.divmod(np.arange(size * size), size)
    return scope.field.array(np.equal.outer(rows - columns, rows - columns).astype(int))


TOEPLITZ_PATTERN: Operation = register(
    constant(
        name="toeplitz_pattern",
        shape=_pattern_shape,
        build=lambda args, params: c.number(1) if _size(params) == 1 else make(TOEPLITZ_PATTERN, (), params),
        value=_pattern_value,
        form=lambda node, parts: forms.call("toeplitz_pattern", forms.name(str(_size(node.params)))),
        infer=lambda node, fact: (
            "it is Σ vec(J) vec(J)' over the diagonals J" if fact in ("positive_semidefinite", "binary") else None
        ),
        transposed=itself,
        example=lambda rng: c.build("toeplitz_pattern", (), (Dim.of(rng.choice("nmp")),)),
        rank=1,
        parameters=("size",),
    )
)
