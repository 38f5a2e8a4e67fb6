"""Quantities that equations define, and how SciPy finds their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
import scipy.optimize

import extremum as ex

Data = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A quantity, what is defined by it, and how SciPy finds its value."""

    declared: str
    name: str
    given: Callable[[np.random.Generator, int], Data]
    found: Callable[[Data], Any]
    exact: bool = False


def _square(rng: np.random.Generator, n: int) -> Any:
    return 0.4 * rng.standard_normal((n, n)) / np.sqrt(n)


def _definite(rng: np.random.Generator, n: int) -> Any:
    root = rng.standard_normal((n, n))
    return root @ root.T / n + np.eye(n)


def _numbers(rng: np.random.Generator, n: int) -> Data:
    return {"b": rng.standard_normal(n)}


def _root(function: Callable[[Any], Any], start: Any) -> Any:
    """The root that SciPy finds from a start, which says so."""
    shape = np.shape(start)

    def flat(x: Any) -> Any:
        return np.ravel(function(x.reshape(shape)))

    found = scipy.optimize.root(flat, np.ravel(start), tol=1e-14)
    assert np.abs(found.fun).max() < 1e-10
    return found.x.reshape(shape)


def _ridge(rng: np.random.Generator, n: int) -> Data:
    return {"X": rng.standard_normal((n + 2, n)), "y": rng.standard_normal(n + 2), "a": 0.7}


def _logistic(d: Data) -> Any:
    X, y = d["X"], d["y"]
    return _root(lambda w: X.T @ (1 / (1 + np.exp(-X @ w)) - y) + d["a"] * w, np.zeros(X.shape[1]))


CASES = {
    "Stein": Case(
        "A[n,n]; Q[n,n]; P[n,n]: A'*P*A + Q == P", "P",
        lambda rng, n: {"A": _square(rng, n), "Q": _square(rng, n)},
        lambda d: scipy.linalg.solve_discrete_lyapunov(d["A"].T, d["Q"]), exact=True,
    ),
    "Sylvester": Case(
        "A[n,n]; B[k,k]; Q[n,k]; Z[n,k]: A*Z + Z*B == Q", "Z",
        lambda rng, n: {"A": _definite(rng, n), "B": _definite(rng, 2), "Q": rng.standard_normal((n, 2))},
        lambda d: scipy.linalg.solve_sylvester(d["A"], d["B"], d["Q"]), exact=True,
    ),
    "no pattern": Case(
        "A[n,n]; B[n,n]; Z[n,n]: Z + A*Z'*B + B*Z*A == B", "Z",
        lambda rng, n: {"A": _square(rng, n), "B": _square(rng, n)},
        lambda d: _root(lambda Z: Z + d["A"] @ Z.T @ d["B"] + d["B"] @ Z @ d["A"] - d["B"], 0 * d["A"]), exact=True,
    ),
    "ridge": Case(
        "X[m,n]; y[m]; a: positive; w[n]: gradient(norm2(X*w - y)^2 + a*norm2(w)^2, w) == 0", "w", _ridge,
        lambda d: np.linalg.solve(d["X"].T @ d["X"] + d["a"] * np.eye(d["X"].shape[1]), d["X"].T @ d["y"]), exact=True,
    ),
    "logistic": Case(
        "X[m,n]; y[m]; a: positive; w[n]: gradient(sum(log(1 + exp(X*w))) - y'*X*w + a/2*norm2(w)^2, w) == 0", "w",
        _ridge, _logistic,
    ),
    "root of a matrix": Case(
        "S[n,n]: positive_definite; R[n,n]: positive_definite, R*R == S", "R",
        lambda rng, n: {"S": _definite(rng, n)}, lambda d: scipy.linalg.sqrtm(d["S"]),
    ),
    "fixed point": Case(
        "A[n,n]; b[n]; z[n]: tanh(A*z) + b == z", "z",
        lambda rng, n: {"A": _square(rng, n), "b": rng.standard_normal(n)},
        lambda d: _root(lambda z: np.tanh(d["A"] @ z) + d["b"] - z, d["b"]),
    ),
    "a row": Case(
        "A[n,n]; r[1,n]; q[1,n]: q*A + q.*exp(q)/4 == r", "q",
        lambda rng, n: {"A": _definite(rng, n), "r": rng.standard_normal((1, n))},
        lambda d: _root(lambda q: q @ d["A"] + q * np.exp(q) / 4 - d["r"], 0 * d["r"]),
    ),
    "a number": Case(
        "b[n]; t[]: t^3 + t == sum(b)", "t",
        _numbers,
        lambda d: _root(lambda t: t**3 + t - d["b"].sum(), np.zeros(())),
    ),
    "of another one": Case(
        "A[n,n]; b[n]; c[n]; u[n]: A*u + u/2 == b; v[n]: v + tanh(A*v) == u + c", "v",
        lambda rng, n: {"A": _definite(rng, n) / 3, "b": rng.standard_normal(n), "c": rng.standard_normal(n)},
        lambda d: _root(
            lambda v: v + np.tanh(d["A"] @ v) - np.linalg.solve(d["A"] + np.eye(len(v)) / 2, d["b"]) - d["c"],
            0 * d["b"],
        ),
    ),
}  # fmt: skip


def drawn(name: str, n: int = 3) -> tuple[Case, ex.Expr, Data]:
    case = CASES[name]
    return case, ex.parse(case.name, case.declared), case.given(np.random.default_rng(n), n)
