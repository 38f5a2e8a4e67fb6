"""Claims about random sums of functions of a matrix hold at midpoints of NumPy's own values."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import linalg

import extremum as ex
from extremum.convexity.certificate import proved

Array = Any
SIZE, PAIRS = 3, 30
rng = np.random.default_rng(11)
B = rng.normal(size=(SIZE, SIZE))
C = B @ B.T / 2
V = rng.normal(size=SIZE)


def _eig(function: Callable[[Array], Array]) -> Callable[[Array], float]:
    return lambda X: float(function(np.linalg.eigvalsh((X + X.T) / 2)).sum())


SYMMETRIC: dict[str, Callable[[Array], Any]] = {
    "eigmax(X)": lambda X: np.linalg.eigvalsh(X)[-1],
    "eigval(X, 0)": lambda X: np.linalg.eigvalsh(X)[0],
    "tr(X^2)": lambda X: np.trace(X @ X),
    "tr(X^3)": lambda X: np.trace(X @ X @ X),
    "tr(X^4)": lambda X: np.trace(X @ X @ X @ X),
    "tr(expm(X))": lambda X: np.trace(linalg.expm(X)),
    "norm_nuc(X)": lambda X: np.linalg.norm(X, "nuc"),
    "norm2(X*B)": lambda X: np.linalg.norm(X @ B),
    "norm_spec(X + B)": lambda X: np.linalg.norm(X + B, 2),
    "v'*X*v": lambda X: V @ X @ V,
    "v'*X^2*v": lambda X: V @ X @ X @ V,
    "tr(X*B*X*B')": lambda X: np.trace(X @ B @ X @ B.T),
    "tr(X*C*X*C)": lambda X: np.trace(X @ C @ X @ C),
    "sum(exp(X))": lambda X: np.exp(X).sum(),
    "sum(abs(X))": lambda X: np.abs(X).sum(),
    "logsumexp(X*v)": lambda X: np.log(np.exp(X @ V).sum()),
    "exp(eigmax(X))": lambda X: np.exp(np.linalg.eigvalsh(X)[-1]),
    "relu(v'*X*v)^2": lambda X: max(V @ X @ V, 0) ** 2,
    "sqrt(1 + tr(X^2))": lambda X: np.sqrt(1 + np.trace(X @ X)),
}
DEFINITE: dict[str, Callable[[Array], Any]] = {
    "logdet(X)": lambda X: np.linalg.slogdet(X)[1],
    "logdet(X + C)": lambda X: np.linalg.slogdet(X + C)[1],
    "logdet(B*X*B' + C)": lambda X: np.linalg.slogdet(B @ X @ B.T + C)[1],
    "tr(inv(X))": lambda X: np.trace(np.linalg.inv(X)),
    "tr(C*inv(X))": lambda X: np.trace(C @ np.linalg.inv(X)),
    "v'*inv(X)*v": lambda X: V @ np.linalg.inv(X) @ V,
    "v'*inv(X + C)*v": lambda X: V @ np.linalg.inv(X + C) @ V,
    "tr(X*logm(X))": _eig(lambda e: e * np.log(e)),
    "tr(sqrtm(X))": _eig(np.sqrt),
    "tr(logm(X))": _eig(np.log),
    "tr(inv(X)^2)": _eig(lambda e: e**-2.0),
    "det(X)^(1/n)": lambda X: np.linalg.det(X) ** (1 / SIZE),
    "1/det(X)": lambda X: 1 / np.linalg.det(X),
    "det(X)": np.linalg.det,
    "1/tr(X)": lambda X: 1 / np.trace(X),
    "log(tr(C*X))": lambda X: np.log(np.trace(C @ X)),
    "exp(-logdet(X))": lambda X: 1 / np.linalg.det(X),
    "tr(X)*log(tr(X))": lambda X: np.trace(X) * np.log(np.trace(X)),
    "logdet(X)^2": lambda X: np.linalg.slogdet(X)[1] ** 2,
    "(v'*X*v)*(v'*inv(X)*v)": lambda X: (V @ X @ V) * (V @ np.linalg.inv(X) @ V),
}
DECLARED = ["B[n,n]", "C[n,n]: positive_definite", "v[n]"]


def _point(definite: bool, numbers: Any) -> Array:
    raw = numbers.normal(size=(SIZE, SIZE))
    return raw @ raw.T + 0.05 * np.eye(SIZE) if definite else raw + raw.T


def _judge(text: str, value: Callable[[Array], float], definite: bool) -> None:
    expr = ex.parse(text, ["X[n,n]: " + ("positive_definite" if definite else "symmetric"), *DECLARED])
    found = proved(expr, next(symbol for symbol in expr.symbols if symbol.name == "X"))
    if found.kind not in ("convex", "concave", "affine"):
        return
    numbers = np.random.default_rng(5)
    for _ in range(PAIRS):
        start, end = _point(definite, numbers), _point(definite, numbers)
        low, high, half = value(start), value(end), value((start + end) / 2)
        gap, noise = (low + high) / 2 - half, 1e-8 * (1 + abs(low) + abs(high))
        assert gap >= -noise or found.kind == "concave", (text, found.verdict, gap)
        assert gap <= noise or found.kind == "convex", (text, found.verdict, gap)
        assert not found.strict or abs(gap) > 1e-12, (text, found.verdict)


def _scaled(value: Callable[[Array], Any], sign: int) -> Callable[[Array], float]:
    return lambda X: sign * float(value(X))


@pytest.mark.parametrize("definite", [False, True])
def test_each_alone(definite: bool) -> None:
    for text, value in {**SYMMETRIC, **(DEFINITE if definite else {})}.items():
        for sign in (1, -1):
            _judge(f"{sign}*({text})", _scaled(value, sign), definite)


@pytest.mark.parametrize("seed", range(3))
def test_random_sums(seed: int) -> None:
    draws = random.Random(seed)
    for _ in range(10):
        definite = draws.random() < 0.7
        pool = {**SYMMETRIC, **(DEFINITE if definite else {})}
        chosen = draws.sample(sorted(pool), 2)
        weights = [draws.choice((1, 2, -1, -2)) for _ in chosen]
        text = " + ".join(f"({w})*({t})" for w, t in zip(weights, chosen, strict=True))

        def value(X: Array, weights: list[int] = weights, chosen: list[str] = chosen, pool: Any = pool) -> float:
            return float(sum(w * float(pool[t](X)) for w, t in zip(weights, chosen, strict=True)))

        _judge(text, value, definite)
