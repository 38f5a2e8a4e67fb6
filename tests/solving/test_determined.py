"""As many equations as there are entries leave one point, which is the extremum whatever the objective is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import solve_continuous_lyapunov

import extremum as ex


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.parametrize("text", ["x'*x", "sum(x)", "-x'*x", "exp(sum(x))"])
def test_square_systems(text: str, sense: str) -> None:
    solution = ex.solve(text, "x", sense, "A*x == b", "x[n]; A[n,n]; b[n]")
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((3, 3)), rng.standard_normal(3)
    (x,) = solution.evaluate({"A": a, "b": b}).values()
    assert np.allclose(x, np.linalg.solve(a, b))
    with pytest.raises(ex.DataError, match="invertible"):
        solution.evaluate({"A": np.ones((3, 3)), "b": b})


def test_the_trace_of_what_an_equation_gives() -> None:
    a, q = np.array([[-1.0, 2.0], [0.0, -3.0]]), np.array([[2.0, 0.5], [0.5, 1.0]])
    solution = ex.solve("tr(X)", "X", "min", "A'*X + X*A + Q == 0",
                        "X[n,n]: symmetric; A[n,n]; Q[n,n]: positive_definite")  # fmt: skip
    (x,) = solution.evaluate({"A": a, "Q": q}).values()
    assert np.allclose(x, solve_continuous_lyapunov(a.T, -q))


def test_fewer_equations_leave_the_choice_to_the_objective() -> None:
    solution = ex.solve("x'*x", "x", "min", "A*x == b", "x[n]; A[p,n]; b[p]")
    assert str(solution["x"]) == "A'*inv(A*A')*b"
    with pytest.raises(ex.NoExtremumError):
        ex.solve("-x'*x", "x", "min", "A*x == b", "x[n]; A[p,n]; b[p]")
