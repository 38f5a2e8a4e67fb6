"""Theorems about objectives, judged in NumPy: feasible, and no random or nearby feasible point is better."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.solving.theorems.table import THEOREMS
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
    rotations,
    semidefinite,
    sizes_of,
    stiefel,
    with_level,
)  # fmt: skip


def _likelihood(Q: Array, W: Array, t: float) -> float:
    covariance = W @ W.T + t * np.eye(N)
    return float(np.linalg.slogdet(covariance)[1] + np.trace(np.linalg.solve(covariance, Q)))


CASES: list[Case] = [
    ("P'*Q*P", "P", "max", ["P'*P == 1"], [f"Q[n,n]: {S}", "P[n]"], stiefel("P", N, 1),
     lambda Q, P: P @ Q @ P),
    ("3 - 2*tr(W'*Q*W)", "W", "min", ["W'*W == eye(k)"], [f"Q[n,n]: {S}", "W[n,k]"], stiefel("W", N, K),
     lambda Q, W: 3 - 2 * np.trace(W.T @ Q @ W)),
    ("tr(W'*Q*W)", "W", "min", ["W'*inverse*W == eye(k)"], [f"Q[n,n]: {S}", f"inverse[n,n]: {P}", "W[n,k]"],
     stiefel("W", N, K, "inverse"), lambda Q, W, inverse: np.trace(W.T @ Q @ W)),
    ("x'*Q*x/2", "x", "min", ["x'*x == 9"], [f"Q[n,n]: {S}", "x[n]"], stiefel("x", N, 1, radius=3.0),
     lambda Q, x: x @ Q @ x / 2),
    ("norm2(A - A*W*W')^2", "W", "min", ["W'*W == eye(k)"], ["A[m,n]", "W[n,k]"], stiefel("W", N, K),
     lambda A, W: np.sum((A - A @ W @ W.T) ** 2)),
    ("x'*A*x/(3*x'*B*x)", "x", "min", [], [f"A[n,n]: {S}", f"B[n,n]: {P}", "x[n]"], free(x=(N,)),
     lambda A, B, x: x @ A @ x / (3 * x @ B @ x)),
    ("-x'*A*x/(x'*x)", "x", "min", [], [f"A[n,n]: {S}", "x[n]"], free(x=(N,)),
     lambda A, x: -x @ A @ x / (x @ x)),
    ("(a'*x)^2/(x'*B*x)", "x", "max", [], ["a[n]", f"B[n,n]: {P}", "x[n]"], free(x=(N,)),
     lambda a, B, x: (a @ x) ** 2 / (x @ B @ x)),
    ("a'*x/sqrt(x'*B*x)", "x", "min", [], ["a[n]", f"B[n,n]: {P}", "x[n]"], free(x=(N,)),
     lambda a, B, x: a @ x / np.sqrt(x @ B @ x)),
    ("tr(inv(W'*B*W)*(W'*A*W))", "W", "min", [], [f"A[n,n]: {S}", f"B[n,n]: {P}", "W[n,k]"], free(W=(N, K)),
     lambda A, B, W: np.trace(np.linalg.solve(W.T @ B @ W, W.T @ A @ W))),
    ("a'*x + 2", "x", "min", ["x'*B*x <= 1"], ["a[n]", f"B[n,n]: {P}", "x[n]"], stiefel("x", N, 1, "B"),
     lambda a, B, x: a @ x + 2),
    ("norm2(A*R - B)^2", "R", "max", ["R'*R == eye(n)"], ["A[m,n]", "B[m,n]", "R[n,n]"], stiefel("R", N, N),
     lambda A, B, R: np.sum((A @ R - B) ** 2)),
    ("norm2(X - A)^2", "X", "min", ["X'*X == eye(k)"], ["A[n,k]", "X[n,k]"], stiefel("X", N, K),
     lambda A, X: np.sum((X - A) ** 2)),
    ("tr(L'*X)", "X", "max", ["X'*B*X == eye(k)"], ["L[n,k]", f"B[n,n]: {P}", "X[n,k]"], stiefel("X", N, K, "B"),
     lambda L, B, X: np.trace(L.T @ X)),
    ("norm2(R*A - B)^2", "R", "min", ["R'*R == eye(n)", "det(R) == 1"], ["A[n,m]", "B[n,m]", "R[n,n]"],
     rotations("R", N), lambda A, B, R: np.sum((R @ A - B) ** 2)),
    ("tr(A*R)", "R", "min", ["R*R' == eye(n)", "det(R) == 1"], ["A[n,n]", "R[n,n]"],
     rotations("R", N), lambda A, R: np.trace(A @ R)),
    ("2*norm2(A - U*V)^2 + 1", "U V", "min", [], ["A[m,n]", "U[m,k]", "V[k,n]"], free(U=(M, K), V=(K, N)),
     lambda A, U, V: 2 * np.sum((A - U @ V) ** 2) + 1),
    ("norm2(X - A)^2/2 - tr(C*X)", "X", "min", ["X >> 0"], [f"A[n,n]: {S}", f"C[n,n]: {S}", f"X[n,n]: {S}"],
     semidefinite("X", N), lambda A, C, X: np.sum((X - A) ** 2) / 2 - np.trace(C @ X)),
    ("norm2(A*x - b)^2/(1 + x'*x)", "x", "min", [], ["A[m,n]", "b[m]", "x[n]"], free(x=(N,)),
     lambda A, b, x: np.sum((A @ x - b) ** 2) / (1 + x @ x)),
    ("-2*(a'*x + 3)/(2 + x'*B*x)", "x", "min", [], ["a[n]", f"B[n,n]: {P}", "x[n]"], free(x=(N,)),
     lambda a, B, x: -2 * (a @ x + 3) / (2 + x @ B @ x)),
    ("3*norm2(A + 2*Y*Y')^2", "Y", "min", [], ["A[n,n]", "Y[n,k]"], free(Y=(N, K)),
     lambda A, Y: 3 * np.sum((A + 2 * Y @ Y.T) ** 2)),
    ("norm2(Q - y*y')^2", "y", "min", [], [f"Q[n,n]: {S}", "y[n]"], free(y=(N,)),
     lambda Q, y: np.sum((Q - np.outer(y, y)) ** 2)),
    ("logdet(W*W' + t*eye(n)) + tr(inv(W*W' + t*eye(n))*Q)", "W t", "min", [],
     [f"Q[n,n]: {P}", "W[n,k]", "t: positive"], with_level(free(W=(N, K), t=())), _likelihood),
    ("-m*logdet(t*eye(n) + W*W')/2 - tr(A*inv(W*W' + t*eye(n))*A')/2", "W t", "max", [],
     ["A[m,n]", "W[n,k]", "t: positive"], with_level(free(W=(N, K), t=())),
     lambda A, W, t: -_likelihood(A.T @ A / M, W, t) * M / 2),
    ("norm2(A - 2*kron(B, C))^2", "B C", "min", [], ["A[6,4]", "B[3,2]", "C[2,2]"], free(B=(3, K), C=(2, K)),
     lambda A, B, C: np.sum((A - 2 * np.kron(B, C)) ** 2)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]}")
@pytest.mark.parametrize("seed", range(2))
def test_no_feasible_point_is_better(case: Case, seed: int) -> None:
    no_feasible_point_is_better(case, seed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]}")
def test_the_source_is_named(case: Case) -> None:
    text, names, sense, constraints, declarations, _, _ = case
    assert ex.solve(text, names.split(), sense, constraints, declarations).source


@pytest.mark.parametrize(
    ("text", "names", "sense", "constraints", "declarations"),
    [
        ("x'*Q*x", "x", "max", ["x'*Q*x == 1"], [f"Q[n,n]: {S}", "x[n]"]),
        ("a'*x", "x", "min", ["x'*x >= 1"], ["a[n]", "x[n]"]),
        ("a'*x/(x'*x)", "x", "max", [], ["a[n]", "x[n]"]),
        ("(a'*x)^2/(x'*x)", "x", "min", [], ["a[n]", "x[n]"]),
        ("tr(L'*X)", "X", "max", ["X'*X == eye(k)", "X >= 0"], ["L[n,k]", "X[n,k]"]),
        ("tr(A*X*C*X')", "X", "max", ["X'*X == eye(k)"], [f"A[n,n]: {S}", f"C[k,k]: {S}", "X[n,k]"]),
        ("norm2(A - U*V')^2 + norm2(U)^2", "U V", "min", [], ["A[m,n]", "U[m,k]", "V[n,k]"]),
        ("norm2(H.*(X - A))^2", "X", "min", ["X >> 0"], ["H[n,n]", f"A[n,n]: {S}", f"X[n,n]: {S}"]),
        ("norm2(A*R - B)^2", "R", "min", ["R'*R == eye(n)", "det(R) == -1"], ["A[m,n]", "B[m,n]", "R[n,n]"]),
        ("norm2(A*x - b)^2/(x'*x - 1)", "x", "min", [], ["A[m,n]", "b[m]", "x[n]"]),
        ("norm2(Q - Y*Y')^2", "Y", "max", [], [f"Q[n,n]: {S}", "Y[n,k]"]),
        ("norm2(Q - Y*Z')^2 + norm2(Y)^2", "Y Z", "min", [], ["Q[n,n]", "Y[n,k]", "Z[n,k]"]),
        (
            "logdet(W*W' + t*eye(n)) + 2*tr(inv(W*W' + eye(n))*Q)",
            "W t",
            "min",
            [],
            [f"Q[n,n]: {P}", "W[n,k]", "t: positive"],
        ),
        (
            "logdet(W*W' + t*eye(n)) - tr(inv(W*W' + t*eye(n))*Q)",
            "W t",
            "min",
            [],
            [f"Q[n,n]: {P}", "W[n,k]", "t: positive"],
        ),
        ("norm2(x - h)^2", "x", "min", ["norm2(x) <= 1"], ["h[n]", "x[n]"]),
        ("h'*x + norm1(x)", "x", "max", ["norm2(x) <= 1"], ["h[n]", "x[n]"]),
        ("x'*Q*x + norm1(x)", "x", "max", ["x'*x == 1"], [f"Q[n,n]: {S}", "x[n]"]),
        ("norm2(A - kron(B, B))^2", "B", "min", [], ["A[9,9]", "B[3,3]"]),
    ],
)
def test_what_only_looks_like_a_theorem_is_no_theorem(
    text: str, names: str, sense: str, constraints: list[str], declarations: list[str]
) -> None:
    sources = {theorem.source for theorem in THEOREMS}
    try:
        solution = ex.solve(text, names.split(), sense, constraints, declarations)
    except (ex.UnsupportedError, ex.ExtremumError):
        return
    assert solution.source not in sources


def test_a_direction_of_length_zero_is_refused() -> None:
    solution = ex.solve("a'*x", "x", "max", ["x'*x == 1"], ["a[n]", "x[n]"])
    with pytest.raises(ex.DataError, match="a is not zero"):
        solution.evaluate({"a": np.zeros(3)})


def test_what_is_maximal_on_the_border_is_not_refused() -> None:
    """A convex function has no maximum within a ball, but it has one on its border."""
    solution = ex.solve("x'*A*x", "x", "max", ["x'*x <= 1"], ["A[n,n]: positive_definite", "x[n]"])
    assert str(solution["x"]) == "eigvec(A, n - 1)"
    with pytest.raises(ex.UnsupportedError, match="within the inequalities is a global minimum"):
        ex.solve("x^2", "x", "max", ["x >= 0", "x <= 1"], ["x"])


@pytest.mark.parametrize(
    ("text", "names", "sense", "constraints", "declarations", "data"),
    [
        ("x'*Q*x", "x", "max", ["x'*x == 1"], [f"Q[n,n]: {S}", "x[n]"], {"Q": np.eye(3)}),
        ("x'*Q*x/(x'*x)", "x", "min", [], [f"Q[n,n]: {S}", "x[n]"], {"Q": np.diag([1.0, 1.0, 2.0])}),
        ("tr(W'*Q*W)", "W", "max", ["W'*W == eye(k)"], [f"Q[n,n]: {S}", "W[n,k]"], {"Q": np.diag([1.0, 1.0, 2.0])}),
        ("norm2(A*R - B)^2", "R", "min", ["R'*R == eye(n)"], ["A[m,n]", "B[m,n]", "R[n,n]"],
         {"A": np.ones((4, 2)), "B": np.ones((4, 2))}),
        ("tr(A*R)", "R", "max", ["R'*R == eye(n)", "det(R) == 1"], ["A[n,n]", "R[n,n]"],
         {"A": np.diag([2.0, 1.0, -1.0])}),
        ("norm2(A - U*V')^2", "U V", "min", [], ["A[m,n]", "U[m,k]", "V[n,k]"], {"A": np.eye(4)[:, :3]}),
        ("norm2(Q - Y*Y')^2", "Y", "min", [], [f"Q[n,n]: {S}", "Y[n,k]"], {"Q": np.diag([1.0, 1.0, 1.0])}),
    ],
)  # fmt: skip
def test_what_is_not_unique_for_these_data_is_refused(
    text: str, names: str, sense: str, constraints: list[str], declarations: list[str], data: Values
) -> None:
    solution = ex.solve(text, names.split(), sense, constraints, declarations)
    with pytest.raises(ex.DataError, match="does not hold for these data"):
        solution.evaluate(data, **sizes_of(solution))


def test_a_value_below_the_cut_may_be_repeated() -> None:
    """Of what is cut to zero it does not matter which eigenvectors are kept."""
    solution = ex.solve("norm2(Q - Y*Y')^2", "Y", "min", [], [f"Q[n,n]: {S}", "Y[n,k]"])
    (found,) = solution.evaluate({"Q": np.diag([-1.0, -1.0, 3.0])}, k=2).values()
    np.testing.assert_allclose(found @ found.T, np.diag([0, 0, 3.0]), atol=1e-12)


def test_equations_may_leave_one_point_only() -> None:
    with pytest.raises(ex.NoExtremumError, match=r"unless A\*x == b leaves one point only"):
        ex.solve("norm2(x)^2", "x", "max", "A*x == b", "A[p,n]; x[n]; b[p]")
