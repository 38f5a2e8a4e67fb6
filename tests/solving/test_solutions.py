"""The public cases of closed forms: each is solved as its record says, or stands in the list of those that are not yet.

A case that is not solved yet must get an honest no, never a wrong answer; one that is solved leaves the list.
"""

from __future__ import annotations

from typing import Any

import pytest

import extremum as ex
from tests.solving.judge import BY_ID, CASES, SEEDS, draw, judge, solved

NOT_YET: set[str] = set()
"""Cases without the recorded answer."""

NO_KIND_YET: set[str] = set()
"""Solved, but the certificate is weaker than the record: a local extremum of the right sense."""

SOLVED = [case["id"] for case in CASES if case["id"] not in NOT_YET and not case.get("honest_no")]
HONEST = [case["id"] for case in CASES if case.get("honest_no")]


def test_the_lists_name_cases() -> None:
    assert BY_ID.keys() >= NOT_YET and set(SOLVED) >= NO_KIND_YET
    assert len(BY_ID) == len(CASES) == 85


@pytest.mark.parametrize("name", SOLVED)
def test_solved(name: str) -> None:
    case = BY_ID[name]
    solution = solved(case)
    for seed in SEEDS:
        judged = judge(case, solution, seed)
        assert judged.right(case["sense"]), judged
    assert _extent(solution.unique) == _extent(case["unique"])
    kind, recorded = _base(solution.kind), _base(case["kind"])
    if name in NO_KIND_YET:
        assert kind == recorded.replace("global", "local")
    else:
        assert kind == recorded
    if "where" in case["kind"]:
        assert "where" in solution.kind


def _extent(unique: str) -> str:
    """``affine set`` of ``affine set: x = y``; what is said of it is written in many ways."""
    return unique.partition(":")[0]


def _base(kind: str) -> str:
    return kind.split(" where ")[0]


@pytest.mark.parametrize("name", [case["id"] for case in CASES if "fail_data" in case and case["id"] in SOLVED])
def test_data_that_violate_the_conditions_are_refused(name: str) -> None:
    case: dict[str, Any] = {**BY_ID[name], "data": BY_ID[name]["fail_data"]}
    data, _ = draw(case, 0)
    with pytest.raises(ex.DataError, match="does not hold for these data"):
        solved(case).evaluate(data)


@pytest.mark.parametrize("name", HONEST)
def test_honest_no(name: str) -> None:
    case = BY_ID[name]
    expected = ex.NoExtremumError if case["no"] == "unbounded" else ex.UnsupportedError
    with pytest.raises(expected):
        solved(case)


@pytest.mark.parametrize("name", sorted(NOT_YET))
def test_not_yet(name: str) -> None:
    """An honest no, or a solution with a condition that the data of the case do not satisfy."""
    case = BY_ID[name]
    try:
        solution = solved(case)
    except ex.UnsupportedError as error:
        assert "no closed form found" in str(error)
        return
    with pytest.raises(ex.DataError):
        for seed in SEEDS:
            judge(case, solution, seed)
