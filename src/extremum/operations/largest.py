"""``max(A)``, the largest of all entries, and where it stands: ``where_max(A)``, ones at the first largest entry."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.facts import reason
from extremum.algebra.fields import NeverExactError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.traits import NONLINEAR, Exact, Nonsmooth
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, leaf_transpose, orient, scalar_shape, sizes

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

_REFERENCE = "Rockafellar (1970), th. 23.8: e_k is a subgradient of max(x) where x_k is largest"


def largest(matrix: Expr) -> Expr:
    """The largest entry."""
    return c.build("largest", (matrix,))


def where_largest(matrix: Expr) -> Expr:
    """1 at the first largest entry, in the order of vec, and 0 elsewhere."""
    return c.build("where_largest", (matrix,))


def _flat(values: Array, scope: Scope, what: str) -> Array:
    """The entries in the order of vec."""
    if scope.field.exact:
        raise NeverExactError(f"{what} has no exact value")
    return np.real(np.swapaxes(values, -1, -2)).reshape(*values.shape[:-2], -1)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    flat = _flat(values[0], scope, "the largest entry")
    at = flat.argmax(axis=-1)[..., None]
    entries = np.swapaxes(values[0], -1, -2).reshape(flat.shape)
    return np.asarray(np.take_along_axis(entries, at, axis=-1)[..., None])


def _where_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    flat = _flat(values[0], scope, "the place of the largest entry")
    rows, cols = values[0].shape[-2:]
    chosen = np.arange(rows * cols) == flat.argmax(axis=-1)[..., None]
    return np.asarray(np.swapaxes(chosen.reshape(*flat.shape[:-1], cols, rows), -1, -2) * 1.0)


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return arg
    if arg.op.name in ("ones", "zeros"):
        return c.number(1 if arg.op.name == "ones" else 0)
    return make(LARGEST, (orient(arg),) if arg.is_row else args)


def _where_build(args: Args, params: Params) -> Expr:
    return c.number(1) if args[0].is_scalar else make(WHERE_LARGEST, args)


def _where_infer(node: Expr, fact: str) -> str | None:
    if fact == "simplex" and node.is_column:
        return "one of its entries is 1, the others are 0"
    return "its entries are 0 and 1" if fact in ("binary", "nonnegative") else None


def _kinks(node: Expr) -> Sequence[Nonsmooth]:
    said = partial("{}: where several entries are largest, the first of them counts".format, node)
    return [Nonsmooth(0, said, node.op is WHERE_LARGEST)]


def _example(rng: random.Random) -> Expr:
    return largest(leaf(rng, sizes(rng, 1)[0], sizes(rng, 1)[0]))


LARGEST: Operation = register(
    Operation(
        name="largest",
        noun="a largest entry",
        shape=scalar_shape,
        build=_build,
        value=_value,
        adjoint=lambda node, grad: [c.product(grad, where_largest(node.args[0]))],
        jacobian=lambda node, k: c.transpose(c.vec(where_largest(node.args[0]))),
        form=lambda node, parts: forms.call("max", parts[0]),
        infer=lambda node, fact: reason(node.args[0], fact) if fact in ("positive", "nonnegative", "integer") else None,
        transposed=itself,
        example=_example,
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=_kinks,
        domain="everywhere; where several entries are largest, the first of them gives one subgradient",
        reference=_REFERENCE,
        spelled="max",
    )
)

WHERE_LARGEST: Operation = register(
    Operation(
        name="where_largest",
        noun="the place of a largest entry",
        shape=same_shape,
        build=_where_build,
        value=_where_value,
        adjoint=lambda node, grad: [c.like_zeros(node.args[0])],
        jacobian=lambda node, k: c.zeros(node.rows * node.cols, node.rows * node.cols),
        form=lambda node, parts: forms.call("where_max", parts[0]),
        infer=_where_infer,
        transposed=leaf_transpose,
        example=lambda rng: where_largest(leaf(rng, sizes(rng, 1)[0], sizes(rng, 1)[0])),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=_kinks,
        domain="everywhere; the derivative is 0 where one entry is largest",
        reference=_REFERENCE,
        spelled="where_max",
    )
)
