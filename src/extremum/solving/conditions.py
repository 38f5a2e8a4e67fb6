"""When a matrix that a solution inverts is invertible, said in terms of the data."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.solving.solution import Condition


def condition_for(matrix: Expr, shown: Expr) -> Condition:
    """The condition that ``matrix`` is invertible (a scalar: not zero), ``shown`` in terms of the unknowns."""
    if matrix.is_scalar:
        return Condition(matrix, f"{shown} is not zero")
    terms = terms_of(matrix)
    term = terms[0][1] if len(terms) == 1 else matrix
    found = _scatter(term) or _gram(term)
    written = terms_of(shown)
    words = f"{written[0][1] if len(written) == 1 else shown} is invertible"
    return Condition(matrix, f"{words}: {found}" if found else words)


def _scatter(term: Expr) -> str | None:
    """``Σ_i u_i u_i'``: as many samples in general position as rows, one more where the u_i sum to zero."""
    _, _, word = factors(term)
    if len(word) != 1 or word[0].op.name != "sum_over":
        return None
    node = word[0]
    body = node.args[0]
    if body.op.name != "product" or len(body.args) != 2 or c.transpose(body.args[0]) is not body.args[1]:
        return None
    size = node.size
    total = c.build("sum_over", (body.args[0],), node.params)
    centred = c.is_zero(total)
    relation = f"{size} > {node.rows}" if centred else f"{size} ≥ {node.rows}"
    families = sorted({n.name for n in topological([body]) if n.op.name == "member"})
    return f"{relation}, and the samples {', '.join(families)} in general position"


def _gram(term: Expr) -> str | None:
    """``A'A`` with A n×m: n ≥ m and independent columns."""
    if term.op.name != "product" or len(term.args) % 2:
        return None
    half = term.args[len(term.args) // 2 :]
    if any(c.transpose(a) is not b for a, b in zip(half, reversed(term.args[: len(half)]), strict=True)):
        return None
    inner = c.product(*half)
    return f"{inner} has independent columns ({inner.rows} ≥ {inner.cols})"
