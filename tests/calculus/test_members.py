"""Families by their bare name: the derivative is by the member at the index, wherever members stand in the sum."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

TEXTS = [
    "sum_i(100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2, 1, n - 1)",
    "sum_i((x[i + 1] - x[i])^2, 1, n - 1)",
    "sum_i(x[i + 2]^3, 1, n - 2)",
    "sum_i(x[i]*x[i - 1], 2, n)",
    "sum_i((x[n + 1 - i] - a[i])^2)",
    "sum_i(a[i + 1]*exp(x[i + 1]), 1, n - 1)",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_derivative_by_the_name_of_a_family(text: str) -> None:
    f = ex.parse(text, "x[] for i in 1..n; a[] for i in 1..n")
    rng = np.random.default_rng(0)
    data = {"x": rng.normal(size=5), "a": rng.normal(size=5)}
    slope = ex.gradient(f, "x")
    assert slope is ex.gradient(f, "x[i]")
    for i in range(5):
        step = 1e-6 * np.eye(5)[i]
        ends = [float(f.evaluate({**data, "x": data["x"] + sign * step})) for sign in (1, -1)]
        assert float(slope.evaluate(data, i=i + 1)) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6, abs=1e-6)
