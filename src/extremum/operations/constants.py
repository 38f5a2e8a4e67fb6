"""Constant matrices: the identity, ones, zeros, and the commutation matrix."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.operations import construct as c
from extremum.operations.base import constant, itself

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _dims(params: Params) -> list[Dim]:
    return [p for p in params if isinstance(p, Dim)]


def _given_shape(args: Args, params: Params) -> Shape:
    rows, cols = _dims(params)
    return rows, cols


def _square_shape(args: Args, params: Params) -> Shape:
    (size,) = _dims(params)
    return size, size


def _form(function: str) -> Callable[[Expr, Sequence[Form]], Form]:
    def written(node: Expr, parts: Sequence[Form]) -> Form:
        dims = _dims(node.params)
        if len(dims) == 2 and dims[1] is ONE and function != "commutation":
            dims = dims[:1]
        return forms.call(function, *(forms.name(str(d)) for d in dims))

    return written


def _random_dim(rng: random.Random) -> Dim:
    return Dim.of(rng.choice("nmp"))


EYE: Operation = register(
    constant(
        name="eye",
        shape=_square_shape,
        build=lambda args, params: c.number(1) if params[0] is ONE else make(EYE, (), params),
        value=lambda node, values, scope: scope.field.array(np.eye(scope.dim(node.rows), dtype=int)),
        form=_form("eye"),
        infer=lambda node, fact: (
            "it is the identity"
            if fact in ("positive_definite", "diagonal", "orthogonal", "toeplitz", "binary")
            else None
        ),
        transposed=itself,
        example=lambda rng: c.eye(_random_dim(rng)),
        rank=1,
        parameters=("size",),
        length=9,
    )
)


def _ones_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    return scope.field.array(np.ones((scope.dim(node.rows), scope.dim(node.cols)), dtype=int))


ONES: Operation = register(
    constant(
        name="ones",
        shape=_given_shape,
        build=lambda args, params: c.number(1) if params == (ONE, ONE) else make(ONES, (), params),
        value=_ones_value,
        form=_form("ones"),
        infer=lambda node, fact: (
            "it is all ones"
            if fact == "positive" or (fact in ("positive_semidefinite", "toeplitz") and node.rows is node.cols)
            else None
        ),
        transposed=lambda node: c.ones(node.cols, node.rows),
        example=lambda rng: c.ones(_random_dim(rng), _random_dim(rng)),
        rank_bound=lambda node, rank, number: 1,
        rank=1,
        parameters=("rows", "cols"),
    )
)


def _zeros_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    return scope.field.array(np.zeros((scope.dim(node.rows), scope.dim(node.cols)), dtype=int))


ZEROS: Operation = register(
    constant(
        name="zeros",
        shape=_given_shape,
        build=lambda args, params: c.number(0) if params == (ONE, ONE) else make(ZEROS, (), params),
        value=_zeros_value,
        form=_form("zeros"),
        infer=lambda node, fact: (
            "it is zero"
            if fact == "nonnegative"
            or (fact in ("diagonal", "positive_semidefinite", "skew") and node.rows is node.cols)
            else None
        ),
        transposed=lambda node: c.zeros(node.cols, node.rows),
        example=lambda rng: c.zeros(_random_dim(rng), _random_dim(rng)),
        rank_bound=lambda node, rank, number: 0,
        rank=1,
        parameters=("rows", "cols"),
    )
)


def _commutation_shape(args: Args, params: Params) -> Shape:
    rows, cols = _dims(params)
    return rows * cols, rows * cols


def _commutation_build(args: Args, params: Params) -> Expr:
    rows, cols = _dims(params)
    return c.eye(rows * cols) if rows is ONE or cols is ONE else make(COMMUTATION, (), params)


def _commutation_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    rows, cols = (scope.dim(d) for d in _dims(node.params))
    places = np.arange(rows * cols).reshape(cols, rows).T.ravel(order="C")
    return scope.field.array(np.eye(rows * cols, dtype=int)[places])


def _commutation_facts(node: Expr, fact: str) -> str | None:
    if fact == "orthogonal":
        return "it is a permutation"
    if fact == "symmetric" and node.params[0] is node.params[1]:
        return "K(n,n) is symmetric"
    return None


COMMUTATION: Operation = register(
    constant(
        name="commutation",
        shape=_commutation_shape,
        build=_commutation_build,
        value=_commutation_value,
        form=_form("commutation"),
        infer=_commutation_facts,
        transposed=lambda node: c.commutation(*reversed(_dims(node.params))),
        example=lambda rng: c.commutation(_random_dim(rng), _random_dim(rng)),
        reference="Magnus & Neudecker (2019), ch. 3: K vec(A) = vec(A')",
        rank=1,
        parameters=("rows", "cols"),
        telling=5,
        stacked=True,
        as_factor="Magnus & Neudecker (2019), ch. 3, sec. 7: K vec(A) = vec(A')",
    )
)
