"""Sums over entries of functions with corners, judged by a search along each entry in NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
N = 4


def _relu(x: Array) -> Array:
    return np.maximum(x, 0)


CORNERS: dict[str, Callable[[Array], Array]] = {"relu": _relu, "hinge": lambda u: _relu(1 - u), "abs": np.abs}
SQUARE = "norm2(x - v)^2/2 + "
CASES: list[tuple[str, str, Callable[..., Any]]] = [
    ("t*sum(relu(x))", "", lambda x, t: t * _relu(x)),
    ("t*sum(relu(-x))", "", lambda x, t: t * _relu(-x)),
    ("t*(a*sum(relu(x)) + b*sum(relu(-x)))", "", lambda x, t, a, b: t * (a * _relu(x) + b * _relu(-x))),
    ("t*sum(hinge(x))", "", lambda x, t: t * _relu(1 - x)),
    ("t*sum(hinge(-2*x))", "", lambda x, t: t * _relu(1 + 2 * x)),
    ("sum(w.*max(x, y))", "y[n]", lambda x, w, y: w * np.maximum(x, y)),
    ("-sum(w.*min(2*x, y))", "y[n]", lambda x, w, y: -w * np.minimum(2 * x, y)),
    ("t*norm1(x - y)", "y[n]", lambda x, t, y: t * np.abs(x - y)),
    ("t*sum(relu(abs(x) - a))", "", lambda x, t, a: t * _relu(np.abs(x) - a)),
    ("t*norm1(x - 1) + a*norm1(x) + b*norm1(x + w)", "", lambda x, t, a, b, w:
     t * np.abs(x - 1) + a * np.abs(x) + b * np.abs(x + w)),
    ("sum(relu(a*x - b)) + t*sum(relu(x - b/a - 1)) + norm1(w.*x)", "", lambda x, t, a, b, w:
     _relu(a * x - b) + t * _relu(x - b / a - 1) + np.abs(w * x)),
    ("t*sum(relu(x).^2) + sum(w.*relu(-x))", "", lambda x, t, w: t * _relu(x) ** 2 + w * _relu(-x)),
]  # fmt: skip


def _data(rng: np.random.Generator) -> dict[str, Any]:
    return {"v": 3 * rng.standard_normal(N), "y": rng.standard_normal(N), "w": rng.uniform(0.1, 2, N),
            **{name: float(rng.uniform(0.1, 2)) for name in "tab"}}  # fmt: skip


def _declared(*more: str) -> str:
    return "; ".join(["x[n]; v[n]; w[n]: positive; t: positive; a: positive; b: positive", *filter(None, more)])


def _least(f: Callable[[Array], Array], low: float, high: float) -> Array:
    """The least value along each entry, on grids that close in on it: a convex function is least beside the best."""
    lows, highs = np.full(N, low), np.full(N, high)
    for _ in range(6):
        grid = np.linspace(lows, highs, 201)
        values = f(grid)
        at = values.argmin(0)
        lows = grid[np.maximum(at - 1, 0), np.arange(N)]
        highs = grid[np.minimum(at + 1, 200), np.arange(N)]
    return np.asarray(values.min(0))


def _judged(found: ex.SolutionSet, of: Callable[..., Any], seed: int, low: float = -20.0, high: float = 20.0) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(3):
        data = _data(rng)
        names = {s.name for root in found.problem.expressions for s in root.symbols} - {"x"}
        (x,) = found.evaluate({name: data[name] for name in names}).values()
        least = _least(partial(of, data=data), low, high)
        assert np.all(of(x, data) <= least + 1e-12 * (1 + abs(least))), (found.written(*found.values), data)


def _value(of: Callable[..., Any], x: Array, data: dict[str, Any]) -> Array:
    names = of.__code__.co_varnames[1 : of.__code__.co_argcount]
    return np.asarray((x - data["v"]) ** 2 / 2 + of(x, **{name: data[name] for name in names}))


@pytest.mark.parametrize("seed", seeds(1))
@pytest.mark.parametrize(("term", "more", "of"), CASES, ids=[case[0] for case in CASES])
def test_each_entry_is_best(term: str, more: str, of: Callable[..., Any], seed: int) -> None:
    found = ex.solve(SQUARE + term, "x", "min", declarations=_declared(more))
    assert (found.kind, found.unique) == ("global minimum", "unique")
    _judged(found, partial(_value, of), seed)


@pytest.mark.parametrize("seed", seeds(3))
def test_random_corners(seed: int) -> None:
    """Weights and corners drawn as numbers: any sum of convex functions with corners."""
    rng = np.random.default_rng(seed)
    drawn: list[tuple[str, list[int]]] = [
        (str(rng.choice(list(CORNERS))), rng.integers([1, -2, -3], [4, 3, 4]).tolist()) for _ in range(4)
    ]
    terms = [f"{weight}/2*sum({name}({slope}*x + {start}))" for name, (weight, slope, start) in drawn]
    found = ex.solve(SQUARE + " + ".join(terms), "x", "min", declarations=_declared())
    assert (found.kind, found.unique) == ("global minimum", "unique")

    def value(x: Array, data: dict[str, Any]) -> Any:
        return (x - data["v"]) ** 2 / 2 + sum(w / 2 * CORNERS[name](s * x + b) for name, (w, s, b) in drawn)

    _judged(found, value, seed)


OTHERS: list[tuple[str, Callable[..., Any], float]] = [
    ("-w'*log(x) + t*sum(relu(x - a))",
     lambda x, data: -data["w"] * np.log(x) + data["t"] * _relu(x - data["a"]), 1e-9),
    ("sum(x.*log(x)) - v'*x + t*norm1(x - a)",
     lambda x, data: x * np.log(x) - data["v"] * x + data["t"] * np.abs(x - data["a"]), 1e-9),
    ("w'*exp(x) + t*norm1(x - 1)", lambda x, data: data["w"] * np.exp(x) + data["t"] * np.abs(x - 1), -20.0),
]  # fmt: skip


@pytest.mark.parametrize(("f", "of", "low"), OTHERS, ids=[case[0] for case in OTHERS])
def test_pieces_without_a_stationary_point(f: str, of: Callable[..., Any], low: float) -> None:
    fact = "x[n]: positive; " if low > 0 else ""
    found = ex.solve(f, "x", "min", declarations=fact + _declared().removeprefix("x[n]; " if fact else ""))
    assert (found.kind, found.unique) == ("global minimum", "unique")
    _judged(found, of, 0, low, 40.0)


def test_bounds_and_a_ball_of_sizes_beside_corners() -> None:
    declared = "x[n]; v[n]; l[n]; u[n]; t: positive; r: positive"
    boxed = ex.solve(SQUARE + "t*sum(relu(x))", "x", "min", ["x >= l", "x <= u"], declared)
    v, low, high = np.array([2.0, 0.3, -1.0, 5.0]), np.array([0.0, -1.0, -0.5, 1.0]), np.array([1.0, 1.0, 2.0, 9.0])
    (x,) = boxed.evaluate(v=v, l=low, u=high, t=0.5).values()
    assert x == pytest.approx(np.clip([1.5, 0.0, -1.0, 4.5], low, high))
    ball = ex.solve(SQUARE + "t*sum(relu(x))", "x", "min", ["norm1(x) <= r"], declared)
    (x,) = ball.evaluate(v=v, t=0.5, r=1.0).values()
    assert math.isclose(np.abs(x).sum(), 1.0)
    assert x == pytest.approx([0, 0, 0, 1.0])


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("norm1(x) + norm1(x - y)", "which of the corners"),
        ("sum(relu(s*x))", "the sign of s"),
        ("norm1(P*x)", "not affine in each entry of x alone"),
    ],
)
def test_why_entries_are_not_found(term: str, reason: str) -> None:
    with pytest.raises(ex.UnsupportedError, match=reason):
        ex.solve(SQUARE + term, "x", "min", declarations=_declared("y[n]", "s", "P[n,n]"))


def test_a_corner_for_each_term_of_a_sum_is_none_of_one_number() -> None:
    with pytest.raises(ex.UnsupportedError, match="no rule isolates u"):
        ex.solve("u^2 + sum_i(abs(c[i] - u))", "u", "min", declarations="u; c for i in 1..N")


def test_a_common_factor_stands_outside() -> None:
    found = ex.solve(
        "norm2(x - b)^2/2 + t*norm1(x) + s/2*norm2(x)^2",
        "x",
        "min",
        declarations="x[n]; b[n]; t: positive; s: positive",
    )
    assert found.written(*found.values) == "(sign(b).*relu(abs(b) - t))/(1 + s)"
