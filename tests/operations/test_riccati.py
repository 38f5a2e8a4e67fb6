"""Riccati equations: values against the equations themselves, gradients against differences of SciPy's solutions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg

import extremum as ex

DECLARED = "A[n,n]; B[n,m]; Q[n,n]: positive_definite; R[m,m]: positive_definite; C[n,n]"
SOLVERS = {"care": scipy.linalg.solve_continuous_are, "dare": scipy.linalg.solve_discrete_are}
both = pytest.mark.parametrize("name", SOLVERS)


def _data(seed: int, n: int, m: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    roots = rng.standard_normal((n, n + 1)), rng.standard_normal((m, m + 1))
    return {
        "A": rng.standard_normal((n, n)), "B": rng.standard_normal((n, m)), "C": rng.standard_normal((n, n)),
        "Q": roots[0] @ roots[0].T, "R": roots[1] @ roots[1].T + np.eye(m),
    }  # fmt: skip


def _value(name: str, d: dict[str, Any]) -> Any:
    return SOLVERS[name](d["A"], d["B"], d["Q"], d["R"])


def _continuous(A: Any, B: Any, Q: Any, R: Any, X: Any) -> tuple[Any, float]:
    """What X leaves of its equation, and the largest real part of an eigenvalue of the closed loop."""
    gain = np.linalg.solve(R, B.T @ X)
    return A.T @ X + X @ A - X @ B @ gain + Q, float(np.linalg.eigvals(A - B @ gain).real.max())


def _discrete(A: Any, B: Any, Q: Any, R: Any, X: Any) -> tuple[Any, float]:
    """What X leaves of its equation, and how far outside the circle an eigenvalue of the closed loop is."""
    gain = np.linalg.solve(R + B.T @ X @ B, B.T @ X @ A)
    return A.T @ X @ A - A.T @ X @ B @ gain + Q - X, float(np.abs(np.linalg.eigvals(A - B @ gain)).max() - 1)


LEFT = {"care": _continuous, "dare": _discrete}


@both
@pytest.mark.parametrize("shape", [(1, 1), (3, 1), (3, 2), (2, 4)])
def test_values_solve_their_equations(name: str, shape: tuple[int, int]) -> None:
    data = _data(0, *shape)
    A, B, Q, R = (data[key] for key in "ABQR")
    expr = ex.parse(f"{name}(A, B, Q, R)", DECLARED)
    for X in (expr.evaluate(data), ex.compile(expr)(data)):
        rest, spectrum = LEFT[name](A, B, Q, R, X)
        assert spectrum < 0
        assert np.allclose(rest, 0, atol=1e-8 * np.abs(X).max())


@both
@pytest.mark.parametrize("shape", [(1, 1), (3, 2)])
def test_gradients_against_differences(name: str, shape: tuple[int, int]) -> None:
    data = _data(1, *shape)
    f = ex.parse(f"tr(C*{name}(A, B, Q, R))", DECLARED)
    rng = np.random.default_rng(2)
    for symbol in "ABQR":
        way = rng.standard_normal(data[symbol].shape)
        way = way + way.T if symbol in "QR" else way
        ends = [np.trace(data["C"] @ _value(name, {**data, symbol: data[symbol] + h * way})) for h in (1e-5, -1e-5)]
        gradient = ex.gradient(f, symbol)
        assert np.isclose(np.sum(gradient.evaluate(data) * way), (ends[0] - ends[1]) / 2e-5, rtol=1e-5)
        assert "lyap" in str(gradient)


@both
def test_jacobians_are_those_of_gradients(name: str) -> None:
    data = _data(3, 3, 2)
    expr = ex.parse(f"{name}(A, B, Q, R)", DECLARED)
    for symbol in "ABQR":
        by_chain = data["C"].ravel(order="F") @ ex.jacobian(expr, symbol).evaluate(data)
        swept = ex.gradient(ex.parse(f"tr(C'*{name}(A, B, Q, R))", DECLARED), symbol).evaluate(data)
        assert np.allclose(by_chain, swept.ravel(order="F"), rtol=1e-7)


@both
def test_what_is_known(name: str) -> None:
    expr = ex.parse(f"{name}(A, B, Q, R)", DECLARED)
    assert expr.T is expr
    assert ex.parse(str(expr), DECLARED) is expr
    assert ex.gradient(ex.logdet(expr), "Q").shape == expr.shape  # it is positive definite


@both
def test_errors(name: str) -> None:
    with pytest.raises(ex.ShapeError, match="needs a square A"):
        ex.parse(f"{name}(A, Q*B*R, Q, Q)", "A[3,3]; B[3,2]; Q[3,3]: symmetric; R[2,2]: symmetric")
    with pytest.raises(ex.ExtremumError, match="C is not known to be symmetric"):
        ex.parse(f"{name}(A, B, C, R)", DECLARED)
    expr = ex.parse(f"{name}(A, B, Q, R)", "A[n,n]; B[n,m]; Q[n,n]: symmetric; R[m,m]: symmetric")
    with pytest.raises(ex.DataError):
        expr.evaluate(A=np.eye(2), B=np.zeros((2, 1)), Q=np.eye(2), R=np.eye(1))
