"""The matrix power ``mpow(A, k)`` with a symbolic whole exponent; with a number it is a product of equal factors."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ZERO, Dim, IndexName, Shape
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, orient, square
from extremum.operations.binders import close
from extremum.operations.sum import SUM, terms_of

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

LARGEST = 64
"""Whole exponents up to this become words; a longer word would help nobody."""


def _shape(args: Args, params: Params) -> Shape:
    square(args, "mpow")
    return args[0].shape


def as_dim(exponent: Expr) -> Dim | None:
    """A whole exponent as a polynomial of dimensions and indices, or None."""
    if c.is_number(exponent):
        value = c.value_of(exponent)
        return Dim.of(value) if isinstance(value, int) else None
    if exponent.op.name == "dimension":
        found = exponent.params[0]
        return found if isinstance(found, Dim) else None
    if exponent.op is SUM:
        total = Dim.of(0)
        for q, term in terms_of(exponent):
            part = as_dim(term)
            if part is None or not isinstance(q, int):
                return None
            total = total + q * part
        return total
    return None


def _build(args: Args, params: Params) -> Expr:
    base, exponent = args
    square(args, "mpow")
    if base.is_scalar:
        return c.power(base, exponent)
    whole = as_dim(exponent)
    if whole is None:
        raise UnsupportedError(
            f"mpow({base}, {exponent}): the exponent must be a whole number, or a dimension that stands for one"
        )
    if whole.number is not None and abs(whole.number) <= LARGEST:
        step = base if whole.number > 0 else c.inverse(base)
        return c.product(*[step] * abs(whole.number)) if whole.number else c.eye(base.rows)
    if base.op.name == "eye":
        return base
    upright = orient(base)
    if upright is not base:
        return c.transpose(make(MPOW, (upright, exponent)))
    return make(MPOW, (base, exponent))


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    base, exponent = values
    batch = np.broadcast_shapes(base.shape[:-2], exponent.shape[:-2])
    bases = np.broadcast_to(base, (*batch, *base.shape[-2:])).reshape((-1, *base.shape[-2:]))
    powers = np.broadcast_to(exponent, (*batch, 1, 1)).reshape(-1)
    found = [_repeated(one, scope.field.whole(power), scope) for one, power in zip(bases, powers, strict=True)]
    return np.stack(found).reshape((*batch, *base.shape[-2:]))


def _repeated(base: Array, power: int, scope: Scope) -> Array:
    """By repeated squaring."""
    if power < 0:
        return _repeated(scope.field.inverse(base), -power, scope)
    result = scope.field.array(np.eye(base.shape[-1], dtype=int))
    while power:
        if power % 2:
            result = scope.field.matmul(result, base)
        base, power = scope.field.matmul(base, base), power // 2
    return result


def _steps(node: Expr) -> tuple[IndexName, Expr, Expr, Dim]:
    """The index r, ``A^r``, ``A^(k-1-r)`` and k."""
    base, exponent = node.args
    whole = as_dim(exponent)
    assert whole is not None
    index = IndexName(f"%r{node.level}", whole, 0)
    at = Dim.of(index)
    return index, c.build("mpow", (base, c.dimension(at))), c.build("mpow", (base, c.dimension(whole - 1 - at))), whole


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``Σ_r (A^r)' G (A^(k-1-r))'``."""
    index, before, after, whole = _steps(node)
    body = c.product(c.transpose(before), grad, c.transpose(after))
    return [close("sum_over", body, index, whole, ZERO), None]


def _jacobian(node: Expr, k: int) -> Expr:
    index, before, after, whole = _steps(node)
    return close("sum_over", c.kron(c.transpose(after), before), index, whole, ZERO)


_KEPT = {
    "symmetric",
    "positive_definite",
    "diagonal",
    "lower_triangular",
    "upper_triangular",
    "orthogonal",
    "invertible",
}


def _infer(node: Expr, fact: str) -> str | None:
    return reason(node.args[0], fact) if fact in _KEPT else None


def _example(rng: random.Random) -> Expr:
    n = Dim.of(rng.choice("nm"))
    return c.build("mpow", (leaf(rng, n, n), c.dimension(Dim.of("k"))))


MPOW: Operation = register(
    Operation(
        name="mpow",
        noun="a matrix power",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=lambda node, parts: forms.call("mpow", *parts),
        infer=_infer,
        transposed=leaf_transpose,
        example=_example,
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere for k ≥ 0, else where the base is invertible; the derivative's formula for k ≥ 0",
        reference="Magnus & Neudecker (2019), ch. 9: dX^k = Σ X^r (dX) X^(k-1-r)",
    )
)
