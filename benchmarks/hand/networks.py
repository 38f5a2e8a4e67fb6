"""Matrix factorisation and networks."""

from __future__ import annotations

from typing import Any

import numpy as np

import extremum as ex

from .row import Data, Row, parsed


def factorisation_hessian(U: np.ndarray, V: np.ndarray, M: np.ndarray) -> Any:
    """The Hessian of ``‖UV' - M‖²/2`` by U and V together, block by block into one array."""
    (m, k), n = U.shape, len(V)
    H = np.zeros((m * k + n * k, m * k + n * k))
    UU, VV, R = U.T @ U, V.T @ V, U @ V.T - M
    top = H[: m * k, : m * k].reshape(k, m, k, m)
    np.einsum("aibi->abi", top)[:] = VV[:, :, None]
    low = H[m * k :, m * k :].reshape(k, n, k, n)
    np.einsum("ajbj->abj", low)[:] = UU[:, :, None]
    side = H[: m * k, m * k :].reshape(k, m, k, n)
    side[:] = U.T[None, :, :, None].transpose(0, 2, 1, 3) * V.T[:, None, None, :]
    for a in range(k):
        side[a, :, a, :] += R
    H[m * k :, : m * k] = H[: m * k, m * k :].T
    return (H,)


def _factorisation() -> dict[str, ex.Expr]:
    n, m, k = ex.dims("n m k")
    U, V, M = ex.matrix("U", m, k), ex.matrix("V", n, k), ex.matrix("M", m, n)
    return {"hessian": ex.hessian(ex.norm(U @ V.T - M) ** 2 / 2, [U, V])}


def _factors(rng: np.random.Generator) -> Data:
    return {"U": rng.normal(size=(200, 10)), "V": rng.normal(size=(200, 10)), "M": rng.normal(size=(200, 200))}


def layers(count: int) -> Any:
    """A tanh network of some layers, its value and all gradients."""

    def made() -> dict[str, ex.Expr]:
        n, N = ex.dims("n N")
        W = [ex.matrix(f"W{k}", n, n) for k in range(count)]
        b = [ex.vector(f"b{k}", n) for k in range(count)]
        X, T = ex.matrix("X", n, N), ex.matrix("T", n, N)
        Y = X
        for k in range(count):
            Y = ex.tanh(W[k] @ Y + b[k] @ ex.ones(1, N))
        f = ex.norm(Y - T) ** 2 / 2
        return {"value": f, **{str(k): g for k, g in enumerate(ex.gradient(f, [*W, *b]))}}

    return made


def network(count: int) -> Any:
    """States forward, errors backward."""

    def run(X: np.ndarray, T: np.ndarray, **data: np.ndarray) -> Any:
        W, b = [data[f"W{k}"] for k in range(count)], [data[f"b{k}"] for k in range(count)]
        Y = [X]
        for k in range(count):
            Z = W[k] @ Y[k]
            Z += b[k][:, None]
            Y.append(np.tanh(Z, out=Z))
        R = Y[-1] - T
        E, by_W, by_b = R, [], []
        for k in reversed(range(count)):
            E = E * (1 - Y[k + 1] ** 2)
            by_W.append(E @ Y[k].T)
            by_b.append(E.sum(1))
            E = W[k].T @ E if k else E
        return 0.5 * np.vdot(R, R), *by_W[::-1], *by_b[::-1]

    return run


def _network_data(count: int, n: int, N: int) -> Any:
    def data(rng: np.random.Generator) -> Data:
        found = {"X": rng.normal(size=(n, N)), "T": rng.normal(size=(n, N))}
        found |= {f"W{k}": rng.normal(size=(n, n)) / np.sqrt(n) for k in range(count)}
        return found | {f"b{k}": rng.normal(size=n) for k in range(count)}

    return data


def tiny_regression(X: np.ndarray, w: np.ndarray, y: np.ndarray) -> Any:
    """A residual serves both."""
    r = X @ w - y
    return r @ r, 2 * (X.T @ r)


def _bound(exprs: Any, data: Data) -> Any:
    """Our function with X and y given once, called with w."""
    function = ex.compile(list(exprs.values())).bind(X=data["X"], y=data["y"])
    return lambda: function(w=data["w"])


_SQUARES = parsed({"value": "norm2(X*w - y)^2"}, ["X[n,m]", "w[m]", "y[n]"], "w")


def _few(rng: np.random.Generator) -> Data:
    return {"X": rng.normal(size=(20, 5)), "w": rng.normal(size=5), "y": rng.normal(size=20)}


ROWS = [
    Row("matrix-factorisation Hessian, 200×10", _factorisation, _factors, factorisation_hessian, 1.1),
    *(Row(f"tanh network, {count} layers, batch {N}", layers(count), _network_data(count, 100, N), network(count), 1.1)
      for count in (3, 10) for N in (1, 32, 256)),
    Row("least squares, value and gradient, d = 5", _SQUARES, _few, tiny_regression, 1.1),
    Row("least squares, d = 5, bound", _SQUARES, _few, tiny_regression, 1.5, _bound),
]  # fmt: skip
