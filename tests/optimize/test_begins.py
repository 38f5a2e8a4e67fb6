"""Objectives that are not defined everywhere: a start is found, and line searches come back from outside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex

rng = np.random.default_rng(1)
A, C = rng.normal(size=(12, 3)), rng.normal(size=(3, 3))
FAR = rng.normal(size=(8, 3))
OPEN: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "a probability": ("a*log(p) + b*log(1-p)", "p", "a: positive; b: positive; p", {"a": 3.0, "b": 7.0}),
    "one near 1": ("a*log(p) + b*log(1-p)", "p", "a: positive; b: positive; p: positive", {"a": 3e3, "b": 7e-2}),
    "a polytope": ("c'*x + sum(log(b - A*x))", "x", "A[m,n]; b[m]; c[n]; x[n]",
                   {"A": A, "b": np.full(12, 0.1), "c": np.ones(3)}),
    "a polytope far from 0": ("sum(log(b - A*x)) - norm2(x)^2/10", "x", "A[m,n]; b[m]; x[n]",
                   {"A": FAR, "b": FAR @ np.array([40.0, -30.0, 25.0]) + rng.uniform(0.5, 2, 8)}),
    "positive numbers": ("sum(log(x)) - norm2(x - c)^2", "x", "c[n]; x[n]", {"c": np.array([3, 1, 0.1])}),
    "contractions": ("logdet(eye(n) - X'*X) + tr(C*X)", "X", "C[n,n]; X[n,n]", {"C": C}),
    "the disc": ("sqrt(1 - norm2(x)^2) + c'*x", "x", "c[n]; x[n]", {"c": np.array([3, 1, 0.1])}),
}  # fmt: skip


@pytest.mark.parametrize("method", ["Newton", "L-BFGS-B", "trust-ncg", "BFGS"])
@pytest.mark.parametrize("name", OPEN)
def test_open_domains(name: str, method: str) -> None:
    text, unknown, declared, data = OPEN[name]
    found = ex.maximize(text, unknown, data, declarations=declared, method=method, seed=len(name))
    assert found.converged, found.message
    best = np.atleast_1d(found.x[unknown])
    for _ in range(30):  # no point nearby is higher
        there = best + 10 ** rng.uniform(-6, -1) * rng.normal(size=best.shape) * (1 + np.abs(best))
        with np.errstate(all="ignore"):
            other = ex.parse(text, declared).evaluate({**data, unknown: there if there.size > 1 else float(there[0])})
        assert not other > found.value + 1e-9 * (1 + abs(found.value))


def test_a_start_that_is_given_is_left_as_it_is() -> None:
    with pytest.raises(ex.DataError, match="not a number at the start"):
        ex.minimize("sum(x - log(x))", "x", start={"x": [-1.0, 2.0]}, declarations="x[n]")
    found = ex.minimize("sum(x - log(x)) + (y - log(y))*2", ["x", "y"], start={"x": [0.3, 2.0]}, declarations="x[n]; y")
    assert found.converged and np.allclose(found.x["x"], 1) and found.x["y"] == pytest.approx(1)


def test_an_empty_domain_is_said() -> None:
    with pytest.raises(ex.DataError, match="not a number at the start"):
        ex.minimize("norm2(x)^2 - log(-1 - norm2(x)^2)", "x", declarations="x[2]")


def test_the_polytope_is_left_for_no_other_optimum() -> None:
    text, unknown, declared, data = OPEN["a polytope far from 0"]
    found = ex.maximize(text, unknown, data, declarations=declared)

    def value(x: np.ndarray) -> float:
        gaps = data["b"] - data["A"] @ x
        return float(-np.log(gaps).sum() + x @ x / 10) if gaps.min() > 0 else np.inf

    other = optimize.minimize(value, found.x[unknown], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13})
    assert found.value == pytest.approx(-other.fun, rel=1e-8)
