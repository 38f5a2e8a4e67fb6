"""A bound that is attained: no random point, near or far, is better than the one that is said."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

D = "w[] for i in 1..N; x; a; c: positive; v[n]; p[n]; B[m,n]; Z[n,n]; Q[n,n]"
SIZES = {"n": 3, "m": 4}


def _draw(rng: np.random.Generator, symbol: ex.Expr) -> np.ndarray | float:
    array = rng.standard_normal(tuple(SIZES[str(d)] for d in symbol.shape if str(d) != "1"))
    return array if array.shape else float(abs(array) if "positive" in symbol.assumptions else array)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("text", "unknown", "unique"),
    [
        ("max(abs(v))", "v", False), ("sum(abs(v - p)) + a", "v", False), ("(x - a)^4", "x", True),
        ("c*sum((v - p).^4)", "v", True), ("max(abs(v - p)) + c*sum(abs(v - p))", "v", False),
        ("sum(abs(Z - Q))", "Z", False), ("max(abs(B*v))", "v", False), ("abs(x - a)*c + (x - a)^6", "x", True),
    ],
)  # fmt: skip
def test_no_point_is_below_the_bound(text: str, unknown: str, unique: bool, seed: int) -> None:
    found = ex.solve(text, unknown, "min", [], D)
    assert found.kind == "global minimum" and not found.conditions
    assert found.unique == ("unique" if unique else "")
    rng = np.random.default_rng(seed)
    f = ex.parse(text, D)
    data = {s.name: _draw(rng, s) for s in f.symbols}
    (value,) = found.values.values()
    given = {s.name: data[s.name] for s in value.symbols}
    (at,) = found.evaluate(given, **({} if given else {"n": 3})).values()
    best = float(f.evaluate({**data, unknown: at}))
    for size in (1e-3, 0.3, 10.0):
        for _ in range(10):
            other = at + size * rng.standard_normal(np.shape(at))
            assert float(f.evaluate({**data, unknown: other if np.shape(at) else float(other)})) > best


@pytest.mark.parametrize(
    "text",
    [
        "abs(x) - abs(x - a)",
        "abs(x - a) + abs(x + a)",
        "abs(x)*x",
        "(x - a)^3",
        "abs(x) + x",
        "sum_i(abs(w[i] - x))",
        "sum_i((w[i] - x)^4)",
        "sum_i(abs(w[i] - x)) + abs(x)",
    ],
)
def test_a_bound_that_is_not_seen_or_not_attained_is_not_said(text: str) -> None:
    try:
        found = ex.solve(text, "x", "min", [], D)
    except ex.ExtremumError:
        return
    assert "bound that is attained" not in found.reason


@pytest.mark.parametrize(
    ("text", "others"),
    [("(x - a)^2*(x - c)^2", ["x = c"]), ("x^2*(x - a)^4*(x + c)^2", ["x = a", "x = -c"]), ("(x - a)^4", [])],
)
def test_the_other_points_are_said_and_are_as_good(text: str, others: list[str]) -> None:
    found = ex.solve(text, "x", "min", [], D)
    said = [note for note in found.notes if note.startswith("the same value is attained at ")]
    assert said == ([f"the same value is attained at {', '.join(others)}"] if others else [])
    f, data = ex.parse(text, D), {"a": -1.3, "c": 0.6}
    for point in others:
        at = float(ex.parse(point.removeprefix("x = "), D).evaluate({k: data[k] for k in data if k in point}))
        assert abs(float(f.evaluate({**{s.name: data.get(s.name, 0) for s in f.symbols}, "x": at}))) < 1e-12


@pytest.mark.parametrize(
    ("text", "unique"), [("c/2*var(u)", "unique"), ("norm1(u - mean(u))", ""), ("var(u) + norm1(u - mean(u))", "")]
)
def test_equal_entries_on_a_plane(text: str, unique: str) -> None:
    """Feasible, and zero, where no value is negative; a spread is zero where all entries are equal only."""
    found = ex.solve(text, "u", "min", ["p'*u == a"], f"{D}; u[n]")
    assert (found.kind, found.unique) == ("global minimum", unique)
    data = {"p": [1.0, -3.0, 0.5], "a": 2.0, "c": 0.7}
    given = {name: data[name] for name in ("p", "a", *(["c"] if "c/" in text else []))}
    (u,) = found.evaluate(given).values()
    assert np.isclose(u @ data["p"], 2.0) and np.ptp(u) < 1e-12
    with pytest.raises(ex.DataError, match=r"sum\(p\) is not zero"):
        found.evaluate({**given, "p": [1.0, -3.0, 2.0]})


def test_more_than_one_vector_of_zeros_is_not_unique() -> None:
    found = ex.solve("norm2(u[1:3] - mean(u[1:3]))^2", "u", "min", ["p'*u == a"], f"{D}; u[n]")
    assert found.unique == ""
