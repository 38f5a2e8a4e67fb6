"""The problems of ``gpu.py`` as an expert writes them with JAX, for jax.jit."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

Array = jax.Array


def inverse_and_logdet(S: Array) -> tuple[Array, Array]:
    """One Cholesky factor for both, whose inverse is one substitution."""
    L = jnp.linalg.cholesky(S)
    Z = jax.scipy.linalg.solve_triangular(L, jnp.eye(len(S), dtype=S.dtype), lower=True)
    return Z.T @ Z, 2 * jnp.log(jnp.diagonal(L)).sum()


def gaussian(x: Array, mu: Array, S: Array) -> Any:
    """The moments of the residuals serve the value and both gradients."""
    R = x - mu
    return _of_moments(len(x), R.T @ R, R.sum(0), S)


def _of_moments(N: int | Array, M: Array, total: Array, S: Array) -> Any:
    P, logdet = inverse_and_logdet(S)
    PM = P @ M
    return -0.5 * jnp.trace(PM) - 0.5 * N * logdet, P @ total, 0.5 * (PM @ P) - 0.5 * N * P


def moments(x: Array, **_: Array) -> tuple[int, Array, Array]:
    """The means of the samples and their centred products, computed once."""
    mean = x.mean(0)
    R = x - mean
    return len(R), mean, R.T @ R


def gaussian_of_moments(N: int | Array, mean: Array, C: Array, mu: Array, S: Array) -> Any:
    """The moments about mu from those about the mean."""
    r = mean - mu
    return _of_moments(N, C + N * jnp.outer(r, r), N * r, S)


def process(y: Array, S: Array) -> Any:
    """One Cholesky factor for all."""
    P, logdet = inverse_and_logdet(S)
    u = P @ y
    return -0.5 * (y @ u) - 0.5 * logdet, 0.5 * (jnp.outer(u, u) - P)


def logistic_hessian(X: Array, y: Array, w: Array) -> Any:
    """A symmetric product, with the roots of the weights."""
    p = jax.nn.sigmoid(X @ w)
    Z = jnp.sqrt(p * (1 - p))[:, None] * X
    return (Z.T @ Z,)


def factorisation_hessian(U: Array, V: Array, M: Array) -> Any:
    """The Hessian of ``‖UV' - M‖²/2`` by U and V together: blocks of products with identities, which are fused."""
    (m, k), n = U.shape, len(V)
    same, R = jnp.eye(k, dtype=U.dtype), U @ V.T - M
    top = ((V.T @ V)[:, None, :, None] * jnp.eye(m, dtype=U.dtype)[:, None, :]).reshape(k * m, k * m)
    low = ((U.T @ U)[:, None, :, None] * jnp.eye(n, dtype=U.dtype)[:, None, :]).reshape(k * n, k * n)
    side = V.T[:, None, None, :] * U[:, :, None] + same[:, None, :, None] * R[:, None, :]
    side = side.reshape(k * m, k * n)
    return (jnp.concatenate([jnp.concatenate([top, side], 1), jnp.concatenate([side.T, low], 1)]),)


def network(X: Array, T: Array, **data: Array) -> Any:
    """States forward, errors backward."""
    count = len(data) // 2
    W, b = [data[f"W{k}"] for k in range(count)], [data[f"b{k}"] for k in range(count)]
    Y = [X]
    for k in range(count):
        Y.append(jnp.tanh(W[k] @ Y[k] + b[k][:, None]))
    R = Y[-1] - T
    E, by_W, by_b = R, [], []
    for k in reversed(range(count)):
        E = E * (1 - Y[k + 1] ** 2)
        by_W.append(E @ Y[k].T)
        by_b.append(E.sum(1))
        E = W[k].T @ E if k else E
    return 0.5 * jnp.vdot(R, R), *by_W[::-1], *by_b[::-1]
