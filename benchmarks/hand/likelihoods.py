"""Gaussian likelihoods, Gaussian processes, logistic regression, kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import lapack
from scipy.special import expit

import extremum as ex

from .row import Data, Row, parsed, positive_definite

GAUSSIAN = "-1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) - N/2*logdet(S)"
_GAUSSIAN = parsed({"value": GAUSSIAN}, ["x[d] for i in 1..N", "mu[d]", "S[d,d]: positive_definite"], "mu S")


def inverse_and_logdet(S: np.ndarray) -> tuple[np.ndarray, float]:
    """One Cholesky factor for both."""
    L, _ = lapack.dpotrf(S, lower=1, clean=0)
    P, _ = lapack.dpotri(L, lower=1)
    P = np.tril(P)
    return P + np.tril(P, -1).T, 2 * np.log(np.diag(L)).sum()


def gaussian(x: np.ndarray, mu: np.ndarray, S: np.ndarray) -> Any:
    """The moments of the residuals serve the value and both gradients."""
    N = len(x)
    R = x - mu
    M = R.T @ R
    P, logdet = inverse_and_logdet(S)
    PM = P @ M
    return -0.5 * np.trace(PM) - N / 2 * logdet, P @ R.sum(0), 0.5 * (PM @ P) - N / 2 * P


def _samples(d: int) -> Any:
    def data(rng: np.random.Generator) -> Data:
        return {"x": rng.normal(size=(100_000, d)), "mu": rng.normal(size=d), "S": positive_definite(rng, d)}

    return data


def _moments(data: Data) -> Any:
    """The means of the samples and their centred products, computed once."""
    mean = data["x"].mean(0)
    R = data["x"] - mean
    return len(R), mean, R.T @ R


def gaussian_of_moments(N: int, mean: np.ndarray, C: np.ndarray, mu: np.ndarray, S: np.ndarray) -> Any:
    """The moments about mu from those about the mean."""
    r = mean - mu
    M = C + N * np.outer(r, r)
    P, logdet = inverse_and_logdet(S)
    PM = P @ M
    return -0.5 * np.trace(PM) - N / 2 * logdet, N * (P @ r), 0.5 * (PM @ P) - N / 2 * P


def _staged(name: str) -> Any:
    """Our function with its samples given once."""

    def make(exprs: Any, data: Data) -> Any:
        bound = ex.compile(list(exprs.values()), data=[name]).bind({name: data[name]})
        left = {key: value for key, value in data.items() if key != name}
        return lambda: bound(**left)

    return make


def _hand_staged(data: Data) -> Any:
    moments = _moments(data)
    return lambda: gaussian_of_moments(*moments, data["mu"], data["S"])


def process(y: np.ndarray, S: np.ndarray) -> Any:
    """One Cholesky factor, its potri for the gradient."""
    P, logdet = inverse_and_logdet(S)
    u = P @ y
    P *= -0.5
    P += 0.5 * np.outer(u, u)
    return -0.5 * (y @ u) - 0.5 * logdet, P


def logistic_hessian(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Any:
    """A symmetric product, with the roots of the weights."""
    p = expit(X @ w)
    Z = np.sqrt(p * (1 - p))[:, None] * X
    return (Z.T @ Z,)


def logistic_all(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Any:
    """One exponential for value, gradient and Hessian."""
    z = X @ w
    e = np.exp(-np.abs(z))
    p = np.where(z >= 0, 1, e) / (1 + e)
    Z = np.sqrt(p * (1 - p))[:, None] * X
    return np.sum(np.maximum(z, 0) + np.log1p(e)) - y @ z, X.T @ (p - y), Z.T @ Z


def _logistic(*labels: str) -> Any:
    def made() -> dict[str, ex.Expr]:
        f = ex.parse("sum(log(1 + exp(X*w))) - y'*X*w", ["X[n,m]", "y[n]", "w[m]"])
        found = {"value": f, "gradient": ex.gradient(f, "w"), "hessian": ex.hessian(f, "w")}
        return {label: found[label] for label in labels}

    return made


def _labels(n: int, m: int) -> Any:
    def data(rng: np.random.Generator) -> Data:
        X = rng.normal(size=(n, m))
        return {"X": X, "y": (rng.random(n) < 0.5).astype(float), "w": rng.normal(size=m) / np.sqrt(m)}

    return data


def _hvp() -> dict[str, ex.Expr]:
    f = ex.parse("sum(log(1 + exp(X*w))) - y'*X*w", ["X[n,m]", "y[n]", "w[m]"])
    return {"hvp": ex.hessian(f, "w") @ ex.vector("v", ex.dims("m"))}


def hvp(X: np.ndarray, w: np.ndarray, v: np.ndarray, **_: Any) -> Any:
    """Two products with X and one for the weights."""
    p = expit(X @ w)
    return (X.T @ (p * (1 - p) * (X @ v)),)


def kernel_sum(X: np.ndarray, s: float) -> Any:
    """The distances by one product, their kernel in place."""
    q = np.einsum("ij,ij->i", X, X)
    D = X @ X.T
    D *= -2
    D += q[:, None]
    D += q
    K = np.exp(D * (-1 / (2 * s)))
    return K.sum(), np.vdot(K, D) / (2 * s * s)


def _kernel() -> dict[str, ex.Expr]:
    N, d = ex.dims("N d")
    x, i, j, s = ex.samples("X", d, N), ex.index("i", N), ex.index("j", N), ex.scalar("s", "positive")
    f = ex.sum(ex.sum(ex.exp(-(ex.norm2(x[i] - x[j]) ** 2) / (2 * s)), i), j)
    return {"value": f, "by s": ex.gradient(f, s)}


def _points(rng: np.random.Generator) -> Data:
    return {"X": rng.normal(size=(1000, 10)), "s": 3.0}


def _process_data(rng: np.random.Generator) -> Data:
    return {"y": rng.normal(size=1000), "S": positive_definite(rng, 1000)}


ROWS = [
    *(Row(f"Gaussian likelihood, one pass, d = {d}", _GAUSSIAN, _samples(d), gaussian, 1.15) for d in (50, 200)),
    *(Row(f"Gaussian likelihood, staged, d = {d}", _GAUSSIAN, _samples(d), gaussian, 1.15, _staged("x"), _hand_staged)
      for d in (50, 200)),
    Row("GP likelihood, n = 1,000", parsed({"value": "-1/2*y'*inv(S)*y - 1/2*logdet(S)"},
        ["y[n]", "S[n,n]: positive_definite"], "S"), _process_data, process, 1.15),
    *(Row(f"logistic Hessian, {m} weights", _logistic("hessian"), _labels(4000, m), logistic_hessian, 1.1)
      for m in (500, 1000)),
    Row("logistic value, gradient, Hessian", _logistic("value", "gradient", "hessian"), _labels(4000, 500),
        logistic_all, 1.1),
    Row("logistic Hessian times a vector", _hvp, lambda rng: {**_labels(20_000, 200)(rng), "v": rng.normal(size=200)},
        hvp, 1.1),
    Row("double sum of a Gaussian kernel, N = 1,000", _kernel, _points, kernel_sum, 1.2),
    Row("Gaussian likelihood, tiny", _GAUSSIAN, lambda rng: {"x": rng.normal(size=(20, 5)), "mu": rng.normal(size=5),
        "S": positive_definite(rng, 5)}, gaussian, 1.1),
]  # fmt: skip
