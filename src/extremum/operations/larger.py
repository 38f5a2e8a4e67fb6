"""The larger and the smaller of two, entry by entry, for values: ``b + relu(a - b)`` without the rounding of ``a - b``.

Expressions have ``b + relu(a - b)``, which the rules know; :mod:`extremum.identities.larger` puts these in its place.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape
from extremum.algebra.facts import reason
from extremum.algebra.fields import NeverExactError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Order, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, Nonsmooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, sizes
from extremum.operations.sum import terms_of

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def larger(first: Expr, second: Expr) -> Expr:
    """The larger of two entries each."""
    return c.build("larger", (first, second))


def smaller(first: Expr, second: Expr) -> Expr:
    """The smaller of two entries each."""
    return c.build("smaller", (first, second))


def _shape(args: Args, params: Params) -> Shape:
    return args[0].shape


def _build(name: str, args: Args, params: Params) -> Expr:
    """``min(a, b) = -max(-a, -b)``: the one with fewer signs."""
    if args[0].is_row and not args[0].is_scalar:
        return c.transpose(_build(name, tuple(map(c.transpose, args)), params))
    first, second = sorted(args, key=_order)
    if first is second:
        return first
    sign = 1 if name == "larger" else -1
    if c.is_zero(first) or c.is_zero(second):
        return c.multiple(sign, c.apply("relu", c.multiple(sign, second if c.is_zero(first) else first)))
    turned = sorted((c.multiple(-1, arg) for arg in args), key=_order)
    if _signs(turned) < _signs((first, second)):
        return c.multiple(-1, make(SMALLER if name == "larger" else LARGER, tuple(turned)))
    return make(LARGER if name == "larger" else SMALLER, (first, second))


_order = attrgetter("order")


def _signs(two: Sequence[Expr]) -> tuple[int, list[Order]]:
    """How many of the two begin with a sign; where that is the same for both forms, which comes first."""
    return sum(terms_of(arg)[0][0] < 0 for arg in two), [arg.order for arg in two]


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    if scope.field.exact:
        raise NeverExactError("the larger of two has no exact value")
    first, second = values
    chosen = np.real(second) > np.real(first) if node.op is LARGER else np.real(second) < np.real(first)
    return np.asarray(np.where(chosen | np.isnan(second), second, first))


def _shares(node: Expr) -> list[Expr]:
    """For each of the two: 1 where it is chosen, 0 elsewhere."""
    first, second = node.args
    chosen = c.apply("step", c.multiple(1 if node.op is LARGER else -1, c.subtract(second, first)))
    return [c.subtract(c.like_ones(chosen), chosen), chosen]


def _infer(node: Expr, fact: str) -> str | None:
    kept = fact in ("positive", "nonnegative", "integer", "nonzero")
    return "both are " + fact if kept and all(reason(arg, fact) for arg in node.args) else None


def _kinks(node: Expr) -> Sequence[Nonsmooth]:
    said = partial("{}: where both are equal, the first counts".format, node)
    return [Nonsmooth(0, said), Nonsmooth(1, said)]


def _example(name: str, rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    return c.build(name, (leaf(rng, rows, cols), leaf(rng, rows, cols)))


def _record(name: str, noun: str, spelled: str) -> Operation:
    return register(
        Operation(
            name=name,
            noun=noun,
            shape=_shape,
            build=partial(_build, name),
            value=_value,
            adjoint=lambda node, grad: [c.hadamard(grad, share) for share in _shares(node)],
            jacobian=lambda node, k: c.diag(c.vec(_shares(node)[k])),
            form=lambda node, parts: forms.call(spelled, *parts),
            infer=_infer,
            transposed=leaf_transpose,
            example=partial(_example, name),
            linear=NONLINEAR,
            exact=Exact.NONE,
            kinks=_kinks,
            domain="everywhere; where both are equal the derivative is that of the first",
            reference="Boyd & Vandenberghe (2004), sec. 3.2.3",
            spelled=spelled,
            entrywise=True,
        )
    )


LARGER: Operation = _record("larger", "the larger of two", "max")
SMALLER: Operation = _record("smaller", "the smaller of two", "min")
