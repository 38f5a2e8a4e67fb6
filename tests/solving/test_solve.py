"""Closed forms against NumPy and SciPy on random data, their kinds, conditions and errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr

n, m, p = ex.dims("n m p")
X, Y = ex.matrix("X", n, m, "full_column_rank"), ex.matrix("Y", n, p)
w, y = ex.vector("w", m), ex.vector("y", n)
lam = ex.scalar("lam", "positive")
half = ex.Rational(1, 2)


def gaussian() -> tuple[Expr, Expr, Expr]:
    """The log-likelihood of samples x[1..n], and its parameters."""
    x, i = ex.samples("x", m, n), ex.index("i", n)
    mu, S = ex.vector("mu", m), ex.matrix("S", m, m, "invertible")

    def density(x: Expr) -> Expr:
        return ex.det(2 * ex.pi * S) ** -half * ex.exp(-half * (x - mu).T @ ex.inv(S) @ (x - mu))

    return ex.log(ex.prod(density(x[i]), i)), mu, S


def test_gaussian_maximum_likelihood() -> None:
    likelihood, mu, S = gaussian()
    solution = ex.solve(likelihood, [mu, S], sense="max")
    assert solution.written(mu) == "sum_i(x[i])/n"
    assert solution.written(S) == "sum_i((x[i] - mu)*(x[i] - mu)')/n"
    assert solution.kind == "global maximum among positive definite S"
    assert "concave" in solution.reason
    assert [str(condition) for condition in solution.conditions] == [
        "sum_i((x[i] - mu)*(x[i] - mu)')/n is invertible: n > m, and the samples x in general position"
    ]
    assert "saddle" in solution.notes[0]
    data = np.random.default_rng(0).normal(size=(30, 4))
    found = solution.evaluate({"x": data})
    np.testing.assert_allclose(found[mu], data.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(found[S], np.cov(data.T, bias=True), atol=1e-12)


def test_gaussian_needs_more_samples_than_dimensions() -> None:
    likelihood, mu, S = gaussian()
    solution = ex.solve(likelihood, [mu, S], sense="max")
    data = np.random.default_rng(0).normal(size=(3, 4))
    with pytest.raises(ex.DataError, match=r"n > m.*rank is 2 of 4"):
        solution.evaluate({"x": data})


def test_gaussian_is_a_maximum_among_symmetric_and_a_saddle_among_all_matrices() -> None:
    """The note of the solution, checked by hand: a skew-symmetric change of S raises the likelihood."""
    likelihood, mu, S = gaussian()
    data = np.random.default_rng(1).normal(size=(40, 3))
    found = ex.solve(likelihood, [mu, S], sense="max").evaluate({"x": data})
    at = {"x": data, "mu": found[mu]}
    best = likelihood.evaluate({**at, "S": found[S]})
    step = np.random.default_rng(2).normal(size=(3, 3)) * 0.01
    assert likelihood.evaluate({**at, "S": found[S] + step + step.T}) < best
    assert likelihood.evaluate({**at, "S": found[S] + step - step.T}) > best


def test_least_squares() -> None:
    solution = ex.solve(ex.norm2(X @ w - y) ** 2, w, sense="min")
    rng = np.random.default_rng(0)
    A, b = rng.normal(size=(9, 4)), rng.normal(size=9)
    np.testing.assert_allclose(solution.evaluate({"X": A, "y": b})[w], np.linalg.lstsq(A, b)[0], atol=1e-12)
    assert solution.kind == "global minimum" and not solution.conditions


def test_least_squares_of_any_matrix_has_a_null_space() -> None:
    A = ex.matrix("A", n, m)
    solution = ex.solve(ex.norm2(A @ w - y) ** 2, w)
    assert solution.written(w) == "pinv(A)*y + (eye(m) - pinv(A)*A)*z"
    assert not solution.conditions and "unique where A has independent columns" in solution.notes[0]
    rng = np.random.default_rng(0)
    data = {"A": rng.normal(size=(5, 2)) @ rng.normal(size=(2, 4)), "y": rng.normal(size=5)}
    shortest = solution.evaluate(data)[w]
    np.testing.assert_allclose(shortest, np.linalg.lstsq(data["A"], data["y"])[0], atol=1e-12)
    other = solution.evaluate({**data, "z": rng.normal(size=4)})[w]
    np.testing.assert_allclose(data["A"] @ other, data["A"] @ shortest, atol=1e-12)
    assert np.linalg.norm(other - shortest) > 0.1


def test_weighted_least_squares_names_its_condition() -> None:
    A, S = ex.matrix("A", n, m), ex.matrix("S", n, n, "positive_definite")
    solution = ex.solve((A @ w - y).T @ ex.inv(S) @ (A @ w - y), w)
    assert str(solution.conditions[0]) == "A'*inv(S)*A is invertible: A has independent columns (n ≥ m)"
    with pytest.raises(ex.DataError, match="independent columns"):
        solution.evaluate({"A": np.ones((5, 2)), "y": np.zeros(5), "S": np.eye(5)})


@pytest.mark.parametrize(
    ("f", "constraints", "values", "unique"),
    [
        ("(x - y)^2", [], {"x": "y"}, "affine set: x = y, any y"),
        ("x^2*y^2 + x^2", [], {"x": "0"}, "affine set: x = 0, any y"),
        ("(x + y - 1)^2", [], {"x": "1 - y"}, "affine set: x = 1 - y, any y"),
        ("x^2 + y^2", ["x + y == 1", "2*x + 2*y == 2"], {"x": "1/2", "y": "1/2"}, "unique"),
    ],
)
def test_what_the_equations_leave_free_is_said(
    f: str, constraints: list[str], values: dict[str, str], unique: str
) -> None:
    solution = ex.solve(f, ["x", "y"], "min", constraints, "x; y")
    assert solution.kind == "global minimum" and solution.unique == unique
    assert {x.name: solution.written(x) for x in solution.values if x not in solution.free} == values


def test_equations_that_contradict_one_another_have_no_solution() -> None:
    with pytest.raises(ex.NoExtremumError, match="contradict one another"):
        ex.solve("x^2 + y^2", ["x", "y"], "min", ["x + y == 1", "x + y == 2"], "x; y")


@pytest.mark.parametrize("columns", [1, 3])
def test_ridge(columns: int) -> None:
    W = ex.matrix("W", m, p)
    solution = ex.solve(ex.norm2(X @ W - Y) ** 2 + lam * ex.norm2(W) ** 2, W, sense="min")
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(9, 4)), rng.normal(size=(9, columns))
    expected = np.linalg.solve(A.T @ A + 0.7 * np.eye(4), A.T @ B)
    np.testing.assert_allclose(solution.evaluate({"X": A, "Y": B, "lam": 0.7})[W], expected, atol=1e-12)
    assert solution.kind == "global minimum" and "positive definite" in solution.reason


def test_two_sided() -> None:
    A, B = ex.matrix("A", n, n, "invertible"), ex.matrix("B", p, p, "invertible")
    Z, C = ex.matrix("Z", n, p), ex.matrix("C", n, p)
    solution = ex.solve(ex.norm2(A @ Z @ B - C) ** 2, Z, sense="min")
    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(4, 4)), rng.normal(size=(3, 3)), rng.normal(size=(4, 3))
    expected = np.linalg.solve(a, c) @ np.linalg.inv(b)
    np.testing.assert_allclose(solution.evaluate({"A": a, "B": b, "C": c})[Z], expected, atol=1e-10)


def test_sylvester_goes_through_vec() -> None:
    A = ex.matrix("A", n, n, "positive_definite")
    B = ex.matrix("B", p, p, "positive_definite")
    Z, C = ex.matrix("Z", n, p), ex.matrix("C", n, p)
    objective = ex.tr(Z.T @ A @ Z) + ex.tr(Z @ B @ Z.T) - 2 * ex.tr(C.T @ Z)
    solution = ex.solve(objective, Z, sense="min")
    from scipy.linalg import solve_sylvester

    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(4, 4)), rng.normal(size=(3, 3)), rng.normal(size=(4, 3))
    a, b = a @ a.T + np.eye(4), b @ b.T + np.eye(3)
    np.testing.assert_allclose(solution.evaluate({"A": a, "B": b, "C": c})[Z], solve_sylvester(a, b, c), atol=1e-10)


def test_scalar_unknown_and_maximum() -> None:
    s, a = ex.scalar("s"), ex.scalar("a", "positive")
    solution = ex.solve(3 * s - a * s**2, s, sense="max")
    assert solution.evaluate({"a": 0.5})[s] == pytest.approx(3.0)
    assert solution.kind == "global maximum"


def test_precision_of_a_gaussian_by_its_inverse() -> None:
    """log det P - tr(P M) over positive definite P: P = inv(M)."""
    P = ex.matrix("P", m, m, "positive_definite")
    M = ex.matrix("M", m, m, "positive_definite")
    solution = ex.solve(ex.logdet(P) - ex.tr(P @ M), P, sense="max")
    assert solution[P] is ex.inv(M)
    assert solution.kind == "global maximum"


def test_a_symmetric_unknown_is_solved_for_within_the_symmetric_matrices() -> None:
    """With M not symmetric, the stationary P of log det P - tr(P M) is the inverse of M's symmetric part."""
    P, M = ex.matrix("P", m, m, "positive_definite"), ex.matrix("M", m, m)
    solution = ex.solve(ex.logdet(P) - ex.tr(P @ M), P, sense="max")
    values = np.array([[3.0, 1.0], [0.0, 2.0]])
    np.testing.assert_allclose(solution.evaluate({"M": values})[P], np.linalg.inv((values + values.T) / 2), atol=1e-12)
    assert [str(condition) for condition in solution.conditions][-1] == "P is positive definite"
    with pytest.raises(ex.DataError, match="P is positive definite; its smallest eigenvalue is -1"):
        solution.evaluate({"M": -np.eye(2)})


