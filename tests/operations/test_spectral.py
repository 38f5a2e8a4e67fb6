"""Functions of matrices, eigenvalues, norms of singular values and Cholesky factors against SciPy."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from scipy import linalg

import extremum as ex
from extremum.algebra.node import Expr
from extremum.operations.frechet import frechet, frechet_matrix
from extremum.operations.spectral import DERIVATIVES

n, m, k = ex.dims("n m k")
A, B, P = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("P", n, n, "positive_definite")
S = ex.matrix("S", n, n, "symmetric")
rng = np.random.default_rng(0)
a, b = rng.normal(size=(4, 4)), rng.normal(size=(4, 3))
p = a @ a.T + np.eye(4)
s = a + a.T


@pytest.mark.parametrize("name", ["expm", "logm", "sqrtm", "sinm", "cosm"])
def test_functions_of_matrices(name: str) -> None:
    np.testing.assert_allclose(getattr(ex, name)(P).evaluate({"P": p}), getattr(linalg, name)(p), rtol=1e-8)


@pytest.mark.parametrize(
    ("f", "gradient"),
    [
        (ex.tr(ex.expm(A)), "expm(A)'"),
        (ex.tr(ex.sinm(A)), "cosm(A)'"),
        (ex.tr(ex.mpow(A, k)), "k*mpow(A, k - 1)'"),
        (ex.det(ex.mpow(A, k)), "k*det(A)^k*inv(A)'"),
        (ex.sum(ex.eigvals(A)), "eye(n)"),
        (ex.prod(ex.eigvals(A)), "det(A)*inv(A)'"),
        (ex.norm_nuc(A), "polar(A)"),
        (ex.logdet(ex.expm(A)), "eye(n)"),
    ],
)
def test_short_gradients(f: Expr, gradient: str) -> None:
    assert str(ex.gradient(f, A)) == gradient


def test_norms_and_eigenvalues() -> None:
    singular = np.linalg.svd(b, compute_uv=False)
    assert ex.norm_nuc(B).evaluate({"B": b}) == pytest.approx(singular.sum())
    assert ex.norm_spec(B).evaluate({"B": b}) == pytest.approx(singular[0])
    assert ex.eigmax(S).evaluate({"S": s}) == pytest.approx(np.linalg.eigvalsh(s)[-1])
    value, vector = (f.evaluate({"S": s}) for f in (ex.eigval(S, 1), ex.eigvec(S, 1)))
    np.testing.assert_allclose(s @ vector, value * vector, atol=1e-10)
    assert vector[np.abs(vector).argmax()] > 0


def test_matrix_powers() -> None:
    np.testing.assert_allclose(ex.mpow(A, k).evaluate({"A": a}, k=5), np.linalg.matrix_power(a, 5))
    assert ex.mpow(A, 3) is A @ A @ A and ex.mpow(A, 0) is ex.eye(n) and ex.mpow(A, -1) is ex.inv(A)
    half = ex.mpow(P, ex.Rational(1, 2))
    np.testing.assert_allclose(half.evaluate({"P": p}), linalg.sqrtm(p), rtol=1e-8)


@pytest.mark.parametrize("f", [ex.tr(A.T @ ex.expm(A)), ex.norm_spec(A), ex.sum(ex.mpow(A, 3)), ex.norm_nuc(A)])
def test_gradients_of_sums_of_them(f: Expr) -> None:
    found = ex.gradient(f, A).evaluate({"A": a})
    for entry in np.ndindex(4, 4):
        step = np.zeros((4, 4))
        step[entry] = 1e-6
        expected = (f.evaluate({"A": a + step}) - f.evaluate({"A": a - step})) / 2e-6
        assert found[entry] == pytest.approx(expected, abs=1e-6, rel=1e-6)


def test_cholesky() -> None:
    L = ex.chol(P)
    np.testing.assert_allclose(L.evaluate({"P": p}), np.linalg.cholesky(p))
    assert L @ L.T is P
    with pytest.raises(ex.DataError, match="not positive definite for these data"):
        ex.chol(S).evaluate({"S": -np.eye(3)})


c1, c2 = ex.vector("c1", n), ex.vector("c2", n)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        *((c1.T @ getattr(ex, name)(P) @ c2, P) for name in ("expm", "logm", "sqrtm", "sinm", "cosm")),
        (c1.T @ ex.expm(A) @ c2, A),
        (ex.tr(A.T @ ex.sinm(A)), A),
        (ex.norm_nuc(B), B),
        (ex.norm_nuc(B.T), B),
        (ex.norm_spec(B), B),
        (ex.eigmax(S), S),
        (c1.T @ ex.eigvec(S, 1), S),
        (ex.sum(ex.chol(P)), P),
        (ex.tr(ex.mpow(A, k)), A),
        (ex.tr(ex.pinv(B) @ ex.pinv(B).T), B),
    ],
)
def test_second_derivatives(f: Expr, x: Expr) -> None:
    """The Hessian along a direction within the structure, against the change of the gradient."""
    data = {"A": a / 2, "B": b, "P": p, "S": s, "c1": a[0], "c2": a[1]}
    step = rng.normal(size=data[x.name].shape)
    step = step + step.T if x.assumptions else step

    def value(expr: Expr, t: float) -> np.ndarray:
        at = data | {x.name: data[x.name] + t * step}
        return np.asarray(expr.evaluate({**at, "k": 3}))

    def gradient(t: float) -> np.ndarray:
        return value(ex.gradient(f, x), t)

    found = (value(ex.hessian(f, x), 0) @ step.ravel(order="F")).reshape(step.shape, order="F")
    np.testing.assert_allclose(found, (gradient(1e-5) - gradient(-1e-5)) / 2e-5, rtol=1e-5, atol=1e-5)


def test_what_is_not_available_is_an_error() -> None:
    with pytest.raises(ex.UnsupportedError, match="not available"):
        ex.jacobian(ex.jacobian(ex.expm(A), A), A)
    with pytest.raises(ex.UnsupportedError, match="not available"):
        ex.gradient(ex.norm2(ex.eigvals(A)), A)
    with pytest.raises(ex.UnsupportedError, match="not available"):
        ex.differential(ex.eigvals(A), A)
    with pytest.raises(ex.ExtremumError, match="needs a symmetric matrix"):
        ex.eigmax(A)


@pytest.mark.parametrize("size", [1, 3, 9])
@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("name", sorted(DERIVATIVES))
def test_the_matrix_of_a_derivative_applies_it(name: str, count: int, size: int) -> None:
    """``K(A, E1) vec(E) = vec(L(A, E1, E))``; of small matrices K is found at once, of others column by column."""
    rng = np.random.default_rng(size)
    A, *E = [ex.matrix(letter, "n", "n") for letter in ("A", "E1", "E2")[: count + 2]]
    values = {one: 0.3 * rng.normal(size=(size, size)) for one in (A, *E)}
    values[A] = values[A] @ values[A].T + np.eye(size) + 0.1 * values[E[0]]
    found = frechet_matrix(name, A, *E[:-1]).evaluate(values) @ values[E[-1]].T.ravel()
    np.testing.assert_allclose(found, frechet(name, A, *E).evaluate(values).T.ravel(), rtol=1e-9, atol=1e-12)


VAST = [
    np.array([[1e-300, 1e100], [0, 1e-300]]),
    np.array([[1e-200, 1.0], [1.0, 1e200]]),
    np.diag([1.0, 0.0]),
    np.zeros((2, 2)),
]


@pytest.mark.parametrize("matrix", VAST, ids=range(len(VAST)))
def test_a_logarithm_without_end_is_refused(matrix: Any) -> None:
    """SciPy's square roots of these never come near the identity, or it takes a zero eigenvalue for a small one."""
    with pytest.raises(ex.DataError):
        ex.logm(A).evaluate({"A": matrix})
    with pytest.raises(ex.DataError):
        frechet("logm", A, P).evaluate({"A": matrix, "P": np.eye(2)})
    with contextlib.suppress(ex.DataError):
        assert not np.isfinite(ex.compile(ex.logm(A))(A=matrix)).any()


