"""Every identity: both sides have the same value on random shapes, and it fires."""

from __future__ import annotations

import pytest

from extremum.algebra.rules import RULES, Rule
from tests.support import checks


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_identity(rule: Rule) -> None:
    checks.check_rule(rule)


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
