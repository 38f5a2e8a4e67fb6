"""A scalar times a matrix, ``s·A``: the scalar has no rational factor, the matrix no scalar one."""

from __future__ import annotations

import random
from collections.abc import Sequence

from extremum.algebra.dims import ONE
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.node import Args, Expr, Operation, Params, register
from extremum.algebra.traits import MULTILINEAR, Exact, narrowest, smooth
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.base import leaf, sizes


def _build(args: Args, params: Params) -> Expr:
    return c.product(*args)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    scalar, matrix = node.args
    return [c.trace(c.product(c.transpose(grad), matrix)), c.product(scalar, grad)]


def _jacobian(node: Expr, k: int) -> Expr:
    scalar, matrix = node.args
    return c.vec(matrix) if k == 0 else c.product(scalar, c.eye(matrix.rows * matrix.cols))


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    scalar, matrix = parts
    factors = [*(scalar.parts if scalar.kind == "infix" and scalar.text == "*" else [scalar])]
    factors += list(matrix.parts) if matrix.kind == "infix" and matrix.text == "*" else [matrix]
    return signs.times(1, factors)


_LINEAR = {"symmetric", "diagonal", "lower_triangular", "upper_triangular", "skew"}
_SIGNED = {"positive_semidefinite": "nonnegative", "positive_definite": "positive", "invertible": "nonzero",
           "nonnegative": "nonnegative", "positive": "positive"}  # fmt: skip


def _infer(node: Expr, fact: str) -> str | None:
    scalar, matrix = node.args
    if fact in _LINEAR:
        return reason(matrix, fact)
    needed = _SIGNED.get(fact)
    if needed and reason(scalar, needed) and reason(matrix, fact):
        return f"{reason(scalar, needed)} and {reason(matrix, fact)}"
    return None


def _example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    return c.product(leaf(rng, ONE, ONE), leaf(rng, rows, cols))


SCALE: Operation = register(
    Operation(
        name="scale",
        noun="a multiple",
        shape=lambda args, params: args[1].shape,
        build=_build,
        value=lambda node, values, scope: scope.field.reduce(values[0] * values[1]),
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=lambda node: c.product(node.args[0], c.transpose(node.args[1])),
        example=_example,
        linear=MULTILINEAR,
        exact=Exact.RATIONAL,
        rank_bound=narrowest,
        kinks=smooth,
        domain="everywhere",
        reference=(
            "Petersen & Pedersen (2012), eqs. (34), (37); Magnus & Neudecker (2019), ch. 9: d(φ U) = (dφ) U + φ dU"
        ),
        telling=5,
        entrywise=True,
    )
)


def split(node: Expr) -> tuple[Expr | None, Expr]:
    """A matrix without rational factor as (scalar or None, core)."""
    return (node.args[0], node.args[1]) if node.op is SCALE else (None, node)
