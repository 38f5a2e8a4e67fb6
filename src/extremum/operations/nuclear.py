"""The nuclear norm, the sum of the singular values, and its gradient, the polar factor ``U V'``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.facts import reason
from extremum.algebra.fields import NeverExactError, decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.traits import NONLINEAR, Exact, smooth_where
from extremum.operations import construct as c
from extremum.operations.base import first_written, itself, leaf_transpose, orient, scalar_shape, unary_example
from extremum.operations.sum import content
from extremum.operations.vec import scaled_out

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _no_exact(scope: Scope) -> None:
    if scope.field.exact:
        raise NeverExactError("singular values have no exact value")


def _polar_build(args: Args, params: Params) -> Expr:
    """The argument is upright, without a sign; ``A = I A`` for positive definite A, ``Q = Q I`` for orthogonal Q."""
    (arg,) = args
    sign, core = _without_sign(arg)
    if sign < 0:
        return c.multiple(-1, _polar_build((core,), params))
    if reason(arg, "positive_definite"):
        return c.eye(arg.rows)
    if reason(arg, "orthogonal"):
        return arg
    if arg.is_column or arg.is_row:
        upright = orient(arg)
        return make(POLAR, (upright,), params) if upright is arg else c.transpose(make(POLAR, (upright,), params))
    sign, back = _without_sign(c.transpose(arg))  # that of a sum may begin with a minus where the sum does not
    if first_written(arg, back) is arg:
        return make(POLAR, (arg,), params)
    return c.multiple(sign, c.transpose(make(POLAR, (back,), params)))


def _without_sign(arg: Expr) -> tuple[int, Expr]:
    """The sign with which an expression begins, and what is left."""
    q, core = content(arg)
    return (-1, c.multiple(-q, core)) if q < 0 else (1, arg)


def _polar_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    _no_exact(scope)
    u, _, vt = decomposed(np.linalg.svd, values[0], full_matrices=False)
    return np.asarray(np.matmul(u, vt))


def _parts(node: Expr) -> tuple[Expr, Expr, Expr]:
    """``H⁺``, ``P = (H ⊗ I + I ⊗ H)⁺`` and ``I - QQ'`` for ``A = QH``: ``H = A'Q`` is the root of A'A."""
    (arg,) = node.args
    root, size = c.product(c.transpose(arg), node), arg.cols
    both = c.add(c.kron(root, c.eye(size)), c.kron(c.eye(size), root))
    outside = c.subtract(c.eye(arg.rows), c.product(node, c.transpose(node)))
    return c.build("pinv", (root,)), c.build("pinv", (both,)), outside


def _polar_jacobian(node: Expr, k: int) -> Expr:
    """``dQ = QΩ + (I - QQ') dA H⁺`` with ``HΩ + ΩH = Q'dA - dA'Q``; the pseudoinverse covers wide A too."""
    (arg,) = node.args
    inverse, solved, outside = _parts(node)
    unit, back = c.eye(arg.cols), c.transpose(node)
    skew = c.subtract(c.kron(unit, back), c.product(c.kron(back, unit), c.commutation(*arg.shape)))
    return c.add(c.product(c.kron(unit, node), solved, skew), c.kron(inverse, outside))


def _polar_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """``Q(Z - Z') + (I - QQ') G H⁺`` with ``HZ + ZH = Q'G``."""
    (arg,) = node.args
    inverse, solved, outside = _parts(node)
    z = c.unvec(c.product(solved, c.vec(c.product(c.transpose(node), grad))), arg.cols, arg.cols)
    return [c.add(c.product(node, c.subtract(z, c.transpose(z))), c.product(outside, grad, inverse))]


POLAR: Operation = register(
    Operation(
        name="polar",
        noun="a polar factor",
        shape=same_shape,
        build=_polar_build,
        value=_polar_value,
        adjoint=_polar_adjoint,
        jacobian=_polar_jacobian,
        form=lambda node, parts: forms.call("polar", parts[0]),
        infer=lambda node, fact: reason(node.args[0], fact) if fact in ("symmetric", "full_column_rank") else None,
        transposed=leaf_transpose,
        example=unary_example(lambda a: c.build("polar", (a,))),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=smooth_where("the rank is full"),
        domain="full rank",
        odd=True,
        reference="Higham (2008), ch. 8: HΩ + ΩH = Q'dA - dA'Q",
    )
)


def polar(arg: Expr) -> Expr:
    """``U V'`` from the singular value decomposition ``A = U S V'``."""
    return c.build("polar", (arg,))


def _size(scalar: Expr) -> Expr:
    if not c.is_number(scalar):
        return c.apply("abs", scalar)
    value = c.value_of(scalar)
    return c.number(value if value >= 0 else -value)


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return c.apply("abs", arg)
    out = scaled_out(arg)
    if out is not None:
        return c.product(*(_size(s) for s in out[0]), c.build("nuclear", (out[1],)))
    return make(NUCLEAR, (orient(arg),), params)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    _no_exact(scope)
    return np.asarray(decomposed(np.linalg.svd, values[0], compute_uv=False).sum(axis=-1))[..., None, None]


NUCLEAR: Operation = register(
    Operation(
        name="nuclear",
        noun="a nuclear norm",
        shape=scalar_shape,
        build=_build,
        value=_value,
        adjoint=lambda node, grad: [c.product(grad, polar(node.args[0]))],
        jacobian=lambda node, k: c.transpose(c.vec(polar(node.args[0]))),
        form=lambda node, parts: forms.call("norm_nuc", parts[0]),
        infer=lambda node, fact: "a norm is nonnegative" if fact == "nonnegative" else None,
        transposed=itself,
        example=unary_example(lambda a: c.build("nuclear", (a,))),
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=smooth_where("the rank is full"),
        domain="differentiable where the rank is full; elsewhere U V' is one element of the subdifferential",
        reference=(
            "Watson (1992), Characterization of the subdifferential of some matrix norms: "
            "d‖X‖ = tr((UV')' dX) for the nuclear norm, with X = U S V'"
        ),
    )
)
