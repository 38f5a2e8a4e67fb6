"""``skewmat(a)``, the matrix of the cross product: ``skewmat(a) b = a × b``, and its adjoint ``axial(A)``."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Order, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import constant, leaf, leaf_transpose, no_facts
from extremum.operations.binders import close, fresh_index, open_body, range_of
from extremum.operations.sum import SUM, content, terms_of
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
    if c.is_zero(arg):
        return c.zeros(_THREE, _THREE)
    q, core = content(arg)
    _, scalars, word = factors(core)
    if q == 1 and (not scalars or core.op is SUM):
        return make(SKEWMAT, args)
    return c.product(c.number(q), *scalars, skewmat(c.product(*word)))


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
    turned = c.transpose(arg)
    if c.is_zero(arg) or turned is arg:
        return c.zeros(_THREE, ONE)
    q, scalars, word = factors(arg)
    if scalars or q != 1:
        return c.product(c.number(q), *scalars, axial(c.product(*word)))
    sign, core = content(turned)
    if _orientation(core) < _orientation(arg):
        return c.multiple(-sign, axial(core))
    if arg.op is SUM and any(map(_has_dyads, arg.args)):
        return c.combine([(q, axial(term)) for q, term in terms_of(arg)])
    once = _turned_together(arg) if arg.op is SUM else arg
    if once is not arg:
        return axial(once)
    found = rewrite("axial", arg)
    found = _of_dyads(arg) if found is None else found
    return make(AXIAL, args) if found is None else found


def _orientation(matrix: Expr) -> tuple[int, Order]:
    """Which of a matrix and its transpose is written: the one with fewer transposes, then the first in order."""
    return sum(factor.op.name == "transpose" for factor in factors(matrix)[2]), matrix.order


def _turned_together(total: Expr) -> Expr:
    """``(p - q)*A`` for ``p*A + q*A' + S``, whose skew part it has, with a symmetric S."""
    left = {term: Fraction(q) for q, term in terms_of(total) if c.transpose(term) is not term}
    for term in list(left):
        p, turned = content(c.transpose(term))
        if turned is not term and turned in left and term in left:
            left[term] -= left.pop(turned) / Fraction(p)
    if len(left) == len(total.args):
        return total
    return c.combine([(q, term) for term, q in left.items()]) if left else c.like_zeros(total)


def _of_dyads(arg: Expr) -> Expr | None:
    """``axial(A*sum_i(a[i]*b[i]')*B) = sum_i(cross(B'*b[i], A*a[i]))``: what is beside sums of dyads goes in."""
    q, scalars, word = factors(arg)
    at = next((k for k, factor in enumerate(word) if _is_of_dyads(factor)), None)
    if at is None:
        return None
    before, after, outside = word[:at], word[at + 1 :], (c.number(q), *scalars)
    if word[at].op is SUM:
        terms = [(p, axial(c.product(*before, term, *after))) for p, term in terms_of(word[at])]
        return c.product(*outside, c.combine(terms))
    size, start, _ = range_of(word[at].params)
    index = fresh_index(word[at], arg)
    whole = c.product(*before, open_body(word[at], index), *after)
    return c.product(*outside, close("sum_over", axial(whole), index, size, start))


def _is_of_dyads(factor: Expr) -> bool:
    """Whether it is ``sum_i(a[i]*b[i]')``, or a sum of such and of ``a*b'``."""
    if factor.op is SUM:
        return all(map(_has_dyads, factor.args))
    return factor.op.name == "sum_over" and _is_outer(factor.args[0])


def _has_dyads(term: Expr) -> bool:
    return _is_outer(term) or any(map(_is_of_dyads, factors(term)[2]))


def _is_outer(term: Expr) -> bool:
    return any(factor.is_column for factor in factors(term)[2][:-1])


def _axial_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    parts = [matrix[..., row, column] - matrix[..., column, row] for row, column, _ in _SIGNS]
    return scope.field.reduce(np.stack(parts, axis=-1)[..., None])


def levi_civita() -> Expr:
    """``vec(skewmat(a)) = levi_civita(3) a``."""
    return c.build("levi_civita", (), (_THREE,))


def by_units() -> Expr:
    """``levi_civita(3)`` in unit vectors: column k is ``vec(skewmat(e_k))``."""
    columns = [c.product(_unit_matrix(row, column), c.number(1)) for row, column, _ in _SIGNS]
    vectors = [c.vec(c.subtract(column, c.transpose(column))) for column in columns]
    units = [c.transpose(c.build("embed", (), (Dim.of(k), ONE, Dim.of(2 - k)))) for k in range(3)]
    return c.add(*(c.product(vector, unit) for vector, unit in zip(vectors, units, strict=True)))


def _unit_matrix(row: int, column: int) -> Expr:
    left, right = (c.build("embed", (), (Dim.of(k), ONE, Dim.of(2 - k))) for k in (row, column))
    return c.product(left, c.transpose(right))


def _levi_civita_shape(args: Args, params: Params) -> Shape:
    (size,) = params
    if size is not _THREE:
        raise ShapeError(f"levi_civita is of three dimensions: write levi_civita(3) for levi_civita({size})")
    return _THREE * _THREE, _THREE


def _levi_civita_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    pattern = np.zeros((3, 3, 3), dtype=int)
    for row, column, k in _SIGNS:
        pattern[column, row, k], pattern[row, column, k] = 1, -1
    return scope.field.array(pattern.reshape(9, 3))


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
        jacobian=lambda node, k: levi_civita(),
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
        jacobian=lambda node, k: c.transpose(levi_civita()),
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

LEVI_CIVITA: Operation = register(
    constant(
        name="levi_civita",
        shape=_levi_civita_shape,
        build=lambda args, params: make(LEVI_CIVITA, (), params),
        value=_levi_civita_value,
        adjoint=lambda node, grad: (),
        jacobian=lambda node, k: c.eye(ONE),
        form=lambda node, parts: forms.call("levi_civita", forms.name(str(node.cols))),
        infer=lambda node, fact: "its columns are orthogonal" if fact == "full_column_rank" else None,
        transposed=leaf_transpose,
        example=lambda rng: levi_civita(),
        reference=f"{_REFERENCE}; levi_civita(3) a = vec(K(a))",
        rank=1,
        parameters=("size",),
    )
)
