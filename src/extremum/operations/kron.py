"""The Kronecker product: bilinear, associative (nested to the right), a vec where both factors are vectors."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape
from extremum.algebra.facts import reason
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import MULTILINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import OnDemand, leaf, sizes
from extremum.operations.sum import terms_of
from extremum.operations.vec import scaled_out
from extremum.operations.wordalgebra import cut, factors

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.forms import Form
    from extremum.algebra.node import Array


def _shape(args: Args, params: Params) -> Shape:
    left, right = args
    return left.rows * right.rows, left.cols * right.cols


def _build(args: Args, params: Params) -> Expr:
    if len(args) > 2:
        return c.kron(args[0], c.kron(*args[1:]))
    if len(args) == 1:
        return args[0]
    left, right = args
    if left.is_scalar or right.is_scalar:
        return c.product(left, right)
    if c.is_zero(left) or c.is_zero(right):
        return c.zeros(*_shape(args, params))
    outs = [scaled_out(arg) for arg in args]
    if any(outs):
        scalars = [s for out in outs if out for s in out[0]]
        return c.product(*scalars, c.kron(*(out[1] if out else arg for out, arg in zip(outs, args, strict=True))))
    if left.op is KRON:
        return c.kron(left.args[0], c.kron(left.args[1], right))
    found = _vectors(left, right)
    found = _identities(left, right) if found is None else found
    return make(KRON, (left, right)) if found is None else found


def _vectors(left: Expr, right: Expr) -> Expr | None:
    """``a ⊗ b = vec(b a')``, ``a ⊗ b' = a b' = b' ⊗ a``."""
    if left.is_column and right.is_column:
        return c.vec(c.product(right, c.transpose(left)))
    if left.is_row and right.is_row:
        return c.transpose(c.kron(c.transpose(left), c.transpose(right)))
    if left.is_column and right.is_row:
        return c.product(left, right)
    if left.is_row and right.is_column:
        return c.product(right, left)
    return None


def _identities(left: Expr, right: Expr) -> Expr | None:
    """Identities, and matrices of ones, merge."""
    if left.op.name == right.op.name == "eye":
        return c.eye(left.rows * right.rows)
    if left.op.name == right.op.name == "ones":
        return c.ones(left.rows * right.rows, left.cols * right.cols)
    if left.op.name == "eye" and right.op is KRON and right.args[0].op.name == "eye":
        return c.kron(c.eye(left.rows * right.args[0].rows), right.args[1])
    return None


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    left, right = values
    blocks = left[..., :, None, :, None] * right[..., None, :, None, :]
    shape = blocks.shape
    return scope.field.reduce(blocks.reshape((*shape[:-4], shape[-4] * shape[-3], shape[-2] * shape[-1])))


def _jacobian(node: Expr, k: int) -> Expr:
    """``vec(A⊗B) = (I_n ⊗ K(q,m) ⊗ I_p)(vec A ⊗ vec B)`` for A m×n, B p×q."""
    left, right = node.args
    shuffle = c.kron(c.eye(left.cols), c.commutation(right.cols, left.rows), c.eye(right.rows))
    if k == 0:
        return c.product(shuffle, c.kron(c.eye(left.rows * left.cols), c.vec(right)))
    return c.product(shuffle, c.kron(c.vec(left), c.eye(right.rows * right.cols)))


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``U'*B*W`` and ``U*A*W'`` for a gradient ``vec(U)*vec(W)'`` with respect to ``A ⊗ B``; else ``(a' ⊗ I) G`` with
    respect to B of ``a ⊗ B = (a ⊗ I) B``, and the like of ``A ⊗ b``; for others by ``J'``."""
    outer = [(q, _outer(term)) for q, term in terms_of(grad)]
    if all(pieces is not None for _, pieces in outer):
        found = [(q, _of_outer(node, *pieces)) for q, pieces in outer if pieces is not None]
        return [c.combine([(q, pair[k]) for q, pair in found]) for k in range(2)]
    return OnDemand(2, lambda k: _with_respect_to(node, grad, k))


def _with_respect_to(node: Expr, grad: Expr, k: int) -> Expr:
    arg, vector = node.args[k], node.args[1 - k]
    if not (vector.is_column or vector.is_row):
        return c.unvec(c.product(c.transpose(_jacobian(node, k)), c.vec(grad)), *arg.shape)
    identity = c.eye(arg.rows if vector.is_column else arg.cols)
    factor = c.kron(c.transpose(vector), identity) if k == 1 else c.kron(identity, c.transpose(vector))
    return c.product(factor, grad) if vector.is_column else c.product(grad, factor)


def _outer(term: Expr) -> tuple[list[Expr], Expr, Expr] | None:
    """The scalars, u and w of ``s*u*w'``."""
    _, scalars, word = factors(term)
    pieces = cut(word)
    return (scalars, c.product(*pieces[0]), c.transpose(c.product(*pieces[1]))) if len(pieces) == 2 else None


def _of_outer(node: Expr, scalars: list[Expr], u: Expr, w: Expr) -> tuple[Expr, Expr]:
    left, right = node.args
    U, W = c.unvec(u, right.rows, left.rows), c.unvec(w, right.cols, left.cols)
    by_left, by_right = c.product(c.transpose(U), right, W), c.product(U, left, c.transpose(W))
    return c.product(*scalars, by_left), c.product(*scalars, by_right)


_KEPT = {
    "symmetric", "positive_definite", "positive_semidefinite", "diagonal", "orthogonal", "invertible", "nonnegative",
    "positive", "upper_triangular", "lower_triangular", "full_column_rank", "full_row_rank",
}  # fmt: skip


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    """``kron(A, B)'`` where both factors are written transposed."""
    if all(part.kind == "postfix" for part in parts):
        return forms.transposed(forms.call("kron", *(part.parts[0] for part in parts)))
    return forms.call("kron", *parts)


def _infer(node: Expr, fact: str) -> str | None:
    left, right = node.args
    if fact in _KEPT and reason(left, fact) and reason(right, fact):
        return f"both Kronecker factors are {fact}"
    return None


def _example(rng: random.Random) -> Expr:
    a, b, d, e = sizes(rng, 4)
    return c.kron(leaf(rng, a, b), leaf(rng, d, e))


KRON: Operation = register(
    Operation(
        name="kron",
        noun="a Kronecker product",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=lambda node: c.kron(*(c.transpose(arg) for arg in node.args)),
        example=_example,
        linear=MULTILINEAR,
        exact=Exact.RATIONAL,
        rank_bound=lambda node, rank, number: rank(node.args[0]) * rank(node.args[1]),
        kinks=smooth,
        domain="everywhere",
        reference=(
            "Petersen & Pedersen (2012), eq. (39); Magnus & Neudecker (2019), ch. 3: "
            "d(U ⊗ V) = dU ⊗ V + U ⊗ dV, vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B)"
        ),
        telling=8,
        stacked=True,
        as_factor="Magnus & Neudecker (2019), ch. 2, th. 2: vec(ABC) = (C' ⊗ A) vec(B)",
    )
)
