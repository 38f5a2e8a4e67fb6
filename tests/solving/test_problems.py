"""The public problems: closed forms are found and as good as the recorded ones, the rest gets an honest no.

Judged by numbers of NumPy alone: the text of the record is evaluated at our values, which must be feasible, no worse
than the recorded closed form, and no worse than points nearby and far away.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.solving.judge import _only
from tests.solving.problem_cases import BY_ID, PROBLEMS, SIZES, UNREADABLE, UNSTATED, data, recorded, translated, worth
from tests.support.draws import seeds

CLOSED = [case["id"] for case in PROBLEMS if case["has_closed_form"] and case["id"] not in UNSTATED]
OPEN = [case["id"] for case in PROBLEMS if not case["has_closed_form"] and case["id"] not in UNREADABLE]
SEARCHED = {"water_filling"}
"""Closed but for a number, the root of one equation, which the record does not count as a closed form."""


def test_the_lists_name_the_problems() -> None:
    assert len(PROBLEMS) == 60 and len(CLOSED) == 36 and len(OPEN) == 22
    assert BY_ID.keys() >= {*UNREADABLE, *UNSTATED, *SEARCHED}


def _worth(case: Any, values: Any) -> float:
    with np.errstate(all="ignore"):
        return float(worth(case["objective"], values))


def _infeasibility(case: Any, values: Any) -> float:
    worst = 0.0
    for text in case["constraints"]:
        if text.endswith("psd"):
            worst = max(worst, -float(np.linalg.eigvalsh(values[text.split()[0]]).min()))
        for relation in ("==", ">=", "<="):
            left, found, right = text.partition(relation)
            if found:
                gap = np.asarray(worth(left, values) - worth(right, values))
                gap = np.abs(gap) if found == "==" else -gap if found == ">=" else gap
                worst = max(worst, float(gap.max()))
    return worst


def _solution(case: Any) -> Any:
    return ex.solve(**translated(case))


@pytest.mark.parametrize("name", [*CLOSED, *OPEN])
def test_translations_are_worth_what_the_records_are(name: str) -> None:
    case, rng = BY_ID[name], np.random.default_rng(0)
    asked = translated(case)
    expr = ex.parse(asked["f"], asked["declarations"])
    values = {**data(case, rng), **data(case, rng, "variables")}
    known = {symbol.name for symbol in expr.symbols}
    ours = expr.evaluate({k: v for k, v in values.items() if k in known}, **_only(expr, SIZES))
    assert ours == pytest.approx(_worth(case, values), rel=1e-8)


@pytest.mark.parametrize("name", [*CLOSED, *sorted(SEARCHED)])
@pytest.mark.parametrize("seed", seeds(1))
def test_closed_forms_are_found(name: str, seed: int) -> None:
    case, rng = BY_ID[name], np.random.default_rng(seed)
    given = data(case, rng)
    solution = _solution(case)
    assert solution.kind.startswith(f"global {case['sense']}imum")
    found = {x.name: value for x, value in solution.evaluate(_known(solution, given), **_sizes(solution)).items()}
    sign = 1 if case["sense"] == "min" else -1
    best = sign * _worth(case, {**given, **found})
    assert _infeasibility(case, {**given, **found}) < 1e-7
    if case["closed_form"]:
        assert best <= sign * _worth(case, {**given, **recorded(case, given)}) + 1e-7 * (1 + abs(best))
    if not case["constraints"]:
        for size in (1e-4, 1e-2, 1.0):
            for _ in range(10):
                other = sign * _worth(case, {**given, **_moved(case, found, size, rng)})
                assert np.isnan(other) or other >= best - 1e-7 * (1 + abs(best))


def _moved(case: Any, found: Any, size: float, rng: np.random.Generator) -> dict[str, Any]:
    """A point that far away, within what is declared."""
    moved = {}
    for variable in case["variables"]:
        value = np.asarray(found[variable["name"]], dtype=float)
        step = size * rng.standard_normal(value.shape)
        match variable["type"]:
            case "spd":
                other = value + (step + step.T) * np.linalg.eigvalsh(value).min() / 10
            case "positive" | "posvector":
                other = value * np.exp(step)
            case _:
                other = value + step
        moved[variable["name"]] = other if other.ndim else float(other)
    return moved


def _known(solution: Any, given: dict[str, Any]) -> dict[str, Any]:
    names = {s.name for e in (*solution.problem.expressions, *solution.values.values()) for s in e.symbols}
    return {name: value for name, value in given.items() if name in names}


def _sizes(solution: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for expr in [*solution.values.values(), *(k.matrix for k in solution.conditions)]:
        found |= _only(expr, SIZES)
    return found


@pytest.mark.parametrize("name", [name for name in OPEN if name not in SEARCHED])
def test_the_rest_gets_an_honest_no(name: str) -> None:
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        _solution(BY_ID[name])
