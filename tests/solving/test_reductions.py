"""Problems that become easier: outer functions, logarithms, diagonals, sizes; entropies, determinants, spheres."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from tests.solving.draws import Array, Case, M, N, P, S, Values, free, no_feasible_point_is_better, stiefel


def _made(name: str, shape: tuple[int, ...], make: Callable[[Array, Values], Array]) -> Callable[..., Values]:
    """Feasible points: made from any array, near a given one from that one moved."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        a = np.asarray(rng.standard_normal(shape))
        return {name: make(a if near is None else near[name] + step * a, data)}

    return draw


def _rows(a: Array, data: Values) -> Array:
    b = np.abs(a) + 1e-3
    return np.asarray(b * (np.exp(data["r"]) / b.sum(axis=1))[:, None])


def _planes(name: str, normal: str | None) -> Callable[..., Values]:
    def onto(a: Array, data: Values) -> Array:
        n: Array = np.ones(N) if normal is None else data[normal]
        return np.asarray(a + float((1 - n @ a) / (n @ n)) * n)

    return _made(name, (N,), onto)


def _entropy(C: Array, X: Array, r: Array) -> float:
    return float(np.sum(C * X) + 2 * np.sum(X * np.log(X)))


DIAGONAL = _made("D", (N, N), lambda a, data: np.diag(np.diag(a)))
SPHERE = _made("x", (N,), lambda a, data: 2 * a / np.linalg.norm(a))
CASES: list[Case] = [
    ("norm2(A*x - b)", "x", "min", [], ["A[m,n]: full_column_rank", "b[m]", "x[n]"], free(x=(N,)),
     lambda A, b, x: float(np.linalg.norm(A @ x - b))),
    ("2 - 3*exp(-(x - a)'*Q*(x - a))", "x", "min", [], [f"Q[n,n]: {P}", "a[n]", "x[n]"], free(x=(N,)),
     lambda Q, a, x: 2 - 3 * np.exp(-(x - a) @ Q @ (x - a))),
    ("log(x'*Q*x) - log(x'*C*x)", "x", "min", [], [f"Q[n,n]: {P}", f"C[n,n]: {P}", "x[n]"], free(x=(N,)),
     lambda Q, C, x: np.log(x @ Q @ x) - np.log(x @ C @ x)),
    ("norm2(D*A - B)^2", "D", "min", [], ["A[n,m]", "B[n,m]", "D[n,n]: diagonal"], DIAGONAL,
     lambda A, B, D: np.sum((D @ A - B) ** 2)),
    ("norm2(A*D - B)^2 + norm2(D)^2", "D", "min", [], ["A[m,n]", "B[m,n]", "D[n,n]: diagonal"], DIAGONAL,
     lambda A, B, D: np.sum((A @ D - B) ** 2) + np.sum(D**2)),
    ("logdet(W'*Q*W)", "W", "max", ["W'*W == eye(2)"], [f"Q[n,n]: {P}", "W[n,2]"], stiefel("W", N, 2),
     lambda Q, W: np.linalg.slogdet(W.T @ Q @ W)[1]),
    ("tr(inv(W'*Q*W))", "W", "max", ["W'*C*W == eye(2)"], [f"Q[n,n]: {P}", f"C[n,n]: {P}", "W[n,2]"],
     stiefel("W", N, 2, "C"), lambda Q, C, W: np.trace(np.linalg.inv(W.T @ Q @ W))),
    ("-2*det(W'*Q*W)", "W", "max", ["W'*W == eye(2)"], [f"Q[n,n]: {P}", "W[n,2]"], stiefel("W", N, 2),
     lambda Q, W: -2 * np.linalg.det(W.T @ Q @ W)),
    ("logdet(W'*Q*W) - logdet(W'*C*W)", "W", "min", [], [f"Q[n,n]: {P}", f"C[n,n]: {P}", "W[n,2]"], free(W=(N, 2)),
     lambda Q, C, W: np.linalg.slogdet(W.T @ Q @ W)[1] - np.linalg.slogdet(W.T @ C @ W)[1]),
    ("tr(C'*X) + 2*sum(X.*log(X))", "X", "min", ["X*ones(n) == exp(r)"], ["C[m,n]", "r[m]", "X[m,n]: positive"],
     _made("X", (M, N), _rows), _entropy),
    ("x'*Q*x/(x'*x)", "x", "max", ["a'*x == 1"], [f"Q[n,n]: {S}", "a[n]", "x[n]"], _planes("x", "a"),
     lambda Q, a, x: x @ Q @ x / (x @ x)),
    ("x'*Q*x + a'*x", "x", "max", ["x'*x == 4"], [f"Q[n,n]: {S}", "a[n]", "x[n]"], SPHERE,
     lambda Q, a, x: x @ Q @ x + a @ x),
    ("norm2(A*x - b)^2", "x", "min", ["norm2(x) == 2"], ["A[m,n]", "b[m]", "x[n]"], SPHERE,
     lambda A, b, x: np.sum((A @ x - b) ** 2)),
    ("norm2(A*x - mean(A*x)*ones(m))^2", "x", "min", ["x'*x == 4"], ["A[m,n]", "x[n]"], SPHERE,
     lambda A, x: np.sum((A @ x - (A @ x).mean()) ** 2)),
    ("norm2(x - a)^2", "x", "max", ["norm2(x) == 2"], ["a[n]", "x[n]"], SPHERE, lambda a, x: np.sum((x - a) ** 2)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]}")
