"""Judges claims about generated problems by NumPy alone: their texts are evaluated here, never by extremum.

A solution must be feasible, no feasible point near (for a global one: far) may be better, a saddle must go up and down,
what is unique must be curved; a claim that there is no extremum must not meet one that a numeric search finds.
"""

from __future__ import annotations

import traceback
from typing import Any

import numpy as np
from scipy import optimize

import extremum as ex
from extremum.solving.solution import SolutionSet
from tests.solving.feasible_points import directions, flattened, projected, retracted, unflat, within
from tests.solving.judge import _only
from tests.solving.numpy_texts import RUNS, Array, Case, Point
from tests.solving.writer import Generated

TOLERANCE = 1e-6


# -- data --------------------------------------------------------------------------------------------------------------
def drawn_sizes(rng: np.random.Generator) -> dict[str, int]:
    """Small sizes: usual ones, of 1, and equal ones."""
    n = int(rng.choice([3, 3, 2, 1, 4]))
    m = int(rng.choice([5, 5, n, 1]))
    k = min(int(rng.choice([2, 2, 1])), n, m)
    d, samples, members = (int(rng.choice(pair)) for pair in ([2, 1], [8, 2], [3, 1]))
    return {"n": n, "m": m, "p": 1, "k": k, "d": d, "N": samples, "K": members}


def case_of(problem: Generated, rng: np.random.Generator) -> Case:
    sizes = drawn_sizes(rng)
    case = Case(problem, sizes, {}, {}, {})
    for text in problem.declarations:
        head, _, facts = text.partition(": ")
        head, _, run = head.partition(" for ")
        name, _, shape = head.rstrip("] ").partition("[")
        dims = [int(eval(d, {}, sizes)) for d in shape.split(",") if d]
        dims = [sizes[RUNS[run[0]]], *dims] if run else dims
        case.shapes[name], case.facts[name] = tuple(dims), facts
        if name not in problem.unknowns:
            case.data[name] = _drawn(tuple(dims), facts, rng)
    return case


def _drawn(shape: tuple[int, ...], facts: str, rng: np.random.Generator) -> Any:
    a = rng.standard_normal(shape)
    odd = rng.random() < 0.15
    if odd and facts in ("", "symmetric"):
        a = (0 * a, 0 * a + 1, np.sign(a))[int(rng.integers(3))]
    if "definite" in facts or facts == "positive_semidefinite":
        least = 0.0 if "semi" in facts else 0.3
        a = np.eye(shape[0]) if odd else a @ a.T + least * np.eye(shape[0])
    elif facts == "symmetric":
        a = a + a.T
    elif facts == "positive":
        a = np.abs(a) + 0.1
    elif facts == "simplex":
        a = (np.abs(a) + 0.05) / (np.abs(a) + 0.05).sum()
    return a if shape else float(a)


# -- judging -----------------------------------------------------------------------------------------------------------
def asked(problem: Generated) -> SolutionSet:
    """What solve says."""
    return ex.solve(problem.objective, problem.unknowns, problem.sense, problem.constraints, problem.declarations)


def judged(problem: Generated, seed: int, draws: int = 3) -> tuple[str, list[str]]:
    """How it ended, and what numbers say against it."""
    try:
        solution = asked(problem)
    except ex.NoExtremumError as error:
        return "none", refuted_none(problem, str(error), seed)
    except ex.UnsupportedError:
        return "no", []
    except Exception:
        return "crash", [traceback.format_exc(limit=-4)]
    said: list[str] = []
    refused = 0
    for k in range(draws):
        rng = np.random.default_rng([seed, k])
        found = complaints(case_of(problem, rng), solution, rng)
        refused += found is None
        said += found or []
    return ("refused" if refused == draws else "solved"), said[:3]


def complaints(case: Case, solution: SolutionSet, rng: np.random.Generator) -> list[str] | None:
    """What numbers say against a solution on data; None where it refuses them."""
    try:
        values = solution.evaluate(case.data, **_sizes(case, solution))
    except ex.DataError as error:
        return [str(error)] if "does not satisfy" in str(error) else None
    except Exception:
        return [traceback.format_exc(limit=-3)]
    at = {x.name: np.asarray(values[x], dtype=float) for x in solution.problem.unknowns}
    if "among positive definite" in solution.kind:
        case.facts |= dict.fromkeys(at, "positive_definite")
    if (gap := case.infeasibility(at)) > TOLERANCE:
        return [f"infeasible by {gap:.2g} at {at}"]
    if not within(case, at):
        return [f"outside of what is declared: {at}"]
    if not isinstance(case.problem.objective, str):
        return []
    return [f"{said}; sizes {case.sizes}" for said in _of_kind(case, solution, at, rng)][:2]


