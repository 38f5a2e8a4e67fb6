"""The M-steps of hidden Markov models, linear dynamical systems and factor analysis, with moments given.

Judged by the estimates of books, written in NumPy, and by the objective at points nearby.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
RNG = np.random.default_rng(0)


def _definite(n: int) -> Array:
    a = RNG.standard_normal((n, n + 2))
    return np.asarray(a @ a.T)


def _solved(f: str, unknowns: list[str], constraints: list[str], declared: list[str], data: Any) -> dict[str, Any]:
    solution = ex.solve(f, unknowns, "max", constraints, declared)
    assert solution.kind == "global maximum" and solution.unique == "unique"
    return {x.name: value for x, value in solution.evaluate(data).items()}


def test_transitions_of_a_hidden_markov_model() -> None:
    """Rabiner (1989), eq. 40b: expected transitions over expected departures; each row is a distribution."""
    counts = RNG.random((4, 4)) + 0.1
    declared = ["x[K] for j in 1..K: positive", "A[K] for j in 1..K: positive"]
    found = _solved("sum_j(x[j]'*log(A[j]))", ["A[j]"], ["sum(A[j]) == 1"], declared, {"x": counts})
    np.testing.assert_allclose(found["A"], counts / counts.sum(1, keepdims=True))


def test_emissions_of_a_hidden_markov_model() -> None:
    """Rabiner (1989), eq. 53 and 54: means and covariances weighted by the responsibilities of each state."""
    n, k, d = 9, 3, 2
    x, g = RNG.standard_normal((n, d)), RNG.random((n, k)) + 0.1
    f = "sum_k(sum_i(g[i]'*unit(K, k)*(-logdet(S[k])/2 - (x[i] - m[k])'*inv(S[k])*(x[i] - m[k])/2)))"
    declared = [
        "x[d] for i in 1..N", "g[K] for i in 1..N: positive", "m[d] for k in 1..K",
        "S[d,d] for k in 1..K: positive_definite",
    ]  # fmt: skip
    found = _solved(f, ["m[k]", "S[k]"], [], declared, {"x": x, "g": g})
    for j in range(k):
        w = g[:, j] / g[:, j].sum()
        np.testing.assert_allclose(found["m"][j], w @ x)
        np.testing.assert_allclose(found["S"][j], (w[:, None] * (x - w @ x)).T @ (x - w @ x))


def test_dynamics_of_a_linear_dynamical_system() -> None:
    """Shumway & Stoffer (1982), eq. 13 and 14; Bishop (2006), eq. 13.113 and 13.114: moments of the states are given.

    P, R, S: sums of E[z_t z_t'], E[z_t z_{t-1}'], E[z_{t-1} z_{t-1}'].
    """
    n, steps = 3, 12
    z = RNG.standard_normal((steps + 1, n))
    spread = steps * 0.2 * np.eye(n)
    given: dict[str, Any] = {
        "P": z[1:].T @ z[1:] + spread,
        "R": z[1:].T @ z[:-1],
        "S": z[:-1].T @ z[:-1] + spread,
        "T": float(steps),
    }
    f = "-T*logdet(Q)/2 - tr(inv(Q)*(P - A*R' - R*A' + A*S*A'))/2"
    declared = [
        "A[n,n]", "Q[n,n]: positive_definite", "P[n,n]: positive_definite", "R[n,n]", "S[n,n]: positive_definite",
        "T: positive",
    ]  # fmt: skip
    found = _solved(f, ["A", "Q"], [], declared, given)
    a = given["R"] @ np.linalg.inv(given["S"])
    np.testing.assert_allclose(found["A"], a)
    np.testing.assert_allclose(found["Q"], (given["P"] - a @ given["R"].T) / steps)


def test_observations_of_a_linear_dynamical_system() -> None:
    """Bishop (2006), eq. 13.115 and 13.116."""
    n, d, p = 8, 2, 3
    y, m = RNG.standard_normal((n, p)), RNG.standard_normal((n, d))
    second = np.array([np.outer(a, a) + _definite(d) / 9 for a in m])
    f = "-N*logdet(V)/2 - sum_i(y[i]'*inv(V)*y[i] - 2*y[i]'*inv(V)*C*m[i] + tr(inv(V)*C*M[i]*C'))/2"
    declared = [
        "C[p,d]", "V[p,p]: positive_definite", "y[p] for i in 1..N", "m[d] for i in 1..N",
        "M[d,d] for i in 1..N: positive_definite",
    ]  # fmt: skip
    found = _solved(f, ["C", "V"], [], declared, {"y": y, "m": m, "M": second})
    c = y.T @ m @ np.linalg.inv(second.sum(0))
    np.testing.assert_allclose(found["C"], c)
    np.testing.assert_allclose(found["V"], (y.T @ y - c @ m.T @ y) / n)


def test_loadings_and_variances_of_factor_analysis() -> None:
    """Bishop (2006), eq. 12.69 and 12.70; Rubin & Thayer (1982): one variance for each variable."""
    n, d, p = 8, 2, 3
    y, m = RNG.standard_normal((n, p)), RNG.standard_normal((n, d))
    second = np.array([np.outer(a, a) + _definite(d) / 9 for a in m])
    f = "-N*sum(log(s))/2 - sum_i(y[i]'*(y[i]./s) - 2*y[i]'*((C*m[i])./s) + tr(diag(1./s)*C*M[i]*C'))/2"
    declared = [
        "C[p,d]", "s[p]: positive", "y[p] for i in 1..N", "m[d] for i in 1..N",
        "M[d,d] for i in 1..N: positive_definite",
    ]  # fmt: skip
    found = _solved(f, ["C", "s"], [], declared, {"y": y, "m": m, "M": second})
    c = y.T @ m @ np.linalg.inv(second.sum(0))
    np.testing.assert_allclose(found["C"], c)
    np.testing.assert_allclose(found["s"], np.diag(y.T @ y - c @ m.T @ y) / n)
