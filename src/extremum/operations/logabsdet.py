"""``log(abs(det(A)))``: one node, so that it never overflows where the determinant does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.operations import construct as c
from extremum.operations.base import orient, unary_example
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.logdet import log_determinant

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _build(args: Args, params: Params) -> Expr:
    """Through ``det``, whose identities take products, inverses and powers apart."""
    (arg,) = args
    inner = arg if arg.is_scalar else c.det(arg)
    return (
        make(LOGABSDET, (orient(inner.args[0]),)) if inner.op.name == "det" else c.apply("log", c.apply("abs", inner))
    )


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (matrix,) = values
    if scope.field.exact:
        size = scope.field.elementwise(FUNCTIONS["abs"], scope.field.det(matrix))
        return scope.field.elementwise(FUNCTIONS["log"], size)
    if np.iscomplexobj(matrix):  # the complex step: the analytic branch through the real line
        det = decomposed(np.linalg.det, matrix)[..., None, None]
        return np.asarray(np.log(np.where(np.real(det) < 0, -det, det)))
    return np.asarray(decomposed(np.linalg.slogdet, matrix)[1])[..., None, None]


LOGABSDET: Operation = register(
    log_determinant(
        name="logabsdet",
        noun="the logarithm of the size of a determinant",
        build=_build,
        value=_value,
        form=lambda node, parts: forms.call("log", forms.call("abs", forms.call("det", parts[0]))),
        example=unary_example(lambda a: c.build("logabsdet", (a,)), "invertible", is_square=True),
        domain="where the matrix is invertible",
        reference="Petersen & Pedersen (2012), eq. (43): d log|det(X)| = tr(X⁻¹ dX)",
    )
)
