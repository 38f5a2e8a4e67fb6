"""Objectives without an extremum: what the message says is seen on numbers; and unknowns known by a function alone."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm, logm

import extremum as ex

N = 3


@pytest.mark.parametrize(("text", "sense", "limit"), [
    ("exp(c'*x)", "min", 0.0), ("3 - 2*exp(c'*x + 1)", "max", 3.0), ("sigmoid(c'*x)", "max", 1.0),
    ("-4*tanh(2*c'*x - 1)", "min", -4.0), ("softplus(-c'*x)", "min", 0.0), ("exp(c'*x)", "max", np.inf),
    ("c'*c*sinh(c'*x)", "min", -np.inf), ("b*expm1(c'*x)", "max", np.inf),
])  # fmt: skip
def test_the_bound_is_approached_along_the_direction(text: str, sense: str, limit: float) -> None:
    declared = "x[n]; c[n]: nonzero; b: positive"
    with pytest.raises(ex.NoExtremumError, match=f"no {sense}imum") as raised:
        ex.solve(text, "x", sense, [], declared)
    said = re.search(r"along (.+?)(?: and does not attain|;|$)", str(raised.value))
    assert said is not None
    data = {"c": np.array([0.5, -1.0, 0.7]), "b": 2.0}
    way = ex.parse(said[1], declared)
    step = way.evaluate({k: v for k, v in data.items() if any(s.name == k for s in way.symbols)})
    f = ex.parse(text, declared)
    used = {k: v for k, v in data.items() if any(s.name == k for s in f.symbols)}
    values = [float(f.evaluate({**used, "x": size * np.asarray(step)})) for size in (1.0, 4.0, 16.0)]
    rising = np.diff(values) if sense == "max" else -np.diff(values)
    assert np.all(rising > 0) or np.allclose(values[1:], limit)
    assert abs(values[-1] - limit) < 1e-6 if np.isfinite(limit) else abs(values[-1]) > 1e3


@pytest.mark.parametrize(("text", "sense", "declared", "limit"), [
    ("tr(inv(X))", "min", "X[n,n]: positive_definite", 0.0), ("3 - 2*tr(X)", "max", "X[n,n]: positive_definite", 3.0),
    ("det(X)", "min", "X[n,n]: positive_definite", 0.0), ("1/X", "min", "X: positive", 0.0),
    ("exp(-2*X) + 1", "min", "X: positive", 1.0), ("sum(X.^2)", "min", "X[n]: positive", 0.0),
    ("sum(X.^(-2)) - 5", "min", "X[n]: positive", -5.0), ("1/(1 + X'*X)", "min", "X[n]", 0.0),
    ("-exp(-X'*X)", "max", "X[n]", 0.0),
])  # fmt: skip
def test_the_infimum_is_approached_along_a_ray(text: str, sense: str, declared: str, limit: float) -> None:
    with pytest.raises(ex.NoExtremumError, match=f"no {sense}imum") as raised:
        ex.solve(text, "X", sense, [], declared)
    words = str(raised.value).replace("as X grows", "along s as s grows")
    said = re.search(r"along (.+?) as s grows, so that the (?:infi|supre)mum (.+?) is not attained", words)
    assert said is not None and float(said[2]) == limit
    ray, f = ex.parse(said[1], "s: positive"), ex.parse(text, declared)
    sizes = {} if "[" not in declared else {"n": N}
    values = [float(f.evaluate({"X": ray.evaluate({"s": s}, **sizes)})) for s in (1.0, 4.0, 16.0, 1e4)]
    gaps: Any = np.array(values) - limit if sense == "min" else limit - np.array(values)
    assert np.all(gaps[:2] > 0) and np.all(np.diff(gaps) <= 0) and gaps[-1] < 1e-3


@pytest.mark.parametrize(("text", "declared"), [
    ("x'*x", "x[n]"), ("x + 1/x", "x: positive"), ("x'*x/(1 + x'*x)", "x[n]"),
    ("tr(X) + tr(inv(X))", "X[n,n]: positive_definite"),
    ("x'*x + 1/(x'*x)", "x[n]"), ("exp(x'*x)", "x[n]"),
])  # fmt: skip
def test_bounds_that_are_attained_are_not_denied(text: str, declared: str) -> None:
    try:
        ex.solve(text, declared[0], "min", [], declared)
    except ex.UnsupportedError as error:
        assert not isinstance(error, ex.NoExtremumError)


@pytest.mark.parametrize(("text", "sense"), [
    ("arctan(c'*x)", "max"), ("cosh(c'*x)", "min"), ("(c'*x)^2", "min"), ("cos(c'*x)", "max"), ("abs(c'*x)", "min"),
])  # fmt: skip
def test_nothing_is_denied_where_the_ends_are_attained_or_not_known(text: str, sense: str) -> None:
    try:
        found = ex.solve(text, "x", sense, [], "x[n]; c[n]")
    except ex.UnsupportedError as error:
        assert not isinstance(error, ex.NoExtremumError)
    else:
        assert found.kind.startswith(f"global {sense}")


def test_a_precision_from_one_sample() -> None:
    """Anderson (2003), sec. 3.2: with fewer samples than dimensions the likelihood is not bounded."""
    for declared, where in (
        ("P[3,3]: positive_definite; v[3]", ""),
        ("P[d,d]: positive_definite; v[d]", " where d > 1"),
    ):
        with pytest.raises(ex.NoExtremumError, match=f"no maximum{where}: the objective is unbounded along u"):
            ex.solve("2*logdet(P) - v'*P*v", "P", "max", [], declared)
    v, u = np.array([1.0, 2.0, 2.0]), np.array([2.0, -1.0, 0.0])
    values = [np.linalg.slogdet(p := np.eye(3) + t * np.outer(u, u))[1] - v @ p @ v for t in (0, 1e2, 1e4, 1e8)]
    assert np.all(np.diff(values) > 3)


def test_means_of_logarithms() -> None:
    """Arsigny, Fillard, Pennec & Ayache (2007): the mean in the logarithms of positive definite matrices."""
    a = np.random.default_rng(1).standard_normal((4, N, N))
    data = np.array([m @ m.T + np.eye(N) for m in a])
    solution = ex.solve("sum_i(norm2(logm(X) - logm(A[i]))^2)", "X", "min", [],
                        "X[n,n]: positive_definite; A[n,n] for i in 1..N: positive_definite")  # fmt: skip
    (x,) = solution.evaluate({"A": data}).values()
    assert solution.kind == "global minimum" and solution.unique == "unique"
    assert np.allclose(x, expm(np.mean([np.real(logm(m)) for m in data], axis=0)))
    numbers = ex.solve("sum_i((log(x) - log(a[i]))^2)", "x", "min", [], "x: positive; a for i in 1..N: positive")
    given = np.array([1.0, 2.0, 5.0])
    assert numbers.evaluate({"a": given}).popitem()[1] == pytest.approx(np.exp(np.mean(np.log(given))))
