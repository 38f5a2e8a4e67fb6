"""Minimisation against closed forms and known optima."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import extremum as ex

n, m, k = ex.dims("n m k")
X, w, y = ex.matrix("X", n, m), ex.vector("w", m), ex.vector("y", n)
rng = np.random.default_rng(0)
DATA = {"X": rng.normal(size=(40, 5)), "y": rng.normal(size=40)}


def test_least_squares() -> None:
    found = ex.minimize(ex.norm2(X @ w - y) ** 2, w, DATA)
    np.testing.assert_allclose(found.x[w], np.linalg.lstsq(DATA["X"], DATA["y"])[0], atol=1e-6)
    assert found.converged and found.gradient_norm < 1e-4
    assert found.history[-1] <= found.history[0]


def test_logistic_regression_is_stable_at_large_margins() -> None:
    labels = np.sign(DATA["X"] @ np.array([300.0, -200, 0, 0, 100]))
    f = ex.sum(ex.softplus(-ex.hadamard(y, X @ w))) + ex.Rational(1, 1000) * ex.norm2(w) ** 2
    found = ex.minimize(f, w, {"X": 100 * DATA["X"], "y": labels})
    assert np.isfinite(found.value)
    assert (np.sign(DATA["X"] @ found.x[w]) == labels).mean() > 0.9


def test_covariance_through_its_factor() -> None:
    S = ex.matrix("S", m, m, "positive_definite")
    x, i = ex.samples("x", m, n), ex.index("i", n)
    f = n * ex.logdet(S) + ex.sum(x[i].T @ ex.inv(S) @ x[i], i)
    samples = rng.normal(size=(60, 3)) @ rng.normal(size=(3, 3))
    found = ex.minimize(f, S, {"x": samples})
    np.testing.assert_allclose(found.x[S], samples.T @ samples / 60, rtol=1e-4)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"method": "bfgs"}, ex.UnsupportedError, "the method 'bfgs' is none that uses gradients; did you mean BFGS"),
        ({"method": 3}, ex.UnsupportedError, "the method 3 is none"),
        ({"tolerance": "small"}, ex.ExtremumError, "tolerance is a number from 0 on, not 'small'"),
        ({"max_iterations": -1}, ex.ExtremumError, "max_iterations is a whole number from 0 on, not -1"),
        ({"batch": 1.5}, ex.ExtremumError, "batch is a whole number"),
        ({"start": {"x": "a"}}, ex.DataError, "the start of x has entries of type"),
        ({"start": {"y": 1}}, ex.DataError, "start names y"),
    ],
)
def test_options_out_of_range(options: dict[str, Any], error: type[Exception], words: str) -> None:
    x = ex.vector("x", "n")
    with pytest.raises(error, match=words):
        ex.minimize(ex.norm2(x) ** 2, x, n=2, **options)


def test_rosenbrock_and_maximize() -> None:
    a, b = ex.scalar("a"), ex.scalar("b")
    f = (1 - a) ** 2 + 100 * (b - a**2) ** 2
    found = ex.minimize(f, [a, b])
    assert found.x["a"] == pytest.approx(1, abs=1e-4)
    best = ex.maximize(-(a**2) + 2 * a, a, start={a: 4.0})
    assert best.value == pytest.approx(1.0) and best.x[a] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("structure", ["symmetric", "diagonal", "lower_triangular", "skew"])
def test_structures_are_kept(structure: str) -> None:
    A, B = ex.matrix("A", m, m, structure), ex.matrix("B", m, m)
    b = rng.normal(size=(4, 4))
    found = ex.minimize(ex.norm2(A - B) ** 2, A, {"B": b}).x[A]
    expected = {
        "symmetric": (b + b.T) / 2,
        "diagonal": np.diag(np.diag(b)),
        "lower_triangular": np.tril(b),
        "skew": (b - b.T) / 2,
    }[structure]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_positive_variables() -> None:
    s = ex.scalar("s", "positive")
    assert ex.minimize(s - 3 * ex.log(s), s).x[s] == pytest.approx(3.0, rel=1e-5)


def test_mini_batches() -> None:
    N = ex.dims("N")
    x, t, i = ex.samples("x", 3, N), ex.samples("t", 1, N), ex.index("i", N)
    v = ex.vector("v", 3)
    f = ex.sum((v.T @ x[i] - t[i]) ** 2, i) / N
    inputs = rng.normal(size=(300, 3))
    truth = np.array([1.0, -2.0, 0.5])
    data = {"x": inputs, "t": inputs @ truth}
    found = ex.minimize(f, v, data, batch=30, max_iterations=60, learning_rate=0.05)
    np.testing.assert_allclose(found.x[v], truth, atol=1e-2)


def test_factorisation_reaches_the_best_rank() -> None:
    U, V, A = ex.matrix("U", n, k), ex.matrix("V", k, m), ex.matrix("A", n, m)
    a = rng.normal(size=(12, 7))
    found = ex.minimize(ex.norm2(A - U @ V) ** 2, [U, V], {"A": a}, k=2, max_iterations=2000)
    singular = np.linalg.svd(a, compute_uv=False)
    assert found.value == pytest.approx((singular[2:] ** 2).sum(), rel=1e-4)


def test_the_network_on_digits() -> None:
    from extremum.demo import network

    assert network.train(progress=False).accuracy >= 0.93


def test_the_demonstration_fits_samples_in_files_by_the_same_call() -> None:
    from extremum.demo import beyond

    found = beyond.fit()
    assert found.samples == "<stream of x, t; 200,000 rows>" and found.minimum.converged and found.away < 0.05


def test_bad_requests() -> None:
    f = ex.norm2(X @ w - y) ** 2
    with pytest.raises(ex.DataError, match="'y' has no value"):
        ex.minimize(f, w, {"X": DATA["X"]})
    with pytest.raises(ex.DataError, match="give it in start and not in data"):
        ex.minimize(f, w, {**DATA, "w": np.zeros(5)})
    with pytest.raises(ex.NotAScalarError, match="minimize needs a scalar objective"):
        ex.minimize(X @ w, w, DATA)
    with pytest.raises(ex.DataError, match="start names v"):
        ex.minimize(f, w, DATA, start={"v": 1})
    with pytest.raises(ex.UnsupportedError, match="orders matrices"):
        Q = ex.matrix("Q", m, m, "positive_semidefinite")
        ex.minimize(ex.sum(ex.cos(Q)), Q, m=3)
    with pytest.raises(ex.DataError, match="the size of v"):
        v = ex.vector("v", ex.dims("q"))
        ex.minimize(ex.norm2(v) ** 2, v)
    s = ex.scalar("s")
    with pytest.raises(ex.DataError, match="not a number at the start"):
        ex.minimize(ex.log(s), s, start={s: -1.0})


STRUCTURED: dict[tuple[str, ...], Callable[[Any], Any]] = {
    ("symmetric",): lambda c: (c + c.T) / 2,
    ("skew",): lambda c: (c - c.T) / 2,
    ("diagonal",): lambda c: np.diag(np.diag(c)),
    ("lower_triangular",): np.tril,
    ("toeplitz",): lambda c: scipy.linalg.toeplitz(
        [np.diagonal(c, -k).mean() for k in range(len(c))], [np.diagonal(c, k).mean() for k in range(len(c))]
    ),
    ("diagonal", "positive"): lambda c: np.diag(np.diag(c)),
    ("lower_triangular", "positive_diagonal"): np.tril,
}


@pytest.mark.parametrize("assume", STRUCTURED, ids=", ".join)
def test_the_nearest_matrix_of_a_structure(assume: tuple[str, ...]) -> None:
    n = ex.dims("n")
    x, c = ex.matrix("X", n, n, *assume), ex.matrix("C", n, n)
    data = np.random.default_rng(0).normal(size=(5, 5)) + 4 * np.eye(5)
    found = ex.minimize(ex.norm2(x - c) ** 2, x, data={"C": data})
    assert found.converged
    np.testing.assert_allclose(found.x[x], STRUCTURED[assume](data), atol=1e-5)


def test_a_start_outside_the_structure_is_refused() -> None:
    n = ex.dims("n")
    s = ex.matrix("S", n, n, "positive_definite")
    with pytest.raises(ex.DataError, match="the start of S is not positive definite"):
        ex.minimize(ex.tr(s) - ex.logdet(s), s, data={}, start={"S": -np.eye(2)}, n=2)