@pytest.mark.parametrize("size", [1e-120, 1e-3, 1.0, 1e90, 1e150, 1e300])
def test_logarithms_of_multiples(size: float) -> None:
    expected = linalg.logm(p) + np.log(size) * np.eye(4)
    np.testing.assert_allclose(ex.logm(A).evaluate({"A": size * p}), expected, rtol=1e-9)
    np.testing.assert_allclose(ex.compile(ex.logm(A))(A=size * p), expected, rtol=1e-9)


@pytest.mark.parametrize("name", ["expm", "logm", "sqrtm", "sinm", "cosm"])
@pytest.mark.parametrize("size", [1e-200, 1e-8, 1.0, 1e12, 1e250])
def test_derivatives_are_linear_in_vast_directions(name: str, size: float) -> None:
    expr = frechet(name, P, A)
    once = expr.evaluate({"P": p, "A": a})
    for value in (expr.evaluate({"P": p, "A": size * a}), ex.compile(expr)(P=p, A=size * a)):
        np.testing.assert_allclose(value / size, once, rtol=1e-9, atol=1e-9 * np.abs(once).max())


def test_what_falls_along_logarithms_is_told() -> None:
    """Looking far along a line must not take roots of what overflows."""
    found = ex.minimize(-ex.tr(ex.logm(A)) - ex.tr(A), A, start={"A": p}, max_iterations=100)
    assert not found.converged


def test_the_trace_of_a_turned_derivative() -> None:
    """``tr(L_f(A, B)') = tr(f'(A) B)``: turned around, the trace is one that a rule knows."""
    C = ex.matrix("C", n, n)
    for turned in (ex.tr(frechet("expm", A, C).T), ex.tr(frechet("expm", A.T, C.T))):
        assert turned is ex.tr(ex.expm(A) @ C)


@pytest.mark.parametrize("skew", ["K", "skewmat(w)", "t*K"])
def test_the_exponential_of_a_skew_matrix_is_a_rotation(skew: str) -> None:
    declared = "K[3,3]: skew; w[3]; t; x[3]; y[3]"
    Q = ex.parse(f"expm({skew})", declared)
    assert Q.T @ Q is Q @ Q.T is ex.eye(3)
    data = {"K": a[:3, :3] - a[:3, :3].T, "w": a[0, :3], "t": 2.0}
    value = Q.evaluate(data)
    np.testing.assert_allclose(value.T @ value, np.eye(3), atol=1e-12)
    assert np.linalg.det(value) > 0
    distance = ex.parse(f"norm2(expm({skew})*x - y)^2", declared)
    assert ex.equal(ex.gradient(distance, "x"), ex.parse(f"2*(x - expm({skew})'*y)", declared))
