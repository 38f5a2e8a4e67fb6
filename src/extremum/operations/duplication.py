"""``duplication(n)``: ``D vech(A) = vec(A)`` for symmetric A; ``elimination(n)``: ``L vec(A) = vech(A)``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.operations import construct as c
from extremum.operations.base import constant, leaf_transpose

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def triangle(size: Dim) -> Dim:
    """How many entries the lower triangle has, the diagonal included."""
    return (size * (size + 1)).over(2)


def size_of(node: Expr) -> Dim:
    """n of ``duplication(n)`` or ``elimination(n)``."""
    (size,) = node.params
    assert isinstance(size, Dim)
    return size


def lower_places(size: int) -> Array:
    """Where in ``vec(A)`` the entries of ``vech(A)`` stand: the columns from the diagonal down, stacked."""
    columns, rows = np.triu_indices(size)
    return np.asarray(columns * size + rows)


def _pattern(size: int) -> Array:
    """The elimination matrix."""
    return np.asarray(np.eye(size * size, dtype=int)[lower_places(size)])


def _duplication_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    size = scope.dim(size_of(node))
    lower = _pattern(size)
    order = np.arange(size * size).reshape(size, size).T.ravel()
    strict = 1 - np.eye(size, dtype=int).ravel()  # the diagonal is there once
    return scope.field.array((lower + lower[:, order] * strict).T)


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    return forms.call(node.op.name, forms.name(str(size_of(node))))


def _size(params: Params) -> Dim:
    (size,) = params
    assert isinstance(size, Dim)
    return size


def _duplication_shape(args: Args, params: Params) -> Shape:
    size = _size(params)
    return size * size, triangle(size)


def _elimination_shape(args: Args, params: Params) -> Shape:
    size = _size(params)
    return triangle(size), size * size


DUPLICATION: Operation = register(
    constant(
        name="duplication",
        shape=_duplication_shape,
        build=lambda args, params: c.number(1) if params[0] is ONE else make(DUPLICATION, (), params),
        value=_duplication_value,
        form=_form,
        infer=lambda node, fact: (
            "each entry of vech(A) is in vec(A)" if fact in ("full_column_rank", "nonnegative") else None
        ),
        transposed=leaf_transpose,
        example=lambda rng: c.build("duplication", (), (Dim.of(rng.choice("nmp")),)),
        reference="Magnus & Neudecker (2019), ch. 3, sec. 8: D vech(A) = vec(A)",
        rank=1,
        parameters=("size",),
    )
)

ELIMINATION: Operation = register(
    constant(
        name="elimination",
        shape=_elimination_shape,
        build=lambda args, params: c.number(1) if params[0] is ONE else make(ELIMINATION, (), params),
        value=lambda node, values, scope: scope.field.array(_pattern(scope.dim(size_of(node)))),
        form=_form,
        infer=lambda node, fact: (
            "its rows are different rows of the identity" if fact in ("full_row_rank", "nonnegative") else None
        ),
        transposed=leaf_transpose,
        example=lambda rng: c.build("elimination", (), (Dim.of(rng.choice("nmp")),)),
        reference="Magnus & Neudecker (1980): L vec(A) = vech(A)",
        rank=1,
        parameters=("size",),
    )
)
