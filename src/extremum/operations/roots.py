"""Kinks of roots: a power between 0 and 1 has no derivative at 0; a square root of a sum of squares is a norm."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traits import Nonsmooth
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.wordalgebra import half

_FORMULA = "it is not differentiable, and the formula of the derivative has no value"


def kinks_of_powers(node: Expr) -> Iterator[Nonsmooth]:
    """The kinks of an entrywise product of powers."""
    for k, (base, exponent) in enumerate(pairs(node)):
        if _is_root(exponent) and not _is_positive(base):
            yield Nonsmooth(2 * k, partial(_sentence, base, exponent, node.is_scalar))


def _is_root(exponent: Expr) -> bool:
    return c.is_number(exponent) and 0 < Fraction(c.value_of(exponent)) < 1


def _is_positive(base: Expr) -> bool:
    return holds(base, "positive") or (base.is_scalar and holds(base, "positive_definite"))


def _sentence(base: Expr, exponent: Expr, scalar: bool) -> str:
    shown, inner = c.power(base, exponent), _normed(base)
    if inner is not None and exponent is c.number(Fraction(1, 2)):
        return (
            f"{shown}: where {inner} is 0 it is not differentiable; the subdifferential with respect to {inner} is the "
            "unit ball there, and the formula of the derivative has no value"
        )
    return f"{shown}: where {base if scalar else f'an entry of {base}'} is 0 {_FORMULA}"


def _normed(base: Expr) -> Expr | None:
    """A where the scalar is ``norm2(A)^2``."""
    in_trace = base.op.name == "trace"
    product = base.args[0] if in_trace else base
    if product.op.name != "product":
        return None
    word = product.args
    for k in range(len(word)) if in_trace else (0,):
        found = half(word[k:] + word[:k])
        if found is not None:
            return c.product(*found)
    return None
