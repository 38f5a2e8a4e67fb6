"""Each claim gets the right verdict and the right diagnosis; no wrong claim is ever called right."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from tests.checking import claims, generate
from tests.checking.judge import verdict
from tests.support.draws import TIMES, part

Row = dict[str, Any]

OTHERWISE: dict[str, str] = {}
"""Claims whose diagnosis is another one, and why; at most three in a hundred."""


def _hand_written() -> list[Row]:
    return claims.rows()


def _generated() -> list[Row]:
    return json.loads(generate.PATH.read_text())  # type: ignore[no-any-return]


def _drawn() -> list[Row]:
    """A quarter of the claims written by hand, some generated ones; all of them in ``make fuzz``."""
    return [*part(_hand_written(), 4), *part(_generated(), 18)]


def _grouped() -> list[Any]:
    """The claims about one question at a time."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in _drawn():
        groups[f"{row['kind']} of {row['f']} by {row['x']} ({row['convention']})"].append(row)
    return [pytest.param(rows, id=name) for name, rows in groups.items()]


@pytest.mark.parametrize("rows", _grouped())
def test_verdict_and_diagnosis(rows: list[Row]) -> None:
    for row in rows:
        found = verdict(row)
        assert found.right is row["right"], f"{row['claim']}: {found}"
        if row["id"] not in OTHERWISE:
            assert found.diagnosis == row["diagnosis"], f"{row['claim']}: {found}"
        if row.get("written"):
            assert found.written == row["written"], f"{row['claim']}: {found}"


def test_there_are_enough_claims() -> None:
    rows = [*_hand_written(), *_generated()]
    assert len(_hand_written()) >= 400 and len(rows) >= 750
    assert len(OTHERWISE) <= 0.03 * len(rows)
    assert sum(not row["right"] for row in rows) > len(rows) / 2
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.skipif(TIMES == 1, reason="makes all of them again, in make fuzz")
def test_generated_claims_are_those_of_the_generator() -> None:
    from dataclasses import asdict

    assert [asdict(row) for row in generate.rows()] == _generated()
