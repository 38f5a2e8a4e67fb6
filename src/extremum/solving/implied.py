"""Conditions that follow from others: where S is positive definite, 1'S⁻¹1 is not zero."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations.leaves import symbol
from extremum.solving.conditions import Condition, known
from extremum.solving.predicates import FULL_COLUMN_RANK, FULL_ROW_RANK, INVERTIBLE, POSITIVE_DEFINITE

_PREMISES = (POSITIVE_DEFINITE, INVERTIBLE, FULL_COLUMN_RANK, FULL_ROW_RANK)


def without_implied(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions that do not hold wherever one of the others does, with what it says declared of its matrix."""
    kept = list(conditions)
    for one in conditions:
        if type(one) is Condition and any(_implies(other, one) for other in kept if other is not one):
            kept.remove(one)
    return kept


def _implies(premise: Condition, one: Condition) -> bool:
    """Whether a condition is known to hold for every matrix with the property that another one asks for."""
    matrix = premise.matrix
    if type(premise) is not Condition or premise.predicate not in _PREMISES or matrix.is_scalar:
        return False
    declared = _declared(premise)
    if declared is None or not contains(one.matrix, [matrix]):
        return False
    return known(Condition(one.predicate, replace(one.matrix, {matrix: declared}), one.words))


def _declared(premise: Condition) -> Expr | None:
    """A symbol with the property."""
    try:
        return symbol(unreachable("S"), *premise.matrix.shape, (premise.predicate.fact,))
    except ExtremumError:
        return None
