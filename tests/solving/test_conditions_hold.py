"""Conditions of solutions against random data: what is accepted is the extremum, what is refused has none there.

The objectives are quadratic, written once more in NumPy; their Hessians are differences of these values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex

Data = dict[str, Any]
Rng = np.random.Generator
SQUARE: Callable[[Rng], np.ndarray] = lambda rng: rng.normal(size=(3, 3)) + rng.choice([0.0, 3.0, -3.0]) * np.eye(3)  # noqa: E731

PROBLEMS: list[tuple[str, str, Callable[[Rng], Data], Callable[[np.ndarray, Data], float]]] = [
    ("a*x'*x - 2*b'*x", "a; x[n]; b[n]",
     lambda rng: {"a": rng.normal(), "b": rng.normal(size=3)},
     lambda x, data: data["a"] * x @ x - 2 * data["b"] @ x),
    ("x'*A*x - 2*b'*x", "A[n,n]; x[n]; b[n]",
     lambda rng: {"A": SQUARE(rng), "b": rng.normal(size=3)},
     lambda x, data: x @ data["A"] @ x - 2 * data["b"] @ x),
    ("norm2(A*x - b)^2 - c*norm2(x)^2", "A[m,n]; b[m]; x[n]; c",
     lambda rng: {"A": rng.normal(size=(4, 3)), "b": rng.normal(size=4), "c": 3 * rng.normal()},
     lambda x, data: np.sum((data["A"] @ x - data["b"]) ** 2) - data["c"] * x @ x),
    ("(b - A*x)'*diag(w)*(b - A*x)", "A[m,n]; b[m]; x[n]; w[m]",
     lambda rng: {"A": rng.normal(size=(4, 3)), "b": rng.normal(size=4), "w": rng.normal(size=4) + 1},
     lambda x, data: data["w"] @ (data["b"] - data["A"] @ x) ** 2),
    ("norm2(y - K*x)^2 + c*x'*K*x", "K[n,n]: symmetric; y[n]; x[n]; c",
     lambda rng: {"K": (lambda M: M + M.T)(SQUARE(rng)), "y": rng.normal(size=3), "c": rng.normal()},
     lambda x, data: np.sum((data["y"] - data["K"] @ x) ** 2) + data["c"] * x @ data["K"] @ x),
    ("sum(a.*x.^2) + p*(b'*x)^2 - b'*x", "a[n]; b[n]; p; x[n]",
     lambda rng: {"a": rng.normal(size=3) + 1, "b": rng.normal(size=3), "p": rng.normal()},
     lambda x, data: data["a"] @ x**2 + data["p"] * (data["b"] @ x) ** 2 - data["b"] @ x),
    ("sum_i(w[i]*norm2(x - z[i])^2)", "x[n]; z[n] for i in 1..N; w for i in 1..N",
     lambda rng: {"z": rng.normal(size=(4, 3)), "w": rng.normal(size=4)},
     lambda x, data: data["w"] @ np.sum((x - data["z"]) ** 2, axis=1)),
]  # fmt: skip


def hessian(f: Callable[[np.ndarray, Data], float], data: Data, size: int) -> np.ndarray:
    """Of a quadratic in x."""
    e, zero = np.eye(size), f(np.zeros(size), data)
    return np.array([[f(a + b, data) - f(a, data) - f(b, data) + zero for a in e] for b in e])


@pytest.mark.parametrize(("text", "declared", "drawn", "value"), PROBLEMS, ids=[row[0] for row in PROBLEMS])
@pytest.mark.parametrize("sense", ["min", "max"])
def test_a_condition_holds_where_there_is_an_extremum(
    text: str, declared: str, drawn: Callable[[Rng], Data], value: Callable[[np.ndarray, Data], float], sense: Any
) -> None:
    sign = 1 if sense == "min" else -1
    solution = ex.solve(text, "x", sense, declarations=declared)
    accepted = 0
    for seed in range(12):
        data = drawn(np.random.default_rng(seed))
        least = np.linalg.eigvalsh(sign * hessian(value, data, 3)).min()
        try:
            (x,) = (np.asarray(found) for found in solution.evaluate(data).values())
        except ex.DataError as error:
            assert "does not hold for these data" in str(error)
            assert least < 1e-6
            continue
        assert least > -1e-9
        accepted += 1
        for step in np.random.default_rng(seed).normal(size=(20, 3)):
            gap = sign * (value(x + step, data) - value(x, data))
            assert gap > -1e-8
    assert accepted or sense == "max"
