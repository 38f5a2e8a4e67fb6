"""``diag(v)``: the diagonal matrix of a vector; ``diagonal(A)``: the diagonal of a matrix, as a vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Order, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import constant, itself, leaf, leaf_transpose, sizes, square, unary_example
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.wordalgebra import factors

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _diag_shape(args: Args, params: Params) -> Shape:
    (arg,) = args
    if arg.cols is not ONE:
        raise ShapeError(
            f"diag needs a vector (n×1), but {arg} is {show_shape(arg.shape)}; "
            "for the diagonal of a matrix use diagonal"
        )
    return arg.rows, arg.rows


def _diag_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    _diag_shape(args, params)
    if arg.is_scalar:
        return arg
    if c.is_zero(arg):
        return c.zeros(arg.rows, arg.rows)
    q, core = content(arg)
    _, scalars, _ = factors(core)
    if q != 1 or (scalars and core.op is not SUM):
        rest = c.product(*factors(core)[2])
        return c.product(c.number(q), *scalars, c.diag(rest))
    found = rewrite("diag", arg)
    return make(DIAG, (arg,)) if found is None else found


def _diag_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    return scope.field.array(np.eye(values[0].shape[-2], dtype=int)) * values[0]


def diagonal_pattern(n: Expr) -> Expr:
    """``∂vec(diag(v))/∂v'``: the n²×n matrix that spreads a vector over the diagonal."""
    return c.build("spread", (), (n.rows,))


_DIAG_FACTS = {"positive_definite": "positive", "positive_semidefinite": "nonnegative", "invertible": "nonzero"}


def _diag_infer(node: Expr, fact: str) -> str | None:
    if fact == "diagonal":
        return f"{node} is diagonal"
    needed = _DIAG_FACTS.get(fact)
    return reason(node.args[0], needed) if needed else None


DIAG: Operation = register(
    Operation(
        name="diag",
        noun="a diagonal matrix",
        shape=_diag_shape,
        build=_diag_build,
        value=_diag_value,
        adjoint=lambda node, grad: [c.diagonal(grad)],
        jacobian=lambda node, k: diagonal_pattern(node.args[0]),
        form=lambda node, parts: forms.call("diag", parts[0]),
        infer=_diag_infer,
        transposed=itself,
        example=lambda rng: c.diag(leaf(rng, sizes(rng, 1)[0])),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 3, sec. 8: d diag(v) = diag(dv)",
        as_factor="Magnus & Neudecker (2019), ch. 3, sec. 6: vec(A ∘ B) = diag(vec(A)) vec(B)",
    )
)


def _diagonal_shape(args: Args, params: Params) -> Shape:
    return square(args, "diagonal"), ONE


def _diagonal_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return arg
    square(args, "diagonal")
    if c.is_zero(arg):
        return c.zeros(arg.rows)
    if arg.op is SUM:
        return c.combine([(q, c.diagonal(t)) for q, t in terms_of(arg)])
    _, scalars, word = factors(arg)
    if scalars:
        return c.product(*scalars, c.diagonal(c.product(*word)))
    found = rewrite("diagonal", arg)
    if found is not None:
        return found
    sign, turned = content(c.transpose(arg))  # a turned skew factor gives a sign
    if turned.op is not SUM and _upright(turned) < _upright(arg):
        return c.multiple(sign, make(DIAGONAL, (turned,)))
    return make(DIAGONAL, (arg,))


def _upright(node: Expr) -> tuple[int, Order]:
    return sum(f.op.name == "transpose" for f in (node, *node.args)), node.order


DIAGONAL: Operation = register(
    Operation(
        name="diagonal",
        noun="a diagonal",
        shape=_diagonal_shape,
        build=_diagonal_build,
        value=lambda node, values, scope: np.diagonal(values[0], axis1=-2, axis2=-1)[..., None],
        adjoint=lambda node, grad: [c.diag(grad)],
        jacobian=lambda node, k: c.transpose(diagonal_pattern(node.args[0])),
        form=lambda node, parts: forms.call("diagonal", parts[0]),
        infer=lambda node, fact: (
            reason(node.args[0], "positive_diagonal" if fact == "positive" else "positive_semidefinite")
            if fact in ("positive", "nonnegative")
            else None
        ),
        transposed=leaf_transpose,
        example=unary_example(c.diagonal, is_square=True),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 3, sec. 8: d diagonal(A) = diagonal(dA)",
    )
)


# -- the pattern matrix ------------------------------------------------------------------------------------------
def _spread_shape(args: Args, params: Params) -> Shape:
    (size,) = params
    assert isinstance(size, Dim)
    return size * size, size


def _spread_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    size = scope.dim(node.cols)
    pattern = np.zeros((size * size, size), dtype=int)
    pattern[np.arange(size) * (size + 1), np.arange(size)] = 1
    return scope.field.array(pattern)


SPREAD: Operation = register(
    constant(
        name="spread",
        shape=_spread_shape,
        build=lambda args, params: c.number(1) if params[0] is ONE else make(SPREAD, (), params),
        value=_spread_value,
        adjoint=lambda node, grad: (),
        jacobian=lambda node, k: c.eye(ONE),
        form=lambda node, parts: forms.call("spread", forms.name(str(node.cols))),
        infer=lambda node, fact: "its columns are unit vectors" if fact == "full_column_rank" else None,
        transposed=leaf_transpose,
        example=lambda rng: c.build("spread", (), (sizes(rng, 1)[0],)),
        reference="Magnus & Neudecker (2019), ch. 3, sec. 8: spread(n) v = vec(diag(v))",
        rank=1,
        parameters=("size",),
    )
)
