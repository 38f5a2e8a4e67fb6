"""Functions of a square matrix: ``expm logm sqrtm sinm cosm``; their derivatives are in :mod:`.frechet`."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Dim
from extremum.algebra.errors import DataError
from extremum.algebra.facts import reason
from extremum.algebra.fields import NeverExactError, decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.threads import SILENT
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, orient, square

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def spectral(function: str, arg: Expr) -> Expr:
    """``f(A)``."""
    return c.build("spectral", (arg,), (function,))


DERIVATIVES: dict[str, Callable[[Expr], Expr]] = {
    "expm": lambda a: spectral("expm", a),
    "logm": c.inverse,
    "sqrtm": lambda a: c.multiple(Fraction(1, 2), c.inverse(spectral("sqrtm", a))),
    "sinm": lambda a: spectral("cosm", a),
    "cosm": lambda a: c.multiple(-1, spectral("sinm", a)),
}
"""``f'(A)`` for each function."""

ASSUME = {"logm": ("positive_definite",), "sqrtm": ("positive_definite",)}
"""What the arguments of examples are declared to be."""


def _name(node: Expr) -> str:
    return str(node.params[0])


def function_values(name: str, matrix: Array) -> Array:
    """The function, for each matrix of a batch; complex values only where the argument is complex."""
    from scipy import linalg

    flat = matrix.reshape((-1, *matrix.shape[-2:]))
    with SILENT:  # SciPy warns where its own estimate of the error is a few units of rounding
        function = _logarithm if name == "logm" else getattr(linalg, name)
        found = np.stack([decomposed(function, one) for one in flat])
    if np.isrealobj(matrix) and np.iscomplexobj(found):
        found = np.where(np.abs(found.imag) <= 1e-8 * (1 + np.abs(found.real)), found.real, np.nan)
    return np.asarray(found).reshape(matrix.shape)


def _logarithm(matrix: Array) -> Array:
    """``log A = log(A/s) + log(s) I``; nan where A is real with a negative eigenvalue, so that there is no real one.

    SciPy's takes roots until they are near the identity: without end where entries overflow, and of a singular matrix
    it gives numbers.

    Raises:
        DataError: the matrix is singular.
    """
    from scipy import linalg

    largest = float(np.abs(matrix).max(initial=0.0))
    size, smallest = max(1.0, largest / _VAST), 1e-150 * min(largest, _VAST)
    eigenvalues = np.asarray(linalg.eigvals(matrix / size), dtype=complex)
    if not np.abs(eigenvalues).min(initial=np.inf) > smallest:
        raise DataError(f"a {len(matrix)}×{len(matrix)} matrix has no logarithm for these data: it is singular")
    if np.isrealobj(matrix) and np.any((eigenvalues.imag == 0) & (eigenvalues.real < 0)):
        return np.full(matrix.shape, np.nan)
    return np.asarray(linalg.logm(matrix / size) + np.log(size) * np.eye(len(matrix)))


_VAST = 1e100
"""Matrices with larger entries are scaled before a logarithm is taken."""


def _spectral_build(args: Args, params: Params) -> Expr:
    (arg,) = args
    name = str(params[0])
    square(args, name)
    if arg.is_scalar:
        scalar = {"expm": "exp", "logm": "log", "sinm": "sin", "cosm": "cos"}.get(name)
        return c.apply(scalar, arg) if scalar else c.power(arg, Fraction(1, 2))
    if c.is_zero(arg) and name in ("expm", "cosm"):
        return c.eye(arg.rows)
    if arg.op.name == "eye" and name in ("logm", "sqrtm"):
        return c.zeros(arg.rows, arg.rows) if name == "logm" else arg
    upright = orient(arg)
    if upright is not arg:
        return c.transpose(make(SPECTRAL, (upright,), params))
    return make(SPECTRAL, args, params)


def _spectral_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    if scope.field.exact:
        raise NeverExactError(f"{_name(node)} has no exact value")
    return function_values(_name(node), values[0])


def _spectral_infer(node: Expr, fact: str) -> str | None:
    (arg,) = node.args
    if fact == "symmetric":
        return reason(arg, fact)
    if fact == "positive_definite" and reason(arg, "symmetric" if _name(node) == "expm" else fact):
        return f"{node} has positive eigenvalues" if _name(node) in ("expm", "sqrtm") else None
    if fact in ("invertible", "positive_det") and _name(node) == "expm":
        return "an exponential is invertible, with determinant exp(tr(A))"
    if fact == "orthogonal" and _name(node) == "expm" and reason(arg, "skew"):
        return f"{arg} is skew: expm(A)'*expm(A) = expm(-A)*expm(A) = I (Higham 2008, th. 10.2)"
    return None


def example(rng: random.Random) -> Expr:
    name = rng.choice(sorted(DERIVATIVES))
    n = Dim.of(rng.choice("nm"))
    return spectral(name, leaf(rng, n, n, *ASSUME.get(name, ())))


SPECTRAL: Operation = register(
    Operation(
        name="spectral",
        noun="a function of a matrix",
        shape=lambda args, params: (square(args, str(params[0])), args[0].cols),
        build=_spectral_build,
        value=_spectral_value,
        adjoint=lambda node, grad: [c.build("frechet", (c.transpose(node.args[0]), grad), node.params)],
        jacobian=lambda node, k: c.build("frechet_matrix", node.args, node.params),
        form=lambda node, parts: forms.call(_name(node), parts[0]),
        infer=_spectral_infer,
        transposed=leaf_transpose,
        example=example,
        linear=NONLINEAR,
        exact=Exact.NONE,
        kinks=smooth,
        domain="logm and sqrtm: no eigenvalue is zero or negative",
        reference="Higham (2008), ch. 3: d f(A) = L_f(A, dA)",
        parameters=("function",),
    )
)
