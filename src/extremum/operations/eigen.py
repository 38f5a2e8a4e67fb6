"""Eigenvalues: ``eigval(A, i)``, ``eigvec(A, i)`` of a symmetric matrix, ascending from 0; ``eigvals(A)`` of any."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, ZERO, Dim, Shape
from extremum.algebra.errors import DataError, ExtremumError, UnsupportedError
from extremum.algebra.facts import holds, reason
from extremum.algebra.fields import NeverExactError, decomposed
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth_where
from extremum.operations import construct as c
from extremum.operations import eigen_two
from extremum.operations.base import itself, leaf, leaf_transpose, no_facts, square, unary_example

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

_MN = "Magnus & Neudecker (2019), ch. 9, th. 9"
_SIMPLE = "differentiable where the eigenvalue is simple; where it is repeated the formula gives one subgradient"
_SIMPLE_ONLY = smooth_where("the eigenvalue is simple")


def _index(params: Params) -> Dim:
    (index,) = params
    assert isinstance(index, Dim)
    return index


def symmetric_argument(args: Args, what: str) -> Expr:
    """The one argument, which must be known to be symmetric."""
    (arg,) = args
    square(args, what)
    if not holds(arg, "symmetric"):
        raise ExtremumError(
            f"{what} needs a symmetric matrix, and {arg} is not known to be one; declare it symmetric, or use its "
            "symmetric part (A + A')/2"
        )
    return arg


def eigval(matrix: Expr, index: Dim) -> Expr:
    """The eigenvalue with the given index, 0 for the smallest."""
    return c.build("eigval", (matrix,), (index,))


def eigvec(matrix: Expr, index: Dim) -> Expr:
    """Its unit eigenvector, the entry of largest size positive."""
    return c.build("eigvec", (matrix,), (index,))


def _sorted(values: Sequence[Array], node: Expr, scope: Scope) -> tuple[Array, Array]:
    if scope.field.exact:
        raise NeverExactError("eigenvalues have no exact value")
    (matrix,) = values
    numbers, vectors = decomposed(np.linalg.eigh, (matrix + np.swapaxes(matrix, -1, -2)) / 2)
    at = int(scope.index(_index(node.params)))
    if not 0 <= at < matrix.shape[-1]:
        raise DataError(f"{node}: the index {at} is outside 0..{matrix.shape[-1] - 1}")
    vector = vectors[..., :, at : at + 1]
    largest = np.take_along_axis(vector, np.abs(vector).argmax(axis=-2, keepdims=True), axis=-2)
    return numbers[..., at, None, None], vector * np.sign(largest)


def _projector(node: Expr) -> Expr:
    """``(λ I - A)⁺``."""
    (matrix,) = node.args
    shifted = c.subtract(c.product(eigval(matrix, _index(node.params)), c.eye(matrix.rows)), matrix)
    return c.build("pinv", (shifted,))


def _val_build(args: Args, params: Params) -> Expr:
    arg = args[0]
    numbers = eigen_two.known(arg)
    if numbers is not None and _index(params) in (ZERO, ONE):
        return eigen_two.value(numbers, upper=_index(params) is ONE)
    return arg if arg.is_scalar else make(EIGVAL, (symmetric_argument(args, "eigval"),), params)


def _val_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    vector = eigvec(node.args[0], _index(node.params))
    return [c.product(grad, vector, c.transpose(vector))]


def _val_jacobian(node: Expr, k: int) -> Expr:
    vector = eigvec(node.args[0], _index(node.params))
    return c.transpose(c.vec(c.product(vector, c.transpose(vector))))


def _val_form(node: Expr, parts: Sequence[Form]) -> Form:
    index = _index(node.params)
    if index is node.args[0].rows - 1:
        return forms.call("eigmax", parts[0])
    return forms.call("eigval", parts[0], forms.name(str(index)))


def _val_infer(node: Expr, fact: str) -> str | None:
    needed = {"positive": "positive_definite", "nonnegative": "positive_semidefinite"}.get(fact)
    return reason(node.args[0], needed) if needed else None


def _example_matrix(rng: random.Random) -> Expr:
    n = Dim.of(rng.choice("nm"))
    matrix = leaf(rng, n, n)
    return c.add(matrix, c.transpose(matrix))


EIGVAL: Operation = register(
    Operation(
        name="eigval",
        noun="an eigenvalue",
        shape=lambda args, params: (ONE, ONE),
        build=_val_build,
        value=lambda node, values, scope: _sorted(values, node, scope)[0],
        adjoint=_val_adjoint,
        jacobian=_val_jacobian,
        form=_val_form,
        infer=_val_infer,
        transposed=itself,
        example=lambda rng: eigval(_example_matrix(rng), Dim.of(rng.randint(0, 1))),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=_SIMPLE_ONLY,
        domain=_SIMPLE,
        reference=f"{_MN}: dλ = v' (dA) v",
        parameters=("index",),
    )
)


def _vec_build(args: Args, params: Params) -> Expr:
    numbers = eigen_two.known(args[0])
    if numbers is not None and _index(params) in (ZERO, ONE):
        return eigen_two.vector(numbers, upper=_index(params) is ONE)
    return c.number(1) if args[0].is_scalar else make(EIGVEC, (symmetric_argument(args, "eigvec"),), params)


def _vec_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.product(_projector(node), grad, c.transpose(node))]


EIGVEC: Operation = register(
    Operation(
        name="eigvec",
        noun="an eigenvector",
        shape=lambda args, params: (args[0].rows, ONE),
        build=_vec_build,
        value=lambda node, values, scope: _sorted(values, node, scope)[1],
        adjoint=_vec_adjoint,
        jacobian=lambda node, k: c.kron(c.transpose(node), _projector(node)),
        form=lambda node, parts: forms.call("eigvec", parts[0], forms.name(str(_index(node.params)))),
        infer=lambda node, fact: "an eigenvector has length 1" if fact == "unit" else None,
        transposed=leaf_transpose,
        example=lambda rng: eigvec(_example_matrix(rng), Dim.of(rng.randint(0, 1))),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=_SIMPLE_ONLY,
        domain="differentiable where the eigenvalue is simple",
        reference=f"{_MN}: dv = (λ I - A)⁺ (dA) v",
        parameters=("index",),
    )
)


# -- all eigenvalues ---------------------------------------------------------------------------------------------------
def _all_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    if scope.field.exact:
        raise NeverExactError("eigenvalues have no exact value")
    return np.asarray(decomposed(np.linalg.eigvals, values[0]))[..., None]


def _all_shape(args: Args, params: Params) -> Shape:
    return square(args, "eigvals"), ONE


def _no_jacobian(node: Expr, k: int) -> Expr:
    raise UnsupportedError("the derivative of eigvals is not available: use their sum, their product, or eigval(A, i)")


EIGVALS: Operation = register(
    Operation(
        name="eigvals",
        noun="the eigenvalues",
        shape=_all_shape,
        build=lambda args, params: args[0] if args[0].is_scalar else make(EIGVALS, args, params),
        value=_all_value,
        adjoint=lambda node, grad: [None],
        jacobian=_no_jacobian,
        form=lambda node, parts: forms.call("eigvals", parts[0]),
        infer=no_facts,
        transposed=leaf_transpose,
        example=unary_example(lambda a: c.build("eigvals", (a,)), is_square=True),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=_SIMPLE_ONLY,
        domain="everywhere, as a set; their sum and their product are differentiable",
        reference="Magnus & Neudecker (2019), ch. 1, th. 17: their sum is the trace, their product the determinant",
    )
)
