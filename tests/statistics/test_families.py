"""Families and probabilities as parameters: information against differences, and as textbooks have it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex


def _hessian(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    h, eye = 1e-4, np.eye(len(x))

    def second(a: np.ndarray, b: np.ndarray) -> float:
        return (f(x + h * (a + b)) - f(x + h * (a - b)) - f(x - h * (a - b)) + f(x - h * (a + b))) / (4 * h * h)

    return np.array([[second(a, b) for b in eye] for a in eye])


def test_a_family_of_numbers_is_a_vector() -> None:
    text, declared = "sum_k(n[k]*log(p[k]) - t[k]*p[k])", [f"{x} for k in 1..K: positive" for x in "ntp"]
    found = ex.information(text, "p", declared)
    rng = np.random.default_rng(0)
    data = {x: rng.uniform(1, 2, 3) for x in "ntp"}
    observed = found.observed["p"].evaluate({"n": data["n"], "p": data["p"]})
    near = _hessian(lambda p: float(data["n"] @ np.log(p) - data["t"] @ p), data["p"])
    np.testing.assert_allclose(observed, -near, atol=1e-5)
    assert found.covariance is not None
    np.testing.assert_allclose(
        found.covariance["p"].evaluate({"n": data["n"], "p": data["p"]}), np.diag(data["p"] ** 2 / data["n"])
    )


def test_a_family_of_columns_is_a_matrix() -> None:
    text = "-sum_k(r[k]*(x[k] - m[k])'*S*(x[k] - m[k]))/2"
    declared = ["x[d] for k in 1..K", "r for k in 1..K: positive", "m[d] for k in 1..K", "S[d,d]: positive_definite"]
    found = ex.information(text, "m[k]", declared)
    r, S = np.array([1.0, 2.0, 3.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
    np.testing.assert_allclose(found.observed["vec(m)"].evaluate({"r": r, "S": S}), np.kron(np.diag(r), S))


def test_a_model_of_families_is_checked_and_expected() -> None:
    text, declared = "-sum_k((y[k] - m[k])^2)/(2*v)", ["y for k in 1..K", "m for k in 1..K", "v: positive"]
    found = ex.information(text, "m", declared, model="y[k] ~ normal(m[k], v)")
    assert found.expected is not None
    np.testing.assert_allclose(found.expected["m"].evaluate({"v": 2.0}, K=3), np.eye(3) / 2)
    with pytest.raises(ex.ExtremumError, match="not the log-likelihood"):
        ex.information(text, "m", declared, model="y[k] ~ normal(2*m[k], v)")


def test_probabilities_have_the_information_of_the_multinomial() -> None:
    """The covariance of all but the last is ``(diag(p) - p p')/N`` (Agresti (2013), Categorical Data Analysis, 1.5)."""
    found = ex.information("sum(k.*log(p))", "p", "k[n]; p[n]: simplex, positive")
    p = np.array([0.2, 0.3, 0.1, 0.4])
    assert found.covariance is not None
    covariance = found.covariance.at(0, 0).evaluate({"k": 50 * p, "p": p})
    np.testing.assert_allclose(covariance, (np.diag(p) - np.outer(p, p))[:3, :3] / 50)


def test_families_of_matrices_are_refused() -> None:
    with pytest.raises(ex.UnsupportedError, match="family of matrices"):
        ex.information("sum_k(tr(A[k]*B[k]))", "A", "A[n,n] for k in 1..K; B[n,n] for k in 1..K")
