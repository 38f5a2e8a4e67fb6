"""``others(v)``: of each entry of a vector the product of the other ones, ``Π_{j≠i} v_j``, which exists at zeros too.

``otherpairs(v)``: of each pair of entries that of the ones beside the two, ``Π_{k≠i,j} v_k``, and 0 where they are one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import holds, reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, leaf_transpose
from extremum.operations.powers import is_integer, pairs

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def others(vector: Expr) -> Expr:
    """``Π_{j≠i} v_j``; ``prod(v)./v`` where no entry is zero."""
    return c.build("others", (vector,))


def otherpairs(vector: Expr) -> Expr:
    """``Π_{k≠i,j} v_k``, 0 on the diagonal."""
    return c.build("otherpairs", (vector,))


def divides(grad: Expr, node: Expr) -> bool:
    """Whether a scalar has a value only where a product of factors is not zero."""
    exponents = [exponent for base, exponent in pairs(grad) if base is node]
    return any(not _is_natural(exponent) for exponent in exponents)


def _is_natural(exponent: Expr) -> bool:
    return is_integer(exponent) and not (c.is_number(exponent) and c.value_of(exponent) < 0)


def _column(args: Args, name: str) -> Expr:
    (arg,) = args
    if not arg.is_column:
        raise ShapeError(f"{name} needs a vector (n×1), but {arg} is {show_shape(arg.shape)}; use {name}(vec(A))")
    return arg


def _in_front(values: Array, scope: Scope) -> Array:
    """In each column, of each entry the product of those before it."""
    found = [scope.field.reduce(values[..., :1, :] * 0 + scope.field.constant(1))]
    for k in range(values.shape[-2] - 1):
        found.append(scope.field.reduce(found[-1] * values[..., k : k + 1, :]))
    return np.concatenate(found, axis=-2)


def _beside(values: Array, scope: Scope) -> Array:
    """In each column, of each entry the product of the other ones."""
    behind = np.flip(_in_front(np.flip(values, -2), scope), -2)
    return scope.field.reduce(_in_front(values, scope) * behind)


def _beside_two(values: Array, scope: Scope) -> Array:
    """The same of pairs of entries: column by column, with 1 for the entry of the column."""
    own = np.eye(values.shape[-2], dtype=bool)
    return np.where(own, scope.field.constant(0), _beside(np.where(own, scope.field.constant(1), values), scope))


def _build(args: Args, params: Params) -> Expr:
    arg = _column(args, "others")
    if arg.is_scalar:
        return c.number(1)
    if holds(arg, "nonzero"):
        return c.product(c.build("entries", (arg,)), c.power(arg, -1))
    return make(OTHERS, args)


def _build_pairs(args: Args, params: Params) -> Expr:
    arg = _column(args, "otherpairs")
    if arg.is_scalar:
        return c.number(0)
    if not holds(arg, "nonzero"):
        return make(OTHERPAIRS, args)
    u = c.power(arg, -1)
    return c.product(c.build("entries", (arg,)), c.subtract(c.product(u, c.transpose(u)), c.diag(c.power(arg, -2))))


_OF_ENTRIES = ("positive", "nonnegative", "integer")


def _infer(node: Expr, fact: str) -> str | None:
    return reason(node.args[0], fact) if fact in _OF_ENTRIES else None


def _infer_pairs(node: Expr, fact: str) -> str | None:
    if fact == "symmetric":
        return f"{node} is of pairs in either order"
    return reason(node.args[0], fact) if fact in ("nonnegative", "integer") else None


def _adjoint_of_pairs(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``(Σ_ij W_ij - Σ_j W_kj - Σ_i W_ik)/v_k`` with ``W = G.*P``."""
    v, weighted = node.args[0], c.hadamard(grad, node)
    ones = c.ones(v.rows)
    sums = c.product(c.add(weighted, c.transpose(weighted)), ones)
    total = c.product(c.transpose(ones), weighted, ones)
    return [c.hadamard(c.power(v, -1), c.subtract(c.product(total, ones), sums))]


def _jacobian_of_pairs(node: Expr, k: int) -> Expr:
    v = node.args[0]
    eye, ones = c.eye(v.rows), c.ones(v.rows)
    touched = c.add(c.kron(ones, eye), c.kron(eye, ones))
    free = c.subtract(c.product(c.kron(ones, ones), c.transpose(ones)), touched)
    return c.product(c.diag(c.vec(node)), free, c.diag(c.power(v, -1)))


def _square(args: Args, params: Params) -> Shape:
    arg = _column(args, "otherpairs")
    return arg.rows, arg.rows


def _vector(rng: random.Random) -> Expr:
    return leaf(rng, Dim.of(rng.choice("nm")) + 2)


OTHERS: Operation = register(
    Operation(
        name="others",
        noun="products of the other entries",
        shape=lambda args, params: _column(args, "others").shape,
        build=_build,
        value=lambda node, values, scope: _beside(values[0], scope),
        adjoint=lambda node, grad: [c.product(otherpairs(node.args[0]), grad)],
        jacobian=lambda node, k: otherpairs(node.args[0]),
        form=lambda node, parts: forms.call("others", parts[0]),
        infer=_infer,
        transposed=leaf_transpose,
        example=lambda rng: others(_vector(rng)),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="the product rule: d Π_{j≠i} v_j = Σ_{k≠i} dv_k Π_{j≠i,k} v_j",
    )
)

OTHERPAIRS: Operation = register(
    Operation(
        name="otherpairs",
        noun="products of the entries beside two",
        shape=_square,
        build=_build_pairs,
        value=lambda node, values, scope: _beside_two(values[0], scope),
        adjoint=_adjoint_of_pairs,
        jacobian=_jacobian_of_pairs,
        form=lambda node, parts: forms.call("otherpairs", parts[0]),
        infer=_infer_pairs,
        transposed=itself,
        example=lambda rng: otherpairs(_vector(rng)),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere; the formula of the derivative where no entry is zero",
        reference="the product rule: d Π_{k≠i,j} v_k = Π_{k≠i,j} v_k Σ_{k≠i,j} dv_k / v_k",
    )
)
