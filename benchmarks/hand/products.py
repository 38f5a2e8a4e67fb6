"""Products, structure and chains."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

import extremum as ex

from .row import Data, Row, normal, parsed


def quadratic_of_product(A: np.ndarray, B: np.ndarray, C: np.ndarray, x: np.ndarray) -> Any:
    """``x'ABCx`` and its gradient: products with vectors only."""
    Cx, tAx = C @ x, A.T @ x
    BCx, tBAx = B @ Cx, B.T @ tAx
    return x @ (A @ BCx), A @ BCx + C.T @ tBAx


def trace_of_product(A: np.ndarray, B: np.ndarray) -> Any:
    """A sum of products of entries."""
    return np.vdot(A, B.T), B.T


def of_diagonal(A: np.ndarray, B: np.ndarray) -> Any:
    """``sum(exp(diagonal(AB)))`` and its gradient by A."""
    e = np.exp(np.einsum("ij,ji->i", A, B))
    return e.sum(), e[:, None] * B.T


def low_rank_logdet(d: np.ndarray, U: np.ndarray) -> Any:
    """``logdet(D + UU')`` with gradients, through the small matrix ``I + U'inv(D)U``."""
    V = U / d[:, None]
    F = cho_factor(np.eye(U.shape[1]) + U.T @ V, lower=True)
    W = cho_solve(F, V.T).T  # inv(D + UU') U
    return np.log(d).sum() + 2 * np.log(np.diag(F[0])).sum(), 1 / d - np.einsum("ij,ij->i", W, V), 2 * W


def kronecker_norm(A: np.ndarray, B: np.ndarray, v: np.ndarray) -> Any:
    """``norm2(kron(A,B)*v)^2`` with gradients: two small products."""
    n, m = A.shape[1], B.shape[1]
    V = v.reshape(n, m).T  # v = vec(V)
    VA = V @ A.T
    R = B @ VA
    BR = B.T @ R
    return np.vdot(R, R), 2 * (R.T @ B @ V), 2 * (R @ VA.T), 2 * (BR @ A).T.ravel()


TEN = [f"A{k}" for k in range(10)]


def _ten() -> dict[str, ex.Expr]:
    n = ex.dims("n")
    A = [ex.matrix(name, n, n) for name in TEN]
    product = A[0]
    for factor in A[1:]:
        product = product @ factor
    f = ex.tr(product)
    return {"value": f, **{str(k): g for k, g in enumerate(ex.gradient(f, A))}}


def ten(**data: np.ndarray) -> Any:
    """Prefixes and suffixes are shared among all gradients."""
    A = [data[name] for name in TEN]
    before, after = [A[0]], [A[-1]]
    for factor in A[1:-1]:
        before.append(before[-1] @ factor)
    for factor in A[-2:0:-1]:
        after.append(factor @ after[-1])
    after = after[::-1]  # after[k] = A[k + 1] ⋯
    inner = [(after[k] @ before[k - 1]).T for k in range(1, 9)]
    return np.vdot(before[-1], A[-1].T), after[0].T, *inner, before[-1].T


def three(A: np.ndarray, B: np.ndarray, C: np.ndarray) -> Any:
    """The small product first."""
    return (A @ (B @ C),)


def _orders(rng: np.random.Generator) -> Data:
    return normal(A=(1000, 20), B=(20, 1000), C=(1000, 20))(rng)


_square = ["A[n,n]", "B[n,n]", "C[n,n]", "x[n]"]
_quadratic = parsed({"value": "x'*(A*B*C)*x"}, _square, "x")
_trace = parsed({"value": "tr(A*B)"}, _square, "A")
_diagonal = parsed({"value": "sum(exp(diagonal(A*B)))"}, _square, "A")
_low = parsed({"value": "logdet(diag(d) + U*U')"}, ["d[m]: positive", "U[m,k]"], "d U")
_kron = parsed({"value": "norm2(kron(A,B)*v)^2"}, ["A[n,n]", "B[n,n]", "v[n*n]"], "A B v")


def _scaled(n: int) -> Any:
    return lambda rng: {name: rng.normal(size=(n, n)) / np.sqrt(n) for name in "ABC"} | {"x": rng.normal(size=n)}


ROWS = [
    Row("x'(ABC)x with gradient, n = 1,000", _quadratic, _scaled(1000), quadratic_of_product, 1.1),
    Row("tr(AB) with gradient, n = 1,000", _trace, lambda r: {k: _scaled(1000)(r)[k] for k in "AB"}, trace_of_product,
        1.1),
    Row("f(diag(AB)) with gradient, n = 1,000", _diagonal, lambda r: {k: _scaled(1000)(r)[k] for k in "AB"},
        of_diagonal, 1.1),
    Row("logdet(D + UU') with gradients, m = 1,500, k = 10", _low,
        lambda rng: {"d": 1 + rng.random(1500), "U": rng.normal(size=(1500, 10))}, low_rank_logdet, 1.1),
    *(Row(f"norm2(kron(A,B)*v)^2 with gradients, k = {k}", _kron, normal(A=(k, k), B=(k, k), v=k * k), kronecker_norm,
          1.1) for k in (20, 80)),
    Row("ten matrices, all gradients, n = 200", _ten,
        lambda rng: {name: rng.normal(size=(200, 200)) / 14 for name in TEN}, ten, 1.1),
    Row("A*B*C of unequal shapes", parsed({"value": "A*B*C"}, ["A[n,m]", "B[m,p]", "C[p,q]"]), _orders, three, 1.1),
]  # fmt: skip
