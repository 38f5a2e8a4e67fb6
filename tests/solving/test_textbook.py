"""Estimates and minimisers that textbooks have, from their objectives: what is written, and which kind it is."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

SOLVED = [
    ("lam*n - sum_i(x[i])*log(lam)", "lam", "x for i in 1..n: positive; lam: positive", ["sum_i(x[i])/n"],
     "global minimum"),
    ("-sum_i(x[i]*log(p) + (1 - x[i])*log(1 - p))", "p", "x for i in 1..n: binary; p: positive", ["sum_i(x[i])/n"],
     "global minimum"),
    ("n*log(s) + sum_i((x[i] - mu)^2)/(2*s^2)", "mu s", "x for i in 1..n; mu; s: positive",
     ["sum_i(x[i])/n", "sqrt(sum_i((x[i] - mu)^2)/n)"], "global minimum"),
    ("sum_i(w[i]*norm2(x[i] - c)^2)", "c", "x[d] for i in 1..n; w for i in 1..n: positive; c[d]",
     ["sum_i(w[i]*x[i])/sum_i(w[i])"], "global minimum"),
    ("sum_i((y[i] - a'*x[i] - b)^2)", "a b", "x[d] for i in 1..n; y for i in 1..n; a[d]; b",
     [None, "sum_i(y[i] - a'*x[i])/n"], "global minimum"),
    ("sum_i((y[i] - B*x[i])'*inv(S)*(y[i] - B*x[i])) + n*logdet(S)", "B S",
     "y[k] for i in 1..n; x[d] for i in 1..n; B[k,d]; S[k,k]: positive_definite",
     ["sum_i(y[i]*x[i]')*inv(sum_i(x[i]*x[i]'))", "sum_i((B*x[i] - y[i])*(B*x[i] - y[i])')/n"], "global minimum"),
    ("norm2(X - A)^2 + lam*norm2(X)^2", "X", "X[n,m]; A[n,m]; lam: positive", ["A/(1 + lam)"], "global minimum"),
    ("p'*log(p) - p'*c", "p", "p[n]: positive; c[n]", ["exp(c - 1)"], "global minimum"),
    ("exp(a*x) - b*x", "x", "a: positive; b: positive; x", ["log(b/a)/a"], "global minimum"),
    ("tr(inv(X)*A) + tr(B*X)", "X", "; ".join(f"{name}[n,n]: positive_definite" for name in "XAB"),
     ["inv(sqrtm(B))*sqrtm(sqrtm(B)*A*sqrtm(B))*inv(sqrtm(B))"], "global minimum"),
    ("tr(X^2) - 2*tr(A*X) + 0*n", "X", "X[n,n]: positive_definite; A[n,n]: positive_definite", ["A"], "global minimum"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "unknowns", "declared", "written", "kind"), SOLVED, ids=[row[0] for row in SOLVED])
def test_textbook_solutions(f: str, unknowns: str, declared: str, written: list[str | None], kind: str) -> None:
    solution = ex.solve(ex.parse(f, declared), unknowns.split())
    assert solution.kind == kind
    for symbol, expected in zip(solution.values, written, strict=True):
        assert expected is None or solution.written(symbol) == expected
        assert not {s.name for s in solution[symbol].symbols} & set(unknowns.split())


def test_the_regression_with_an_intercept_is_that_of_numpy() -> None:
    f = ex.parse("sum_i((y[i] - a'*x[i] - b)^2)", "x[d] for i in 1..n; y for i in 1..n; a[d]; b")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    a, b = ex.solve(f, ["a", "b"]).evaluate({"x": x, "y": y}).values()
    expected = np.linalg.lstsq(np.column_stack([x, np.ones(20)]), y)[0]
    np.testing.assert_allclose([*a, b], expected)


def test_the_geometric_mean_solves_its_equation() -> None:
    f = ex.parse("tr(inv(X)*A) + tr(B*X)", "; ".join(f"{name}[n,n]: positive_definite" for name in "XAB"))
    rng = np.random.default_rng(1)
    A, B = (m @ m.T + np.eye(3) for m in rng.normal(size=(2, 3, 3)))
    (X,) = ex.solve(f, "X").evaluate({"A": A, "B": B}).values()
    np.testing.assert_allclose(X @ B @ X, A)


@pytest.mark.parametrize(
    ("f", "x", "declared"),
    [
        ("norm2(x - a)^2/2 + t*norm1(x)", "x", "x[n]; a[n]; t: positive"),
        ("logsumexp(x) - a'*x", "x", "x[n]; a[n]"),
        ("x^4/4 - a*x", "x", "x; a"),
    ],
)
def test_what_may_have_other_solutions_is_not_solved(f: str, x: str, declared: str) -> None:
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve(ex.parse(f, declared), x)
