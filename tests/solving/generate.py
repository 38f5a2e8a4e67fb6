"""Random problems with hostile names, and numbers that judge what is claimed of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex
from extremum.solving.solution import SolutionSet

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Data = dict[str, Any]

NAMES = ["P", "lam", "inverse", "nu", "z", "t", "v", "P_", "nu_", "S", "Q", "kind", "x1", "Z", "mu", *"abcdefg"]
SIZES = {"n": 3, "m": 5, "p": 1, "k": 2}


@dataclass(slots=True)
class Generated:
    """A problem as text."""

    objective: str
    unknowns: list[str]
    sense: str | None
    constraints: list[str]
    declarations: list[str]

    def __str__(self) -> str:
        return f"{self.sense} {self.objective} over {self.unknowns} s.t. {self.constraints} given {self.declarations}"


class _Writer:
    """Takes names as it writes terms, and declares them."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names: list[str] = rng.sample(NAMES, len(NAMES))
        self.declared: list[str] = []

    def new(self, shape: str = "", facts: str = "") -> str:
        name = self.names.pop()
        self.declared.append(f"{name}{shape}{': ' + facts if facts else ''}")
        return name

    def some(self, *options: str) -> str:
        return str(self.rng.choice(options))

    def coefficient(self) -> str:
        q = self.rng.choice(["", "-", "2*", "-3*"])
        kind = self.some("number", "number", "positive", "any")
        return q if kind == "number" else f"{q}{self.new('', kind.replace('any', ''))}*"


def _vector_term(w: _Writer, x: str) -> str:
    kind = w.some("square", "ridge", "form", "linear", "general")
    if kind == "square":
        return f"norm2({w.new('[m,n]', w.some('', 'full_column_rank'))}*{x} - {w.new('[m]')})^2"
    if kind == "ridge":
        return f"{w.coefficient()}norm2({x})^2"
    if kind == "form":
        return f"{w.coefficient()}{x}'*{w.new('[n,n]', w.some('symmetric', 'positive_definite'))}*{x}"
    if kind == "linear":
        return f"{w.new('[n]')}'*{x}"
    return f"{x}'*{w.new('[n,n]')}*{x}"


def _scalar_terms(w: _Writer, names: list[str]) -> str:
    terms = [f"{w.coefficient()}{a}*{b}" for k, a in enumerate(names) for b in names[k:]]
    return " + ".join([*terms, *(f"{w.coefficient()}{a}" for a in names)]).replace("+ -", "- ")


def _matrix_objective(w: _Writer, x: str) -> str:
    kind = w.some("two-sided", "form", "distance")
    if kind == "two-sided":
        return f"norm2({w.new('[m,n]')}*{x}*{w.new('[k,m]')} - {w.new('[m,m]')})^2"
    if kind == "form":
        return f"tr({x}'*{w.new('[n,n]', w.some('symmetric', 'positive_definite'))}*{x}) - 2*tr({w.new('[n,k]')}'*{x})"
    return f"{w.coefficient()}norm2({x} - {w.new('[n,k]')})^2"


def generate(rng: random.Random) -> Generated:
    """A random problem: scalars, a vector, a matrix, a positive definite matrix, with and without equations."""
    w = _Writer(rng)
    sense = rng.choice(["min", "max", "min", None])
    kind = rng.choice(["scalars", "vector", "vector", "matrix", "definite"])
    constraints: list[str] = []
    if kind == "scalars":
        unknowns = [w.new() for _ in range(rng.randint(1, 2))]
        objective = _scalar_terms(w, unknowns)
        if rng.random() < 0.4:
            constraints = [f"{' + '.join(unknowns)} == {w.new()}"]
    elif kind == "vector":
        unknowns = [w.new("[n]")]
        objective = " + ".join(_vector_term(w, unknowns[0]) for _ in range(rng.randint(1, 3))).replace("+ -", "- ")
        if rng.random() < 0.3:
            constraints = [f"sum({unknowns[0]}) == 1"]
        elif rng.random() < 0.4:
            constraints = [f"{w.new('[p,n]')}*{unknowns[0]} == {w.new('[p]')}"]
    elif kind == "matrix":
        unknowns = [w.new("[n,k]")]
        objective = _matrix_objective(w, unknowns[0])
    else:
        unknowns = [w.new("[n,n]", w.some("positive_definite", "invertible"))]
        a = w.new("[n,n]", "positive_definite")
        objective = w.some(
            f"tr({a}*{unknowns[0]}) - logdet({unknowns[0]})",
            f"logdet({unknowns[0]}) + tr({a}*inv({unknowns[0]}))",
            f"norm2({unknowns[0]} - {a})^2",
        )
        objective = w.some(objective, f"-({objective})", f"{objective} + logdet({w.new('[n,n]', 'positive_definite')})")
    return Generated(objective, unknowns, sense, constraints, w.declared)


