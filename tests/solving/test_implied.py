"""Conditions that follow from others are not said; what does not follow stays."""

import numpy as np
import pytest

import extremum as ex
from extremum.solving.conditions import Condition
from extremum.solving.implied import without_implied
from extremum.solving.predicates import FULL_COLUMN_RANK, INVERTIBLE, NONZERO, POSITIVE, POSITIVE_DEFINITE, Predicate

DECLARED = "S[n,n]; b[n]; A[m,n]"
PAIRS = [
    (POSITIVE_DEFINITE, "S + S'", NONZERO, "sum(inv(S + S'))", True),
    (POSITIVE_DEFINITE, "S + S'", POSITIVE, "det(S + S')", True),
    (FULL_COLUMN_RANK, "A", INVERTIBLE, "A'*A", True),
    (INVERTIBLE, "S", NONZERO, "det(S)", True),
    (INVERTIBLE, "S", NONZERO, "sum(inv(S))", False),
    (INVERTIBLE, "S + S'", INVERTIBLE, "A*inv(S + S')*A'", False),
    (POSITIVE_DEFINITE, "S + S'", POSITIVE, "b'*inv(S + S')*b", False),
    (FULL_COLUMN_RANK, "A", INVERTIBLE, "A*A'", False),
]


def stated(predicate: Predicate, text: str) -> Condition:
    expr = ex.parse(text, DECLARED)
    return Condition(predicate, expr, predicate.of(expr))


@pytest.mark.parametrize(("premise", "matrix", "predicate", "text", "follows"), PAIRS)
def test_what_follows_is_left_out_and_holds(
    premise: Predicate, matrix: str, predicate: Predicate, text: str, follows: bool
) -> None:
    given, one = stated(premise, matrix), stated(predicate, text)
    assert without_implied([one, given]) == ([given] if follows else [one, given])
    if not follows:
        return
    rng = np.random.default_rng(5)
    for _ in range(5):
        root, other = rng.normal(size=(2, 3, 3))
        skew = other - other.T
        data = {"S": root @ root.T + skew, "A": rng.normal(size=(4, 3))}
        value = np.asarray(one.matrix.evaluate({s.name: data[s.name] for s in one.matrix.symbols}))
        assert predicate.holds(value, 1e-12)


def test_the_portfolio_of_any_matrix_has_one_condition() -> None:
    found = ex.solve("w'*S*w", "w", "min", ["sum(w) == 1"], "S[n,n]; w[n]")
    assert [str(k) for k in found.conditions] == ["S + S' is positive definite"]
