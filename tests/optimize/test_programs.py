"""Linear and quadratic programs against SciPy's optimisers, scikit-learn, and what is known of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize
from sklearn.svm import SVC

import extremum as ex

rng = np.random.default_rng(5)


@pytest.mark.parametrize("seed", range(3))
def test_linear_programs(seed: int) -> None:
    draws = np.random.default_rng(seed)
    A, c = draws.normal(size=(12, 5)), draws.normal(size=5)
    b = A @ draws.normal(size=5) + draws.uniform(0.1, 1, 12)
    stated = ["A*x <= b", "-3 <= x", "x <= 3"]
    found = ex.minimize("c'*x", "x", A=A, b=b, c=c, constraints=stated, declarations="A[n,m]; b[n]; c[m]; x[m]")
    other = optimize.linprog(c, A, b, bounds=(-3, 3))
    assert found.converged and found.method.startswith("HiGHS: a linear program")
    assert found.value == pytest.approx(other.fun, abs=1e-8) and (A @ found.x["x"] <= b + 1e-8).all()
    assert found.gap is not None and found.gap < 1e-6


@pytest.mark.parametrize("loss", ["norm1(X*w - y)", "sum(relu(X*w - y)) + 3*sum(relu(y - X*w))"])
def test_absolute_deviations_and_quantiles(loss: str) -> None:
    """Least absolute deviations: as many residuals vanish as there are unknowns; quantiles part the residuals."""
    X = np.column_stack([np.ones(41), rng.normal(size=(41, 2))])
    y = X @ [1.0, 2, -1] + rng.standard_t(2, size=41)
    found = ex.minimize(loss, "w", X=X, y=y, declarations="X[n,m]; w[m]; y[n]")
    assert found.converged, found.message
    left = y - X @ found.x["w"]
    assert (np.abs(left) < 1e-9).sum() == 3
    assert (left < -1e-9).sum() == pytest.approx(41 / 2 if "norm1" in loss else 41 * 0.75, abs=3)
    around = [ex.parse(loss, "X[n,m]; w[m]; y[n]").evaluate(X=X, y=y, w=found.x["w"] + 0.01 * rng.normal(size=3))
              for _ in range(20)]  # fmt: skip
    assert found.value <= min(around)


def test_a_support_vector_machine() -> None:
    X = np.concatenate([rng.normal(size=(20, 2)) - 1, rng.normal(size=(20, 2)) + 1])
    y = np.repeat([-1.0, 1.0], 20)
    found = ex.minimize("norm2(w)^2/2 + C*sum(hinge(y.*(X*w + b*ones(n))))", ["w", "b"], X=X, y=y, C=2.0,
                        declarations="X[n,m]; w[m]; y[n]; b; C")  # fmt: skip
    other = SVC(C=2.0, kernel="linear", tol=1e-9).fit(X, y)
    assert found.converged and found.method.startswith("Clarabel: a convex quadratic program")
    np.testing.assert_allclose(found.x["w"], other.coef_[0], atol=1e-4)
    assert found.x["b"] == pytest.approx(other.intercept_[0], abs=1e-4)


def test_a_portfolio_and_a_program_with_equations() -> None:
    root = rng.normal(size=(6, 6))
    given: dict[str, Any] = {"S": root @ root.T, "m": rng.normal(size=6)}
    declared = "S[n,n]: symmetric; m[n]; w[n]: simplex"
    found = ex.minimize("w'*S*w - m'*w", "w", given, declarations=declared)
    other = ex.minimize("w'*S*w - m'*w", "w", given, declarations=declared, method="SLSQP")
    assert found.method.startswith("Clarabel") and other.method.startswith("SLSQP")
    assert found.value == pytest.approx(other.value, abs=1e-7)
    assert (found.x["w"] >= -1e-8).all() and found.x["w"].sum() == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize(
    ("f", "stated", "status"),
    [
        ("sum(w)", ["sum(w) == 1", "sum(w) == 2"], "infeasible"),
        ("norm2(w)^2", ["w >= 1", "sum(w) <= 2"], "infeasible"),
        ("sum(w)", ["w <= 1"], "unbounded"),
        ("norm2(A*w)^2 + sum(w)", ["w <= 1"], "unbounded"),
        ("norm1(w - ones(n)) + norm2(w)^2", ["sum(w) == 3"], "converged"),
    ],
)
def test_how_programs_end(f: str, stated: list[str], status: str) -> None:
    data = {"A": np.array([[1.0, -1.0, 0.0]])} if "A" in f else {}
    found = ex.minimize(f, "w", data, constraints=stated, declarations="w[n]; A[p,n]", n=3)
    assert found.status == status, found.message
    assert found.method.startswith(("HiGHS", "Clarabel"))


def test_an_indefinite_quadratic_is_no_convex_program() -> None:
    found = ex.minimize("a*b", ["a", "b"], constraints=["-1 <= a", "a <= 1", "-1 <= b", "b <= 1"],
                        declarations="a; b", start={"a": 0.4, "b": 0.2})  # fmt: skip
    assert not found.method.startswith("Clarabel") and found.value == pytest.approx(-1)
