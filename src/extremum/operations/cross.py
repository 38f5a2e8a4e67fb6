"""``skewmat(a)``, the matrix of the cross product: ``skewmat(a) b = a × b``, and its adjoint ``axial(A)``."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, no_facts
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

_THREE = Dim.of(3)
_SIGNS = ((2, 1, 0), (0, 2, 1), (1, 0, 2))
"""Entry (row, column) is plus the entry of that number of a, with ``_SIGNS[k] = (row, column, k)``."""


def _vector_shape(args: Args, params: Params) -> Shape:
    (arg,) = args
    if arg.shape != (_THREE, ONE):
        raise ShapeError(f"a cross product needs vectors of 3 entries, but {arg} is {show_shape(arg.shape)}")
    return _THREE, _THREE


def _matrix_shape(args: Args, params: Params) -> Shape:
    (arg,) = args
    if arg.shape != (_THREE, _THREE):
        raise ShapeError(f"axial needs a 3×3 matrix, but {arg} is {show_shape(arg.shape)}")
    return _THREE, ONE


def skewmat(vector: Expr) -> Expr:
    """The matrix of ``b ↦ a × b``."""
    return c.build("skewmat", (vector,))


def axial(matrix: Expr) -> Expr:
    """``(A_32 - A_23, A_13 - A_31, A_21 - A_12)``."""
    return c.build("axial", (matrix,))


def cross(left: Expr, right: Expr) -> Expr:
    """``a × b``.

    Raises:
        ShapeError: one of them is no vector of 3 entries.
    """
    _vector_shape((right,), ())
    return c.product(skewmat(left), right)


def _skew_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    _vector_shape(args, params)
    return c.zeros(_THREE, _THREE) if c.is_zero(arg) else make(SKEWMAT, args)


def _skew_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (vector,) = values
    zero = scope.field.array(np.zeros((3, 3), dtype=int))  # of the field: a ball, in balls
    result = np.broadcast_to(zero, (*vector.shape[:-2], 3, 3)).astype(np.result_type(zero, vector))
    for row, column, k in _SIGNS:
        result[..., row, column] = vector[..., k, 0]
        result[..., column, row] = -vector[..., k, 0]
    return scope.field.reduce(result)


def _axial_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    _matrix_shape(args, params)
    if arg.op.name == "transpose":
        return c.multiple(-1, axial(c.transpose(arg)))
    if arg.op is SUM and any(_is_outer(term) for term in arg.args):
        return c.combine([(q, axial(term)) for q, term in terms_of(arg)])
    found = rewrite("axial", arg)
    return make(AXIAL, args) if found is None else found


def _is_outer(term: Expr) -> bool:
    return any(factor.is_column for factor in factors(term)[2][:-1])


def _axial_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    parts = [matrix[..., row, column] - matrix[..., column, row] for row, column, _ in _SIGNS]
    return scope.field.reduce(np.stack(parts, axis=-1)[..., None])


def _skew_jacobian(node: Expr, k: int) -> Expr:
    """Column k is ``vec(skewmat(e_k))``."""
    columns = [c.product(_unit_matrix(row, column), c.number(1)) for row, column, _ in _SIGNS]
    vectors = [c.vec(c.subtract(column, c.transpose(column))) for column in columns]
    units = [c.transpose(c.build("embed", (), (Dim.of(k), ONE, Dim.of(2 - k)))) for k in range(3)]
    return c.add(*(c.product(vector, unit) for vector, unit in zip(vectors, units, strict=True)))


def _unit_matrix(row: int, column: int) -> Expr:
    left, right = (c.build("embed", (), (Dim.of(k), ONE, Dim.of(2 - k))) for k in (row, column))
    return c.product(left, c.transpose(right))


def _example(rng: random.Random) -> Expr:
    return skewmat(leaf(rng, _THREE))


_REFERENCE = "Bernstein (2009), Matrix Mathematics, fact 3.10.1: K(a) b = a × b"

SKEWMAT: Operation = register(
    Operation(
        name="skewmat",
        noun="the matrix of a cross product",
        shape=_vector_shape,
        build=_skew_build,
        value=_skew_value,
        adjoint=lambda node, grad: [axial(grad)],
        jacobian=_skew_jacobian,
        form=lambda node, parts: forms.call("skewmat", parts[0]),
        infer=lambda node, fact: f"{node} is a matrix of a cross product" if fact == "skew" else None,
        transposed=lambda node: c.multiple(-1, node),
        example=_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference=_REFERENCE,
    )
)

AXIAL: Operation = register(
    Operation(
        name="axial",
        noun="an axial vector",
        shape=_matrix_shape,
        build=_axial_build,
        value=_axial_value,
        adjoint=lambda node, grad: [skewmat(grad)],
        jacobian=lambda node, k: c.transpose(_skew_jacobian(node, k)),
        form=lambda node, parts: forms.call("axial", parts[0]),
        infer=no_facts,
        transposed=leaf_transpose,
        example=lambda rng: axial(leaf(rng, _THREE, _THREE)),
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference=f"{_REFERENCE}; its adjoint, tr(B' K(a)) = axial(B)' a",
    )
)
