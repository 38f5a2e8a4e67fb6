"""Families as unknowns: solutions against formulas in NumPy, and against feasible points nearby."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
N, K, D = 14, 3, 2
DECLARED = [
    "x[d] for i in 1..N", "r[K] for i in 1..N: positive", "mu[d] for k in 1..K", "w for k in 1..K: positive",
    "S[d,d] for k in 1..K: positive_definite", "T[d,d]: positive_definite", "s: positive", "c: positive",
    "a for k in 1..K: positive", "g[K] for k in 1..K: positive", "A[m,d] for k in 1..K: full_column_rank",
    "b[m] for k in 1..K", "B[m,d] for k in 1..K", "R[d,d] for k in 1..K: orthogonal", "p[K] for k in 1..K: simplex",
]  # fmt: skip
MIXTURE = "r[i]'*unit(K, k)*(log(w[k]) - logdet(S[k])/2 - (x[i] - mu[k])'*inv(S[k])*(x[i] - mu[k])/2)"


def _data() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        "x": rng.standard_normal((N, D)), "r": rng.random((N, K)) + 0.1, "c": 0.7, "a": rng.random(K) + 0.2,
        "g": rng.random((K, K)) + 0.1, "A": rng.standard_normal((K, 5, D)), "b": rng.standard_normal((K, 5)),
        "B": rng.standard_normal((K, 5, D)),
    }  # fmt: skip


def _solved(f: str, unknowns: list[str], sense: str, constraints: list[str]) -> tuple[Any, dict[str, Any]]:
    words = set(re.findall(r"\w+", f"{f} {constraints}"))
    declared = [d for d in DECLARED if words & set(re.findall(r"^\w+", d))]
    solution = ex.solve(f, unknowns, sense, constraints, declared)
    data = _data()
    return solution, {x.name: value for x, value in solution.evaluate(data).items()}


@pytest.mark.parametrize("order", ["sum_k(sum_i({}))", "sum_i(sum_k({}))"])
def test_the_estimates_of_a_gaussian_mixture(order: str) -> None:
    solution, found = _solved(order.format(MIXTURE), ["w[k]", "mu[k]", "S[k]"], "max", ["sum_k(w[k]) == 1"])
    assert solution.kind == "global maximum" and solution.unique == "unique"
    x, r = _data()["x"], _data()["r"]
    total = r.sum(0)
    means = r.T @ x / total[:, None]
    np.testing.assert_allclose(found["w"], total / r.sum())
    np.testing.assert_allclose(found["mu"], means)
    for k in range(K):
        np.testing.assert_allclose(found["S"][k], (r[:, k, None] * (x - means[k])).T @ (x - means[k]) / total[k])


def test_a_covariance_that_all_components_share() -> None:
    f = "sum_k(sum_i(r[i]'*unit(K, k)*(-logdet(T)/2 - (x[i] - mu[k])'*inv(T)*(x[i] - mu[k])/2)))"
    solution, found = _solved(f, ["mu", "T"], "max", [])
    x, r = _data()["x"], _data()["r"]
    means = r.T @ x / r.sum(0)[:, None]
    scatter = sum(r[i, k] * np.outer(x[i] - means[k], x[i] - means[k]) for i in range(N) for k in range(K))
    np.testing.assert_allclose(found["T"], scatter / r.sum())
    assert solution.kind == "global maximum"


CASES: list[tuple[str, list[str], str, list[str], Any]] = [
    ("sum_k(sum_i(r[i]'*unit(K, k)*norm2(x[i] - mu[k])^2)) + c*sum_k(norm2(mu[k])^2)", ["mu"], "min", [], None),
    ("sum_k(sum_i(r[i]'*unit(K, k)*norm2(x[i] - mu[k])^2))", ["mu[k]"], "min", ["sum_k(mu[k]) == zeros(d)"],
     lambda step: step - step.mean(0)),
    ("sum_k(a[k]*w[k]^2)", ["w"], "min", ["sum_k(w[k]) == 1"], lambda step: step - step.mean()),
    ("sum_k(a[k]*log(w[k]))", ["w"], "max", ["sum_k(w[k]) == 1"], lambda step: step - step.mean()),
    ("sum_k(g[k]'*log(p[k]))", ["p"], "max", [], lambda step: step - step.mean(1, keepdims=True)),
    ("sum_k(norm2(A[k]*mu[k] - b[k])^2)", ["mu"], "min", [], None),
]  # fmt: skip


@pytest.mark.parametrize(("f", "unknowns", "sense", "constraints", "project"), CASES, ids=[case[0] for case in CASES])
def test_no_point_nearby_is_better(
    f: str, unknowns: list[str], sense: str, constraints: list[str], project: Any
) -> None:
    solution, found = _solved(f, unknowns, sense, constraints)
    assert solution.kind == f"global {sense}imum"
    expr, rng, sign = solution.problem.objective, np.random.default_rng(1), 1 if sense == "min" else -1
    known = {s.name for s in expr.symbols}
    data = {name: value for name, value in _data().items() if name in known}

    def worth(values: dict[str, Any]) -> float:
        return sign * float(expr.evaluate({**data, **values}))

    best = worth(found)
    for size in (1e-4, 1e-2, 5e-2):
        for _ in range(10):
            step = {name: size * rng.standard_normal(np.shape(value)) for name, value in found.items()}
            moved = {n: found[n] + (s if project is None else project(s)) for n, s in step.items()}
            assert worth(moved) >= best - 1e-9 * (1 + abs(best))


def test_each_member_has_its_own_rotation() -> None:
    _, found = _solved("sum_k(norm2(A[k]*R[k] - B[k])^2)", ["R"], "min", [])
    data = _data()
    for k in range(K):
        u, _, v = np.linalg.svd(data["A"][k].T @ data["B"][k])
        np.testing.assert_allclose(found["R"][k], u @ v, atol=1e-12)


def test_a_family_is_named_in_every_way() -> None:
    K_ = ex.dims("K")
    u, v = ex.samples("u", 1, K_), ex.samples("v", 1, K_, "positive")
    k = ex.index("k", K_)
    f = ex.sum(v[k] * u[k] ** 2 - u[k], k)
    for unknown in (u, u[k], "u", "u[k]"):
        solution = ex.solve(f, unknown, "min")
        assert solution.written(next(iter(solution.values))) == "1/(2*v[k])"
        (value,) = solution.evaluate({"v": np.array([1.0, 2.0])}).values()
        np.testing.assert_allclose(value, [0.5, 0.25])


def test_one_member_is_that_member() -> None:
    f = "sum_k(v[k]*u[k]^2 - u[k])"
    solution = ex.solve(f, "u[2]", "min", [], ["v for k in 1..3: positive", "u for k in 1..3"])
    assert solution.written(next(iter(solution.values))) == "1/(2*v[2])"


def test_conditions_hold_for_each_member() -> None:
    solution = ex.solve("sum_k(v[k]*u[k]^2 - u[k])", "u", "min", [], ["v for k in 1..K", "u for k in 1..K"])
    assert solution.kind == "global minimum where v[k] is positive"
    with pytest.raises(ex.DataError, match=r"v\[k\] is positive"):
        solution.evaluate({"v": np.array([1.0, -1.0, 2.0])})


@pytest.mark.parametrize(
    "f", ["norm2(sum_k(u[k]) - y)^2", "sum_k(norm2(u[k] - u[k - 1])^2, 2, K)", "sum_k(u[k]'*u[k])*norm2(u[1])^2"]
)
def test_members_that_depend_on_one_another_do_not_come_apart(f: str) -> None:
    with pytest.raises(ex.UnsupportedError, match="member by member"):
        ex.solve(f, "u", "min", [], ["u[d] for k in 1..K", "y[d]"])


@pytest.mark.parametrize("seed", range(2))
def test_a_product_over_members_is_largest_where_its_logarithm_is(seed: int) -> None:
    """The inequality of the means: of all positive numbers with a given sum no other ones have a larger product."""
    rng = np.random.default_rng(seed)
    declared = "x for i in 1..n: positive; s: positive; w for i in 1..n: positive"
    equal = ex.solve("prod_i(x[i])", "x", "max", ["sum_i(x[i]) == s"], declared)
    assert equal.kind == "global maximum" and [str(value) for value in equal.values.values()] == ["s/n"]
    weighted = ex.solve("prod_i(x[i])", "x", "max", ["sum_i(w[i]*x[i]) == s"], declared)
    w = rng.uniform(0.5, 2, 4)
    (found,) = weighted.evaluate({"w": w, "s": 3.0}).values()
    assert np.isclose(w @ found, 3.0)
    for _ in range(50):
        other = rng.uniform(0.01, 1, 4)
        assert np.prod(other * 3.0 / (w @ other)) <= np.prod(found) * (1 + 1e-9)
