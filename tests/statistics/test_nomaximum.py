"""Ends of a fit that are no maximum: separated classes, a parameter at its border with rounding for information."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

LOGISTIC = "sum(y.*(X*b) - log(1 + exp(X*b)))"
COUNTS = (
    "sum_i(lgamma(y[i] + 1/al) - lgamma(1/al) - lgamma(y[i] + 1) - log(1 + al*exp(m))/al + y[i]*(log(al) + m)"
    " - y[i]*log(1 + al*exp(m)))"
)


def logistic(X: Any, y: Any) -> ex.Fit:
    return ex.fit(LOGISTIC, ["b"], {"X": X, "y": y}, "X[n,m]; y[n]; b[m]")


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize("touching", [False, True])
def test_separated_classes_have_no_maximum(seed: int, touching: bool) -> None:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.normal(size=12))
    X, y = np.column_stack([np.ones(12), x]), (np.arange(12) >= 6).astype(float)
    if touching:  # one place with both classes: the maximum is still at infinity
        X[5] = X[6]
    found = logistic(X, y)
    assert not found.converged and "changes nothing" not in found.message
    assert "infinity" in found.message or "without end" in found.message
    mixed = y.copy()
    mixed[[2, 9]] = 1 - mixed[[2, 9]]
    assert logistic(X, mixed).converged


def test_what_changes_nothing_is_still_said() -> None:
    rng = np.random.default_rng(0)
    W, y = rng.normal(size=(30, 3)), rng.integers(0, 2, 30)
    found = logistic(W - W.mean(axis=1, keepdims=True), y)
    assert not found.converged and "a number added to all entries of b changes nothing" in found.message


@pytest.mark.parametrize("seed", seeds(2))
def test_a_dispersion_that_data_do_not_have_is_at_no_maximum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    said = "y[] for i in 1..N; m; al: positive"
    under = rng.binomial(6, 0.5, size=60).astype(float)
    assert not ex.fit(COUNTS, ["m", "al"], {"y": under}, said, seed=seed).converged
    over = rng.negative_binomial(2, 0.4, size=60).astype(float)
    found = ex.fit(COUNTS, ["m", "al"], {"y": over}, said, seed=seed)
    assert found.converged and 0.05 < found["al"] < 3
