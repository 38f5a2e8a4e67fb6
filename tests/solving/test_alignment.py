"""Ellipsoids away from the origin, similarities, and powers on both sides: judged by SVDs of NumPy and by searches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
N, M = 3, 6
RNG = np.random.default_rng(0)
DATA: dict[str, Any] = {
    "a": RNG.standard_normal(N), "c": RNG.standard_normal(N), "b": RNG.standard_normal(N), "r": 1.7, "q": -0.4,
    "L": RNG.standard_normal((N, N)), "S": (lambda g: g @ g.T + np.eye(N))(RNG.standard_normal((N, N))),
}  # fmt: skip
DECLARED = "x[n]; a[n]; c[n]; b[n]; L[n,n]: invertible; S[n,n]: positive_definite; r: positive; q"

ELLIPSOIDS = [
    ("(x - c)'*S*(x - c) <= r", lambda x: DATA["r"] - (x - DATA["c"]) @ DATA["S"] @ (x - DATA["c"])),
    ("norm2(L*(x - c)) <= 1", lambda x: 1 - np.linalg.norm(DATA["L"] @ (x - DATA["c"]))),
    ("x'*S*x + 2*b'*x == r", lambda x: DATA["r"] - x @ DATA["S"] @ x - 2 * DATA["b"] @ x),
    ("r >= norm2(x - c)^2", lambda x: DATA["r"] - (x - DATA["c"]) @ (x - DATA["c"])),
]  # fmt: skip


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.parametrize(("stated", "gap"), ELLIPSOIDS, ids=[row[0] for row in ELLIPSOIDS])
def test_a_linear_function_on_an_ellipsoid(stated: str, gap: Any, sense: str) -> None:
    solution = ex.solve("a'*x + q", "x", sense, stated, DECLARED)
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    needed = {s.name for e in solution.problem.expressions for s in e.symbols} - {"x", "q"}
    (x,) = solution.evaluate({name: DATA[name] for name in needed}).values()
    assert abs(gap(x)) < 1e-9
    sign = 1 if sense == "min" else -1
    tie: Any = {"type": "ineq", "fun": gap}
    start: Array = DATA["c"]

    def of(y: Array) -> float:
        return float(sign * DATA["a"] @ y)

    found = minimize(of, start, constraints=tie, method="SLSQP")
    assert sign * DATA["a"] @ x == pytest.approx(found.fun, abs=1e-6)


@pytest.mark.parametrize("oriented", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_scale_and_rotation(oriented: bool, seed: int) -> None:
    ties = ["R'*R == eye(n)", *(["det(R) == 1"] if oriented else [])]
    declared = "A[m,n]; B[m,n]; R[n,n]; s: positive"
    solution = ex.solve("norm2(s*A*R - B)^2", ["R", "s"], "min", ties, declared)
    assert solution.kind == "global minimum" and solution.unique == "unique"
    a, b = np.random.default_rng(seed).standard_normal((2, M, N))
    at = {x.name: value for x, value in solution.evaluate({"A": a, "B": b}).items()}
    np.testing.assert_allclose(at["R"].T @ at["R"], np.eye(N), atol=1e-9)
    sizes = np.linalg.svd(a.T @ b, compute_uv=False)
    if oriented:
        assert np.linalg.det(at["R"]) == pytest.approx(1)
        sizes[-1] *= np.sign(np.linalg.det(a.T @ b))
    best = np.sum(b**2) - sizes.sum() ** 2 / np.sum(a**2)
    assert np.sum((at["s"] * a @ at["R"] - b) ** 2) == pytest.approx(best)


def test_a_scale_of_any_sign_leaves_a_common_sign() -> None:
    declared = "A[m,n]; B[m,n]; R[n,n]; s"
    solution = ex.solve("norm2(s*A*R - B)^2", ["R", "s"], "min", "R'*R == eye(n)", declared)
    assert solution.unique == "up to a common sign"
    with pytest.raises(ex.UnsupportedError):  # the negative of a rotation may be none
        ex.solve("norm2(s*A*R - B)^2", ["R", "s"], "min", ["R'*R == eye(n)", "det(R) == 1"], declared)


def test_a_rotation_and_a_translation() -> None:
    """Kabsch (1976): the rotation of the centred points, then the difference of the centres."""
    solution = ex.solve(
        "norm2(A*R + ones(m)*t' - B)^2", ["R", "t"], "min", "R'*R == eye(n)", "A[m,n]; B[m,n]; R[n,n]; t[n]"
    )
    assert solution.kind == "global minimum" and solution.unique == "unique"
    a, b = np.random.default_rng(3).standard_normal((2, M, N))
    at = {x.name: value for x, value in solution.evaluate({"A": a, "B": b}).items()}
    u, _, v = np.linalg.svd((a - a.mean(0)).T @ (b - b.mean(0)))
    np.testing.assert_allclose(at["R"], u @ v)
    np.testing.assert_allclose(at["t"], b.mean(0) - a.mean(0) @ u @ v)


def test_a_rotation_that_is_declared() -> None:
    """Kabsch (1976): a reflection would be nearer, and is none."""
    declared = "p[3] for i in 1..N; q[3] for i in 1..N; R[3,3]: orthogonal, positive_det; t[3]"
    found = ex.solve("sum_i(norm2(R*p[i] + t - q[i])^2)", ["R", "t"], "min", (), declared)
    assert found.kind == "global minimum" and found.unique == "unique"
    p = np.random.default_rng(5).standard_normal((6, 3))
    q = p * [1, 1, -1]
    at = {x.name: value for x, value in found.evaluate({"p": p, "q": q}).items()}
    u, _, v = np.linalg.svd((q - q.mean(0)).T @ (p - p.mean(0)))
    turned = u @ np.diag([1, 1, np.linalg.det(u @ v)]) @ v
    assert np.linalg.det(u @ v) < 0
    np.testing.assert_allclose(at["R"], turned, atol=1e-12)
    np.testing.assert_allclose(at["t"], q.mean(0) - turned @ p.mean(0), atol=1e-12)


def test_power_utility_with_one_risky_asset() -> None:
    f = "p*(1 + f*b)^(1 - g)/(1 - g) + (1 - p)*(1 - f*a)^(1 - g)/(1 - g)"
    solution = ex.solve(f, "f", "max", (), "f; b: positive; p: positive; a: positive; g: positive")
    known = {"a": 0.7, "b": 0.9, "p": 0.6, "g": 0.5}
    (at,) = solution.evaluate(known).values()

    def utility(x: float) -> float:
        a, b, p, k = known["a"], known["b"], known["p"], 1 - known["g"]
        return float(p * (1 + x * b) ** k / k + (1 - p) * (1 - x * a) ** k / k)

    found = minimize_scalar(lambda x: -utility(x), bounds=(-1 / 0.9 + 1e-6, 1 / 0.7 - 1e-6), method="bounded")
    assert utility(float(at)) >= -found.fun - 1e-9
    with pytest.raises(ex.DataError):
        solution.evaluate({**known, "p": 1.5})


def test_roots_on_both_sides() -> None:
    declared = "f; b: positive; p: positive; q: positive; a: positive"
    solution = ex.solve("p*sqrt(1 + f*b) + q*sqrt(1 - f*a)", "f", "max", (), declared)
    assert solution.kind == "global maximum" and solution.unique == "unique"
    (at,) = solution.evaluate({"a": 0.7, "b": 0.9, "p": 0.6, "q": 0.8}).values()
    slope = 0.6 * 0.9 / np.sqrt(1 + 0.9 * at) - 0.8 * 0.7 / np.sqrt(1 - 0.7 * at)
    assert abs(slope) < 1e-12
