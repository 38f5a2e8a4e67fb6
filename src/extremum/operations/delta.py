"""Kronecker's delta of two indices, 1 where they are equal and 0 elsewhere, at which sums over an index collapse; and
where one index is less than another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Dim, IndexName
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.ranges import is_nonnegative, is_within, slope_in
from extremum.operations import construct as c
from extremum.operations.base import constant, itself, scalar_shape

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _indices(node_params: Params) -> tuple[Dim, Dim]:
    left, right = node_params
    assert isinstance(left, Dim) and isinstance(right, Dim)
    return left, right


_of_indices = partial(
    constant, shape=scalar_shape, transposed=itself, rank=2, parameters=("left", "right"),
    form=lambda node, parts: forms.call(node.op.name, *(forms.name(str(p)) for p in node.params)),
    infer=lambda node, fact: "it is 0 or 1" if fact in ("nonnegative", "integer", "binary") else None,
)  # fmt: skip
"""The record of a constant of two indices."""
_TWO = Dim.of(IndexName("i", Dim.of("N"))), Dim.of(IndexName("k", Dim.of("N")))


def _build(args: Args, params: Params) -> Expr:
    left, right = _indices(params)
    difference = left - right
    if difference.number is not None:
        return c.number(int(difference.number == 0))
    if is_nonnegative(difference - 1) or is_nonnegative(-difference - 1):
        return c.number(0)
    first, second = sorted((left, right), key=str)
    return make(DELTA, (), (first, second))


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    left, right = _indices(node.params)
    equal = np.asarray(scope.index(left) == scope.index(right)).astype(int)
    return scope.field.array(equal[..., None, None])


DELTA: Operation = register(_of_indices(name="delta", build=_build, value=_value, example=lambda rng: delta(*_TWO)))


def delta(left: Dim, right: Dim) -> Expr:
    """δ(left, right)."""
    return c.build("delta", (), (left, right))


# -- order -------------------------------------------------------------------------------------------------------------
def _less_build(args: Args, params: Params) -> Expr:
    left, right = _indices(params)
    if is_nonnegative(right - left - 1):
        return c.number(1)
    return c.number(0) if is_nonnegative(left - right) else make(LESS, (), params)


def _less_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    left, right = _indices(node.params)
    below = np.asarray(scope.index(left) < scope.index(right)).astype(int)
    return scope.field.array(below[..., None, None])


LESS: Operation = register(
    _of_indices(name="less", build=_less_build, value=_less_value, example=lambda rng: less(*_TWO))
)


def less(left: Dim, right: Dim) -> Expr:
    """1 where ``left < right``, otherwise 0."""
    return c.build("less", (), (left, right))


# -- sums over an index with a delta -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hit:
    """A delta found among the factors of a sum: where the bound index must be, and the other factors."""

    index: Dim
    rest: list[Expr]


def hits(scalars: Sequence[Expr], bound: Atom) -> Iterator[Hit]:
    """The ``δ(bound + a, b)`` among the factors of a term: a sum over ``bound`` has one term, at ``bound = b - a``."""
    for k, factor in enumerate(scalars):
        if factor.op is not DELTA:
            continue
        left, right = _indices(factor.params)
        slope = slope_in(left - right, bound)
        if slope is not None and abs(slope) == 1:
            rest = left - right - slope * Dim.of(bound)
            yield Hit(-slope * rest, [*scalars[:k], *scalars[k + 1 :]])


def collapse(scalars: Sequence[Expr], bound: Atom, size: Dim, start: Dim) -> Hit | None:
    """The first delta among the factors whose index lies in the range of the sum, surely."""
    return next((hit for hit in hits(scalars, bound) if is_within(hit.index, size, start)), None)
