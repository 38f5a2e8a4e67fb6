"""Points that satisfy the constraints of theorems, drawn in NumPy, and the judge that no such point is better."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import linalg

import extremum as ex
from tests.support.draws import TIMES

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Values = dict[str, Array]
Draw = Callable[[np.random.Generator, float, Values | None], Values]


def metric_of(data: Values, name: str | None, n: int) -> Array:
    return np.eye(n) if name is None else data[name]


def stiefel(unknown: str, n: int, k: int, metric: str | None = None, radius: float = 1.0) -> Callable[..., Values]:
    """Points of ``W' B W = radius² I``, near a given one or anywhere."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        b = metric_of(data, metric, n)
        point = rng.standard_normal((n, k))
        if near is not None:
            point = np.reshape(near[unknown], (n, k)) + step * point
        gram = np.real(linalg.sqrtm(point.T @ b @ point))
        point = radius * point @ np.linalg.inv(gram)
        return {unknown: point[:, 0] if k == 1 else point}

    return draw


def free(**shapes: tuple[int, ...]) -> Callable[..., Values]:
    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        drawn = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
        return drawn if near is None else {name: near[name] + step * drawn[name] for name in shapes}

    return draw


def rotations(unknown: str, n: int) -> Callable[..., Values]:
    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        skew = rng.standard_normal((n, n))
        start = np.eye(n) if near is None else near[unknown]
        length = step if near is not None else 2.0
        return {unknown: start @ linalg.expm(length * (skew - skew.T))}

    return draw


def semidefinite(unknown: str, n: int) -> Callable[..., Values]:
    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        a = rng.standard_normal((n, n))
        return {unknown: a @ a.T if near is None else near[unknown] + step * a @ a.T}

    return draw


def with_level(draw: Callable[..., Values]) -> Callable[..., Values]:
    """With a positive number t."""

    def positive(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        drawn = draw(rng, data, near, step)
        return {**drawn, "t": np.abs(drawn["t"]) + 1e-3}

    return positive


N, M, K = 4, 6, 2
S, P = "symmetric", "positive_definite"
Case = tuple[str, str, str, list[str], list[str], Callable[..., Values], Callable[..., float]]


def drawn_data(declarations: list[str], unknowns: list[str], rng: np.random.Generator) -> Values:
    data: Values = {}
    for declaration in declarations:
        head, _, facts = declaration.partition(":")
        name, _, shape = head.rstrip("] ").partition("[")
        if name in unknowns:
            continue
        sizes = [size for size in shape.split(",") if size]
        a = np.asarray(rng.standard_normal([{"n": N, "m": M, "k": K}.get(size) or int(size) for size in sizes]))
        data[name] = a @ a.T + 0.2 * np.eye(len(a)) if P in facts else a + a.T if S in facts else a
    return data


def sizes_of(solution: Any) -> dict[str, int]:
    """The number of columns, where values alone do not tell it."""
    return {"k": K} if any(", k)" in str(value) for value in solution.values.values()) else {}


def no_feasible_point_is_better(case: Case, seed: int) -> None:
    """A solution is feasible, and neither near it nor far away a feasible point is better."""
    text, names, sense, constraints, declarations, draw, objective = case
    unknowns = names.split()
    rng = np.random.default_rng(seed)
    data = drawn_data(declarations, unknowns, rng)
    solution = ex.solve(text, unknowns, sense, constraints, declarations)
    assert solution.kind == f"global {sense}imum"
    found = {x.name: np.asarray(value) for x, value in solution.evaluate(data, **sizes_of(solution)).items()}
    sign = 1 if sense == "min" else -1
    best = sign * objective(**data, **found)
    assert np.isfinite(best)
    for step in (1e-3, 1e-2, 0.1, None):
        for _ in range(10 * TIMES):
            other = draw(rng, data, None if step is None else found, step or 0.0)
            assert sign * objective(**data, **other) >= best - 1e-7 * (1 + abs(best))
