"""The public cases: each as recorded, or less than is recorded, never anything else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

import extremum as ex
from extremum.convexity.certificate import Curvature, curvature

CASES = json.loads((Path(__file__).parent.parent / "cases" / "data" / "curvature.json").read_text())
BY_ID = {entry["id"]: entry for entry in CASES}
BLIND_SPOTS = {f"cv-{k:03}" for k in (9, 18, 19, 20, *range(43, 59))}
"""Convex functions as people write them; disciplined convex programming certifies few of them in these forms."""


@cache
def timed(name: str) -> tuple[Curvature, float]:
    """What is said of a case, and the seconds that it takes."""
    start = perf_counter()
    return ask(BY_ID[name]), perf_counter() - start


def ask(entry: dict[str, Any]) -> Curvature:
    return curvature(ex.parse(entry["text"], entry["declarations"]), entry["wrt"])


def known(entry: dict[str, Any]) -> Curvature:
    return timed(entry["id"])[0]


def verdict(found: Curvature) -> str:
    """The word of the cases: where a condition decides, *unknown*."""
    return "unknown" if found.kind == "conditional" else found.verdict


def weaker(found: str, truth: str) -> bool:
    """Whether what is said is true, though less than the truth."""
    return found == "unknown" or (truth.startswith("strictly") and found == truth.removeprefix("strictly "))


@pytest.mark.parametrize("entry", CASES, ids=lambda entry: entry["id"])
def test_never_false(entry: dict[str, Any]) -> None:
    found = verdict(known(entry))
    assert found == entry["truth"] or weaker(found, entry["truth"])


def test_nearly_all_are_decided_as_recorded() -> None:
    decided = [entry["id"] for entry in CASES if verdict(known(entry)) == entry["truth"]]
    assert len(decided) == 123


def test_blind_spots_of_disciplined_programming_are_certified() -> None:
    entries = [entry for entry in CASES if entry["id"] in BLIND_SPOTS]
    assert len(entries) == 20
    for entry in entries:
        found = known(entry)
        assert found.verdict == entry["truth"]
        assert found.proof is not None


def test_conditions_are_found() -> None:
    for entry in CASES:
        if "condition" in entry:
            found = known(entry)
            assert found.kind == "conditional", entry["text"]
            assert "convex where" in found.verdict


def test_it_is_quick() -> None:
    times = [timed(entry["id"])[1] for entry in CASES]
    assert sorted(times)[len(times) // 2] < 0.1  # generous: machines are shared
    assert max(times) < 5
