"""Polynomials of one number on intervals and on the line: no point of a fine grid is better."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

D = "x; a: positive; b: positive; c"
CASES: list[tuple[str, str, str, list[str], Any, Any]] = [
    ("x*(a - 2*x)^2", "max", "x: positive; a: positive", ["2*x <= a"], lambda x, a: x * (a - 2 * x) ** 2,
     lambda a: (0, a / 2)),
    ("x^3 - 3*a^2*x", "max", D, ["-2*a <= x", "x <= 2*a"], lambda x, a: x**3 - 3 * a**2 * x, lambda a: (-2 * a, 2 * a)),
    ("x^3 - 3*a^2*x", "min", D, ["-a <= x", "x <= 3*a"], lambda x, a: x**3 - 3 * a**2 * x, lambda a: (-a, 3 * a)),
    ("x^2*(a - x)", "max", D, ["0 <= x", "x <= a"], lambda x, a: x**2 * (a - x), lambda a: (0, a)),
    ("-b*x^2*(a - x)", "min", D, ["0 <= x", "x <= a"], lambda x, a, b: -b * x**2 * (a - x), lambda a, b: (0, a)),
    ("x^4 - 2*x^2", "min", "x", ["0 <= x", "x <= 3"], lambda x: x**4 - 2 * x**2, lambda: (0, 3)),
    ("x^3 + a*x", "max", D, ["x >= -b", "x <= a"], lambda x, a, b: x**3 + a * x, lambda a, b: (-b, a)),
    ("x^5/5 - x^3/3 + c", "max", D, ["-2 <= x", "x <= 1"], lambda x, c: x**5 / 5 - x**3 / 3 + c,
     lambda c: (-2, 1)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]} {case[0]} on {case[3]}")
@pytest.mark.parametrize("seed", seeds(1))
def test_no_point_of_a_grid_is_better(case: Any, seed: int) -> None:
    text, sense, declared, constraints, f, ends = case
    solution = ex.solve(text, "x", sense, constraints, declared)
    assert solution.kind == f"global {sense}imum"
    names = f.__code__.co_varnames[1:]
    data = dict(zip(names, np.exp(np.random.default_rng(seed).standard_normal(len(names))), strict=True))
    low, high = ends(**data)
    x = float(solution.evaluate(data).popitem()[1])
    assert low <= x <= high * (1 + 1e-12)
    grid = np.linspace(low, high, 4001)
    gains = (f(grid, **data) - f(x, **data)) * (1 if sense == "max" else -1)
    assert np.max(gains) <= 1e-12 * (1 + abs(f(x, **data)))
    far = gains[np.abs(grid - x) > 1e-2 * (high - low)]
    assert solution.unique == ("unique" if np.max(far) < -1e-9 * (1 + abs(f(x, **data))) else "")


@pytest.mark.parametrize(("text", "constraints"), [
    ("x^3 - x", ["x >= 3"]), ("x^3 - x", ["x <= 1", "x >= c"]), ("x^4 - 2*x^2 + x", ["0 <= x", "x <= 3"]),
    ("x^3 + sign(x - a)", ["0 <= x", "x <= 3"]), ("b*x^2*(a - x)", ["0 <= x", "x <= b"]),
    ("x^3*c", ["0 <= x", "x <= a"]), ("3*x^4 - x^6", ["x <= b"]),
])  # fmt: skip
def test_no_global_extremum_is_told_where_the_signs_do_not_compare(text: str, constraints: list[str]) -> None:
    try:
        kind = ex.solve(text, "x", "max", constraints, D).kind
    except ex.UnsupportedError:
        kind = ""
    assert kind in ("", "local maximum")


LINES: list[tuple[str, str, str, list[str], Any, Any]] = [
    ("x^4 - 2*x^2", "min", D, [], lambda x: x**4 - 2 * x**2, lambda: (-9, 9)),
    ("x^4 - a*x^2 + c", "min", D, [], lambda x, a, c: x**4 - a * x**2 + c, lambda a, c: (-9 - a, 9 + a)),
    ("(x^2 - 1)^2", "min", D, [], lambda x: (x**2 - 1) ** 2, lambda: (-9, 9)),
    ("3*x^4 - 4*x^3 - 12*x^2", "min", D, [], lambda x: 3 * x**4 - 4 * x**3 - 12 * x**2, lambda: (-9, 9)),
    ("-b*x^4 + x^3 + x^2*2*b", "max", D, ["x >= 0"], lambda x, b: -b * x**4 + x**3 + 2 * b * x**2,
     lambda b: (0, 9 + 9 / b)),
    ("x^4 + x^3 - x^2", "min", D, [], lambda x: x**4 + x**3 - x**2, lambda: (-9, 9)),
    ("x^3 - x", "max", D, ["x <= 0"], lambda x: x**3 - x, lambda: (-9, 0)),
    ("x^3 - a*x", "min", "x: positive; a: positive", [], lambda x, a: x**3 - a * x, lambda a: (1e-9, 9 + a)),
]  # fmt: skip


@pytest.mark.parametrize("case", LINES, ids=lambda case: f"{case[1]} {case[0]} on {case[3]}")
@pytest.mark.parametrize("seed", seeds(2))
def test_no_point_of_a_grid_is_better_where_there_is_no_end(case: Any, seed: int) -> None:
    text, sense, declared, constraints, f, ends = case
    solution = ex.solve(text, "x", sense, constraints, declared)
    assert solution.kind == f"global {sense}imum"
    names = f.__code__.co_varnames[1:]
    data = dict(zip(names, np.exp(np.random.default_rng(seed).standard_normal(len(names))), strict=True))
    low, high = ends(**data)
    x = float(solution.evaluate(data).popitem()[1])
    grid = np.linspace(low, high, 4001)
    gains = (f(grid, **data) - f(x, **data)) * (1 if sense == "max" else -1)
    assert np.max(gains) <= 1e-12 * (1 + abs(f(x, **data)))
    at = np.array([x, -x] if solution.unique == "up to sign" else [x])
    assert solution.unique and np.ptp(f(at, **data)) < 1e-12 * (1 + abs(f(x, **data)))
    assert np.max(gains[np.abs(grid[:, None] - at).min(axis=1) > 1e-2 * (high - low)]) < 0


@pytest.mark.parametrize(("text", "unknowns", "unique"), [
    ("x^4 - 2*x^2", "x", "up to sign"), ("x^4 - 2*x^2 + (y - 3)^2", "x y", "up to sign"),
    ("x^4 - 2*x^2 + (y - x - 1)^2", "x y", ""), ("x^2*(x - 1)^2", "x", ""),
])  # fmt: skip
def test_a_sign_is_free_only_of_all_unknowns_together(text: str, unknowns: str, unique: str) -> None:
    assert ex.solve(text, unknowns.split(), "min", [], "x; y").unique == unique


@pytest.mark.parametrize("text", ["x^4 - 2*x^2", "c*x^4 - 2*x^2", "x^3 - x", "-x^4 + x^2"])
def test_a_polynomial_that_grows_elsewhere_has_no_extremum(text: str) -> None:
    sense = "min" if text.startswith("-") or "x^3" in text or "c" in text else "max"
    with pytest.raises((ex.NoExtremumError, ex.UnsupportedError)):
        ex.solve(text, "x", sense, [], D)
