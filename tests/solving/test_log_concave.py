"""Products of powers of affine functions between their zeros: no point of a fine grid is better."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

D = "x; y: positive; a: positive; b: positive; d: positive; p: positive; q: positive; r: positive"
CASES: list[tuple[str, list[str], Callable[..., Any], Callable[..., Any]]] = [
    ("x*(a - 2*x)*(b - 2*x)", ["x >= 0", "2*x <= a", "2*x <= b"], lambda x, a, b: x * (a - 2 * x) * (b - 2 * x),
     lambda a, b: (0, min(a, b) / 2)),
    ("3*y*(2*y - a)*(2*y - b)", ["2*y <= a", "2*y <= b"], lambda x, a, b: 3 * x * (a - 2 * x) * (b - 2 * x),
     lambda a, b: (0, min(a, b) / 2)),
    ("(x + a)*(x + b)^p*(d - x)^q", ["x >= -a", "x >= -b", "x <= d"],
     lambda x, a, b, d, p, q: (x + a) * (x + b) ** p * (d - x) ** q, lambda a, b, d, p, q: (-min(a, b), d)),
    ("p*log(x) + q*log(a - x) + r*log(a + b - x)", [],
     lambda x, a, b, p, q, r: p * np.log(x) + q * np.log(a - x) + r * np.log(a + b - x), lambda a, b, p, q, r: (0, a)),
    ("x^2*(a - x)^3", ["x >= 0", "x <= a"], lambda x, a: x**2 * (a - x) ** 3, lambda a: (0, a)),
    ("(x - a)^p*(a + b - x)", ["x >= a", "x <= a + b"], lambda x, a, b, p: (x - a) ** p * (a + b - x),
     lambda a, b, p: (a, a + b)),
    ("x*(1 - x)*(2 - x)", ["x >= 0", "x <= 1", "x <= 3"], lambda x: x * (1 - x) * (2 - x), lambda: (0, 1)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
@pytest.mark.parametrize("seed", seeds(1))
def test_no_point_of_a_grid_is_better(case: Any, seed: int) -> None:
    text, constraints, f, ends = case
    solution = ex.solve(text, "y" if "y" in text else "x", "max", constraints, D)
    assert (solution.kind, solution.unique) == ("global maximum", "unique")
    names = f.__code__.co_varnames[1:]
    data = dict(zip(names, np.exp(np.random.default_rng(seed).standard_normal(len(names))), strict=True))
    low, high = ends(**data)
    x = float(solution.evaluate(data).popitem()[1])
    assert low < x < high
    grid = np.linspace(low, high, 4001)[1:-1]
    assert np.max(f(grid, **data) - f(x, **data)) <= 1e-12 * (1 + abs(f(x, **data)))


@pytest.mark.parametrize(("text", "sense", "constraints"), [
    ("x*(a - 2*x)*(b - 2*x)", "max", ["x >= 0", "2*x <= a"]), ("x*(a - x)*(x - b)", "max", ["x >= 0", "x <= a"]),
    ("x*(a - x)*(b - x)", "min", ["x >= 0", "x <= a", "x <= b"]),
    ("(x + a)*(d - x)^2*(b - x)", "max", ["x >= -a", "x <= b"]),
    ("p*log(x) - q*log(a - x) + r*log(b - x)", "max", []),
])  # fmt: skip
def test_nothing_is_said_where_a_factor_may_be_negative(text: str, sense: str, constraints: list[str]) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, "x", sense, constraints, D)


def test_an_empty_interval_is_refused_on_data() -> None:
    solution = ex.solve("(x - v)*(w - x)^2*(w + 1 - x)", "x", "max", ["x >= v", "x <= w"], "x; v; w")
    assert {str(k) for k in solution.conditions} == {"w - v is nonnegative"}
    assert solution.evaluate({"v": 1.0, "w": 1.0}).popitem()[1] == pytest.approx(1.0)
    with pytest.raises(ex.DataError, match="nonnegative"):
        solution.evaluate({"v": 2.0, "w": 1.0})
