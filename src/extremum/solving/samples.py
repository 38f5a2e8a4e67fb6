"""How many samples a scatter or Gram matrix needs to be invertible, in words.

Residuals satisfy the equations of what was estimated before them, each of which costs a sample: a covariance of
dimension k after a regression on d columns needs ``n >= d + k``.
"""

from __future__ import annotations

from collections.abc import Mapping

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.vanishing import vanishes

Values = Mapping[Expr, Expr]


def needed_by(matrix: Expr, values: Values) -> str | None:
    """What makes a scatter or Gram matrix invertible, the values of unknowns in it known; None for other matrices."""
    _, _, word = factors(matrix)
    if len(word) == 1 and word[0].op.name == "sum_over":
        return _scatter(word[0], values)
    return _gram(c.product(*word), values) if len(word) > 1 else None


def _vanishes(expr: Expr, values: Values) -> bool:
    return vanishes(simplify(replace(expr, values)))


def _scatter(node: Expr, values: Values) -> str | None:
    """``Σ_i w_i u_i u_i'``, w positive: as many samples in general position as rows, and one more for each equation
    ``Σ_i w_i u_i z_i = 0`` that they satisfy."""
    _, scalars, word = factors(node.args[0])
    if len(word) != 2 or c.transpose(word[0]) is not word[1] or not all(holds(w, "positive") for w in scalars):
        return None
    residual = word[0]

    def total(z: Expr) -> Expr:
        return c.build("sum_over", (c.product(*scalars, residual, c.transpose(z)),), node.params)

    lasts = [_last(part) for _, part in terms_of(residual)]
    regressors = dict.fromkeys(z if z.indices - node.indices else c.number(1) for z in lasts)
    lost = [z.rows for z in regressors if _vanishes(total(z), values)]
    families = sorted({n.name for part in word for n in topological([part]) if n.op.name == "member"})
    return f"{_enough(node.size, residual.rows, lost)}, and the samples {', '.join(families)} in general position"


def _last(term: Expr) -> Expr:
    _, _, word = factors(term)
    return word[-1] if word else term


def _gram(product: Expr, values: Values) -> str | None:
    """``A' M A`` with A n×m and M positive definite: independent columns; n ≥ m, and one more for each column to which
    all columns of A are orthogonal."""
    word = product.args if product.op is PRODUCT else ()
    half, odd = divmod(len(word), 2)
    if not half or any(c.transpose(a) is not b for a, b in zip(word[:half], reversed(word[-half:]), strict=True)):
        return None
    if odd and not holds(word[half], "positive_definite"):
        return None
    inner = c.product(*word[-half:])
    firsts = dict.fromkeys(factors(part)[2][0] for _, part in terms_of(inner) if len(factors(part)[2]) > 1)
    lost = [z.cols for z in firsts if not odd and _vanishes(c.product(c.transpose(z), inner), values)]
    enough = _enough(inner.rows, inner.cols, lost)
    if inner.op.name == "transpose":
        return f"{_shown(c.transpose(inner))} has independent rows ({enough})"
    return f"{_shown(inner)} has independent columns ({enough})"


def _shown(matrix: Expr) -> str:
    text = str(matrix)
    return text if len(text) < 40 else "the matrix of residuals"


def _enough(count: Dim, rows: Dim, lost: list[Dim]) -> str:
    return f"{count} > {rows}" if lost == [ONE] else f"{count} ≥ {sum(lost, rows)}"