def test_wrong_sense_is_an_error() -> None:
    with pytest.raises(ex.ExtremumError, match="unbounded above: the only stationary point is a global minimum"):
        ex.solve(ex.norm2(X @ w - y) ** 2, w, sense="max")


def test_no_closed_form_leads_on_to_minimize() -> None:
    with pytest.raises(ex.UnsupportedError, match=r"(?s)no closed form found.*convex in w.*ex\.minimize"):
        ex.solve(ex.sum(ex.softplus(X @ w)) + ex.norm2(w) ** 2, w)


def test_what_is_unbounded_leads_nowhere() -> None:
    with pytest.raises(ex.NoExtremumError, match=r"no minimum: .* unbounded below, for it is strictly concave in w"):
        ex.solve(-ex.sum(ex.softplus(X @ w)) - ex.norm2(w) ** 2, w, sense="min")
    with pytest.raises(ex.NoExtremumError, match=r"no maximum: .* unbounded above, for it is convex in w and not"):
        ex.solve(ex.norm1(w) + ex.norm2(w), w, sense="max")
    with pytest.raises(ex.UnsupportedError, match="unbounded above, or constant in w"):  # A may be zero
        ex.solve("sum(log(1 + exp(A*w)))", "w", "max", [], "A[m,n]; w[n]")


