"""Answers as short as an expert's: the public examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.readability import CASES, shown
from tests.cases.operations import operations

ENTRIES: list[dict[str, Any]] = json.loads(Path(CASES).read_text(encoding="utf-8"))
NO_LONGER = 31
"""How many answers are no longer than the expert's; it may only grow."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_the_count_is_the_recorded_one(entry: dict[str, Any]) -> None:
    assert operations(entry["expert"]) == entry["ops"]


def test_answers_stay_short() -> None:
    assert sum(operations(shown(entry)) <= entry["ops"] for entry in ENTRIES) >= NO_LONGER
