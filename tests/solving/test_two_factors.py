"""Orthonormal factors on both sides of a matrix, low rank between known factors, and theorems on linear equations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from tests.solving.draws import (
    Array,
    Case,
    K,
    M,
    N,
    P,
    S,
    Values,
    free,
    no_feasible_point_is_better,
    stiefel,
)  # fmt: skip


def _both(*draws: Callable[..., Values]) -> Callable[..., Values]:
    """Points of a product of sets."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        return {name: value for one in draws for name, value in one(rng, data, near, step).items()}

    return draw


def _cut(unknown: str, rows: str, k: int, metric: str | None = None) -> Callable[..., Values]:
    """Points of ``W'BW = I`` with ``F W = 0``, from a basis of the null space by the singular value decomposition."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        f = np.atleast_2d(np.ones(N) if rows == "ones" else data[rows])
        basis = np.linalg.svd(f)[2][len(f) :].T
        b = np.eye(N) if metric is None else data[metric]
        y = rng.standard_normal((basis.shape[1], k))
        if near is not None:
            y = basis.T @ np.reshape(near[unknown], (N, k)) + step * y
        point = basis @ y
        w, v = np.linalg.eigh(point.T @ b @ point)
        point = point @ (v / np.sqrt(w)) @ v.T
        return {unknown: point[:, 0] if k == 1 else point}

    return draw


def _weighted(Y: Array, X: Array, W: Array, A: Array, B: Array) -> float:
    rest = Y - X @ A @ B.T
    return float(np.trace(rest @ W @ rest.T))


PAIR = _both(stiefel("U", M, K), stiefel("V", N, K))
SQUARE = _both(stiefel("U", N, N), stiefel("V", N, N))
CASES: list[Case] = [
    ("tr(X'*A*X*B) - 2", "X", "max", ["X'*X == eye(n)"], [f"A[n,n]: {S}", f"B[n,n]: {S}", "X[n,n]"],
     stiefel("X", N, N), lambda A, B, X: np.trace(X.T @ A @ X @ B)),
    ("norm2(A*X + X*B)^2", "X", "min", ["X*X' == eye(n)"], [f"A[n,n]: {S}", f"B[n,n]: {S}", "X[n,n]"],
     stiefel("X", N, N), lambda A, B, X: np.sum((A @ X + X @ B) ** 2)),
    ("-3*tr(B*W'*A*W)", "W", "max", ["W'*W == eye(2)"], [f"A[n,n]: {S}", f"B[2,2]: {P}", "W[n,2]"],
     stiefel("W", N, K), lambda A, B, W: -3 * np.trace(B @ W.T @ A @ W)),
    ("tr(B*W'*A*W)", "W", "min", ["W'*C*W == eye(2)"], [f"A[n,n]: {S}", f"B[2,2]: {P}", f"C[n,n]: {P}", "W[n,2]"],
     stiefel("W", N, K, "C"), lambda A, B, C, W: np.trace(B @ W.T @ A @ W)),
    ("tr(U'*A*V)", "U V", "max", ["U'*U == eye(2)", "V'*V == eye(2)"], ["A[m,n]", "U[m,2]", "V[n,2]"], PAIR,
     lambda A, U, V: np.trace(U.T @ A @ V)),
    ("2*tr(V'*A'*U) + 1", "V U", "min", ["V'*V == eye(2)", "U'*C*U == eye(2)"],
     ["A[4,4]", "C[4,4]: positive_definite", "U[4,2]", "V[4,2]"],
     _both(stiefel("U", N, K, "C"), stiefel("V", N, K)), lambda A, C, U, V: np.trace(U.T @ A @ V)),
    ("norm2(U*A*V - B)^2", "U V", "min", ["U'*U == eye(n)", "V*V' == eye(n)"], ["A[n,n]", "B[n,n]", "U[n,n]", "V[n,n]"],
     SQUARE, lambda A, B, U, V: np.sum((U @ A @ V - B) ** 2)),
    ("tr(U*A*V*B)", "U V", "min", ["U'*U == eye(n)", "V'*V == eye(n)"], ["A[n,n]", "B[n,n]", "U[n,n]", "V[n,n]"],
     SQUARE, lambda A, B, U, V: np.trace(U @ A @ V @ B)),
    ("tr(U*A*V)", "U V", "max", ["U'*U == eye(n)", "V'*V == eye(n)"], ["A[n,n]", "U[n,n]", "V[n,n]"],
     SQUARE, lambda A, U, V: np.trace(U @ A @ V)),
    ("norm2(Y - X*A*B')^2", "A B", "min", [], ["Y[m,n]", "X[m,n]", "A[n,2]", "B[n,2]"], free(A=(N, K), B=(N, K)),
     lambda Y, X, A, B: np.sum((Y - X @ A @ B.T) ** 2)),
    ("tr((Y - X*A*B')*W*(Y - X*A*B')')/2", "A B", "min", [],
     ["Y[m,n]", "X[m,n]", f"W[n,n]: {P}", "A[n,2]", "B[n,2]"], free(A=(N, K), B=(N, K)), _weighted),
    ("norm2(L*a*b'*R - Q)^2", "a b", "min", [], ["L[m,n]", "R[n,n]", "Q[m,n]", "a[n]", "b[n]"], free(a=(N,), b=(N,)),
     lambda L, R, Q, a, b: np.sum((L @ np.outer(a, b) @ R - Q) ** 2)),
    ("norm2(Q - U*V')^2", "U V", "min", ["U'*U == eye(2)"], ["Q[m,n]", "U[m,2]", "V[n,2]"],
     _both(stiefel("U", M, K), free(V=(N, K))), lambda Q, U, V: np.sum((Q - U @ V.T) ** 2)),
    ("x'*Q*x", "x", "max", ["F*x == 0", "x'*x == 1"], [f"Q[n,n]: {S}", "F[2,n]", "x[n]"], _cut("x", "F", 1),
     lambda Q, F, x: x @ Q @ x),
    ("x'*Q*x/2", "x", "min", ["x'*x == 1", "sum(x) == 0"], [f"Q[n,n]: {S}", "x[n]"], _cut("x", "ones", 1),
     lambda Q, x: x @ Q @ x / 2),
    ("x'*Q*x", "x", "min", ["x'*C*x == 1", "a'*x == 0"], [f"Q[n,n]: {S}", f"C[n,n]: {P}", "a[n]", "x[n]"],
     _cut("x", "a", 1, "C"), lambda Q, C, a, x: x @ Q @ x),
    ("tr(W'*Q*W)", "W", "max", ["W'*W == eye(2)", "a'*W == zeros(1,2)"], [f"Q[n,n]: {S}", "a[n]", "W[n,2]"],
     _cut("W", "a", K), lambda Q, a, W: np.trace(W.T @ Q @ W)),
    ("b'*x", "x", "min", ["x'*x == 1", "F*x == 0"], ["b[n]", "F[2,n]", "x[n]"], _cut("x", "F", 1),
     lambda b, F, x: b @ x),
    ("x'*Q*x/(x'*x)", "x", "max", ["F*x == 0"], [f"Q[n,n]: {S}", "F[2,n]", "x[n]"], _cut("x", "F", 1),
     lambda Q, F, x: x @ Q @ x / (x @ x)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]} {len(case[3])}")
@pytest.mark.parametrize("seed", range(2))
def test_no_feasible_point_is_better(case: Case, seed: int) -> None:
    no_feasible_point_is_better(case, seed)


def test_equations_that_leave_no_room_are_refused_on_data() -> None:
    solution = ex.solve("x'*Q*x", "x", "max", ["x'*x == 1", "F*x == 0"], ["Q[n,n]: symmetric", "F[k,n]", "x[n]"])
    with pytest.raises(ex.DataError, match="n ≥ k"):
        solution.evaluate({"Q": np.eye(2), "F": np.eye(2)})
    with pytest.raises(ex.DataError, match="independent rows"):
        solution.evaluate({"Q": np.diag([1.0, 2.0, 3.0]), "F": np.ones((2, 3))})


def test_a_form_between_factors_needs_a_semidefinite_one() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("tr(X'*A*X*B)", "X", "max", ["X'*X == eye(k)"], ["A[n,n]: symmetric", "B[k,k]: symmetric", "X[n,k]"])


def test_one_entry_leaves_no_room_beside_an_equation() -> None:
    for text in ("a'*x", "x'*Q*x"):
        solution = ex.solve(text, "x", "max", ["x'*x == 1", "sum(x) == 0"], ["Q[n,n]: symmetric", "a[n]", "x[n]"])
        data = {"a": np.ones(1)} if "a" in text else {"Q": np.eye(1)}
        with pytest.raises(ex.DataError, match="n ≥ 2"):
            solution.evaluate(data)
