"""No run on the public problems says that it converged where it did not: judged in NumPy by the texts of the records,
by points nearby, and by SciPy's methods on differences from the end; convex ones end alike from three random starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex
from tests.solving.judge import BY_ID as SOLUTIONS
from tests.solving.judge import _infeasibility as infeasible
from tests.solving.judge import _only, draw, problem_of
from tests.solving.judge import _value_at as value_at
from tests.solving.problem_cases import BY_ID, PROBLEMS, SIZES, UNREADABLE, UNSTATED, data, translated, worth
from tests.solving.test_problems import _infeasibility as violation
from tests.support.draws import part

NAMES = [case["id"] for case in PROBLEMS if case["id"] not in UNREADABLE | UNSTATED]
ASKED = [name for name, case in SOLUTIONS.items() if case["objective"] is not None and case["sense"] is not None]
ENOUGH = 1e-6
descend: Any = optimize.minimize
Point = dict[str, Any]


def flat(at: Point) -> Any:
    """All numbers of a point."""
    return np.concatenate([np.ravel(value) for value in at.values()])


def like(at: Point, numbers: Any) -> Point:
    """A point with these numbers."""
    ends = np.cumsum([np.size(value) for value in at.values()])[:-1]
    pieces = np.split(numbers, ends)
    return {
        name: piece.reshape(np.shape(value)) if np.ndim(value) else float(piece[0])
        for (name, value), piece in zip(at.items(), pieces, strict=True)
    }


def symmetric(at: Point, names: set[str]) -> Point:
    """The symmetric parts of those that are so."""
    return {name: (value + value.T) / 2 if name in names else value for name, value in at.items()}


def lower(value: Callable[[Point], float], off: Callable[[Point], float], at: Point, names: set[str]) -> float:
    """How much lower a feasible point is that is found from the end: nearby, or by SciPy's methods."""
    rng, end = np.random.default_rng(7), flat(at)

    def there(numbers: Any) -> float:
        point = symmetric(like(at, numbers), names)
        with np.errstate(all="ignore"):
            found = value(point)
        return float(found) if np.isfinite(found) and off(point) <= 1e-9 + off(at) else 1e10

    best = min(there(end + size * rng.normal(size=end.size)) for size in (1e-5, 1e-3, 1e-1) for _ in range(30))
    for method in ("Nelder-Mead", "Powell"):
        with np.errstate(all="ignore"):
            found = descend(there, end, method=method, options={"maxfev": 400})
        best = min(best, float(found.fun))
    return value(at) - best


def tied_lower(value: Callable[[Point], float], gaps: list[dict[str, Any]], at: Point, names: set[str]) -> float:
    """The same where constraints leave no ball: by SLSQP on differences, from beside the end."""
    rng, end = np.random.default_rng(7), flat(at)

    def there(numbers: Any) -> float:
        with np.errstate(all="ignore"):
            found = value(symmetric(like(at, numbers), names))
        return float(found) if np.isfinite(found) else 1e10

    best = np.inf
    for size in (0.0, 1e-3, 1e-1):
        start = end + size * rng.normal(size=end.size)
        with np.errstate(all="ignore"):
            found = descend(there, start, method="SLSQP", constraints=gaps, options={"maxiter": 60})
        left = [np.ravel(gap["fun"](found.x)) for gap in gaps]
        off = max(np.abs(g).max() if gap["type"] == "eq" else -g.min() for gap, g in zip(gaps, left, strict=True))
        best = min(best, float(found.fun)) if off <= 1e-9 else best
    return value(at) - best


def gaps_of(case: Any, given: Point, at: Point) -> list[dict[str, Any]]:
    """The constraints of a record, as SciPy takes them."""
    found = []
    for text in case["constraints"]:
        for relation, kind, sign in (("==", "eq", 1.0), (">=", "ineq", 1.0), ("<=", "ineq", -1.0)):
            left, met, right = text.partition(relation)
            if met:

                def gap(numbers: Any, left: str = left, right: str = right, sign: float = sign) -> Any:
                    values = {**given, **like(at, numbers)}
                    return sign * np.ravel(worth(left, values) - worth(right, values))

                found.append({"type": kind, "fun": gap})
    return found


