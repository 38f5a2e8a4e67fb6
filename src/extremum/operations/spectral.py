"""Functions of a square matrix: ``expm logm sqrtm sinm cosm``, and their Fréchet derivatives ``L_f(A, E)``.

``d f(A) = L_f(A, dA)``; of a trace it is short: ``d tr f(A) = tr(f'(A) dA)`` (Higham 2008, ch. 3).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Dim, Shape
from extremum.algebra.errors import ShapeError, UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.fields import NotExactError
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, no_facts, orient, square
from extremum.operations.vec import scaled_out

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def spectral(function: str, arg: Expr) -> Expr:
    """``f(A)``."""
    return c.build("spectral", (arg,), (function,))


def frechet(function: str, arg: Expr, direction: Expr) -> Expr:
    """``L_f(A, E)``, linear in E."""
    return c.build("frechet", (arg, direction), (function,))


DERIVATIVES: dict[str, Callable[[Expr], Expr]] = {
    "expm": lambda a: spectral("expm", a),
    "logm": c.inverse,
    "sqrtm": lambda a: c.multiple(Fraction(1, 2), c.inverse(spectral("sqrtm", a))),
    "sinm": lambda a: spectral("cosm", a),
    "cosm": lambda a: c.multiple(-1, spectral("sinm", a)),
}
"""``f'(A)`` for each function."""

_ASSUME = {"logm": ("positive_definite",), "sqrtm": ("positive_definite",)}


def _name(node: Expr) -> str:
    return str(node.params[0])


def _function(name: str, matrix: Array) -> Array:
    """The function, for each matrix of a batch; complex values only where the argument is complex."""
    from scipy import linalg

    flat = matrix.reshape((-1, *matrix.shape[-2:]))
    found = np.stack([getattr(linalg, name)(one) for one in flat])
    if np.isrealobj(matrix) and np.iscomplexobj(found):
        found = np.where(np.abs(found.imag) <= 1e-8 * (1 + np.abs(found.real)), found.real, np.nan)
    return np.asarray(found).reshape(matrix.shape)


def _spectral_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    name = str(params[0])
    square(args, name)
    if arg.is_scalar:
        scalar = {"expm": "exp", "logm": "log", "sinm": "sin", "cosm": "cos"}.get(name)
        return c.apply(scalar, arg) if scalar else c.power(arg, Fraction(1, 2))
    if c.is_zero(arg) and name in ("expm", "cosm"):
        return c.eye(arg.rows)
    if arg.op.name == "eye" and name in ("logm", "sqrtm"):
        return c.zeros(arg.rows, arg.rows) if name == "logm" else arg
    upright = orient(arg)
    if upright is not arg:
        return c.transpose(make(SPECTRAL, (upright,), params))
    return make(SPECTRAL, args, params)


def _spectral_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    if scope.field.exact:
        raise NotExactError(f"{_name(node)} has no exact value")
    return _function(_name(node), values[0])


def _spectral_infer(node: Expr, fact: str) -> str | None:
    (arg,) = node.args
    if fact == "symmetric":
        return reason(arg, fact)
    if fact == "positive_definite" and reason(arg, "symmetric" if _name(node) == "expm" else fact):
        return f"{node} has positive eigenvalues" if _name(node) in ("expm", "sqrtm") else None
    if fact in ("invertible", "positive_det") and _name(node) == "expm":
        return "an exponential is invertible, with determinant exp(tr(A))"
    return None


def _spectral_example(rng: random.Random) -> Expr:
    name = rng.choice(sorted(DERIVATIVES))
    n = Dim.of(rng.choice("nm"))
    return spectral(name, leaf(rng, n, n, *_ASSUME.get(name, ())))


SPECTRAL: Operation = register(
    Operation(
        name="spectral",
        shape=lambda args, params: (square(args, str(params[0])), args[0].cols),
        build=_spectral_build,
        value=_spectral_value,
        adjoint=lambda node, grad: [frechet(_name(node), c.transpose(node.args[0]), grad)],
        jacobian=lambda node, k: c.build("frechet_matrix", node.args, node.params),
        form=lambda node, parts: forms.call(_name(node), parts[0]),
        infer=_spectral_infer,
        transposed=leaf_transpose,
        example=_spectral_example,
        domain="logm and sqrtm: no eigenvalue is zero or negative",
        reference="Higham (2008), ch. 3: d f(A) = L_f(A, dA)",
    )
)


