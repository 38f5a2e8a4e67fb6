"""Extrema at corners of boxes, of largest entries beside a weighted sum, and of polynomials on intervals, by NumPy."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds


def _value(text: str, point: dict[str, float]) -> float:
    return float(eval(text.replace("^", "**"), {"__builtins__": {}}, point))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("sense", ["min", "max"])
def test_what_is_affine_in_each_number_is_extremal_at_a_corner(seed: int, sense: str) -> None:
    rng = random.Random(seed)
    names = ["x", "y", "z"][: rng.randrange(2, 4)]
    terms = [
        f"({rng.randrange(-3, 4)})*{'*'.join(rng.sample(names, rng.randrange(1, len(names) + 1)))}" for _ in "abcd"
    ]
    text, box = " + ".join(terms), {name: sorted(rng.sample(range(-3, 4), 2)) for name in names}
    bounds = [text for name, (low, high) in box.items() for text in (f"{name} >= {low}", f"{name} <= {high}")]
    declared = "; ".join(names)
    if set(ex.parse(text, declared).symbols) != set(ex.parse("+".join(names), declared).symbols):
        return
    found = ex.solve(text, names, sense, bounds, declared)
    at = {x.name: float(value) for x, value in found.evaluate().items()}
    grid = product(*(np.linspace(box[name][0], box[name][1], 7) for name in names))
    values = [_value(text, dict(zip(names, point, strict=True))) for point in grid]
    best = min(values) if sense == "min" else max(values)
    assert (
        _value(text, at) == pytest.approx(best) and found.kind == f"global {'minimum' if sense == 'min' else 'maximum'}"
    )
    if found.unique == "unique":
        assert sum(abs(value - best) < 1e-9 for value in values) == 1


def test_ends_that_are_data_are_not_compared() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("x*y", ["x", "y"], "min", "a <= x; x <= b; 0 <= y; y <= 1", "x; y; a; b")


@pytest.mark.parametrize("seed", range(8))
def test_the_largest_entry_is_least_where_all_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = ex.solve("2*max(v - a)", "v", "min", "w'*v == b", "v[n]; a[n]; w[n]: positive; b")
    data: dict[str, Any] = {"a": rng.standard_normal(4), "w": rng.uniform(0.1, 2, 4), "b": rng.standard_normal()}
    v = found.evaluate(data)[found.problem.unknowns[0]]
    assert data["w"] @ v == pytest.approx(data["b"]) and found.unique == "unique"
    for _ in range(50):
        other = v + rng.standard_normal(4)
        other += (data["b"] - data["w"] @ other) / data["w"].sum()
        assert max(other - data["a"]) >= max(v - data["a"]) - 1e-12
    least = ex.solve("min(v)", "v", "max", ["sum(v) == 1", "v >= 0"], "v[n]")
    np.testing.assert_allclose(least.evaluate(n=3)[least.problem.unknowns[0]], [1 / 3] * 3)


@pytest.mark.parametrize("text", ["max(v)", "max(v) + sum(v)^2", "-max(v)"])
def test_largest_entries_beside_other_things_are_not_levelled(text: str) -> None:
    with pytest.raises((ex.UnsupportedError, ex.NoExtremumError)):
        ex.solve(text, "v", "min", "a'*v == 1", "v[n]; a[n]")


@pytest.mark.parametrize("seed", seeds(6))
@pytest.mark.parametrize("sense", ["min", "max"])
def test_polynomials_on_intervals(seed: int, sense: str) -> None:
    rng = random.Random(seed)
    text = " + ".join(f"({rng.randrange(-3, 4)})*x^{k}" for k in range(1, rng.choice((2, 3, 4))))
    low, high = sorted(rng.sample(range(-3, 4), 2))
    sides = rng.choice(([f"x >= {low}"], [f"x <= {high}"], [f"x >= {low}", f"x <= {high}"]))
    ends = (low if f"x >= {low}" in sides else -60, high if f"x <= {high}" in sides else 60)
    values = np.array([_value(text, {"x": x}) for x in np.linspace(*ends, 4001)]) * (1 if sense == "min" else -1)
    if "x" not in {x.name for x in ex.parse(text, "x").symbols}:
        return
    try:
        found = ex.solve(text, "x", sense, sides, "x")
    except ex.NoExtremumError as error:
        assert "unbounded" in str(error) and len(sides) == 1
        assert values.argmin() == (len(values) - 1 if low == ends[0] else 0)
        return
    except ex.UnsupportedError:
        return
    x = float(found["x"].evaluate())
    assert ends[0] <= x <= ends[1]
    assert _value(text, {"x": x}) * (1 if sense == "min" else -1) <= values.min() + 1e-9


def test_a_bilinear_form_has_no_minimum_within_a_box() -> None:
    with pytest.raises(ex.UnsupportedError, match="the Hessian is not definite"):
        ex.solve("x'*A*y", ["x", "y"], "min", ["x >= -1", "x <= 1", "y >= -1", "y <= 1"], "x[n]; y[n]; A[n,n]")