LEAST: dict[str, Callable[[Any], float]] = {
    "spd": lambda a: float(np.linalg.eigvalsh(a).min()),
    "positive": lambda a: float(np.min(a)),
    "posvector": lambda a: float(np.min(a)),
    "simplex": lambda a: float(np.min(a)) + ENOUGH,
}
"""What is positive of an unknown of a type."""


def inside(case: Any, point: Point) -> bool:
    """Whether a point is within what is declared of the unknowns."""
    return all(LEAST[v["type"]](point[v["name"]]) > 0 for v in case["variables"] if v["type"] in LEAST)


def run(case: Any, given: Point, seed: int) -> Any:
    """What our method says, with a random start."""
    asked = translated(case)
    call: Any = ex.minimize if asked["sense"] == "min" else ex.maximize
    expr = ex.parse(asked["f"], asked["declarations"])
    return call(asked["f"], asked["variables"], given, constraints=asked["constraints"], seed=seed, max_iterations=300,
                declarations=asked["declarations"], **_only(expr, SIZES))  # fmt: skip


def judged(case: Any, given: Point, found: Any) -> None:
    """Raises AssertionError where a run says that it converged, and numbers say no."""
    sign = 1.0 if case["sense"] == "min" else -1.0
    at = {v["name"]: found.x[v["name"]] for v in case["variables"]}
    names = {v["name"] for v in case["variables"] if v["type"] in ("spd", "psd", "symmetric")}
    tied = case["constraints"]

    def value(point: Point) -> float:
        return sign * float(worth(case["objective"], {**given, **point})) if inside(case, point) else np.nan

    def off(point: Point) -> float:
        return violation(case, {**given, **point}) if tied else 0.0

    assert off(at) <= ENOUGH * (1 + np.abs(flat(at)).max()), "it is not feasible"
    fallen = lower(value, off, at, names)
    if any("==" in text for text in tied):
        fallen = max(fallen, tied_lower(value, gaps_of(case, given, at), at, names))
    assert fallen <= ENOUGH * (1 + abs(value(at))), f"a point is lower by {fallen:.2g}: {found.method}"
    assert found.value == pytest.approx(sign * value(at), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", part(NAMES, 14))
def test_what_converged_is_an_extremum(name: str) -> None:
    case = BY_ID[name]
    given = data(case, np.random.default_rng(5))
    values = []
    for seed in range(3 if case["convex"] else 1):
        found = run(case, given, seed)
        if found.converged:
            judged(case, given, found)
            values.append(found.value)
    assert np.ptp(values or [0.0]) <= ENOUGH * (1 + abs((values or [0.0])[0]))
    assert values or not case["convex"], found.message


@pytest.mark.parametrize("name", part(ASKED, 24))
def test_what_converged_on_the_cases_of_closed_forms(name: str) -> None:
    case = SOLUTIONS[name]
    given, sizes = draw(case, 1)
    problem = problem_of(case)
    call: Any = ex.minimize if case["sense"] == "min" else ex.maximize
    try:
        found = call(case["objective"], case["unknowns"], given, constraints=case["constraints"],
                     declarations=case["declarations"], max_iterations=300,
                     **{d: sizes[d] for d in case.get("sizes", {})})  # fmt: skip
    except (ex.UnsupportedError, ex.DataError):
        return
    if not found.converged or problem.objective is None:
        return
    at = {x.name: found.x[x.name] for x in problem.unknowns}
    sign = 1.0 if case["sense"] == "min" else -1.0
    names = {x.name for x in problem.unknowns if set(x.assumptions) & {"symmetric", "positive_definite"}}
    objective = problem.objective

    def value(point: Point) -> float:
        return sign * value_at(objective, given, point, sizes)

    def off(point: Point) -> float:
        return infeasible(problem, given, point, sizes)

    assert off(at) <= ENOUGH * (1 + np.abs(flat(at)).max())
    assert lower(value, off, at, names) <= ENOUGH * (1 + abs(value(at))), found.method
