"""Fréchet derivatives of functions of a matrix, ``L_f(A, E1, …, Ek)``: linear in each direction, symmetric in them.

``d f(A) = L_f(A, dA)`` and ``d L_f(A, E) = L_f(A, E, dA) + L_f(A, dE)``, so derivatives of all orders are of this form.
Of a trace the first is short: ``d tr f(A) = tr(f'(A) dA)`` (Higham 2008, ch. 3).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError, UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.fields import NeverExactError
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import Exact, Linear, smooth
from extremum.operations import construct as c
from extremum.operations import spectral
from extremum.operations.base import leaf, leaf_transpose, no_facts, orient, square
from extremum.operations.vec import scaled_out
from extremum.operations.wordalgebra import factors

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def frechet(function: str, arg: Expr, *directions: Expr) -> Expr:
    """``L_f(A, E1, …, Ek)``; without a direction ``f(A)``."""
    return c.build("frechet", (arg, *directions), (function,)) if directions else spectral.spectral(function, arg)


def frechet_matrix(function: str, arg: Expr, *directions: Expr) -> Expr:
    """K with ``vec(L_f(A, E1, …, Ek, E)) = K vec(E)``."""
    return c.build("frechet_matrix", (arg, *directions), (function,))


def _name(node: Expr) -> str:
    return str(node.params[0])


def _turned(args: Sequence[Expr]) -> list[Expr]:
    return [c.transpose(arg) for arg in args]


def _shape(args: Args, params: Params) -> Shape:
    size = square(args, f"frechet_{params[0]}")
    for direction in args[1:]:
        if direction.shape != (size, size):
            raise ShapeError(
                f"a direction of the derivative at {args[0]} ({show_shape(args[0].shape)}) has its shape, but "
                f"{direction} is {show_shape(direction.shape)}"
            )
    return size, size


# -- the derivative ----------------------------------------------------------------------------------------------------
def _build(args: Args, params: Params) -> Expr:
    """A single direction that commutes with A, such as the identity or a multiple of A, gives ``f'(A) E``."""
    arg, *directions = args
    if len(directions) == 1 and commute(arg, directions[0]):
        return c.product(spectral.DERIVATIVES[str(params[0])](arg), directions[0])
    return _linear(FRECHET, args, params)


def commute(a: Expr, b: Expr) -> bool:
    """Whether two matrices are seen to commute: one is the identity, or both are powers of one, but for multiples."""
    (p, _), (q, _) = _power_of(a), _power_of(b)
    return p is q or "eye" in (p.op.name, q.op.name) or b is c.number(1)


def _power_of(node: Expr) -> tuple[Expr, int]:
    """(B, k) of a multiple of ``B^k``."""
    word = factors(node)[2] or (node,)
    base = word[0].args[0] if word[0].op.name == "inverse" else word[0]
    same = all((f.args[0] if f.op.name == "inverse" else f) is base for f in word)
    return (base, len(word)) if same else (node, 1)


def _linear(operation: Operation, args: Args, params: Params) -> Expr:
    """Scalars leave each direction; the directions are in order, and the argument is upright."""
    shape = operation.shape(args, params)
    arg, *directions = args
    if any(c.is_zero(direction) for direction in directions):
        return c.zeros(*shape)
    for k, direction in enumerate(directions):
        out = scaled_out(direction)
        if out is not None:
            rest = (arg, *directions[:k], out[1], *directions[k + 1 :])
            return c.product(*out[0], c.build(operation.name, rest, params))
    upright = orient(arg)
    if upright is not arg:
        return c.transpose(c.build(operation.name, (upright, *_turned(directions)), params))
    return make(operation, (arg, *_ordered(directions)), params)


def _ordered(directions: Sequence[Expr]) -> list[Expr]:
    return sorted(directions, key=lambda direction: direction.order)


def _transposed(node: Expr) -> Expr:
    """``L(A, E)' = L(A', E')``, and so for the matrix K."""
    arg, *directions = node.args
    symmetric = c.transpose(arg) is arg
    return c.build(node.op.name, (arg, *_turned(directions)), node.params) if symmetric else leaf_transpose(node)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    if scope.field.exact:
        raise NeverExactError("a Fréchet derivative has no exact value")
    return _corner(_name(node), values)


