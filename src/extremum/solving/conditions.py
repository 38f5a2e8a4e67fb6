"""What a solution needs, as predicates on the data: printed in words, and tested where the solution is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.calculus.kronecker import MatrixEquation, matrix_equation
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.scale import SCALE
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving import ranks, samples
from extremum.solving.constants import entry_signs, inertia
from extremum.solving.predicates import (
    EQUAL,
    FULL_COLUMN_RANK,
    FULL_ROW_RANK,
    INVERTIBLE,
    NO_ZERO,
    NONNEGATIVE,
    NONZERO,
    OF_FACTS,
    POSITIVE,
    POSITIVE_DEFINITE,
    POSITIVE_DET,
    POSITIVE_DIAGONAL,
    POSITIVE_SEMIDEFINITE,
    Predicate,
    is_on_edge,
    noise,
)

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
        return None if self.predicate.holds(value, self._tiny(scope)) else self.predicate.detail(value)

    def undecided(self, scope: Scope) -> bool:
        """Whether rounding alone decides: what must be positive was computed, and is zero but for rounding."""
        strict = self.predicate in (POSITIVE, POSITIVE_DEFINITE) and bool(self.matrix.args)
        return strict and is_on_edge(scope.value(self.matrix), self._tiny(scope))

    def _tiny(self, scope: Scope) -> float:
        """What rounding leaves of a zero."""
        scale = max((float(abs(a).max(initial=0)) for a in _arrays(scope)), default=1.0)
        return max(noise(scale, 2), rounding(self.matrix, scope)) if self.matrix.args else 0.0

    @property
    def parts(self) -> dict[str, Expr]:
        """What its test in generated code is about, by name."""
        return {"a": self.matrix}

    @property
    def code(self) -> str:
        """The test in generated code, of its parts."""
        return self.predicate.code

    def __str__(self) -> str:
        return self.words

    __repr__ = __str__


_ROUNDING = 8e-16


def rounding(expr: Expr, scope: Scope) -> float:
    """What rounding may leave of a sum that is zero: a multiple of the norms of what cancels."""
    return _ROUNDING * _magnitude(expr, scope) if any(n.op is SUM for n in topological([expr])) else 0.0


def _magnitude(expr: Expr, scope: Scope) -> float:
    """A bound of the norms that an expression is computed from."""
    if expr.op is SUM:
        return sum(abs(float(q)) * _magnitude(term, scope) for q, term in terms_of(expr))
    if expr.op is PRODUCT or expr.op is SCALE or expr.op.rearranges:
        return prod(_magnitude(arg, scope) for arg in expr.args)
    value = abs(scope.value(expr))
    return float((value**2).sum() ** 0.5)


@dataclass(frozen=True, slots=True)
class Regular(Condition):
    """That a matrix equation has one solution: the Jacobian ``matrix`` is invertible, judged by the eigenvalues of the
    matrices in the equation."""

    equation: MatrixEquation

    def broken(self, scope: Scope) -> str | None:
        least, greatest = self.equation.eigenvalues(scope.value(self.equation.left), scope.value(self.equation.right))
        return None if least > _SEPARATE * greatest else f"an eigenvalue of the equation is {least:.3g}"

    @property
    def parts(self) -> dict[str, Expr]:
        return {"left": self.equation.left, "right": self.equation.right}

    @property
    def code(self) -> str:
        return f"(gaps := {self.equation.code}).min() > {_SEPARATE} * gaps.max()"


@dataclass(frozen=True, slots=True)
class Equal(Condition):
    """That two expressions of the data are equal, but for rounding; ``matrix`` is the left one."""

    right: Expr

    def broken(self, scope: Scope) -> str | None:
        left, right = scope.value(self.matrix), scope.value(self.right)
        gap, scale = (
            float(abs(left - right).max(initial=0)),
            float(max(abs(left).max(initial=0), abs(right).max(initial=0))),
        )
        return None if gap <= _SAME * (1 + scale) else f"they differ by {gap:.3g}"

    @property
    def parts(self) -> dict[str, Expr]:
        return {"left": self.matrix, "right": self.right}

    @property
    def code(self) -> str:
        return f"np.allclose(left, right, {_SAME}, {_SAME})"


def equal(left: Expr, right: Expr) -> list[Condition]:
    """That two expressions are equal, where they are not known to be."""
    if left is right or c.is_zero(simplify(c.subtract(left, right))):
        return []
    return [Equal(EQUAL, left, f"{left} = {right}", right)]


_SAME = 1e-8
"""Relative tolerance within which data that must be equal are."""
_SEPARATE = 1e-13
"""Smaller eigenvalues, relative to the largest, are zeros."""


def _arrays(scope: Scope) -> list[Array]:
    found: list[Array] = []
    for array in scope.arrays.values():
        found += array if isinstance(array, list) else [array]
    return found


_CONTRARY = {
    POSITIVE: "nonnegative",
    POSITIVE_DEFINITE: "positive_semidefinite",
    NONNEGATIVE: "positive",
    POSITIVE_SEMIDEFINITE: "positive_definite",
}
"""What holds of the negative where a predicate cannot hold."""


def known(condition: Condition) -> bool:
    """Whether a condition is known to hold for all data."""
    fact = condition.predicate.fact
    return condition.predicate in (OF_FACTS.get(fact), NONZERO) and holds(condition.matrix, fact)


def contradicted(condition: Condition) -> bool:
    """Whether a condition is known to hold for no data: decided at once where it has none."""
    if (not condition.matrix.symbols and _is_false(condition)) or _needs_more_rank(condition):
        return True
    contrary = _CONTRARY.get(condition.predicate)
    return contrary is not None and holds(c.multiple(-1, condition.matrix), contrary)


_OF_FULL_RANK = (INVERTIBLE, POSITIVE_DEFINITE, POSITIVE_DET, FULL_COLUMN_RANK)


def _needs_more_rank(condition: Condition) -> bool:
    """Whether a matrix must have a rank that its factors have no room for."""
    matrix = condition.matrix
    if condition.predicate not in _OF_FULL_RANK or matrix.is_scalar or type(condition) is not Condition:
        return False
    return ranks.is_short(matrix, ranks.most(matrix)) or ranks.centres(matrix)


_ALLOWED = {POSITIVE: {1}, NONNEGATIVE: {0, 1}, NO_ZERO: {-1, 1}, POSITIVE_DIAGONAL: {1}}
"""The signs that entries may have."""
_NOT_OF_ZERO = (NONZERO, NO_ZERO, POSITIVE_DIAGONAL, INVERTIBLE, POSITIVE_DET, FULL_COLUMN_RANK, FULL_ROW_RANK)
"""What an array of zeros is not."""


def _is_false(condition: Condition) -> bool:
    """Whether a condition on a constant is known not to hold."""
    allowed = _ALLOWED.get(condition.predicate)
    if condition.predicate in _NOT_OF_ZERO and c.is_zero(condition.matrix):
        return True
    if allowed is not None:
        diagonal = condition.predicate is POSITIVE_DIAGONAL and not condition.matrix.is_scalar
        signs = entry_signs(c.diagonal(condition.matrix) if diagonal else condition.matrix)
        return signs is not None and not set(signs) <= allowed
    counts = inertia(condition.matrix) if condition.predicate in (POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE) else None
    if counts is None:
        return False
    _, negative, zero = counts
    return negative > 0 or (condition.predicate is POSITIVE_DEFINITE and zero > 0)


def needed(fact: str, value: Expr, shown: Expr) -> Condition:
    """The condition that a value has the structure declared of its unknown."""
    predicate = NONZERO if fact == NONZERO.fact and value.is_scalar else OF_FACTS[fact]
    return Condition(predicate, value, predicate.of(shown))


def invertible(matrix: Expr, shown: Expr, values: Mapping[Expr, Expr]) -> Condition | None:
    """The condition that ``matrix`` is invertible (a scalar: not zero), ``shown`` in terms of the unknowns, whose
    ``values`` were put in; None where it always is."""
    scalar = _scalar_part(matrix)
    if scalar is not None:
        part = _scalar_part(shown)
        return _nonzero(scalar, scalar if part is None else part)
    equation = matrix_equation(shown)
    within = matrix_equation(matrix)
    if equation is not None and within is not None:
        return Regular(INVERTIBLE, matrix, equation.exists, within)
    found = samples.needed_by(_one_term(shown), values) or samples.needed_by(_one_term(matrix), {})
    words = INVERTIBLE.of(_one_term(shown))
    return Condition(INVERTIBLE, matrix, f"{words}: {found}" if found else words)


def _one_term(matrix: Expr) -> Expr:
    """The term of a multiple, a sum as it is."""
    terms = terms_of(matrix)
    return terms[0][1] if len(terms) == 1 else matrix


def _scalar_part(matrix: Expr) -> Expr | None:
    """The scalar s of ``s I``."""
    if matrix.is_scalar:
        return matrix
    whole, scalars, word = factors(matrix)
    return c.product(c.number(whole), *scalars) if len(word) == 1 and word[0] is c.eye(matrix.rows) else None


def _nonzero(value: Expr, shown: Expr) -> Condition | None:
    """The condition that a scalar is not zero, without what cannot be: of ``v' M v`` with M definite, that v is not."""
    if holds(value, "nonzero"):
        return None
    live = [base for base, _ in pairs(_one_term(value)) if not holds(base, "nonzero")]
    if len(live) == 1 and live[0] is not value:
        return _nonzero(live[0], live[0])
    word = value.args if value.op is PRODUCT else ()
    middle = c.product(*word[1:-1]) if len(word) > 2 else None
    if word and c.transpose(word[0]) is word[-1] and (middle is None or holds(middle, "positive_definite")):
        return Condition(NONZERO, word[-1], NONZERO.of(word[-1]))
    return Condition(NONZERO, value, NONZERO.of(content(_one_term(shown))[1]))


def sizes(greater: Dim, less: Dim) -> Condition:
    """``greater >= less``, between dimensions."""
    gap = c.subtract(c.dimension(greater), c.dimension(less))
    return Condition(NONNEGATIVE, gap, f"{greater} ≥ {less}")