# -- the Fréchet derivative --------------------------------------------------------------------------------------------
def _frechet_shape(args: Args, params: Params) -> Shape:
    arg, direction = args
    if arg.shape != direction.shape or arg.rows is not arg.cols:
        raise ShapeError(f"frechet needs square matrices of one shape, but {arg} and {direction} are not")
    return arg.shape


def _frechet_build(args: Args, params: Params) -> Expr:
    """Linear in the direction; a direction that commutes with A, such as the identity, gives ``f'(A) E``."""
    arg, direction = args
    shape = _frechet_shape(args, params)
    if c.is_zero(direction):
        return c.zeros(*shape)
    out = scaled_out(direction)
    if out is not None:
        return c.product(*out[0], frechet(str(params[0]), arg, out[1]))
    if direction.op.name == "eye" or direction is arg:
        return c.product(DERIVATIVES[str(params[0])](arg), direction)
    upright = orient(arg)
    if upright is not arg:
        return c.transpose(make(FRECHET, (upright, c.transpose(direction)), params))
    return make(FRECHET, args, params)


def _frechet_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """The upper right block of ``f([[A, E], [0, A]])`` (Higham 2008, eq. (3.16))."""
    if scope.field.exact:
        raise NotExactError("a Fréchet derivative has no exact value")
    arg, direction = np.broadcast_arrays(*values)
    n = arg.shape[-1]
    top = np.concatenate([arg, direction], axis=-1)
    bottom = np.concatenate([np.zeros_like(arg), arg], axis=-1)
    return _function(_name(node), np.concatenate([top, bottom], axis=-2))[..., :n, n:]


def _frechet_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """With respect to the direction; the second derivative with respect to A is an error of the sweep (None)."""
    return [None, frechet(_name(node), c.transpose(node.args[0]), grad)]


def _frechet_jacobian(node: Expr, k: int) -> Expr:
    if k == 0:
        raise UnsupportedError(f"the second derivative of {_name(node)} is not available")
    return c.build("frechet_matrix", node.args[:1], node.params)


def _frechet_form(node: Expr, parts: Sequence[Form]) -> Form:
    return forms.call(f"frechet_{_name(node)}", *parts)


def _frechet_example(rng: random.Random) -> Expr:
    name = rng.choice(sorted(DERIVATIVES))
    n = Dim.of(rng.choice("nm"))
    return frechet(name, leaf(rng, n, n, *_ASSUME.get(name, ())), leaf(rng, n, n))


FRECHET: Operation = register(
    Operation(
        name="frechet",
        shape=_frechet_shape,
        build=_frechet_build,
        value=_frechet_value,
        adjoint=_frechet_adjoint,
        jacobian=_frechet_jacobian,
        form=_frechet_form,
        infer=no_facts,
        transposed=leaf_transpose,
        example=_frechet_example,
        domain="as for the function",
        reference="Higham (2008), ch. 3",
    )
)


# -- its matrix --------------------------------------------------------------------------------------------------------
def _matrix_shape(args: Args, params: Params) -> Shape:
    size = square(args, str(params[0]))
    return size * size, size * size


def _matrix_build(args: Args, params: Params) -> Expr:
    upright = orient(args[0])
    if upright is not args[0]:
        return c.transpose(make(FRECHET_MATRIX, (upright,), params))
    return make(FRECHET_MATRIX, args, params)


def _matrix_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """One column a unit matrix E, columns stacked."""
    if scope.field.exact:
        raise NotExactError("a Fréchet derivative has no exact value")
    (arg,) = values
    n = arg.shape[-1]
    columns = []
    for j in range(n):
        for i in range(n):
            unit = np.zeros((n, n))
            unit[i, j] = 1.0
            column = _frechet_value(node, [arg, unit], scope)
            columns.append(np.swapaxes(column, -1, -2).reshape((*column.shape[:-2], n * n)))
    return np.stack(columns, axis=-1)


def _matrix_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [None]


def _matrix_jacobian(node: Expr, k: int) -> Expr:
    raise UnsupportedError(f"the second derivative of {_name(node)} is not available")


FRECHET_MATRIX: Operation = register(
    Operation(
        name="frechet_matrix",
        shape=_matrix_shape,
        build=_matrix_build,
        value=_matrix_value,
        adjoint=_matrix_adjoint,
        jacobian=_matrix_jacobian,
        form=lambda node, parts: forms.call(f"frechet_matrix_{_name(node)}", *parts),
        infer=no_facts,
        transposed=leaf_transpose,
        example=lambda rng: c.build("frechet_matrix", _spectral_example(rng).args, ("expm",)),
        domain="as for the function",
        reference="Higham (2008), ch. 3: vec(L_f(A, E)) = K_f(A) vec(E)",
    )
)