def _corner(name: str, values: Sequence[Array]) -> Array:
    """The upper right block of ``f(X_k)`` with ``X_0 = A``, ``X_k = [X_(k-1), I ⊗ E_k; 0, X_(k-1)]``; as it is linear
    in each ``E_k``, these are taken as large as A.

    Higham & Relton (2014), th. 3.5.
    """
    whole, *directions = np.broadcast_arrays(*values)
    size = whole.shape[-1]
    scales = [_largest(direction) / _largest(whole) for direction in directions]
    directions = [direction / scale for direction, scale in zip(directions, scales, strict=True)]
    for direction in directions:
        beside = np.kron(np.eye(whole.shape[-1] // size), direction)
        top = np.concatenate([whole, beside], axis=-1)
        bottom = np.concatenate([np.zeros_like(whole), whole], axis=-1)
        whole = np.concatenate([top, bottom], axis=-2)
    return np.asarray(prod(scales) * spectral.function_values(name, whole)[..., :size, -size:])


def _largest(matrix: Array) -> Array:
    """The largest absolute value of each matrix of a batch; 1 where there is none, or it is not finite."""
    found = np.abs(matrix).max(axis=(-2, -1), keepdims=True, initial=0.0)
    return np.where((found > 0) & np.isfinite(found), found, 1.0)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``tr(G' L(A, E1, …, Ek))`` is a sum of cyclic words in which G' and the directions stand alike."""
    arg, *directions = _turned(node.args)
    others = [[*directions[:k], *directions[k + 1 :]] for k in range(len(directions))]
    name = _name(node)
    return [frechet(name, arg, *directions, grad), *(frechet(name, arg, *rest, grad) for rest in others)]


def _jacobian(node: Expr, k: int) -> Expr:
    arg, *directions = node.args
    fixed = [direction for j, direction in enumerate(directions) if j != k - 1]
    return frechet_matrix(_name(node), arg, *fixed)


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    return forms.call(f"frechet_{_name(node)}", *parts)


def _arguments(rng: random.Random, name: str, count: int) -> list[Expr]:
    n = Dim.of(rng.choice("nm"))
    return [leaf(rng, n, n, *spectral.ASSUME.get(name, ())), *(leaf(rng, n, n) for _ in range(count))]


def _example(rng: random.Random) -> Expr:
    name = rng.choice(sorted(spectral.DERIVATIVES))
    return frechet(name, *_arguments(rng, name, rng.choice([1, 2])))


FRECHET: Operation = register(
    Operation(
        name="frechet",
        noun="a Fréchet derivative",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=no_facts,
        transposed=_transposed,
        example=_example,
        linear=Linear(lambda node, k: k > 0),
        exact=Exact.NONE,
        kinks=smooth,
        domain="as for the function",
        reference="Higham & Relton (2014), sec. 3: d L_f(A, E) = L_f(A, E, dA) + L_f(A, dE)",
        parameters=("function",),
    )
)


_SMALL = 8  # so many rows have the matrices whose derivative is found as one block of a value, not column by column


# -- its matrix --------------------------------------------------------------------------------------------------------
def _matrix_shape(args: Args, params: Params) -> Shape:
    size, _ = _shape(args, params)
    return size * size, size * size


def _matrix_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """Of a small matrix at once, otherwise one column a unit matrix E, columns stacked."""
    if scope.field.exact:
        raise NeverExactError("a Fréchet derivative has no exact value")
    n = values[0].shape[-1]
    if n <= _SMALL:
        return _divided(_name(node), values)
    units = np.swapaxes(np.eye(n * n).reshape((n * n, n, n)), -1, -2)
    columns = _corner(_name(node), [*(value[..., None, :, :] for value in values), units])
    flat = np.swapaxes(columns, -1, -2).reshape((*columns.shape[:-2], n * n))
    return np.swapaxes(flat, -1, -2)


def _divided(name: str, values: Sequence[Array]) -> Array:
    """``f[A' ⊗ I, I ⊗ A]``, which is the upper right block of ``f([A' ⊗ I, I; 0, I ⊗ A])``, or its derivatives.

    Higham (2008), th. 3.5 and ex. 3.7.
    """
    one = np.eye(values[0].shape[-1])
    size = one.size
    beside = np.kron(np.array([[0.0, 1.0], [0.0, 0.0]]), np.eye(size))
    first, second = np.diag([1.0, 0.0]), np.diag([0.0, 1.0])
    apart = [
        np.kron(first, np.kron(np.swapaxes(value, -1, -2), one)) + np.kron(second, np.kron(one, value))
        for value in values
    ]
    return _corner(name, [apart[0] + beside, *apart[1:]])[..., :size, -size:]


def _no_matrix_jacobian(node: Expr, k: int) -> Expr:
    raise UnsupportedError(
        f"the derivative of the matrix {node} is not available: differentiate a scalar, such as tr(B'*{_name(node)}(A))"
    )


FRECHET_MATRIX: Operation = register(
    Operation(
        name="frechet_matrix",
        noun="the matrix of a Fréchet derivative",
        shape=_matrix_shape,
        build=lambda args, params: _linear(FRECHET_MATRIX, args, params),
        value=_matrix_value,
        adjoint=lambda node, grad: [None] * len(node.args),
        jacobian=_no_matrix_jacobian,
        form=lambda node, parts: forms.call(f"frechet_matrix_{_name(node)}", *parts),
        infer=lambda node, fact: reason(node.args[0], fact) if fact == "symmetric" and len(node.args) == 1 else None,
        transposed=_transposed,
        example=lambda rng: frechet_matrix("expm", *_arguments(rng, "expm", rng.choice([0, 1]))),
        linear=Linear(lambda node, k: k > 0),
        exact=Exact.NONE,
        kinks=smooth,
        domain="as for the function",
        reference="Higham (2008), ch. 3: vec(L_f(A, E)) = K_f(A) vec(E)",
        parameters=("function",),
    )
)
