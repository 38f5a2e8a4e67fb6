"""Lasso-like objectives: exact zeros, subgradients and gaps by other means, scikit-learn, and brute force."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, LogisticRegression

import extremum as ex
from extremum.optimize.pieces import Corners, corner_of
from extremum.optimize.proximal import model_minimum

LASSO = "X[n,m]; w[m]; y[n]; lam; mu"


def data(seed: int, rows: int, cols: int, share: float = 0.1) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    X, w = rng.normal(size=(rows, cols)), np.where(np.arange(cols) < 5, 2.0, 0.0)
    y = X @ w + rng.normal(size=rows)
    return {"X": X, "y": y, "lam": share * float(np.abs(X.T @ y).max())}


@pytest.mark.parametrize(("rows", "cols"), [(40, 10), (30, 80), (60, 700)])
@pytest.mark.parametrize("mu", [0.0, 3.0])
def test_elastic_nets_as_coordinate_descent_finds_them(rows: int, cols: int, mu: float) -> None:
    given = data(rows, rows, cols)
    text = "norm2(X*w - y)^2/2 + lam*norm1(w)" + (" + mu/2*norm2(w)^2" if mu else "")
    found = ex.minimize(text, "w", {**given, "mu": mu} if mu else given, declarations=LASSO)
    alpha, ratio = (given["lam"] + mu) / rows, given["lam"] / (given["lam"] + mu)
    other = ElasticNet(alpha=alpha, l1_ratio=ratio, fit_intercept=False, tol=1e-12, max_iter=10**5)
    other.fit(given["X"], given["y"])
    assert found.converged and found.method.startswith("proximal Newton")
    np.testing.assert_allclose(found.x["w"], other.coef_, atol=1e-6)
    assert np.array_equal(found.x["w"] == 0, other.coef_ == 0)  # exactly
    assert found.gap is not None and found.gap + 1e-12 * found.value >= 0 and found.gap < 1e-8


def test_the_gap_bounds_what_is_left() -> None:
    given = data(7, 50, 20)
    best = ex.minimize("norm2(X*w - y)^2/2 + lam*norm1(w)", "w", given, declarations=LASSO)
    early = ex.minimize("norm2(X*w - y)^2/2 + lam*norm1(w)", "w", given, declarations=LASSO, max_iterations=1)
    assert early.gap is not None and early.gap >= early.value - best.value - 1e-9


def test_logistic_regression_with_an_intercept_that_is_not_shrunk() -> None:
    given = data(2, 120, 8)
    labels = np.where(given["y"] > 1, 1.0, -1.0)
    found = ex.minimize("sum(log(1 + exp(-y.*(X*w + b*ones(n))))) + lam*norm1(w)", ["w", "b"],
                        X=given["X"], y=labels, lam=2.0, declarations="X[n,m]; w[m]; y[n]; b; lam")  # fmt: skip
    other = LogisticRegression(l1_ratio=1, C=0.5, solver="saga", tol=1e-10, max_iter=10**5).fit(given["X"], labels)
    assert found.converged
    np.testing.assert_allclose(found.x["w"], other.coef_[0], atol=1e-4)
    assert found.x["b"] == pytest.approx(other.intercept_[0], abs=1e-4)


def test_corners_away_from_zero_and_on_one_side() -> None:
    """``(x - a)²/2 + hinge(x) + 2 relu(x)``, entry by entry, against a grid."""
    a = np.array([-3.0, -0.5, 0.4, 1.5, 2.2, 5.0])
    for name, at in (("hinge", 1.0), ("relu", 0.0)):
        found = ex.minimize(f"norm2(x - a)^2/2 + sum({name}(x))", "x", a=a, declarations="x[n]; a[n]")
        grid = np.linspace(-6, 6, 12001)
        value = np.maximum(1 - grid, 0) if name == "hinge" else np.maximum(grid, 0)
        judged = [grid[np.argmin((grid - each) ** 2 / 2 + value)] for each in a]
        assert found.converged and (found.x["x"] == at).any()
        np.testing.assert_allclose(found.x["x"], judged, atol=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_quadratic_models_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(4, 4 if seed % 2 else 3))
    matrix, linear = root @ root.T + 0.01 * np.eye(4), rng.normal(size=4)
    corners = Corners(np.array([0.0, 0, 1, 0]), np.array([-1.0, -0.3, -1, 0]), np.array([1.0, 0.3, 0, 0]))
    found = model_minimum(matrix, linear, corners, corners.at)

    def value(z: Any) -> float:
        return float(z @ matrix @ z / 2 + linear @ z) + corners.value(z)

    values = []
    for sides in product((-1, 0, 1), repeat=4):
        z, free = corners.at.copy(), np.array(sides) != 0
        slopes = np.where(np.array(sides) > 0, corners.high, corners.low)
        right = (-linear - slopes - matrix @ np.where(free, 0, z))[free]
        z[free] = np.linalg.solve(matrix[np.ix_(free, free)], right)
        values.append(value(z))
    assert value(found) <= min(values) + 1e-12


def test_corners_are_read_off_the_records() -> None:
    assert [corner_of(name) is not None for name in ("abs", "relu", "hinge", "sign", "exp", "softplus")] == [
        True, True, True, False, False, False
    ]  # fmt: skip


def test_negative_weights_are_no_corners() -> None:
    found = ex.minimize("norm2(x - a)^2 - norm1(x)", "x", a=np.array([1.0, -2.0]), declarations="x[n]; a[n]")
    assert not found.method.startswith("proximal") and found.value == pytest.approx(-3.5)
