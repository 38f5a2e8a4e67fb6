"""Each public case: right on numbers, equal to the expected formula, and not longer than it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cases import checks

LONGER: dict[str, str] = {
    "cookbook-eq-138": "the expected F is named once there; ours writes its diagonal out, one symbol more",
}
"""Cases whose answer is longer than the expected one, and why."""

_UNDECIDED = {"undecided"}


def _cases() -> list[Any]:
    return [pytest.param(entry, id=entry["id"]) for entry in checks.load()]


@pytest.mark.parametrize("entry", _cases())
def test_right_on_numbers(entry: checks.Entry) -> None:
    ours = checks.first_answer(entry)
    assert max(checks.distance(entry, ours, seed) for seed in range(3)) < 1e-8


@pytest.mark.parametrize("entry", _cases())
def test_equal_to_the_expected_formula(entry: checks.Entry) -> None:
    found = checks.equality(entry, checks.first_answer(entry))
    assert found, str(found)


@pytest.mark.parametrize("entry", _cases())
def test_not_longer_than_the_expected_formula(entry: checks.Entry) -> None:
    ours = checks.first_answer(entry)
    found = checks.lengths(entry, ours)
    assert found.longer == (entry["id"] in LONGER), f"{ours} ({found.ours}) for {entry['expected']} ({found.expected})"


def test_simplified_once_and_for_all() -> None:
    from extremum import simplify

    for entry in checks.load():
        ours = checks.first_answer(entry)
        assert simplify(ours) is ours, entry["id"]


def test_there_are_all_the_cases() -> None:
    folder = Path(checks.FOLDER)
    counts = {path.stem: len(json.loads(path.read_text())) for path in folder.glob("*.json")}
    known = {"cookbook": 117, "extras": 29, "curvature": 123, "solutions": 85, "problems": 60, "readable": 70}
    known |= {"kernels": 34, "information": 10}
    assert counts | known == counts
