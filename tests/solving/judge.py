"""Judges solutions of the cases by numbers of its own: feasibility, the recorded optimum, perturbations."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg as sl
from scipy.optimize import brentq

import extremum as ex
from extremum.problems.problem import Problem, pose
from extremum.solving.solution import SolutionSet
from tests.support.draws import TIMES, seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Data = dict[str, Any]

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/data/solutions.json").read_text(encoding="utf-8")
)
BY_ID = {case["id"]: case for case in CASES}
SIZES = {"n": 4, "m": 7, "k": 2, "p": 2, "q": 3, "d": 3, "N": 12}
SEEDS = seeds(2)
TOLERANCE = 1e-6


def problem_of(case: dict[str, Any]) -> Problem:
    """The problem of a case."""
    f = case["objective"] if case["objective"] is not None else case["equations"]
    return pose(f, case["unknowns"], case["sense"], case["constraints"], case["declarations"])


def solved(case: dict[str, Any]) -> SolutionSet:
    """What ``ex.solve`` says to a case."""
    f = case["objective"] if case["objective"] is not None else case["equations"]
    return ex.solve(f, case["unknowns"], case["sense"], case["constraints"], case["declarations"])


# -- data --------------------------------------------------------------------------------------------------------------
def draw(case: dict[str, Any], seed: int) -> tuple[Data, dict[str, int]]:
    """Data for everything that is no unknown, and the sizes."""
    rng = np.random.default_rng(seed)
    sizes = {**SIZES, **case.get("sizes", {})}
    data = {}
    for declaration in case["declarations"]:
        name, shape, count, facts = _declaration(declaration, sizes)
        if name in case["unknowns"]:
            continue
        value = [_value(shape, facts, rng) for _ in range(count or 1)]
        data[name] = np.array(value) if count else value[0]
    for name, text in case.get("data", {}).items():
        data[name] = eval(text, {"np": np})(rng, sizes)
    return data, sizes


def _declaration(text: str, sizes: dict[str, int]) -> tuple[str, tuple[int, ...], int, set[str]]:
    head, _, facts = text.partition(":")
    head, _, run = head.partition(" for ")
    name, _, shape = head.strip().rstrip("]").partition("[")
    dims = tuple(sizes[dim] if dim in sizes else int(dim) for dim in shape.split(",") if dim)
    count = sizes[run.partition("..")[2].strip()] if run else 0
    return name, dims, count, {fact.strip() for fact in facts.split(",") if fact.strip()}


def _value(shape: tuple[int, ...], facts: set[str], rng: np.random.Generator) -> Any:
    a = rng.standard_normal(shape)
    if "positive_definite" in facts:
        return a @ a.T + 0.5 * np.eye(len(a))
    if "positive_semidefinite" in facts:
        return a @ a.T
    if "symmetric" in facts:
        return a + a.T
    if "binary" in facts:
        return np.asarray(rng.integers(0, 2, shape), dtype=float)
    if "simplex" in facts:
        return np.abs(a) / np.abs(a).sum()
    if facts & {"positive", "nonnegative"}:
        return np.abs(a) + 0.3
    return a if shape else float(a)


# -- the recorded solution ---------------------------------------------------------------------------------------------
def _svd(a: Array) -> tuple[Array, Array, Array]:
    u, s, v = np.linalg.svd(a, full_matrices=False)
    return u, s, v


def _polar(a: Array) -> Array:
    u, _, v = _svd(a)
    return u @ v


def _matfun(a: Array, f: Callable[[Array], Array]) -> Array:
    w, v = np.linalg.eigh((a + a.T) / 2)
    return np.asarray((v * f(w)) @ v.T)


def _shrink(a: Array, c: float) -> Array:
    u, s, v = _svd(a)
    return (u * np.maximum(s - c, 0)) @ v


def _simplex(b: Array) -> Array:
    level = brentq(lambda v: np.maximum(b - v, 0).sum() - 1, b.min() - 2, b.max())
    return np.maximum(b - level, 0)


NAMESPACE: dict[str, Any] = {
    "np": np, "sl": sl, "brentq": brentq, "svd": _svd, "polar": _polar, "matfun": _matfun, "shrink": _shrink,
    "solve": np.linalg.solve, "proj_simplex": _simplex,
    "invsqrtm": lambda a: _matfun(a, lambda w: w**-0.5),
    "eigtop": lambda a, k: np.linalg.eigh(a)[1][:, ::-1][:, :k],
    "eigbot": lambda a, k: np.linalg.eigh(a)[1][:, :k],
    "geneigtop": lambda a, b, k: sl.eigh(a, b)[1][:, ::-1][:, :k],
    "geneigbot": lambda a, b, k: sl.eigh(a, b)[1][:, :k],
}  # fmt: skip


def recorded(case: dict[str, Any], data: Data, sizes: dict[str, int]) -> Data | None:
    """The solution of the record on data, or None where it has none."""
    if "solution_numpy" in case:
        function = eval(case["solution_numpy"], dict(NAMESPACE))
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        return dict(function(*(data[name] for name in names)))
    if "solution" not in case:
        return None
    values: Data = {}
    todo = dict(case["solution"])
    while todo:
        for name, text in list(todo.items()):
            expr = ex.parse(text, case["declarations"])
            needed = _needed(expr)[0]
            if not needed & todo.keys():
                at = {k: v for k, v in {**data, **values}.items() if k in needed}
                values[name] = expr.evaluate(at, **_only(expr, sizes))
                del todo[name]
    return values


def _only(expr: ex.Expr, sizes: dict[str, int]) -> dict[str, int]:
    names = _needed(expr)[1]
    return {name: size for name, size in sizes.items() if name in names}


@lru_cache(maxsize=64)
def _needed(expr: ex.Expr) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the symbols and of the dimensions of an expression."""
    from extremum.algebra.dims import Dim, Name
    from extremum.algebra.traverse import topological

    dims = [d for node in topological([expr]) for d in (*node.shape, *node.params) if isinstance(d, Dim)]
    names = frozenset(atom.name for dim in dims for atom in dim.atoms() if isinstance(atom, Name))
    return frozenset(symbol.name for symbol in expr.symbols), names


