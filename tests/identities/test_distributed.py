"""Products with a sum of quotients: the value where a factor and a divisor vanish together, and the same elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, log_ndtr, ndtr

import extremum as ex

PROBIT = "sum(y.*log(normcdf(X*b)) + (1 - y).*log(1 - normcdf(X*b)))"
FOCAL = "-sum((1 - sigmoid(z)).^g.*log(sigmoid(z)))"


def _ratio(u: Any) -> Any:
    """``φ(u)/Φ(u)``."""
    return np.exp(-(u**2) / 2 - np.log(2 * np.pi) / 2 - log_ndtr(u))


@pytest.mark.parametrize("scale", [0.5, 40.0])
def test_the_slope_of_a_probit(scale: float) -> None:
    X, y, b = np.array([[1.0], [2.0], [-1.0]]), np.array([1.0, 0.0, 0.0]), np.array([-scale])
    wanted = X.T @ (y * _ratio(X @ b) - (1 - y) * _ratio(-X @ b))
    gradient = ex.gradient(PROBIT, "b", "y[n]; X[n,p]; b[p]")
    for found in (gradient.evaluate(X=X, b=b, y=y), ex.compile(gradient)(X=X, b=b, y=y)):
        np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_the_slope_of_a_focal_loss() -> None:
    z, g = np.array([-800.0, -3.0, 0.0, 2.0, 800.0]), 2.0
    p, log_p = expit(z), np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))
    wanted = expit(-z) ** g * (g * p * log_p - expit(-z))
    gradient = ex.gradient(FOCAL, "z", "z[n]; g: positive")
    for found in (gradient.evaluate(z=z, g=g), ex.compile(gradient)(z=z, g=g)):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-300)


def test_a_logistic_slope_written_with_exponentials() -> None:
    x = np.array([-800.0, -1.0, 2.0, 800.0])
    gradient = ex.gradient("sum(exp(-x)./(1 + exp(-x)).^2)", "x", "x[n]")
    wanted = expit(x) * expit(-x) * (1 - 2 * expit(x))
    np.testing.assert_allclose(gradient.evaluate(x=x), wanted, rtol=1e-12)


P: dict[str, Callable[[Any], Any]] = {
    "exp(u)": np.exp,
    "normcdf(u)": ndtr,
    "sigmoid(u)": expit,
    "exp(-u.^2/2)": lambda u: np.exp(-(u**2) / 2),
}


@pytest.mark.parametrize("above", P)
@pytest.mark.parametrize("below", P)
def test_multiplied_out_or_not_the_value_is_one(above: str, below: str) -> None:
    u, v = np.random.default_rng(len(above + below)).normal(size=(2, 5))
    found = ex.parse(f"-2*({above}).*(v./({below}) - 3*sin(u) + sigmoid(u).^2)", "u[n]; v[n]").evaluate(u=u, v=v)
    np.testing.assert_allclose(found, -2 * P[above](u) * (v / P[below](u) - 3 * np.sin(u) + expit(u) ** 2), rtol=1e-12)


def test_covariances_stay_centred() -> None:
    x, y = 1e8 + np.array([1.0, 2, 4, 7]), 1e8 + np.array([2.0, 1, 5, 6])
    gradient = ex.gradient("mean((x - mean(x)).*(y - mean(y)))/(std(x)*std(y))", "x", "x[n]; y[n]")
    a, b = x - x.mean(), y - y.mean()
    wanted = (b - (a @ b) / (a @ a) * a) / (len(x) * a.std() * b.std())
    np.testing.assert_allclose(gradient.evaluate(x=x, y=y), wanted, rtol=1e-6)
