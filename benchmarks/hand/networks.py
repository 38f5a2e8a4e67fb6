"""Matrix factorisation and networks."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

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


def _newton_step() -> dict[str, ex.Expr]:
    n, m, k = ex.dims("n m k")
    U, V, M, lam = ex.matrix("U", m, k), ex.matrix("V", n, k), ex.matrix("M", m, n), ex.scalar("lam", "positive")
    return {"hessian": ex.hessian(ex.norm(U @ V.T - M) ** 2 / 2 + lam * (ex.norm(U) ** 2 + ex.norm(V) ** 2), [U, V])}


def _structured_step(exprs: Any, data: Data) -> Any:
    """The operator at a point, and the system solved with it."""
    function = ex.compile(exprs["hessian"], structured=True)
    given = {name: data[name] for name in ("U", "V", "M", "lam")}
    return lambda: (function(given).solve(data["b"]),)


def newton_step(U: np.ndarray, V: np.ndarray, M: np.ndarray, lam: float, b: np.ndarray) -> Any:
    """The Schur complement of the first block, which is solved for by its small factor."""
    (m, k), n = U.shape, len(V)
    first = cho_factor(V.T @ V + 2 * lam * np.eye(k))
    side = np.empty((k, m, k, n))
    np.multiply(U.T[None, :, :, None].transpose(0, 2, 1, 3), V.T[:, None, None, :], out=side)
    R = U @ V.T - M
    for a in range(k):
        side[a, :, a, :] += R
    B = side.reshape(k * m, k * n)
    beside = cho_solve(first, B.reshape(k, -1)).reshape(k * m, k * n)
    S = -(B.T @ beside)
    np.einsum("ajbj->jab", S.reshape(k, n, k, n))[:] += U.T @ U + 2 * lam * np.eye(k)
    y = cho_solve(first, b[: k * m].reshape(k, m)).ravel()
    x = np.linalg.solve(S, b[k * m :] - B.T @ y)
    return (np.concatenate([y - beside @ x, x]),)


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


def _linear() -> dict[str, ex.Expr]:
    n, N = ex.dims("n N")
    W = [ex.matrix(f"W{k}", n, n) for k in range(10)]
    X, T = ex.matrix("X", n, N), ex.matrix("T", n, N)
    Y = X
    for layer in W:
        Y = layer @ Y
    f = ex.norm(Y - T) ** 2 / 2
    return {"value": f, **{str(k): g for k, g in enumerate(ex.gradient(f, W))}}


def linear_network(X: np.ndarray, T: np.ndarray, **data: np.ndarray) -> Any:
    """States forward, errors backward."""
    W, Y = [data[f"W{k}"] for k in range(10)], [X]
    for layer in W:
        Y.append(layer @ Y[-1])
    R = Y[-1] - T
    E, found = R, []
    for k in reversed(range(10)):
        found.append(E @ Y[k].T)
        E = W[k].T @ E if k else E
    return 0.5 * np.vdot(R, R), *found[::-1]


def _by_depth() -> dict[str, ex.Expr]:
    n, m, N = ex.dims("n m N")
    k = ex.index("k", m, start=0)
    W, X, T = ex.family("W", n, n, m), ex.matrix("X", n, N), ex.matrix("T", n, N)
    y = ex.recurrence("y", X, lambda state: ex.tanh(W[k] @ state), k)
    f = ex.norm(y[m] - T) ** 2 / 2
    return {"value": f, "by W": ex.gradient(f, W[ex.index("i", m, start=0)])}


def _all_layers(exprs: Any, data: Data) -> Any:
    """One function for the gradients by all layers."""
    compiled = ex.compile(list(exprs.values()), each=ex.index("i", ex.dims("m"), start=0))
    arguments = compiled.arguments(data)
    return lambda: compiled.function(**arguments)


def network_by_depth(X: np.ndarray, T: np.ndarray, W: np.ndarray) -> Any:
    """States forward, errors backward."""
    Y = [X]
    for layer in W:
        Y.append(np.tanh(layer @ Y[-1]))
    R = Y[-1] - T
    E, found = R, []
    for k in reversed(range(len(W))):
        E = E * (1 - Y[k + 1] ** 2)
        found.append(E @ Y[k].T)
        E = W[k].T @ E if k else E
    return 0.5 * np.vdot(R, R), np.array(found[::-1])


def _depth_data(m: int, n: int, N: int) -> Any:
    return lambda rng: {"X": rng.normal(size=(n, N)), "T": rng.normal(size=(n, N)),
                        "W": rng.normal(size=(m, n, n)) / np.sqrt(n)}  # fmt: skip


def _two_layers() -> dict[str, ex.Expr]:
    d, p, q, N = ex.dims("d p q N")
    V, W, X, T = ex.matrix("V", p, d), ex.matrix("W", q, p), ex.matrix("X", d, N), ex.matrix("T", q, N)
    return {"hessian": ex.hessian(ex.norm(W @ ex.tanh(V @ X) - T) ** 2 / 2, [V, W])}


def two_layer_hessian(V: np.ndarray, W: np.ndarray, X: np.ndarray, T: np.ndarray) -> Any:
    """Products of columns as one matrix of a row a pair, so that each block is a product of matrices."""
    (p, d), q, N = V.shape, len(W), X.shape[1]
    Y = np.tanh(V @ X)
    D, R = 1 - Y**2, W @ Y - T
    K = (X[:, None] * D).reshape(d * p, N)
    H = np.empty((p * d + q * p,) * 2)
    top = H[: p * d, : p * d].reshape(d, p, d, p)
    np.multiply((K @ K.T).reshape(d, p, d, p), (W.T @ W)[:, None], out=top)
    S = -2 * Y * D * (W.T @ R)
    curved = ((X[:, None] * X).reshape(d * d, N) @ S.T).reshape(d, d, p)
    np.einsum("iaja->ija", top)[:] += curved
    side = H[: p * d, p * d :].reshape(d, p, p, q)
    np.multiply((K @ Y.T).reshape(d, p, p, 1), W.T[:, None, :], out=side)
    np.einsum("iaaq->iaq", side)[:] += (K @ R.T).reshape(d, p, q)
    H[p * d :, : p * d] = H[: p * d, p * d :].T
    low = H[p * d :, p * d :]
    low[:] = 0
    np.einsum("aibi->iab", low.reshape(p, q, p, q))[:] = Y @ Y.T
    return (H,)


def _two_layer_data(rng: np.random.Generator) -> Data:
    return {"V": rng.normal(size=(20, 20)), "W": rng.normal(size=(20, 20)), "X": rng.normal(size=(20, 100)),
            "T": rng.normal(size=(20, 100))}  # fmt: skip


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


def _with_numba(exprs: Any, data: Data) -> Any:
    """Compiled for the processor, and called with arrays that were checked."""
    made = ex.compile(list(exprs.values()), backend="numba")
    function, arguments = made.function, made.arguments(data)
    return lambda: function(**arguments)


_SQUARES = parsed({"value": "norm2(X*w - y)^2"}, ["X[n,m]", "w[m]", "y[n]"], "w")


def _few(rng: np.random.Generator) -> Data:
    return {"X": rng.normal(size=(20, 5)), "w": rng.normal(size=5), "y": rng.normal(size=20)}


ROWS = [
    Row("matrix-factorisation Hessian, 200×10", _factorisation, _factors, factorisation_hessian, 1.1),
    Row("matrix-factorisation Newton step, 200×10", _newton_step,
        lambda rng: {**_factors(rng), "lam": 300.0, "b": rng.normal(size=4000)}, newton_step, 1.1, _structured_step),
    *(Row(f"tanh network, {count} layers, batch {N}", layers(count), _network_data(count, 100, N), network(count), 1.1)
      for count in (3, 10) for N in (1, 32, 256)),
    Row("linear network of ten layers, all gradients", _linear,
        lambda rng: {name: value for name, value in _network_data(10, 100, 100)(rng).items() if name[0] != "b"},
        linear_network, 1.1),
    *(Row(f"tanh network by symbolic depth, {m} layers, batch {N}", _by_depth, _depth_data(m, 100, N),
          network_by_depth, 1.2, _all_layers) for m, N in ((10, 1), (10, 32))),
    Row("two-layer network Hessian, width 20, batch 100", _two_layers, _two_layer_data, two_layer_hessian, 1.2),
    Row("least squares, value and gradient, d = 5", _SQUARES, _few, tiny_regression, 1.1),
    Row("least squares, d = 5, bound", _SQUARES, _few, tiny_regression, 1.5, _bound),
    *(Row(f"tanh network, {count} layers, batch 1, with Numba", layers(count), _network_data(count, 100, 1),
          network(count), 1.0, _with_numba) for count in (3, 10)),
    Row("least squares, value and gradient, d = 5, with Numba", _SQUARES, _few, tiny_regression, 1.1, _with_numba),
]  # fmt: skip
