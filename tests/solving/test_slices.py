"""Functions of a positive definite matrix where a trace is given, judged by descent over factors of feasible points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg as sl
from scipy.optimize import minimize

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
N, LEVEL = 3, 1.7


def _root(a: Array) -> Array:
    return np.asarray(np.real(sl.sqrtm(a)))


FUNCTIONS: list[tuple[str, str, Callable[[Array, Array], float]]] = [
    ("tr(inv(X))", "min", lambda x, a: float(np.trace(np.linalg.inv(x)))),
    ("tr(A*inv(X))", "min", lambda x, a: float(np.trace(a @ np.linalg.inv(x)))),
    ("logdet(X)", "max", lambda x, a: float(np.linalg.slogdet(x)[1])),
    ("tr(sqrtm(X))", "max", lambda x, a: float(np.trace(_root(x)))),
    ("tr(X^3)", "min", lambda x, a: float(np.trace(x @ x @ x))),
    ("tr(X*logm(X)) - tr(A*X)", "min", lambda x, a: float(np.trace(x @ sl.logm(x).real) - np.trace(a @ x))),
    ("tr(inv(X)) - logdet(X)", "min", lambda x, a: float(np.trace(np.linalg.inv(x)) - np.linalg.slogdet(x)[1])),
]  # fmt: skip
TIES = ("tr(X) == c", "tr(B*X) == c")
DECLARED = "X[n,n]: positive_definite; A[n,n]: positive_definite; B[n,n]: positive_definite; c: positive"
SOLVED = [(*row, tie) for tie in TIES for row in FUNCTIONS]


@pytest.mark.parametrize(("f", "sense", "numpy", "tie"), SOLVED, ids=[f"{row[0]} on {row[-1]}" for row in SOLVED])
def test_a_trace_is_given(f: str, sense: str, numpy: Callable[[Array, Array], float], tie: str) -> None:
    solution = ex.solve(f, "X", sense, tie, DECLARED)
    assert solution.kind.startswith(f"global {sense}") and solution.unique == "unique"
    rng = np.random.default_rng(0)
    a, b = (m @ m.T + 0.4 * np.eye(N) for m in rng.standard_normal((2, N, N)))
    weight = np.eye(N) if tie.startswith("tr(X)") else b
    known = {"A": a, "B": b, "c": LEVEL}
    used = {s.name for e in solution.problem.expressions for s in e.symbols}
    (x,) = solution.evaluate({k: v for k, v in known.items() if k in used}, n=N).values()
    assert np.trace(weight @ x) == pytest.approx(LEVEL)
    assert np.linalg.eigvalsh(x).min() > 0
    sign = 1 if sense == "min" else -1

    def of(flat: Array) -> float:
        factor = np.zeros((N, N))
        factor[np.tril_indices(N)] = flat
        point = factor @ factor.T + 1e-9 * np.eye(N)
        return sign * numpy(point * LEVEL / np.trace(weight @ point), a)

    found = minimize(of, np.eye(N)[np.tril_indices(N)], method="BFGS")
    assert sign * numpy(x, a) <= found.fun + 1e-6 * (1 + abs(found.fun))
