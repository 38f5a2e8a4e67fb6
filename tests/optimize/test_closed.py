"""The closed form is asked first: it is what iteration finds, and is not believed where it does not hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

rng = np.random.default_rng(8)
A = rng.normal(size=(5, 5))
SYMMETRIC, DEFINITE = A + A.T, A @ A.T + np.eye(5)

PROBLEMS: dict[str, tuple[str, str, str, list[str], dict[str, Any]]] = {
    "entropy": ("sum(x.*log(x)) - c'*x", "x", "x[n]: positive; c[n]", ["sum(x) == 1"], {"c": rng.normal(size=4)}),
    "smallest eigenvalue": ("x'*A*x", "x", "x[n]: unit; A[n,n]: symmetric", [], {"A": SYMMETRIC}),
    "least variance": ("w'*S*w", "w", "w[n]; S[n,n]: positive_definite", ["sum(w) == 1"], {"S": DEFINITE}),
    "covariance": ("logdet(S) + tr(inv(S)*C)", "S", "S[n,n]: positive_definite; C[n,n]: positive_definite", [],
                   {"C": DEFINITE}),
    "ridge of a matrix": ("norm2(X*W - Y)^2 + 2*norm2(W)^2", "W", "X[n,m]; W[m,k]; Y[n,k]", ["W*ones(k) == ones(m)"],
                          {"X": rng.normal(size=(9, 3)), "Y": rng.normal(size=(9, 2))}),
    "a point of a simplex": ("norm2(x - a)^2", "x", "x[n]: simplex; a[n]", [], {"a": rng.normal(size=6)}),
    "shares": ("-sum_k(n[k]*log(w[k]))", "w", "n for k in 1..K: positive; w for k in 1..K: positive",
               ["sum_k(w[k]) == 1"], {"n": np.arange(1.0, 6.0)}),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_found_in_closed_form_is_what_iteration_finds(name: str) -> None:
    text, unknown, declared, stated, data = PROBLEMS[name]
    found = ex.minimize(text, unknown, data, constraints=stated, declarations=declared)
    assert found.converged and found.method.startswith("closed form: "), found.method
    iterated = "SLSQP" if stated or "unit" in declared or "simplex" in declared else "L-BFGS-B"
    other = ex.minimize(text, unknown, data, constraints=stated, declarations=declared, method=iterated)
    assert not other.method.startswith("closed form")
    assert found.value <= other.value + 1e-9 * (1 + abs(other.value))
    if other.converged:
        assert found.value == pytest.approx(other.value, rel=1e-6, abs=1e-8)


def test_it_may_be_asked_for_and_is_refused_where_there_is_none() -> None:
    text, declared = "norm2(X*w - y)^2", "X[n,m]; w[m]; y[n]"
    data = {"X": rng.normal(size=(9, 3)), "y": rng.normal(size=9)}
    assert ex.minimize(text, "w", data, declarations=declared).method.startswith("one linear solve")
    found = ex.minimize(text, "w", data, declarations=declared, method="closed form")
    assert np.allclose(found.x["w"], np.linalg.lstsq(data["X"], data["y"])[0])
    with pytest.raises(ex.UnsupportedError, match="'closed form' does not apply"):
        ex.minimize("sum(exp(X*w)) + norm2(w)^2", "w", data, declarations=declared, method="closed form")


def test_iteration_takes_over_where_its_conditions_do_not_hold_for_the_data() -> None:
    declared = "S[n,n]: positive_definite; C[n,n]: symmetric"
    found = ex.minimize("logdet(S) + tr(inv(S)*C)", "S", {"C": np.diag([1.0, 0.0])}, declarations=declared)
    assert not found.method.startswith("closed form") and not found.converged


def test_what_asks_for_a_run_gets_one() -> None:
    text, seen = "(1 - a)^2 + 100*(b - a^2)^2", []
    found = ex.minimize(text, ["a", "b"], callback=lambda k, value, point: seen.append(k), declarations="a; b")
    assert len(seen) == found.iterations > 2
    assert ex.minimize(text, ["a", "b"], start={"a": -1.2, "b": 1.0}, declarations="a; b").iterations > 2
    assert ex.minimize(text, ["a", "b"], declarations="a; b").iterations == 1


@pytest.mark.parametrize("counts", [(3.0, 7.0), (1.0, 0.5), (1e3, 1e-2)])
def test_open_domains(counts: tuple[float, float]) -> None:
    a, b = counts
    found = ex.maximize("a*log(p) + b*log(1 - p)", "p", a=a, b=b, declarations="a: positive; b: positive; p")
    assert found.converged and found.x["p"] == pytest.approx(a / (a + b))
