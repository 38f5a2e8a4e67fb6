"""The Moore-Penrose inverse ``pinv(A)``; its derivative holds where the rank of A does not change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.facts import reason
from extremum.algebra.fields import MODULO, NeverExactError, NotExactError, decomposed, modular
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, narrowest, smooth_where
from extremum.operations import construct as c
from extremum.operations.base import leaf, sizes
from extremum.operations.sum import terms_of

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if c.is_zero(arg):
        return c.zeros(arg.cols, arg.rows)
    found = rewrite("pinv", arg)
    return make(PINV, (arg,)) if found is None else found


# -- values ------------------------------------------------------------------------------------------------------------
def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    if scope.field is MODULO:
        return _exact(matrix, scope)
    if scope.field.exact:
        raise NeverExactError("a pseudoinverse has no value with error bounds")
    least = _least(node, np.real(matrix), scope)
    if np.iscomplexobj(matrix):
        return _complex_step(np.real(matrix), np.imag(matrix), least)
    return np.asarray(decomposed(np.linalg.pinv, matrix, least))


def _least(node: Expr, matrix: Array, scope: Scope) -> Array:
    """Smaller singular values, relative to the largest, are rounding errors: of the terms, where A is a sum of them.

    So ``A - λ I`` is singular in rows and columns of size 1 too, where nothing larger is left of it.
    """
    terms = [float(q) * np.abs(np.real(scope.value(term))).max() for q, term in terms_of(node.args[0])]
    largest = decomposed(np.linalg.norm, matrix, 2, axis=(-2, -1))
    scale = np.maximum(largest, np.abs(terms).max())
    rounding = max(matrix.shape[-2:]) * np.finfo(float).eps * scale
    return np.asarray(np.minimum(1.0, np.divide(rounding, largest, out=np.ones_like(largest), where=largest > 0)))


def _complex_step(matrix: Array, step: Array, least: Array) -> Array:
    """``A⁺ + i dA⁺``: the analytic continuation to first order (NumPy conjugates, which is not analytic)."""
    plus = decomposed(np.linalg.pinv, matrix, least)
    back, step_back = np.swapaxes(plus, -1, -2), np.swapaxes(step, -1, -2)
    left = np.eye(matrix.shape[-1]) - plus @ matrix
    right = np.eye(matrix.shape[-2]) - matrix @ plus
    moved = -plus @ step @ plus + plus @ back @ step_back @ right + left @ step_back @ back @ plus
    return np.asarray(plus + 1j * moved)


def _exact(matrix: Array, scope: Scope) -> Array:
    flat = matrix.reshape((-1, *matrix.shape[-2:]))
    rows, cols = matrix.shape[-2:]
    return np.array([_one_exact(one, scope) for one in flat], dtype=object).reshape((*matrix.shape[:-2], cols, rows))


def _one_exact(matrix: Array, scope: Scope) -> Array:
    """From a full-rank factorisation A = FG: ``A⁺ = G'(GG')⁻¹(F'F)⁻¹F'`` (Ben-Israel & Greville 2003, ch. 1, th. 5)."""
    matmul, inverse = scope.field.matmul, scope.field.inverse
    wide = _row_echelon(matrix)
    if not len(wide):
        raise NotExactError("a zero matrix at this point")
    pivots = [int(np.flatnonzero(row)[0]) for row in wide]
    tall = matrix[:, pivots]
    left = matmul(wide.T, inverse(matmul(wide, wide.T)))
    return matmul(left, matmul(inverse(matmul(tall.T, tall)), tall.T))


def _row_echelon(matrix: Array) -> Array:
    """The nonzero rows of the reduced row echelon form."""
    reduced, rank = modular(matrix).rref()
    entries = np.array([int(v) for v in reduced.entries()], dtype=object)
    return entries.reshape(matrix.shape)[:rank]


# -- derivatives -------------------------------------------------------------------------------------------------------
def _projections(node: Expr) -> tuple[Expr, Expr, Expr]:
    """``P'``, ``I - AP`` and ``I - PA``."""
    (arg,) = node.args
    left = c.subtract(c.eye(arg.rows), c.product(arg, node))
    right = c.subtract(c.eye(arg.cols), c.product(node, arg))
    return c.transpose(node), left, right


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """The adjoint of ``dP = -P dA P + P P' dA'(I - AP) + (I - PA) dA' P'P``."""
    back, left, right = _projections(node)
    turned = c.transpose(grad)
    return [
        c.add(
            c.multiple(-1, c.product(back, grad, back)),
            c.product(left, turned, node, back),
            c.product(back, node, turned, right),
        )
    ]


def _jacobian(node: Expr, k: int) -> Expr:
    (arg,) = node.args
    back, left, right = _projections(node)
    turned = c.add(c.kron(left, c.product(node, back)), c.kron(c.product(back, node), right))
    return c.subtract(c.product(turned, c.commutation(*arg.shape)), c.kron(back, node))


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    (part,) = parts
    if part.kind == "postfix":
        return forms.transposed(forms.call("pinv", part.parts[0]))
    return forms.call("pinv", part)


_KEPT = {"symmetric", "positive_semidefinite", "positive_definite", "skew", "diagonal", "orthogonal", "invertible"}
_SWAPPED = {"full_column_rank": "full_row_rank", "full_row_rank": "full_column_rank"}


def _infer(node: Expr, fact: str) -> str | None:
    needed = _SWAPPED.get(fact, fact if fact in _KEPT else None)
    return reason(node.args[0], needed) if needed else None


def _example(rng: random.Random) -> Expr:
    """A matrix of full rank, well conditioned."""
    rows, cols = sizes(rng, 2)
    tall = c.build("block", (leaf(rng, rows, cols), c.eye(cols)), (2,))
    return c.build("pinv", (tall if rng.random() < 0.5 else c.transpose(tall),))


PINV: Operation = register(
    Operation(
        name="pinv",
        noun="a pseudoinverse",
        shape=lambda args, params: (args[0].cols, args[0].rows),
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=lambda node: c.build("pinv", (c.transpose(node.args[0]),)),
        example=_example,
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        rank_bound=narrowest,
        kinks=smooth_where("the rank of the argument is constant in a neighbourhood"),
        domain="everywhere; differentiable where the rank of the argument is constant in a neighbourhood",
        reference="Golub & Pereyra (1973), eq. (4.12): dP = -P dA P + P P' dA'(I - AP) + (I - PA) dA' P'P",
        odd=True,
    )
)
