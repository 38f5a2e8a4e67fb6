"""Factorisations with both factors penalised, and sums that are least at zero: judged by the singular values that NumPy
finds, and by points of all kinds."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from tests.solving.draws import Array, K, M, N
from tests.support.draws import seeds


def _least(a: Array, fit: float, threshold: float, rank: int) -> float:
    """``min α Σ (s - x)² + 2 α τ Σ x`` over at most so many nonnegative x, by the singular values."""
    s = np.linalg.svd(a, compute_uv=False)
    x = np.zeros_like(s)
    x[:rank] = np.maximum(s[:rank] - threshold, 0)
    return float(fit * np.sum((s - x) ** 2) + 2 * fit * threshold * np.sum(x))


@pytest.mark.parametrize("rank", [N, 1])
@pytest.mark.parametrize("weights", [(0.5, 0.3, 0.3), (1.0, 0.7, 0.2), (2.0, 3.0, 40.0), (1.0, 1e4, 1e4)])
@pytest.mark.parametrize("shape", [(M, N), (N, M)])
@pytest.mark.parametrize("seed", seeds(1))
def test_penalised_factors(rank: int, weights: tuple[float, float, float], shape: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    fit, b, g = weights
    a = rng.standard_normal((shape[0], rank)) @ rng.standard_normal((rank, shape[1]))
    solution = ex.solve("q*norm2(A - U*V')^2 + b*norm2(U)^2 + g*norm2(V)^2", ["U", "V"], "min", [],
                        "A[m,n]; U[m,k]; V[n,k]; q: positive; b: positive; g: positive")  # fmt: skip
    assert solution.kind == "global minimum"
    u, v = solution.evaluate({"A": a, "q": fit, "b": b, "g": g}, k=K).values()
    assert u.shape == (shape[0], K) and v.shape == (shape[1], K)

    def f(u: Array, v: Array) -> float:
        return float(fit * np.sum((a - u @ v.T) ** 2) + b * np.sum(u**2) + g * np.sum(v**2))

    assert f(u, v) == pytest.approx(_least(a, fit, np.sqrt(b * g) / fit, K), rel=1e-9)
    for step in (1e-3, 0.1, 1.0):
        for _ in range(20):
            other = [x + step * rng.standard_normal(x.shape) for x in (u, v)]
            assert f(other[0], other[1]) >= f(u, v) - 1e-9 * (1 + f(u, v))


def test_penalised_vectors_and_transposed_factors() -> None:
    rng = np.random.default_rng(3)
    a = rng.standard_normal((M, N))
    pair = ex.solve("norm2(A - u*v')^2 + c*(u'*u + v'*v)", ["u", "v"], "min", [], "A[m,n]; u[m]; v[n]; c: positive")
    u, v = pair.evaluate({"A": a, "c": 0.5}).values()
    worth = np.sum((a - np.outer(u, v)) ** 2) + 0.5 * (u @ u + v @ v)
    assert worth == pytest.approx(_least(a, 1, 0.5, 1)) and pair.unique.startswith("up to sign")
    lying = ex.solve("-norm2(W*H - A)^2/2 - c/2*(norm2(W)^2 + norm2(H)^2)", ["W", "H"], "max", [],
                     "A[m,n]; W[m,k]; H[k,n]; c: positive")  # fmt: skip
    w, h = lying.evaluate({"A": a, "c": 0.5}, k=K).values()
    worth = np.sum((a - w @ h) ** 2) / 2 + 0.25 * (np.sum(w**2) + np.sum(h**2))
    assert worth == pytest.approx(_least(a, 0.5, 0.5, K))


def test_penalties_of_other_forms_are_left_alone() -> None:
    for text in (
        "norm2(A - U*V')^2 - c*norm2(U)^2 + c*norm2(V)^2", "norm2(A - B*U*V')^2 + c*norm2(U)^2 + c*norm2(V)^2",
        "norm2(A - U*V')^2 + c*norm2(U)^4 + c*norm2(V)^2", "norm2(A - U*V')^2 + c*norm2(U - F)^2 + c*norm2(V)^2",
    ):  # fmt: skip
        with pytest.raises(ex.UnsupportedError):
            ex.solve(text, ["U", "V"], "min", [], "A[m,n]; U[m,k]; V[n,k]; c: positive; B[m,m]; F[m,k]")


@pytest.mark.parametrize(("text", "sense", "declared"), [
    ("x'*A*x + (x'*x)^2", "min", "x[n]; A[n,n]: positive_definite"),
    ("x'*A*x + c*(x'*x)^2", "min", "x[n]; A[n,n]: positive_semidefinite; c: positive"),
    ("3 - norm2(X)^2 - norm2(X)^3", "max", "X[n,m]"), ("x^2 + x^4", "min", "x"),
    ("sum(x.^4) + norm2(x)", "min", "x[n]"),
])  # fmt: skip
@pytest.mark.parametrize("seed", seeds(1))
def test_sums_that_are_least_at_zero(text: str, sense: str, declared: str, seed: int) -> None:
    solution = ex.solve(text, declared[0], sense, [], declared)
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((N, N))
    data = {k: v for k, v in {"A": a @ a.T, "c": 0.3}.items() if f" {k}" in declared}
    shape = {"x[": (N,), "X[": (N, M)}.get(declared[:2], ())
    f = ex.parse(text, declared)
    best = float(f.evaluate({**data, declared[0]: np.zeros(shape)}))
    for size in (1e-3, 0.1, 3.0):
        other = float(f.evaluate({**data, declared[0]: size * rng.standard_normal(shape)}))
        assert other > best if sense == "min" else other < best


def test_terms_of_either_sign_are_no_such_sum() -> None:
    solution = ex.solve("x'*A*x + (x'*x)^2", "x", "min", [], "x[n]; A[n,n]: symmetric")
    a = np.diag([-1.0, 2.0, 3.0])
    (x,) = solution.evaluate({"A": a}).values()
    assert x @ a @ x + (x @ x) ** 2 == pytest.approx(-0.25)
