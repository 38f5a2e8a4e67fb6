"""Linear matrix equations: solved as equations of Sylvester and Stein, put back in by NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

DECLARED = "A[n,n]; B[k,k]; C[n,k]; X[n,k]; Y[n,n]; Q[n,n]; S[n,n]; s: positive"
SOLVED = [
    ("A*X + X*B == C", "X = sylvester(A, B, C)", lambda X, A, B, C: A @ X + X @ B - C),
    ("s*A*X - X*B + 3*X == C", None, lambda X, A, B, C, s: s * A @ X - X @ B + 3 * X - C),
    ("A*Y + Y*A' + Q == 0*Q", "Y = lyap(A, Q)", lambda Y, A, Q: A @ Y + Y @ A.T + Q),
    ("A*Y*A' - Y + Q == 0*Q", "Y = dlyap(A, Q)", lambda Y, A, Q: A @ Y @ A.T - Y + Q),
    ("A*X*B - s*X == C", None, lambda X, A, B, C, s: A @ X @ B - s * X - C),
    ("X + s*A*X == C", "X = inv(eye(n) + s*A)*C", lambda X, A, C, s: X + s * A @ X - C),
    ("A*X - s*X + 2*S*X == C", None, lambda X, A, S, C, s: A @ X - s * X + 2 * S @ X - C),
    ("X*B - s*X == C", None, lambda X, B, C, s: X @ B - s * X - C),
    ("A*X + s*A*X == C", "X = inv(A)*C/(1 + s)", lambda X, A, C, s: (1 + s) * A @ X - C),
    ("X*(B + s*B) == C", "X = C*inv(B)/(1 + s)", lambda X, B, C, s: (1 + s) * X @ B - C),
    ("A*X*B == C", "X = inv(A)*C*inv(B)", lambda X, A, B, C: A @ X @ B - C),
    ("A*S*Y + 2*Y*Q == A", None, lambda Y, A, S, Q: A @ S @ Y + 2 * Y @ Q - A),
]


def draw(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    n, k = rng.integers(2, 6, 2)
    shapes = {"A": (n, n), "B": (k, k), "C": (n, k), "Q": (n, n), "S": (n, n)}
    return {**{name: rng.normal(size=shape) for name, shape in shapes.items()}, "s": np.array(rng.uniform(0.5, 2))}


@pytest.mark.parametrize(("equation", "written", "gap"), SOLVED, ids=[row[0] for row in SOLVED])
def test_linear_matrix_equations(equation: str, written: str | None, gap: Any) -> None:
    unknown = "Y" if "Y" in equation else "X"
    solution = ex.solve(equation, unknown, declarations=DECLARED)
    (x,) = solution.problem.unknowns
    assert solution.kind == "solution"
    assert "kron" not in solution.written(x) and all("kron" not in k.words for k in solution.conditions)
    assert written in (None, f"{x} = {solution.written(x)}")
    for seed in range(4):
        data = {s.name: draw(seed)[s.name] for s in solution[unknown].symbols}
        (found,) = solution.evaluate(data).values()
        np.testing.assert_allclose(gap(found, **data), 0, atol=1e-8)


def test_regression_with_an_intercept_over_samples() -> None:
    """``Σ (x_i ⊗ (x_i - x̄)' ⊗ I)`` is ``Σ x_i (x_i - x̄)' ⊗ I``: a d×d inverse, not one of dk numbers."""
    text, declared = "sum_i(norm2(y[i] - W*x[i] - b)^2)", "x[d] for i in 1..N; y[k] for i in 1..N; W[k,d]; b[k]"
    found = ex.solve(text, ["W", "b"], "min", declarations=declared)
    assert "kron" not in str(found)
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(9, 3)), rng.normal(size=(9, 2))
    best = np.linalg.lstsq(np.hstack([x, np.ones((9, 1))]), y, rcond=None)[0].T
    values = found.evaluate({"x": list(x[..., None]), "y": list(y[..., None])})
    np.testing.assert_allclose(np.hstack([np.asarray(v).reshape(2, -1) for v in values.values()]), best)


STEPS = [
    ("1/2*x'*P*x + q'*x", "x", "min", "A*x == b"),
    ("-p'*log(p)", "p", "max", "sum(p) == 1"),
    ("x'*P*x", "x", "min", "sum(x) == 1"),
    ("q'*x - x'*P*x", "x", "max", "sum(x) == 1"),
]


@pytest.mark.parametrize(("text", "unknown", "sense", "constraint"), STEPS)
def test_no_collected_step_begins_with_a_minus(text: str, unknown: str, sense: str, constraint: str) -> None:
    declared = "P[n,n]: positive_definite; q[n]; A[m,n]: full_row_rank; b[m]; x[n]; p[n]: positive"
    found = ex.solve(text, unknown, sense, [constraint], declared)
    lines = [line for line in str(found).splitlines() if "collect the unknown on the left" in line]
    assert lines
    assert not any(line.strip().startswith("-") for line in lines)


@pytest.mark.parametrize(
    ("equation", "A", "words"),
    [
        ("A*Y + Y*A' == Q", np.diag([1.0, -1.0, 2.0]), "no two eigenvalues of A sum to zero"),
        ("Y - A*Y*A' == Q", np.diag([2.0, 0.5, 0.1]), "no product of two eigenvalues of A is 1"),
    ],
)
def test_singular_equations_are_refused(equation: str, A: np.ndarray, words: str) -> None:
    solution = ex.solve(equation, "Y", declarations=DECLARED)
    assert [str(k) for k in solution.conditions] == [words]
    with pytest.raises(ex.DataError, match="does not hold for these data"):
        solution.evaluate({"A": A, "Q": np.eye(3)})


def test_large_equations_are_solved_without_kronecker_products() -> None:
    solution = ex.solve("A*X + X*B == C", "X", declarations=DECLARED)
    rng = np.random.default_rng(0)
    A, B, C = rng.normal(size=(3, 150, 150))
    (X,) = solution.evaluate({"A": A, "B": B, "C": C}).values()
    np.testing.assert_allclose(A @ X + X @ B, C, atol=1e-7)


def test_the_minimiser_of_two_residuals() -> None:
    declared = "A[m,n]; X[n,k]; C[m,k]; B[k,q]; D[n,q]; c: positive"
    f = ex.parse("norm2(A*X - C)^2 + c*norm2(X*B - D)^2", declared)
    solution = ex.solve(f, "X", "min")
    assert solution.written(solution.problem.unknowns[0]) == "sylvester(A'*A, c*B*B', A'*C + c*D*B')"
    assert solution.kind == "global minimum"


def test_factor_analysis() -> None:
    """Loadings do not depend on the noise: a block that is solved for the noise first is stuck, and is tried again."""
    declared = "x[d] for i in 1..N; z[k] for i in 1..N; W[d,k]; q[d]: positive"
    f = "sum_i((x[i] - W*z[i])'*diag(q.^(-1))*(x[i] - W*z[i])) + N*sum(log(q))"
    solution = ex.solve(f, ["W", "q"], "min", declarations=declared)
    rng = np.random.default_rng(0)
    x, z = rng.normal(size=(30, 4)), rng.normal(size=(30, 2))
    W, q = solution.evaluate({"x": x, "z": z}).values()
    expected = np.linalg.lstsq(z, x)[0].T
    np.testing.assert_allclose(W, expected, rtol=1e-8)
    np.testing.assert_allclose(q, ((x - z @ expected.T) ** 2).mean(axis=0), rtol=1e-8)


@pytest.mark.parametrize(
    ("equation", "gap"),
    [
        ("X*X + s*X == P", lambda X, P, s: X @ X + s * X - P),
        ("s*X + P == inv(X)", lambda X, P, s: s * X + P - np.linalg.inv(X)),
        ("s*X + R - T == 2*inv(X)", lambda X, R, T, s: s * X + R - T - 2 * np.linalg.inv(X)),
        ("s*X*R*X == P", lambda X, R, P, s: s * X @ R @ X - P),
    ],
)
def test_quadratic_equations_in_positive_definite_matrices(equation: str, gap: Any) -> None:
    """Eigenvalue by eigenvalue, or by the geometric mean; the solution is the positive definite one."""
    declared = "; ".join(f"{name}[n,n]: positive_definite" for name in "XPR") + "; T[n,n]: symmetric; s: positive"
    solution = ex.solve(equation, "X", declarations=declared)
    rng = np.random.default_rng(0)
    for n in (2, 4):
        roots = rng.normal(size=(3, n, n))
        P, R, T = roots[0] @ roots[0].T + np.eye(n), roots[1] @ roots[1].T + np.eye(n), roots[2] + roots[2].T
        data = {"P": P, "R": R, "T": T, "s": 0.7}
        used = {symbol.name: data[symbol.name] for symbol in solution["X"].symbols}
        (X,) = solution.evaluate(used).values()
        np.testing.assert_allclose(gap(X, **used), 0, atol=1e-8)
        assert np.linalg.eigvalsh(X).min() > 0
