"""Means, translations and whitening found together with what eigenvectors and polar factors give, judged by NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes, sqrtm

import extremum as ex
from tests.support.draws import seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
M, N, K = 7, 3, 2


def _left_of(x: Array) -> float:
    """What the K leading principal components of centred data leave, by the singular values."""
    return float((np.linalg.svd(x - x.mean(axis=0), compute_uv=False)[K:] ** 2).sum())


@pytest.mark.parametrize("seed", seeds(1))
def test_a_plane_through_the_mean(seed: int) -> None:
    x = np.random.default_rng(seed).standard_normal((M, N)) + 2
    declared = "x[n] for i in 1..M; m[n]; W[n,k]"
    by_members = ex.solve("sum_i(norm2(x[i] - m - W*W'*(x[i] - m))^2)", ["m", "W"], "min", "W'*W == eye(k)", declared)
    m, w = by_members.evaluate({"x": x}, k=K).values()
    assert by_members.kind == "global minimum" and "maps to 0" in by_members.unique
    assert np.allclose(m, x.mean(axis=0)) and np.allclose(w.T @ w, np.eye(K))
    assert np.sum(((x - m) @ (np.eye(N) - w @ w.T)) ** 2) == pytest.approx(_left_of(x))
    other = m + w @ np.ones(K)  # as good, for it lies in the same plane
    assert np.sum(((x - other) @ (np.eye(N) - w @ w.T)) ** 2) == pytest.approx(_left_of(x))
    whole = ex.solve(
        "norm2((X - ones(p)*m')*(eye(n) - W*W'))^2", ["m", "W"], "min", "W'*W == eye(k)", "X[p,n]; m[n]; W[n,k]"
    )
    assert np.allclose(whole.evaluate({"X": x}, k=K)[whole.problem.unknowns[0]], m)


@pytest.mark.parametrize("seed", seeds(1))
def test_factors_with_an_offset(seed: int) -> None:
    x = np.random.default_rng(seed).standard_normal((M, N)) - 1
    solution = ex.solve("norm2(X - ones(p)*m' - Z*W')^2", ["m", "Z", "W"], "min", [], "X[p,n]; m[n]; Z[p,k]; W[n,k]")
    m, z, w = solution.evaluate({"X": x}, k=K).values()
    assert solution.kind == "global minimum"
    assert np.sum((x - m - z @ w.T) ** 2) == pytest.approx(_left_of(x))


@pytest.mark.parametrize("scaled", [False, True])
def test_a_similarity_with_a_translation(scaled: bool) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((M, N)), rng.standard_normal((M, N))
    factor, unknowns = ("s*", ["s", "R", "t"]) if scaled else ("", ["R", "t"])
    declared = "Y[p,n]; X[p,n]; R[n,n]: orthogonal; t[n]" + ("; s: positive" if scaled else "")
    solution = ex.solve(f"norm2(Y - {factor}X*R - ones(p)*t')^2", unknowns, "min", [], declared)
    found = {symbol.name: value for symbol, value in solution.evaluate({"X": x, "Y": y}).items()}
    a, b = x - x.mean(axis=0), y - y.mean(axis=0)
    turned, size = orthogonal_procrustes(a, b)
    scale = size / np.sum(a**2) if scaled else 1.0
    assert np.allclose(found["R"], turned) and np.allclose(found.get("s", 1.0), scale)
    assert np.allclose(found["t"], y.mean(axis=0) - scale * x.mean(axis=0) @ turned)


@pytest.mark.parametrize("text", ["tr(W*S)", "-tr((W - eye(n))*S*(W - eye(n))')", "-norm2(W - inv(sqrtm(S)))^2"])
def test_whitening_that_changes_least(text: str) -> None:
    """Kessy, Lewin & Strimmer (2018): of all W with W S W' = I the symmetric one is nearest."""
    a = np.random.default_rng(5).standard_normal((N, N))
    s = a @ a.T + np.eye(N)
    solution = ex.solve(text, "W", "max", "W*S*W' == eye(n)", "W[n,n]; S[n,n]: positive_definite")
    (w,) = solution.evaluate({"S": s}).values()
    assert solution.kind == "global maximum" and solution.unique == "unique"
    assert np.allclose(w, np.linalg.inv(np.real(sqrtm(s))))


def test_polar_factors_of_definite_and_orthogonal_matrices() -> None:
    a, q = ex.parse("A", "A[n,n]: positive_definite"), ex.parse("Q", "Q[n,n]: orthogonal")
    assert str(ex.parse("polar(A)", [a])) == "eye(n)" and ex.parse("polar(Q)", [q]) is q
