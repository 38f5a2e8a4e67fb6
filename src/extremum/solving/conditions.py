"""What a solution needs, as predicates on the data: printed in words, and tested where the solution is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.predicates import INVERTIBLE, NONNEGATIVE, NONZERO, OF_FACTS, Predicate, noise

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@dataclass(frozen=True, slots=True)
class Condition:
    """That a predicate holds for an expression of the data; words: the same for readers."""

    predicate: Predicate
    matrix: Expr
    words: str

    def broken(self, scope: Scope) -> str | None:
        """What the data have instead, or None where the condition holds."""
        value = scope.value(self.matrix)
        scale = max((float(abs(a).max(initial=0)) for a in _arrays(scope)), default=1.0)
        tiny = noise(scale, 2) if self.matrix.args else 0.0
        return None if self.predicate.holds(value, tiny) else self.predicate.detail(value)

    def __str__(self) -> str:
        return self.words


def _arrays(scope: Scope) -> list[Array]:
    found: list[Array] = []
    for array in scope.arrays.values():
        found += array if isinstance(array, list) else [array]
    return found


def needed(fact: str, value: Expr, shown: Expr) -> Condition:
    """The condition that a value has the structure declared of its unknown."""
    predicate = OF_FACTS[fact]
    return Condition(predicate, value, predicate.of(shown))


def invertible(matrix: Expr, shown: Expr) -> Condition:
    """The condition that ``matrix`` is invertible (a scalar: not zero), ``shown`` in terms of the unknowns."""
    if matrix.is_scalar:
        return Condition(NONZERO, matrix, NONZERO.of(shown))
    terms = terms_of(matrix)
    term = terms[0][1] if len(terms) == 1 else matrix
    found = _scatter(term) or _gram(term)
    written = terms_of(shown)
    words = INVERTIBLE.of(written[0][1] if len(written) == 1 else shown)
    return Condition(INVERTIBLE, matrix, f"{words}: {found}" if found else words)


def sizes(greater: Dim, less: Dim) -> Condition:
    """``greater >= less``, between dimensions."""
    gap = c.subtract(c.dimension(greater), c.dimension(less))
    return Condition(NONNEGATIVE, gap, f"{greater} ≥ {less}")


# -- how many samples --------------------------------------------------------------------------------------------------
def _scatter(term: Expr) -> str | None:
    """``Σ_i u_i u_i'``: as many samples in general position as rows, and one more for each equation ``Σ_i u_i z_i = 0``
    that they satisfy by what was estimated before."""
    _, _, word = factors(term)
    if len(word) != 1 or word[0].op.name != "sum_over":
        return None
    node = word[0]
    body = node.args[0]
    if body.op.name != "product" or len(body.args) != 2 or c.transpose(body.args[0]) is not body.args[1]:
        return None
    size = node.size
    residual = body.args[0]

    def total(z: Expr) -> Expr:
        return simplify(c.build("sum_over", (c.product(residual, c.transpose(z)),), node.params))

    lasts = [_last(part) for _, part in terms_of(residual)]
    regressors = dict.fromkeys(z if _moves(z, node) else c.number(1) for z in lasts)
    lost = [z.rows for z in regressors if c.is_zero(total(z))]
    families = sorted({n.name for n in topological([body]) if n.op.name == "member"})
    return f"{_enough(size, residual.rows, lost)}, and the samples {', '.join(families)} in general position"


def _last(term: Expr) -> Expr:
    _, _, word = factors(term)
    return word[-1] if word else term


def _moves(part: Expr, node: Expr) -> bool:
    """Whether a part of a sum's body changes with the sample."""
    return bool(part.indices - node.indices)


def _gram(term: Expr) -> str | None:
    """``A'A`` with A n×m: independent columns; n ≥ m, and one more for each column to which all of A is orthogonal."""
    if term.op.name != "product" or len(term.args) % 2:
        return None
    half = term.args[len(term.args) // 2 :]
    if any(c.transpose(a) is not b for a, b in zip(half, reversed(term.args[: len(half)]), strict=True)):
        return None
    inner = c.product(*half)
    firsts = dict.fromkeys(factors(part)[2][0] for _, part in terms_of(inner) if len(factors(part)[2]) > 1)
    lost = [z.cols for z in firsts if c.is_zero(simplify(c.product(c.transpose(z), inner)))]
    enough = _enough(inner.rows, inner.cols, lost)
    if inner.op.name == "transpose":
        return f"{_shown(c.transpose(inner))} has independent rows ({enough})"
    return f"{_shown(inner)} has independent columns ({enough})"


def _shown(matrix: Expr) -> str:
    text = str(matrix)
    return text if len(text) < 40 else "the matrix of residuals"


def _enough(count: Dim, rows: Dim, lost: list[Dim]) -> str:
    total = sum(lost, rows)
    return f"{count} > {rows}" if lost == [ONE] else f"{count} ≥ {total}"
