"""Every identity: both sides have the same value on random shapes, and it fires."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.rules import RULES, Rule
from tests.support import checks


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_identity(rule: Rule) -> None:
    checks.check_rule(rule)


WITH_FACTS = [rule for rule in RULES if ":" in rule.where]


@pytest.mark.parametrize("rule", WITH_FACTS, ids=[rule.name for rule in WITH_FACTS])
def test_identity_without_its_facts(rule: Rule) -> None:
    """Where a fact is missing the rule does not apply, or what it gives is right without the fact."""
    checks.check_rule_without_facts(rule)


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)


def test_a_kronecker_product_with_a_skew_factor_changes_its_sign_when_turned() -> None:
    n, m, q = ex.dims("n m q")
    A, B, X = ex.matrix("A", n, n, "skew"), ex.matrix("B", m, n), ex.matrix("X", q, m)
    product = ex.vec(X).T @ ex.kron(B @ A, ex.eye(q))
    assert ex.equal(product, ex.vec(X @ B @ A).T).verdict == "proved"
