"""What theorems about extrema end in: ``eigvecs(A, k)``, ``psd_part(A)``, ``rotation(A)``; values, no derivatives."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Dim, Shape
from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.facts import holds
from extremum.algebra.fields import NeverExactError, decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth_where
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, leaf_transpose, square
from extremum.operations.eigen import symmetric_argument

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _no_jacobian(node: Expr, k: int) -> Expr:
    raise UnsupportedError(f"the derivative of {node.op.name} is not available")


def _no_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [None]


def _inexact(node: Expr, scope: Scope) -> None:
    if scope.field.exact:
        raise NeverExactError(f"{node.op.noun} has no exact value")


def _ascending(matrix: Array) -> tuple[Array, Array]:
    values, vectors = decomposed(np.linalg.eigh, (matrix + np.swapaxes(matrix, -1, -2)) / 2)
    return values, vectors


def _symmetric_example(build: Callable[[Expr], Expr]) -> Callable[[random.Random], Expr]:
    def example(rng: random.Random) -> Expr:
        n = Dim.of(rng.choice("nm"))
        matrix = leaf(rng, n, n)
        return build(c.add(matrix, c.transpose(matrix)))

    return example


# -- eigenvectors ------------------------------------------------------------------------------------------------------
def eigvecs(matrix: Expr, count: Dim) -> Expr:
    """The n×k matrix of unit eigenvectors of the k largest eigenvalues, the largest first."""
    return c.build("eigvecs", (matrix,), (count,))


def _count(params: Params) -> Dim:
    (count,) = params
    assert isinstance(count, Dim)
    return count


def _vectors(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    _inexact(node, scope)
    count = scope.index(_count(node.params))
    if not 0 <= count <= values[0].shape[-1]:
        raise DataError(f"{node}: a matrix of {values[0].shape[-1]} rows has no {count} eigenvectors")
    vectors = np.flip(_ascending(values[0])[1], axis=-1)[..., :, : int(count)]
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=-2)[..., None, :], axis=-2)
    return np.asarray(vectors * np.where(largest < 0, -1.0, 1.0))


EIGVECS: Operation = register(
    Operation(
        name="eigvecs",
        noun="a matrix of eigenvectors",
        shape=lambda args, params: (square(args, "eigvecs"), _count(params)),
        build=lambda args, params: make(EIGVECS, (symmetric_argument(args, "eigvecs"),), params),
        value=_vectors,
        adjoint=_no_adjoint,
        jacobian=_no_jacobian,
        form=lambda node, parts: forms.call("eigvecs", parts[0], forms.name(str(_count(node.params)))),
        infer=lambda node, fact: "eigenvectors are independent" if fact == "full_column_rank" else None,
        transposed=leaf_transpose,
        example=_symmetric_example(lambda a: eigvecs(a, Dim.of(1))),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=smooth_where("the eigenvalues are simple"),
        domain="k is at most n; up to rotation where eigenvalues are repeated",
        reference="Horn & Johnson (2013), th. 2.5.6: A V = V diag(λ), V'V = I",
        parameters=("count",),
    )
)


# -- the positive part -------------------------------------------------------------------------------------------------
def psd_part(matrix: Expr) -> Expr:
    """``V max(λ, 0) V'`` of a symmetric matrix ``V diag(λ) V'``."""
    return c.build("psd_part", (matrix,))


def _part_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return c.apply("relu", arg)
    return arg if holds(arg, "positive_semidefinite") else make(PSD_PART, (symmetric_argument(args, "psd_part"),))


def _part_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    _inexact(node, scope)
    numbers, vectors = _ascending(values[0])
    scaled = vectors * np.maximum(numbers, 0)[..., None, :]
    return np.asarray(scaled @ np.swapaxes(vectors, -1, -2))


PSD_PART: Operation = register(
    Operation(
        name="psd_part",
        noun="a positive semidefinite part",
        shape=lambda args, params: args[0].shape,
        build=_part_build,
        value=_part_value,
        adjoint=_no_adjoint,
        jacobian=_no_jacobian,
        form=lambda node, parts: forms.call("psd_part", parts[0]),
        infer=lambda node, fact: "its eigenvalues are max(λ, 0)" if fact == "positive_semidefinite" else None,
        transposed=itself,
        example=_symmetric_example(psd_part),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=smooth_where("no eigenvalue is zero"),
        domain="everywhere",
        reference="Higham (1988), Computing a nearest symmetric positive semidefinite matrix, th. 2.1",
    )
)


# -- rotations ---------------------------------------------------------------------------------------------------------
def rotation(matrix: Expr) -> Expr:
    """``U diag(1, …, 1, det(UV')) V'`` of ``A = U S V'``: of all rotations R the one with the largest tr(R'A)."""
    return c.build("rotation", (matrix,))


def _rotation_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    _inexact(node, scope)
    u, _, vt = decomposed(np.linalg.svd, values[0])
    sign = np.sign(np.linalg.det(u @ vt))[..., None]
    u = np.concatenate([u[..., :-1], u[..., -1:] * sign[..., None]], axis=-1)
    return np.asarray(u @ vt)


def _rotation_shape(args: Args, params: Params) -> Shape:
    return square(args, "rotation"), args[0].cols


def _rotation_infer(node: Expr, fact: str) -> str | None:
    return "a rotation" if fact in ("orthogonal", "positive_det", "invertible") else None


ROTATION: Operation = register(
    Operation(
        name="rotation",
        noun="a nearest rotation",
        shape=_rotation_shape,
        build=lambda args, params: c.number(1) if args[0].is_scalar else make(ROTATION, args),
        value=_rotation_value,
        adjoint=_no_adjoint,
        jacobian=_no_jacobian,
        form=lambda node, parts: forms.call("rotation", parts[0]),
        infer=_rotation_infer,
        transposed=leaf_transpose,
        example=lambda rng: rotation(leaf(rng, n := Dim.of(rng.choice("nm")), n)),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=smooth_where("the two smallest singular values differ or the determinant is positive"),
        domain="everywhere; one of several where the smallest singular value is repeated and the determinant negative",
        reference="Umeyama (1991), Least-squares estimation of transformation parameters, th. 1",
    )
)