@pytest.mark.parametrize("seed", range(2))
def test_no_feasible_point_is_better(case: Case, seed: int) -> None:
    no_feasible_point_is_better(case, seed)


@pytest.mark.parametrize(("text", "unknown", "constraints", "declared", "value"), [
    ("p^a*(1 - p)^b", "p", [], "p: positive; a: positive; b: positive", "a/(a + b)"),
    ("s^(-N)*exp(-q/(2*s^2))", "s", [], "s: positive; q: positive; N: positive", "sqrt(q/N)"),
    ("sum(log(w)) - N*log(sum(w))", "w", ["sum(w) == 1"], "w[n]: positive; N: positive", "ones(n)/n"),
    ("-N*logdet(V) - tr(inv(V)*Q)", "V", [],
     "N: positive; V[n,n]: diagonal, positive_definite; Q[n,n]: positive_definite", "diag(diagonal(Q))/N"),
    ("a'*x", "x", ["sum(x.^4) == 1"], "a[n]: positive; x[n]: positive", "a.^(1/3)/sum(a.^(4/3))^(1/4)"),
    ("-sum(X.*log(X))", "X", ["X*ones(n) == r", "X'*ones(m) == c"], "X[m,n]: positive; r[m]: positive; c[n]: positive",
     "r*c'/sum(r)"),
])  # fmt: skip
def test_values_as_textbooks_write_them(
    text: str, unknown: str, constraints: list[str], declared: str, value: str
) -> None:
    solution = ex.solve(text, unknown, "max", constraints, declared)
    assert solution.kind == "global maximum" and solution.unique == "unique"
    (shown,) = solution.shown
    assert solution.written(shown) == value


def test_a_ray_of_the_wrong_sign_has_no_size() -> None:
    solution = ex.solve("u'*w/sqrt(w'*S*w)", "w", "max", ["sum(w) == 1"], "u[n]; w[n]; S[n,n]: positive_definite")
    with pytest.raises(ex.DataError, match="is positive"):
        solution.evaluate({"u": np.array([-1.0, -2.0]), "S": np.eye(2)})
    (w,) = solution.evaluate({"u": np.array([1.0, 3.0]), "S": np.eye(2)}).values()
    np.testing.assert_allclose(w, [0.25, 0.75])


def test_the_logarithm_of_what_may_vanish_is_a_condition() -> None:
    solution = ex.solve("log(norm2(A*x - b))", "x", "min", [], "A[m,n]: full_column_rank; x[n]; b[m]")
    with pytest.raises(ex.DataError):
        solution.evaluate({"A": np.eye(3)[:, :2], "b": np.array([1.0, 2.0, 0.0])})


def test_a_sphere_that_needs_more_than_one_point_is_refused() -> None:
    """The hard case: the force has no part along the last eigenvector, and the multiplier would be its eigenvalue."""
    solution = ex.solve("x'*Q*x + a'*x", "x", "min", ["x'*x == 1"], "Q[n,n]: symmetric; a[n]; x[n]")
    with pytest.raises(ex.DataError):
        solution.evaluate({"Q": np.diag([0.0, 5.0]), "a": np.array([0.0, 1.0])})


def test_a_diagonal_of_equal_entries_is_computed() -> None:
    """The matrix of its equation is an identity beside one that is multiplied entry by entry."""
    solution = ex.solve("norm2(A*D - B)^2 + norm2(D)^2", "D", "min", [], "D[n,n]: diagonal; A[m,n]; B[m,n]")
    rng = np.random.default_rng(1)
    for size in (3, 1, 2):
        A, B = rng.standard_normal((2, 4, size))
        (D,) = solution.evaluate({"A": A, "B": B}).values()
        np.testing.assert_allclose(D, np.diag((A * B).sum(axis=0) / (1 + (A**2).sum(axis=0))), atol=1e-12)
