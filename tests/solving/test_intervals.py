"""Polynomials of one number on closed intervals: no point of a fine grid is better."""

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
@pytest.mark.parametrize("seed", seeds(2))
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
    ("x^3 - x", ["x <= 3"]), ("x^3 - x", ["x <= 1", "x >= c"]), ("x^4 - 2*x^2 + x", ["0 <= x", "x <= 3"]),
    ("x^3 + sign(x - a)", ["0 <= x", "x <= 3"]), ("b*x^2*(a - x)", ["0 <= x", "x <= b"]),
    ("x^3*c", ["0 <= x", "x <= a"]),
])  # fmt: skip
def test_nothing_is_said_where_the_signs_do_not_compare(text: str, constraints: list[str]) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, "x", "max", constraints, D)
