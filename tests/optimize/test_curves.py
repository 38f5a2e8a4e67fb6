"""Exponential cones: membership, and minima with exponentials, logarithms, entropies and determinants under
constraints, against points nearby and SciPy's methods on the formula in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex
from extremum.optimize import cones
from extremum.optimize.minimum import Minimum
from tests.support.draws import part

pytest.importorskip("clarabel")
rng = np.random.default_rng(8)
A, b = rng.normal(size=(9, 4)), rng.normal(size=9)
M = np.abs(rng.normal(size=(4, 4))) + 0.1
G = rng.normal(size=(12, 4))
S = G.T @ G / 12
K = rng.random((4, 4)) + 0.2
P = rng.normal(size=(7, 2))
descend: Any = optimize.minimize


def test_points_are_brought_into_the_exponential_cone_and_its_dual() -> None:
    for scale in (0.1, 1.0, 10.0):
        for v in scale * rng.normal(size=(200, 3)):
            x, y, z = cones.EXPONENTIAL.nearest(v)
            assert (y > 0 and np.log(y) + x / y <= np.log(z) + 1e-9) or (y == 0 and x <= 0 <= z)
            u, s, w = cones.EXPONENTIAL.dual(v)
            assert (u < 0 and np.log(-u) + s / u - 1 <= np.log(w) + 1e-9) or (u == 0 and s >= 0 and w >= 0)
            assert x * u + y * s + z * w >= -1e-9 * scale**2
            for found, again in (((x, y, z), cones.EXPONENTIAL.nearest), ((u, s, w), cones.EXPONENTIAL.dual)):
                assert np.allclose(again(np.array(found)), found, rtol=1e-9, atol=1e-12)


def feasible(found: Minimum, texts: list[str], gap: Callable[[Any], float]) -> None:
    assert found.converged, found.message
    assert "cone" in found.method
    assert gap(found.x) <= 1e-7, texts


CASES: dict[str, tuple[str, str, str, list[str], dict[str, Any], Callable[[Any], float]]] = {
    "exponentials": ("sum(exp(A*x - b)) + norm2(x)^2/9", "x", "A[m,n]; b[m]; x[n]", ["sum(x) == 1"], {"A": A, "b": b},
                     lambda x: np.exp(A @ x - b).sum() + x @ x / 9),
    "softplus": ("sum(log(1 + exp(A*x - b))) + norm2(x)^2/9", "x", "A[m,n]; b[m]; x[n]",
                 ["sum(x) == 1", "norm1(x) <= 3"], {"A": A, "b": b},
                 lambda x: np.logaddexp(0, A @ x - b).sum() + x @ x / 9),
    "log-sum-exp": ("logsumexp(A*x + b) + norm1(x)/9", "x", "A[m,n]; b[m]; x[n]", ["sum(x) == 1"], {"A": A, "b": b},
                    lambda x: np.log(np.exp(A @ x + b).sum()) + np.abs(x).sum() / 9),
    "log-optimal": ("-sum(log(1 + A*x/20))", "x", "A[m,n]; x[n]: simplex", [], {"A": A},
                    lambda x: -np.log1p(A @ x / 20).sum() if (x >= -1e-7).all() else 1e9),
    "weighed entropy": ("sum(c.*x.*log(x)) - b'*x", "x", "b[n]; c[n]; x[n]: positive", ["sum(x) == 1"],
                        {"b": b[:4], "c": M[0]},
                        lambda x: (M[0] * x * np.log(x)).sum() - b[:4] @ x if (x > 0).all() else 1e9),
    "Kullback and Leibler": ("x'*log(x./p)", "x", "p[n]; a[n]; x[n]: positive",
                             ["sum(x) == 1", "a'*x == 1/5", "x >= 1/100"],
                             {"p": M[0] / M[0].sum(), "a": b[:4]},
                             lambda x: (x * np.log(x / M[0] * M[0].sum())).sum() if (x > 0).all() else 1e9),
    "inverses": ("sum(1./x) + norm1(x - c)", "x", "c[n]; x[n]", ["x >= 1/10", "norm2(x) <= 3"], {"c": b[:4]},
                 lambda x: (1 / x).sum() + np.abs(x - b[:4]).sum() if (x > 0).all() else 1e9),
    "largest of absolute values": ("max(abs(A*x - b)) + norm1(x)/9", "x", "A[m,n]; b[m]; x[n]", [], {"A": A, "b": b},
                                   lambda x: np.abs(A @ x - b).max() + np.abs(x).sum() / 9),
    "constant factors of sums": ("lam*(norm2(x - b) + norm1(x)/2) + sum(tau*relu(A*x) + (1 - tau)*relu(-A*x))", "x",
                                 "A[m,n]; b[n]; x[n]; lam; tau", [], {"A": A, "b": b[:4], "lam": 2.0, "tau": 0.3},
                                 lambda x: 2 * (np.linalg.norm(x - b[:4]) + np.abs(x).sum() / 2)
                                 + np.maximum(0.3 * (A @ x), -0.7 * (A @ x)).sum()),
    "a design": ("-logdet(A'*diag(x)*A)", "x", "A[m,n]; x[m]: simplex", [], {"A": A},
                 lambda x: -np.linalg.slogdet(A.T @ (x[:, None] * A))[1] if (x >= -1e-7).all() else 1e9),
}  # fmt: skip
OFF: dict[str, Callable[[Any], float]] = {
    "softplus": lambda x: max(abs(x.sum() - 1), np.abs(x).sum() - 3),
    "Kullback and Leibler": lambda x: max(abs(x.sum() - 1), abs(b[:4] @ x - 0.2), (0.01 - x).max()),
    "inverses": lambda x: max((0.1 - x).max(), np.linalg.norm(x) - 3),
    "largest of absolute values": lambda x: 0.0,
    "constant factors of sums": lambda x: 0.0,
}


@pytest.mark.parametrize("name", part(list(CASES), 2))
def test_no_feasible_point_is_lower(name: str) -> None:
    text, unknown, declared, stated, data, value = CASES[name]
    off: Callable[[Any], float] = OFF.get(name, lambda x: float(abs(x.sum() - 1)))
    found = ex.minimize(text, unknown, data, constraints=stated, declarations=declared)
    x = found.x[unknown]
    feasible(found, stated, lambda at: off(at[unknown]))
    assert found.value == pytest.approx(value(x), rel=1e-9)
    tied = [each for each in ("sum", "a") if any("==" in text for text in stated) or "simplex" in declared]
    rows = [np.ones(x.size), *([b[:4]] if name.startswith("Kullback") else [])] if tied else []
    basis = np.linalg.svd(np.array(rows))[2][len(rows) :].T if rows else np.eye(x.size)
    best = min(
        value(there)
        for size in (1e-5, 1e-3, 1e-1, 1.0)
        for _ in range(200)
        if off(there := x + size * basis @ rng.normal(size=basis.shape[1])) <= 1e-9
    )
    assert best >= found.value - 1e-7 * (1 + abs(found.value))
    assert found.gap is not None and found.gap <= 1e-6 * (1 + abs(found.value))


def test_transport_with_entropy_is_what_sinkhorn_finds() -> None:
    p = np.full(4, 0.25)
    found = ex.minimize("tr(C'*X) + e*sum(X.*log(X))", "X", {"C": M, "p": p, "e": 0.1},
                        constraints=["X*ones(n) == p", "X'*ones(n) == p"],
                        declarations="C[n,n]; X[n,n]: positive; p[n]; e")  # fmt: skip
    kernel, u, v = np.exp(-M / 0.1), np.ones(4), np.ones(4)
    for _ in range(20000):
        u = p / (kernel @ v)
        v = p / (kernel.T @ u)
    assert found.converged and np.allclose(found.x["X"], u[:, None] * kernel * v, atol=1e-7)


def test_the_graphical_lasso_satisfies_its_conditions() -> None:
    """``S - T⁻¹ + λ sign(T) = 0`` where T is not 0, and there it is at most λ (Friedman, Hastie & Tibshirani 2008)."""
    found = ex.minimize("tr(S*T) - logdet(T) + lam*norm1(T)", "T", {"S": S, "lam": 0.2},
                        declarations="S[n,n]: symmetric; T[n,n]: positive_definite; lam")  # fmt: skip
    T = found.x["T"]
    left = S - np.linalg.inv(T)
    assert found.converged and np.linalg.eigvalsh(T).min() > 0
    away = np.abs(T) > 1e-5
    assert np.allclose(left[away], -0.2 * np.sign(T[away]), atol=1e-6) and (np.abs(left) <= 0.2 + 1e-6).all()


def test_the_smallest_ellipse_around_points() -> None:
    found = ex.minimize("-logdet(B)", ["B", "d"], {"p": P},
                        constraints="norm2(B*p[i] + d) <= 1",
                        declarations="p[n] for i in 1..N; B[n,n]: positive_definite; d[n]")  # fmt: skip
    B, d = found.x["B"], found.x["d"]
    reach = np.linalg.norm(P @ B + d, axis=1)
    assert found.converged and reach.max() <= 1 + 1e-7 and (reach > 1 - 1e-6).sum() >= 2

    def free(numbers: Any) -> float:
        root = np.array([[numbers[0], 0], [numbers[1], numbers[2]]])
        inside = np.linalg.norm(P @ (root @ root.T) + numbers[3:], axis=1).max()
        return float(-np.linalg.slogdet(root @ root.T)[1] + 2 * np.log(inside))  # scaled until the points are within

    ends = [descend(free, rng.normal(size=5), method="Nelder-Mead", options={"maxfev": 20000}).fun for _ in range(5)]
    assert found.value <= min(ends) + 1e-6


def test_what_has_no_minimum_within_an_open_set_is_not_said_to_have_one() -> None:
    found = ex.minimize("sum(x) + norm1(x)", "x", n=3, constraints="sum(x) <= 5", declarations="x[n]: positive")
    assert not found.converged


@pytest.mark.parametrize("seed", range(2))
def test_roots_of_sums_of_squares(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, y, c = rng.normal(size=(12, 4)), rng.normal(size=12), float(rng.uniform(0.5, 2))
    said = "X[n,4]; w[4]; y[n]; c"
    blocks = ("norm2(w[1:2]) + norm2(w[3:4])", "sqrt(w[1]^2 + w[2]^2) + norm2([w[3]; w[4]])")
    values = [ex.minimize(f"norm2(X*w - y)^2/2 + c*norm1(w) + {one}", "w", X=X, y=y, c=c, declarations=said)
              for one in blocks]  # fmt: skip
    assert all(one.converged for one in values) and abs(values[0].value - values[1].value) <= 1e-7
    found = ex.minimize("sqrt(3*w[1]^2 + c*(w[2] - 1)^2 + c^2) + w[1]", "w", c=c, declarations="w[2]; c",
                        constraints=["norm2(w) <= 9"])  # fmt: skip
    assert found.kind == "global minimum" and abs(found.value - c * np.sqrt(2 / 3)) <= 1e-6
    least = ex.minimize("x + y", ["x", "y"], constraints=["sqrt(x^2 + c) <= y", "x >= 1"], c=c)
    assert least.kind == "global minimum" and abs(least.value - 1 - np.sqrt(1 + c)) <= 1e-6
    f = "norm2(X[:,1:3]*W - X[:,2:4])^2/2 + sum(abs(W)) + "
    rows = [ex.minimize(f + one, "W", X=X, declarations="X[n,4]; W[3,3]")
            for one in ("sum_i(norm2(W[i,:]))", "norm2(W[1,:]) + norm2(W[2,:]) + norm2(W[3,:])")]  # fmt: skip
    assert all(one.converged for one in rows) and abs(rows[0].value - rows[1].value) <= 1e-7