def _of_kind(case: Case, solution: SolutionSet, at: Point, rng: np.random.Generator) -> list[str]:
    best = case.objective(at)
    if not np.isfinite(best):
        return [f"the objective is {best} at {at}"]
    said = []
    scale = 1 + abs(best)
    reaches = (1e-4, 1e-2, 0.3, 3.0, None) if solution.kind.startswith("global") else (1e-4, 1e-3)
    for reach in reaches:
        for _ in range(12):
            other = _other(case, at, reach, rng)
            if not within(case, other):
                continue
            gain = case.objective(other) - best
            bar = 1e-7 * (scale + abs(gain))
            if "minimum" in solution.kind and gain < -bar:
                said.append(f"{solution.kind}, but {reach} away it is lower by {-gain:.3g}")
            if "maximum" in solution.kind and gain > bar:
                said.append(f"{solution.kind}, but {reach} away it is higher by {gain:.3g}")
    return [*said[:1], *_curved(case, solution, at, best)]


def _other(case: Case, at: Point, reach: float | None, rng: np.random.Generator) -> Point:
    """A feasible point that far away, or anywhere."""
    step = {name: projected(case, name, rng.standard_normal(value.shape)) for name, value in at.items()}
    size = 2.0 if reach is None else reach
    moved = {name: size * step[name] + (0 if reach is None else value) for name, value in at.items()}
    for name, facts in case.facts.items():
        if name in moved and facts == "positive":
            moved[name] = np.exp(step[name]) if reach is None else at[name] * np.exp(min(size, 1.0) * step[name])
        if name in moved and facts == "positive_definite" and reach is None:
            moved[name] = step[name] @ step[name] + 0.1 * np.eye(len(step[name]))
    return retracted(case, moved, at)


def _curved(case: Case, solution: SolutionSet, at: Point, best: float) -> list[str]:
    """A saddle goes up and down, and a unique extremum is no bottom of a valley."""
    plain = case.problem.feasible == ("affine",) and not any(case.facts[x] for x in at)
    if not plain or solution.kind.startswith(("stationary", "local")):
        return []
    basis = directions(case, at)
    flat = flattened(at)

    def along(t: Array) -> float:
        return case.objective(unflat(flat + basis @ t, at))

    size = basis.shape[1]
    if size == 0:
        return []
    h, eye = 1e-3, np.eye(size)

    def second(a: Array, b: Array) -> float:
        up, down = along(h * (a + b)) + along(-h * (a + b)), along(h * (a - b)) + along(h * (b - a))
        return (up - down) / (4 * h * h)

    hessian = np.array([[second(a, b) for b in eye] for a in eye])
    if not np.isfinite(hessian).all():
        return []
    w, v = np.linalg.eigh(hessian)
    noise = 1e-5 * (1 + np.abs(w).max() + abs(best))
    if solution.kind.startswith("saddle") and not (w[0] < noise and w[-1] > -noise and w[-1] - w[0] > 0):
        return [f"saddle, but the curvatures are {w}"]
    if solution.unique == "unique" and solution.kind.startswith("global"):
        flattest = v[:, np.abs(w).argmin()]
        gains = [abs(along(t * flattest) - best) for t in (0.3, -0.3, 1.0)]
        if max(gains) < 1e-13 * (1 + abs(best)) and np.abs(flat).max() < 100:
            return [f"unique, but it does not change along {flattest}"]
    return []


def _sizes(case: Case, solution: SolutionSet) -> dict[str, int]:
    found: dict[str, int] = {}
    for expr in [*solution.values.values(), *(k.matrix for k in solution.conditions)]:
        found |= _only(expr, case.sizes)
    if any(case.is_family(x) for x in case.problem.unknowns):
        found["K"] = case.sizes["K"]
    return found


_POLE = 1e12
"""Values that are larger are those near a pole, where a search ends for lack of digits."""


def refuted_none(problem: Generated, words: str, seed: int) -> list[str]:
    """A numeric search that finds an extremum where there is none, they say."""
    plain = problem.sense is not None and not problem.constraints and isinstance(problem.objective, str)
    rng = np.random.default_rng([seed, 99])
    case = case_of(problem, rng)
    if not plain or any(case.facts[x] not in ("", "positive") for x in problem.unknowns):
        return []
    if problem.feasible != ("affine",):
        return []
    sign = 1 if problem.sense == "min" else -1
    like = {x: np.zeros(case.shapes[x]) for x in problem.unknowns}

    def f(flat: Array) -> float:
        at = {x: np.exp(np.clip(v, -300, 300)) if case.facts[x] else v for x, v in unflat(flat, like).items()}
        value = sign * case.objective(at)
        return value if np.isfinite(value) else 1e300

    found = optimize.minimize(
        f, rng.standard_normal(len(flattened(like))), method="Nelder-Mead", options={"maxiter": 400}
    )
    far = [f(found.x + size * rng.standard_normal(len(found.x))) for size in (1e-3, 1e-2, 1.0, 30.0) for _ in range(25)]
    ends = max(far[:50]) >= 1e300 or np.abs(found.x).max() >= 1e3 or abs(found.fun) >= _POLE  # of numbers, not of f
    if found.success and not ends and min(far) > found.fun + 1e-12:
        return [f"{words}; but there is one at {found.x} with {sign * found.fun}"]
    return []