def test_bad_requests() -> None:
    with pytest.raises(ex.NotAScalarError, match="scalar objective"):
        ex.solve(X @ w, w)
    with pytest.raises(ex.ExtremumError, match="sense is 'min', 'max' or None"):
        ex.solve(ex.norm2(w) ** 2, w, sense="least")
    with pytest.raises(ex.NameUnknownError, match="'v' is no symbol"):
        ex.solve(ex.norm2(w) ** 2, "v")


def test_a_diagonal_unknown() -> None:
    T, B = ex.matrix("T", m, m, "diagonal"), ex.matrix("B", m, m)
    solution = ex.solve(ex.norm2(T - B) ** 2, T, sense="min")
    assert solution[T] is ex.diag(ex.diagonal(B))
    assert not solution.conditions


def test_what_is_always_singular_is_not_inverted() -> None:
    V, B = ex.matrix("V", m, m), ex.matrix("B", m, m)
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve(ex.norm2(ex.diag(ex.diagonal(V)) - B) ** 2, V)
    v = ex.vector("v", m)
    assert ex.solve((v.T @ w - 1) ** 2, w)[w] is ex.pinv(v.T)


def test_an_unknown_of_whole_numbers_is_refused() -> None:
    u, B = ex.vector("u", m, "sign"), ex.matrix("B", m, m, "symmetric")
    with pytest.raises(ex.UnsupportedError, match="u is declared sign, a set of separate points"):
        ex.solve(u.T @ B @ u, u)


def test_a_diagonal_factor() -> None:
    """‖A diag(x) B - C‖²: the normal equations have the entrywise product of A'A and BB'."""
    A, B, C = ex.matrix("A", n, m), ex.matrix("B", m, n), ex.matrix("C", n, n)
    x = ex.vector("x", m)
    solution = ex.solve(ex.norm2(A @ ex.diag(x) @ B - C) ** 2, x, sense="min")
    gram = ex.hadamard(A.T @ A, B @ B.T)
    assert solution[x] is ex.inv(gram) @ ex.diagonal(B @ C.T @ A)
    assert solution.kind == "global minimum"
    assert solution.steps[0][1][1].left is 2 * gram @ x


@pytest.mark.parametrize("f", ["tr(sqrtm(L))", "N*P^(2*N)*tr(sqrtm(L))", "tr(A*sinm(L)) + tr(L)"])
def test_functions_of_matrices_that_are_not_inverted_are_refused(f: str) -> None:
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve(f, "L", declarations=["N", "P: positive", "L[n,n]: positive_definite", "A[n,n]: symmetric"])


@pytest.mark.parametrize(
    ("objective", "constraint", "declarations", "data"),
    [
        ("sum(log(s./x))", "sum(x) == c", "s[n]: positive; x[n]: positive; c: positive", {"s": np.ones(4), "c": 2.0}),
        ("norm2(x)^2 + b'*b", "sum(x) == c", "b[n]; x[n]; c", {"b": [1.0, 2.0, 3.0, 4.0], "c": 2.0}),
    ],
)
def test_data_that_the_solution_does_not_need_tell_sizes(
    objective: str, constraint: str, declarations: str, data: dict[str, Any]
) -> None:
    (found,) = ex.solve(objective, "x", "min", [constraint], declarations).evaluate(data).values()
    np.testing.assert_allclose(found, np.full(4, 0.5))