# -- judging -----------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Judged:
    """infeasibility of ours; ours, best: the objective at our values and at the recorded ones; better: by how much the
    best of feasible points nearby beats ours, relative."""

    infeasibility: float
    ours: float
    best: float | None
    better: float

    def right(self, sense: str | None) -> bool:
        if self.infeasibility > TOLERANCE:
            return False
        scale = 1 + abs(self.ours)
        same = self.best is None or abs(self.ours - self.best) <= TOLERANCE * scale
        return same and (sense is None or self.better <= TOLERANCE)


def judge(case: dict[str, Any], solution: SolutionSet, seed: int) -> Judged:
    """Our values on one data set."""
    data, sizes = draw(case, seed)
    problem = problem_of(case)
    found = solution.evaluate(data, **_only_known(solution, sizes))
    ours = {symbol.name: value for symbol, value in found.items()}
    record = recorded(case, data, sizes)
    if problem.objective is None:
        return Judged(_infeasibility(problem, data, ours, sizes), 0.0, None, 0.0)
    best = None if record is None else _value_at(problem.objective, data, record, sizes)
    value = _value_at(problem.objective, data, ours, sizes)
    sign = -1.0 if problem.sense == "max" else 1.0
    better = max(
        sign * (value - _value_at(problem.objective, data, near, sizes)) for near in _near(problem, ours, seed)
    )
    return Judged(
        _infeasibility(problem, data, ours, sizes), value, best, better / (1 + abs(value)) if problem.sense else 0.0
    )


def _only_known(solution: SolutionSet, sizes: dict[str, int]) -> dict[str, int]:
    known: dict[str, int] = {}
    for expr in [*solution.values.values(), *(k.matrix for k in solution.conditions)]:
        known |= _only(expr, sizes)
    return known


def _value_at(expr: ex.Expr, data: Data, at: Data, sizes: dict[str, int]) -> float:
    needed, _ = _needed(expr)
    values = {name: value for name, value in {**data, **at}.items() if name in needed}
    try:
        with np.errstate(all="ignore"):
            value = float(expr.evaluate(values, **_only(expr, sizes)))
    except (ex.DataError, np.linalg.LinAlgError):
        return float("nan")  # outside of what is declared, or of the domain
    return value


def _infeasibility(problem: Problem, data: Data, at: Data, sizes: dict[str, int]) -> float:
    worst = 0.0
    for constraint in problem.released()[0].constraints:
        needed = {symbol.name for symbol in constraint.gap.symbols}
        values = {name: value for name, value in {**data, **at}.items() if name in needed}
        gap = np.atleast_1d(constraint.gap.evaluate(values, **_only(constraint.gap, sizes)))
        if constraint.is_semidefinite:
            worst = max(worst, float(-np.linalg.eigvalsh(gap).min()), float(np.abs(gap - gap.T).max()))
        else:
            worst = max(worst, float(np.abs(gap).max() if constraint.is_equation else -gap.min()))
    return worst


def _near(problem: Problem, ours: Data, seed: int) -> list[Data]:
    """Points nearby within the declared structures; with constraints only the point itself, for they leave no ball."""
    if problem.released()[0].constraints:
        return [ours]
    rng = np.random.default_rng(100 + seed)
    found = [ours]
    for size in (1e-3, 1e-2, 1e-1):
        for _ in range(8 * TIMES):
            near = {}
            for symbol in problem.unknowns:
                value = np.asarray(ours[symbol.name], dtype=float)
                step = rng.standard_normal(value.shape)
                symmetric = {"positive_definite", "symmetric"} & set(symbol.assumptions)
                way: Array = step + step.T if symmetric else step
                moved = value + size * way
                near[symbol.name] = moved if value.ndim else float(moved)
            found.append(near)
    return found
