"""Numbers near all entries of a vector, against numpy and against every entry as a candidate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def _at(found: ex.SolutionSet, data: dict[str, Any]) -> dict[str, Any]:
    return {x.name: value for x, value in found.evaluate(data).items()}


@pytest.mark.parametrize("text", ["max(abs(x - c))", "3*max(abs(c*ones(N) - x)) + 1"])
@pytest.mark.parametrize("count", [1, 4, 5])
def test_the_middle_of_the_range(text: str, count: int) -> None:
    x = np.random.default_rng(count).normal(size=count)
    found = ex.solve(text, "c", "min", (), "x[N]; c")
    assert found.kind == "global minimum" and found.unique == "unique"
    assert _at(found, {"x": x})["c"] == pytest.approx((x.max() + x.min()) / 2, abs=1e-12)


_SUMS: dict[str, Callable[[Array, Array, float], float]] = {
    "sum(abs(x - c))": lambda x, w, c: float(np.abs(x - c).sum()),
    "sum(w.*abs(x - c)) + 2": lambda x, w, c: float((w * np.abs(x - c)).sum()),
    "sum_i(abs(c - x[i]))/3": lambda x, w, c: float(np.abs(x - c).sum()),
    "sum(3*relu(x - c) + relu(c - x))": lambda x, w, c: float(np.where(x > c, 3 * (x - c), c - x).sum()),
    "sum(abs(x - c)) + c/2": lambda x, w, c: float(np.abs(x - c).sum() + c / 2),
}


@pytest.mark.parametrize("text", _SUMS)
@pytest.mark.parametrize("count", [1, 4, 7])
def test_medians_and_quantiles(text: str, count: int) -> None:
    """The least value of such a sum is at one of the entries."""
    rng = np.random.default_rng(count)
    x, w = rng.integers(-3, 4, size=count) / 2.0, rng.uniform(1, 2, size=count)
    declared = "x[] for i in 1..N; c; w[N]: positive" if "x[i]" in text else "x[N]; c; w[N]: positive"
    found = ex.solve(text, "c", "min", (), declared)
    assert found.kind == "global minimum" and found.unique == ""
    c = float(_at(found, {"x": x, "w": w} if "w" in text else {"x": x})["c"])
    value = _SUMS[text]
    assert value(x, w, c) <= min(value(x, w, float(at)) for at in x) + 1e-12


def test_a_median_is_that_of_numpy() -> None:
    x = np.random.default_rng(3).normal(size=9)
    found = ex.solve("norm1(x - c)", "c", "min", (), "x[N]; c")
    assert "t is a number at which sum(sign(x - t)) passes 0" in str(found)
    assert _at(found, {"x": x})["c"] == pytest.approx(np.median(x), abs=1e-14)


@pytest.mark.parametrize("text", ["-sum(abs(x - c))", "sum(w.*abs(x - c))", "sum(abs(x - c)) + c^2", "abs(c)*a"])
def test_what_is_no_convex_sum_of_kinks_is_none(text: str) -> None:
    try:
        found = ex.solve(text, "c", "min", (), "x[N]; w[N]; c; a")
    except ex.UnsupportedError:
        return
    assert "kinks" not in found.reason


def test_the_law_of_laplace() -> None:
    x = np.random.default_rng(4).laplace(size=9)
    found = ex.solve("-N*log(2*b) - sum(abs(x - m))/b", ["m", "b"], "max", (), "x[N]; m; b: positive")
    got = _at(found, {"x": x})
    assert found.kind == "global maximum"
    assert got["m"] == pytest.approx(np.median(x), abs=1e-14)
    assert got["b"] == pytest.approx(np.abs(x - np.median(x)).mean(), rel=1e-12)
