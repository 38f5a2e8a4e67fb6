"""Equations solved for each entry or each eigenvalue: Gibbs' inequality and its kin, against NumPy and SciPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg as sl
from scipy.special import softmax

import extremum as ex

Data = dict[str, Any]
POSITIVE = {"q", "c", "s", "w", "beta"}

ON_THE_SIMPLEX: list[tuple[str, str, str, str, Callable[[Data], Any]]] = [
    ("3*c'*log(P)", "P", "max", "c[n]: positive; P[n]: positive", lambda d: d["c"] / d["c"].sum()),
    ("sum(c.*log(2*p))/7", "p", "max", "c[n]: positive; p[n]: positive", lambda d: d["c"] / d["c"].sum()),
    ("beta*h'*p - 2*p'*log(p)", "p", "max", "h[n]; beta: positive; p[n]: positive",
     lambda d: softmax(d["beta"] * d["h"] / 2)),
    ("sum(lambda.*log(lambda./q))", "lambda", "min", "q[n]: positive; lambda[n]: positive",
     lambda d: d["q"] / d["q"].sum()),
    ("sum(p.*log(p./q)) + beta*h'*p", "p", "min", "q[n]: positive; p[n]: positive; h[n]; beta: positive",
     lambda d: softmax(np.log(d["q"]) - d["beta"] * d["h"])),
]  # fmt: skip


def draw(declared: str, seed: int) -> Data:
    rng = np.random.default_rng(seed)
    names = [part.split(":")[0].strip() for part in declared.split(";")]
    data: Data = {}
    for name in names:
        value = rng.normal(size=5 if "[" in name else None)
        bare = name.split("[")[0]
        data[bare] = np.abs(value) + 0.2 if bare in POSITIVE else value
    return data


@pytest.mark.parametrize(
    ("f", "x", "sense", "declared", "expected"), ON_THE_SIMPLEX, ids=[r[0] for r in ON_THE_SIMPLEX]
)
def test_on_the_simplex(f: str, x: str, sense: str, declared: str, expected: Callable[[Data], Any]) -> None:
    solution = ex.solve(f, x, sense, [f"sum({x}) == 1"], declared)
    assert solution.kind == {"min": "global minimum", "max": "global maximum"}[sense]
    assert solution.unique == "unique"
    for seed in range(3):
        data = draw(declared, seed)
        found = solution.evaluate({name: value for name, value in data.items() if name != x})
        np.testing.assert_allclose(next(iter(found.values())), expected(data), rtol=1e-9)


def test_the_values_are_the_known_ones() -> None:
    declared = "c[n]; p[n]: positive; t: positive; H[n,n]: symmetric; X[n,n]: positive_definite"
    p = ex.solve("c'*p - t*p'*log(p)", "p", "max", ["sum(p) == 1"], declared)
    assert p.written(p.problem.unknowns[0]) == "softmax(c/t)"
    X = ex.solve("tr(H*X) + t*tr(X*logm(X))", "X", "min", ["tr(X) == 1"], declared)
    assert str(X["X"]) == "expm(-H/t)/tr(expm(-H/t))"


def test_a_density_matrix_of_another_trace() -> None:
    declared = "M[n,n]: symmetric; P[n,n]: positive_definite; beta: positive; c: positive"
    solution = ex.solve("tr(P*logm(P)) - beta*tr(M*P)", "P", "min", ["tr(P) == c"], declared)
    rng = np.random.default_rng(0)
    M = rng.normal(size=(4, 4))
    M = M + M.T
    (found,) = solution.evaluate({"M": M, "beta": 0.3, "c": 2.5}).values()
    power = sl.expm(0.3 * M)
    np.testing.assert_allclose(found, 2.5 * power / np.trace(power), rtol=1e-9)


def test_entries_without_a_constraint() -> None:
    declared = "w[n]: positive; x[n]: positive; s[n]: positive"
    solution = ex.solve("w'*x + sum(s./x)", "x", "min", declarations=declared)
    data = draw(declared, 1)
    (found,) = solution.evaluate({"w": data["w"], "s": data["s"]}).values()
    np.testing.assert_allclose(found, np.sqrt(data["s"] / data["w"]), rtol=1e-9)
    assert solution.kind == "global minimum"


def test_what_couples_the_entries_is_not_solved_number_by_number() -> None:
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve("sum(exp(A*x)) + norm2(x)^2", "x", "min", declarations="A[m,n]; x[n]")
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve("tr(X*logm(X)) + tr(A*X*B*X)", "X", "min", declarations="A[n,n]: positive_definite; B[n,n]: "
                 "positive_definite; X[n,n]: positive_definite")  # fmt: skip
