"""Cone programs, against formulas of linear algebra, other ways to their minimum, and points nearby."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex
from extremum.optimize import cones

pytest.importorskip("clarabel")
rng = np.random.default_rng(2)
A, b = rng.normal(size=(12, 4)), rng.normal(size=12)
M, C = rng.normal(size=(5, 4)), rng.normal(size=(5, 5))
SYMMETRIC = C + C.T
VALUES, VECTORS = np.linalg.eigh(SYMMETRIC)
U, SINGULAR, V = np.linalg.svd(M, full_matrices=False)
POINTS = rng.normal(size=(7, 3))


@pytest.mark.parametrize("cone", [cones.SECOND_ORDER, cones.SEMIDEFINITE, cones.NONNEGATIVE])
def test_cones_are_their_own_duals_and_projections_part_a_vector(cone: cones.Cone) -> None:
    """Moreau: ``v = p - q`` with p in the cone, q in its dual, orthogonal to one another."""
    for _ in range(20):
        v = rng.normal(size=10)
        p, q = cone.nearest(v), cone.dual(-v)
        assert np.allclose(p - q, v) and abs(p @ q) < 1e-12
        assert np.allclose(cone.nearest(p), p) and np.allclose(cone.dual(q), q)


def test_triangles_keep_the_inner_product() -> None:
    other = rng.normal(size=(5, 5))
    other = other + other.T
    assert cones.stacked(SYMMETRIC) @ cones.stacked(other) == pytest.approx(np.trace(SYMMETRIC @ other))
    assert np.allclose(cones.unstacked(cones.stacked(other)), other)


def soft(values: Any, by: float) -> Any:
    return np.maximum(values - by, 0)


KNOWN: dict[str, tuple[str, str, str, list[str], dict[str, Any], Any]] = {
    "nuclear norm": ("norm2(X - M)^2/2 + norm_nuc(X)", "X", "M[m,n]; X[m,n]", [], {"M": M},
                     (U * soft(SINGULAR, 1.0)) @ V),
    "spectral norm": ("norm2(X - M)^2/2 + norm_spec(X)", "X", "M[m,n]; X[m,n]", [], {"M": M}, None),
    "norms of rows": ("norm2(X - M)^2/2 + norm_21(X)", "X", "M[m,n]; X[m,n]", [], {"M": M},
                      M * soft(1, 1 / np.linalg.norm(M, axis=1))[:, None]),
    "nearest semidefinite": ("norm2(X - C)^2", "X", "C[n,n]: symmetric; X[n,n]: positive_semidefinite", [],
                             {"C": SYMMETRIC}, (VECTORS * np.maximum(VALUES, 0)) @ VECTORS.T),
    "least eigenvalue": ("tr(C*X)", "X", "C[n,n]: symmetric; X[n,n]: positive_semidefinite", ["tr(X) == 1"],
                         {"C": SYMMETRIC}, np.outer(VECTORS[:, 0], VECTORS[:, 0])),
    "above a matrix": ("tr(X)", "X", "C[n,n]: symmetric; X[n,n]: symmetric", ["X >> 0", "X >> C"], {"C": SYMMETRIC},
                       (VECTORS * np.maximum(VALUES, 0)) @ VECTORS.T),
    "sparse and low rank": ("norm_nuc(X) + c*norm1(Y)", "X", "M[m,n]; X[m,n]; Y[m,n]; c", ["X + Y == M"],
                            {"M": M, "c": 9.0}, M),
    "a group": ("norm2(A*x - b)^2 + 200*norm2(x)", "x", "A[m,n]; b[m]; x[n]", [], {"A": A, "b": b}, np.zeros(4)),
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_minima_that_are_known(name: str) -> None:
    text, unknown, declared, stated, data, right = KNOWN[name]
    unknowns = [unknown, "Y"] if "Y[" in declared else unknown
    found = ex.minimize(text, unknowns, data, constraints=stated, declarations=declared, method="program")
    assert found.converged and found.method.startswith("Clarabel: a "), found.method
    assert found.gap is not None and found.gap < 1e-6
    if right is not None:
        assert np.allclose(found.x[unknown], right, atol=1e-5)


def norms(x: Any) -> float:
    return float(np.linalg.norm(A @ x - b) + 2 * np.linalg.norm(x))


def distances(x: Any) -> float:
    return float(np.linalg.norm(x - POINTS, axis=1) @ np.arange(1, 8))


OTHERS: dict[str, tuple[str, str, list[str], dict[str, Any], Any]] = {
    "norms": ("norm2(A*x - b) + 2*norm2(x)", "A[m,n]; b[m]; x[n]", [], {"A": A, "b": b}, norms),
    "distances": ("sum_i(w[i]*norm2(x - a[i]))", "a[n] for i in 1..N; w for i in 1..N: positive; x[n]", [],
                  {"a": POINTS, "w": np.arange(1.0, 8)}, distances),
    "largest entry": ("max(A*x - b) + norm2(x)", "A[m,n]; b[m]; x[n]", [], {"A": A, "b": b},
                      lambda x: (A @ x - b).max() + np.linalg.norm(x)),
    "largest eigenvalue": ("eigmax(C + diag(x)) + norm1(x)/2", "C[n,n]: symmetric; x[n]", [], {"C": SYMMETRIC},
                           lambda x: np.linalg.eigvalsh(SYMMETRIC + np.diag(x))[-1] + np.abs(x).sum() / 2),
    "in a cone": ("c'*x + norm1(x)/9", "A[m,n]; c[n]; x[n]", ["norm2(A*x) <= c'*x + 3"], {"A": A, "c": b[:4]},
                  lambda x: b[:4] @ x + np.abs(x).sum() / 9 if np.linalg.norm(A @ x) <= b[:4] @ x + 3 else np.inf),
    "in an ellipsoid": ("norm1(x - c)", "S[n,n]; c[n]; x[n]", ["x'*S'*S*x <= 1", "x'*x/2 + sum(x) <= 0.1"],
                        {"S": A[:4], "c": b[:4]},
                        lambda x: np.abs(x - b[:4]).sum()
                        if np.linalg.norm(A[:4] @ x) <= 1 and x @ x / 2 + x.sum() <= 0.1 else np.inf),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_no_point_nearby_and_no_other_method_is_lower(name: str) -> None:
    text, declared, stated, data, value = OTHERS[name]
    found = ex.minimize(text, "x", data, constraints=stated, declarations=declared)
    assert found.converged and found.method.startswith("Clarabel: a "), found.method
    best = found.x["x"]
    assert found.value <= value(best * (1 - 1e-7)) + 1e-6
    others = [value(best + 10 ** rng.uniform(-5, 0) * rng.normal(size=best.size)) for _ in range(200)]
    assert min(others) > found.value - 1e-7
    simplex = optimize.minimize(value, best * (1 - 1e-6), method="Nelder-Mead", options={"maxiter": 2000})
    assert simplex.fun > found.value - 1e-6


def test_what_has_no_solution_is_shown_by_multipliers() -> None:
    found = ex.minimize("sum(x)", "x", constraints=["norm2(x) <= 1", "sum(x) >= 9"], n=3, declarations="x[n]")
    assert found.status == "infeasible"
    found = ex.minimize("sum(x)", "x", constraints=["norm2(x) <= 1 - sum(x)"], n=3, declarations="x[n]")
    assert found.status == "unbounded"
    declared = "X[n,n]: positive_semidefinite; C[n,n]: symmetric"
    found = ex.minimize("tr(C*X)", "X", C=SYMMETRIC, declarations=declared)
    assert found.status == "unbounded"
    found = ex.minimize("tr(X)", "X", constraints=["X << -eye(n)"], n=3, declarations="X[n,n]: positive_semidefinite")
    assert found.status == "infeasible"


@pytest.mark.parametrize("text", ["-norm2(x)", "norm2(x) - 2*norm2(A*x - b)", "norm2(x)^3 + norm2(A*x)", "norm1(x)^2"])
def test_what_is_no_cone_program_is_left_to_others(text: str) -> None:
    options: dict[str, Any] = {"declarations": "A[m,n]; b[m]; x[n]", "start": {"x": b[:4]}, "max_iterations": 20}
    found = ex.minimize(text, "x", {"A": A, "b": b}, **options)  # how far it gets is not asked here
    assert "Clarabel" not in found.method


def test_zeros_of_groups_and_ranks_are_exact() -> None:
    found = ex.minimize("norm2(X - M)^2/2 + t*norm_21(X)", "X", M=M, t=1.5, declarations="M[m,n]; X[m,n]; t")
    small = np.linalg.norm(M, axis=1) < 1.5
    assert small.any() and not small.all()
    assert ((found.x["X"] == 0).all(axis=1) == small).all()
    data = {"A": rng.normal(size=(20, 4)), "M": M, "t": 1.5}
    found = ex.minimize("norm2(X - M)^2/2 + t*norm_nuc(X)", "X", data, declarations="M[m,n]; X[m,n]; t")
    assert np.linalg.matrix_rank(found.x["X"], tol=1e-12) == (SINGULAR > 1.5).sum() < 4


def test_the_members_of_sums_within_sums_are_those_of_their_places() -> None:
    shifts = rng.normal(size=(4, 3))
    text = "sum_i(sum_j(norm2(x - p[i] + q[j]))) + sum_k(norm1(x + q[k])/3)"
    found = ex.minimize(text, "x", {"p": POINTS, "q": shifts},
                        declarations="p[n] for i in 1..N; q[n] for j in 1..M; x[n]")  # fmt: skip
    assert "cone" in found.method and found.converged

    def value(x: Any) -> float:
        away = np.linalg.norm(x - POINTS[:, None] + shifts[None], axis=2).sum()
        return float(away + np.abs(x + shifts).sum() / 3)

    assert found.value == pytest.approx(value(found.x["x"]))
    around = [value(found.x["x"] + size * rng.normal(size=3)) for size in (1e-4, 1e-2, 1.0) for _ in range(30)]
    assert min(around) >= found.value - 1e-7


def test_members_of_unlike_shapes() -> None:
    rows = {"A": [A[:3], A[3:7], A[7:]], "b": [b[:3], b[3:7], b[7:]]}
    found = ex.minimize("sum_k(norm2(A[k]*x - b[k]))", "x", rows, n=4,
                        declarations="A[m[k],n] for k in 1..K; b[m[k]] for k in 1..K; x[n]")  # fmt: skip
    assert "cone" in found.method and found.converged

    def value(x: Any) -> float:
        return float(sum(np.linalg.norm(part @ x - right) for part, right in zip(rows["A"], rows["b"], strict=True)))

    assert found.value == pytest.approx(value(found.x["x"]))
    around = [value(found.x["x"] + size * rng.normal(size=4)) for size in (1e-4, 1e-2, 1.0) for _ in range(30)]
    assert min(around) >= found.value - 1e-7


@pytest.mark.parametrize("large", [30.0, 200.0, 2000.0])
@pytest.mark.parametrize("said", ["w[n]: positive; u[n]", "w[n]; u[n]"])
def test_weights_that_are_less_than_any_number(large: float, said: str) -> None:
    u = large * np.array([1.0, -2.0, 0.3])
    found = ex.minimize(
        "sum(w.*log(w)) + u'*w", "w", u=u, constraints=["sum(w) == 1"], declarations=said, method="program"
    )
    assert found.converged and abs(found.value + np.logaddexp.reduce(-u)) <= 1e-8 * large
    assert (found.x["w"] > 0).all() and abs(found.x["w"].sum() - 1) <= 1e-8
