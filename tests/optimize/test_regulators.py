"""Inputs of a recurrence under constraints on its states, beside SciPy on a loop over NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex

STEPS = 6
DATA = {"A": np.array([[1, 0.4], [0, 1]]), "B": np.array([[0.0], [0.4]]), "c": np.array([1.0, 0.0])}
n, m, N = ex.dims("n m N")
A, B, c = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.vector("c", n)
t = ex.index("t", N, start=0)
u = ex.family("u", m, 1, N)
x = ex.recurrence("x", c, lambda state: A @ state + B @ u[t], t)
COST = "sum_t(norm2(u[t])^2) + sum_t(norm2(x[t+1])^2)"


def states(inputs: np.ndarray) -> Any:
    found = [DATA["c"]]
    for step in inputs:
        found.append(DATA["A"] @ found[-1] + DATA["B"][:, 0] * step)
    return np.array(found)


def by_hand(kind: str, gap: Callable[[Any], Any]) -> float:
    def cost(inputs: np.ndarray) -> float:
        return float((inputs**2).sum() + (states(inputs)[1:] ** 2).sum())

    constraint: Any = {"type": kind, "fun": lambda inputs: np.ravel(gap(states(inputs)))}
    return float(optimize.minimize(cost, np.zeros(STEPS), constraints=constraint, options={"ftol": 1e-14}).fun)


CONSTRAINED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "x[t+1] >= -0.2": ("ineq", lambda s: s[1:] + 0.2),
    "x[t] >= -0.2": ("ineq", lambda s: s[:-1] + 0.2),
    "x[t] >= -0.2 for t in 1..N": ("ineq", lambda s: s[1:] + 0.2),
    "x[k] <= 1 for k in 0..N": ("ineq", lambda s: 1 - s),
    "x[3] >= -0.1": ("ineq", lambda s: s[3] + 0.1),
    "x[N] == 0": ("eq", lambda s: s[-1]),
    "norm2(x[N]) <= 1/10": ("ineq", lambda s: 0.1 - np.linalg.norm(s[-1])),
}


@pytest.mark.parametrize("stated", CONSTRAINED)
def test_states_are_constrained(stated: str) -> None:
    found = ex.minimize(COST, "u", DATA, constraints=stated, declarations=[A, B, c, u, x], N=STEPS)
    wanted = by_hand(*CONSTRAINED[stated])
    assert found.converged, found.message
    assert abs(found.value - wanted) < 1e-6 * (1 + wanted)


def test_free_states() -> None:
    found = ex.minimize(COST, "u", DATA, declarations=[A, B, c, u, x], N=STEPS)
    assert abs(found.value - by_hand("ineq", lambda s: 1 + 0 * s)) < 1e-6


def test_what_is_beyond_reach_is_said() -> None:
    found = ex.minimize(
        COST, "u", DATA, constraints="x[t] <= 0.9", declarations=[A, B, c, u, x], N=STEPS, max_iterations=20
    )
    assert not found.converged  # x[0] is 1


@pytest.mark.parametrize("text", ["x[s]'*x[s]", "sum_s(norm2(x[s+1])^2)"])
def test_an_index_of_no_range_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ex.ParseError, match=r"over what does s run\?"):
        ex.parse(text, [A, B, c, u, x])
    with pytest.raises(ex.ParseError, match=r"as in x\[s\] >= 0 for s in 1\.\.N"):
        ex.minimize(COST, "u", DATA, constraints="x[s] >= 0", declarations=[A, B, c, u, x], N=STEPS)