# -- judging -----------------------------------------------------------------------------------------------------------
def draw(problem: Generated, rng: np.random.Generator) -> Data:
    """Data for all that is no unknown."""
    data: Data = {}
    for text in problem.declarations:
        head, _, facts = text.partition(": ")
        name, _, shape = head.rstrip("]").partition("[")
        if name in problem.unknowns:
            continue
        a = rng.standard_normal([SIZES[d] for d in shape.split(",") if d])
        if "definite" in facts:
            a = a @ a.T + 0.3 * np.eye(len(a))
        elif facts == "symmetric":
            a = a + a.T
        elif facts == "positive":
            a = np.abs(a) + 0.1
        data[name] = a if a.ndim else float(a)
    return data


@dataclass(slots=True)
class Numbers:
    """The problem as a function of a flat array, on data."""

    problem: Generated
    f: ex.Expr
    gaps: list[ex.Expr]
    data: Data
    shapes: dict[str, tuple[int, ...]]

    def at(self, expr: ex.Expr, flat: Array) -> Array:
        values, start = dict(self.data), 0
        for name, shape in self.shapes.items():
            size = int(np.prod(shape))
            piece = flat[start : start + size].reshape(shape)
            values[name] = piece if shape else float(piece)
            start += size
        known = {s.name for s in expr.symbols}
        dims = {name: size for name, size in SIZES.items() if f"[{name}" in str(self.problem) or name in str(expr)}
        try:
            return np.atleast_1d(expr.evaluate({k: v for k, v in values.items() if k in known}, **_known(expr, dims)))
        except (ex.DataError, np.linalg.LinAlgError):
            return np.array([np.nan])

    def value(self, flat: Array) -> float:
        return float(self.at(self.f, flat)[0])

    def directions(self, flat: Array) -> Array:
        """A basis of the directions that the equations leave, as columns."""
        if not self.gaps:
            return np.eye(len(flat))
        rows = [
            np.array([self.at(gap, flat + e) - self.at(gap, flat) for e in np.eye(len(flat))]).T for gap in self.gaps
        ]
        _, s, vt = np.linalg.svd(np.vstack(rows))
        return np.asarray(vt[int((s > 1e-9).sum()) :].T)


def _known(expr: ex.Expr, dims: dict[str, int]) -> dict[str, int]:
    from tests.solving.judge import _only

    return _only(expr, dims)


def numbers(problem: Generated, solution: SolutionSet, data: Data) -> Numbers:
    """The problem on data, the unknowns shaped as in the solution."""
    found = solution.problem
    assert found.objective is not None
    shapes = {x.name: tuple(SIZES.get(str(d), 1) for d in x.shape if str(d) != "1") for x in found.unknowns}
    return Numbers(problem, found.objective, [k.gap for k in found.constraints], data, shapes)


def complaints(problem: Generated, solution: SolutionSet, seed: int) -> list[str]:
    """What numbers say against a solution; none where its conditions refuse the data."""
    rng = np.random.default_rng(seed)
    data = draw(problem, rng)
    try:
        values = solution.evaluate(data, **_dims_of(solution, SIZES))
    except ex.DataError as error:
        return [str(error)] if "does not satisfy" in str(error) else []
    here = numbers(problem, solution, data)
    flat = np.concatenate([np.ravel(values[x]) for x in solution.problem.unknowns])
    said = [f"infeasible by {gap}" for g in here.gaps if (gap := np.abs(here.at(g, flat)).max()) > 1e-6]
    basis, at = here.directions(flat), here.value(flat)
    scale = 1 + abs(at)
    definite = "among positive definite" in solution.kind
    for reach in (1e-3, 3e-2) if "global" not in solution.kind else (1e-3, 3e-2, 1.0, 20.0):
        for _ in range(12):
            step = reach * basis @ rng.standard_normal(basis.shape[1])
            if definite or "definite" in str(solution.problem.unknowns[0].assumptions):
                side = int(np.sqrt(len(flat)))
                step = (step.reshape(side, side) + step.reshape(side, side).T).ravel()
            other = flat + step
            if definite and np.linalg.eigvalsh(other.reshape(side, side)).min() <= 0:
                continue
            gain = here.value(other) - at
            if np.isnan(gain):
                continue
            if "minimum" in solution.kind and gain < -1e-7 * scale:
                said.append(f"{solution.kind}, but {reach} away the value is {gain:.3g} lower")
            if "maximum" in solution.kind and gain > 1e-7 * scale:
                said.append(f"{solution.kind}, but {reach} away the value is {gain:.3g} higher")
            if reach == 1e-3 and abs(gain) > 50 * scale * np.linalg.norm(step) and not definite:
                said.append("not stationary")
    return said[:3]


def _dims_of(solution: SolutionSet, dims: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for expr in [*solution.values.values(), *(k.matrix for k in solution.conditions)]:
        found |= _known(expr, dims)
    return found
