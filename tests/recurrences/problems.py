"""Objectives with recurrences, each beside a plain loop over NumPy arrays that computes the same number.

The loops are the judge: they know nothing of the package, and derivatives are central differences of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.node import Expr

Data = dict[str, Any]

n, p, T, N = ex.dims("n p T N")
t, r, s, i = ex.index("t", T, start=0), ex.index("r", T), ex.index("s", T + 1, start=0), ex.index("i", N)
A, B, C, c = ex.matrix("A", n, n), ex.matrix("B", n, p), ex.matrix("C", n, n), ex.vector("c", n)
x0, goal, h0 = ex.vector("x0", n), ex.vector("goal", n), ex.vector("h0", n)
u, y = ex.family("u", p, 1, T), ex.family("y", n, 1, T)
W, b = ex.family("W", n, n, T), ex.family("b", n, 1, T)
X, Y = ex.samples("X", n, N), ex.samples("Y", n, N)
P0, H0, D = ex.matrix("P0", n, n), ex.matrix("H0", n, p), ex.family("D", n, p, T)

N_, P_, SAMPLES = 3, 2, 4


def draw(horizon: int, seed: int) -> Data:
    """Random data for all symbols of the problems."""
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "A": (N_, N_), "B": (N_, P_), "C": (N_, N_), "c": (N_,), "x0": (N_,), "goal": (N_,), "h0": (N_,),
        "u": (horizon, P_), "y": (horizon, N_), "W": (horizon, N_, N_), "b": (horizon, N_),
        "X": (SAMPLES, N_), "Y": (SAMPLES, N_), "P0": (N_, N_), "H0": (N_, P_), "D": (horizon, N_, P_),
    }  # fmt: skip
    return {name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()}


def run(start: Any, step: Callable[[Any, int], Any], count: int) -> list[Any]:
    """The states ``x[0] … x[count]``."""
    states = [start]
    for k in range(count):
        states.append(step(states[-1], k))
    return states


def square(v: Any) -> float:
    return float(v @ v)


@dataclass(frozen=True)
class Problem:
    """A scalar, the loop that judges it, and its variables: symbols, or members with a free index."""

    name: str
    f: Expr
    loop: Callable[[Data, int], float]
    variables: tuple[Expr, ...]


def _linear(d: Data, horizon: int) -> list[Any]:
    return run(d["x0"], lambda x, k: d["A"] @ x, horizon)


def _controlled(d: Data, horizon: int) -> list[Any]:
    return run(d["x0"], lambda x, k: np.tanh(d["A"] @ x + d["B"] @ d["u"][k]), horizon)


def _network(d: Data, start: Any, horizon: int) -> Any:
    return run(start, lambda x, k: np.tanh(d["W"][k] @ x + d["b"][k]), horizon)[-1]


linear = ex.recurrence("x", x0, lambda x: A @ x, t)
controlled = ex.recurrence("x", x0, lambda x: ex.tanh(A @ x + B @ u[t]), t)
plant = ex.recurrence("x", x0, lambda x: A @ x + B @ u[t], t)
filtered = ex.recurrence("h", h0, lambda h: ex.tanh(C @ h + linear[t]), t)
network = ex.recurrence("z", x0, lambda z: ex.tanh(W[t] @ z + b[t]), t)
each = ex.recurrence("z", X[i], lambda z: ex.tanh(W[t] @ z + b[t]), t)
shared = ex.recurrence("z", X[i], lambda z: ex.tanh(A @ z + c), t)
injected = ex.recurrence("h", c, lambda h: ex.tanh(C @ h + c), t)
pulled = ex.recurrence("x", x0, lambda x: A @ x + ex.sum(ex.sin(x.T @ X[i]) * X[i], i), t)

grown = ex.recurrence("P", P0, lambda P: A @ P, t)
riccati = ex.recurrence("P", P0, lambda P: A @ P @ ex.inv(ex.eye(n) + P.T @ P) @ A.T + C, t)
columns = ex.recurrence("H", H0, lambda H: ex.tanh(A @ H + D[t]), t)


def _lqr(d: Data, horizon: int) -> float:
    x = run(d["x0"], lambda x, k: d["A"] @ x + d["B"] @ d["u"][k], horizon)
    return sum(square(x[k]) + square(d["u"][k]) for k in range(horizon)) + square(x[horizon] - d["goal"])


def _shared(d: Data, start: Any, horizon: int) -> list[Any]:
    return run(start, lambda z, k: np.tanh(d["A"] @ z + d["c"]), horizon)


def _injected(d: Data, horizon: int) -> list[Any]:
    return run(d["c"], lambda h, k: np.tanh(d["C"] @ h + d["c"]), horizon)


def _filtered(d: Data, horizon: int) -> list[Any]:
    x = _linear(d, horizon)
    return run(d["h0"], lambda h, k: np.tanh(d["C"] @ h + x[k]), horizon)


def _pulled(d: Data, horizon: int) -> list[Any]:
    return run(d["x0"], lambda x, k: d["A"] @ x + sum(np.sin(x @ a) * a for a in d["X"]), horizon)


def _grown(d: Data, horizon: int) -> list[Any]:
    return run(d["P0"], lambda P, k: d["A"] @ P, horizon)


def _riccati(d: Data, horizon: int) -> list[Any]:
    def step(P: Any, k: int) -> Any:
        return d["A"] @ P @ np.linalg.inv(np.eye(N_) + P.T @ P) @ d["A"].T + d["C"]

    return run(d["P0"], step, horizon)


def _columns(d: Data, horizon: int) -> list[Any]:
    return run(d["H0"], lambda H, k: np.tanh(d["A"] @ H + d["D"][k]), horizon)


PROBLEMS = [
    Problem(
        "before each step",
        ex.sum(ex.norm2(linear[t] - y[t]) ** 2, t),
        lambda d, h: sum(square(x - y) for x, y in zip(_linear(d, h), d["y"], strict=False)),
        (A, x0, y[t]),
    ),
    Problem(
        "after each step",
        ex.sum(ex.norm2(linear[t + 1] - y[t]) ** 2, t),
        lambda d, h: sum(square(x - y) for x, y in zip(_linear(d, h)[1:], d["y"], strict=True)),
        (A, x0, y[t]),
    ),
    Problem(
        "numbered from one",
        ex.sum(ex.norm2(controlled[r]) ** 2, r),
        lambda d, h: sum(square(x) for x in _controlled(d, h)[1:]),
        (A, B, x0, u[t]),
    ),
    Problem(
        "all states and a last one",
        ex.sum(ex.norm2(controlled[s]) ** 2, s) / 2 + ex.norm2(controlled[T] - goal) ** 2,
        lambda d, h: sum(square(x) / 2 for x in _controlled(d, h)) + square(_controlled(d, h)[h] - d["goal"]),
        (A, x0, u[t], goal),
    ),
    Problem(
        "changes between states",
        ex.sum(ex.norm2(controlled[t + 1] - controlled[t]) ** 2, t),
        lambda d, h: sum(square(q - x) for x, q in zip(_controlled(d, h), _controlled(d, h)[1:], strict=False)),
        (A, B, x0, u[t]),
    ),
    Problem(
        "a regulator",
        ex.sum(ex.norm2(plant[t]) ** 2 + ex.norm2(u[t]) ** 2, t) + ex.norm2(plant[T] - goal) ** 2,
        _lqr,
        (u[t], A, B, x0),
    ),
    Problem(
        "a recurrence inside another",
        ex.sum(ex.norm2(filtered[t + 1] - y[t]) ** 2, t),
        lambda d, h: sum(square(x - y) for x, y in zip(_filtered(d, h)[1:], d["y"], strict=True)),
        (A, C, x0, h0),
    ),
    Problem(
        "states of two recurrences",
        ex.sum(ex.norm2(filtered[t] - linear[t]) ** 2, t) + ex.norm2(filtered[T]) ** 2,
        lambda d, h: sum(square(a - x) for a, x in zip(_filtered(d, h)[:h], _linear(d, h), strict=False))
        + square(_filtered(d, h)[h]),
        (A, C, x0, h0),
    ),
    Problem(
        "a network",
        ex.norm2(network[T] - goal) ** 2,
        lambda d, h: square(_network(d, d["x0"], h) - d["goal"]),
        (W[t], b[t], x0),
    ),
    Problem(
        "a network for each sample",
        ex.sum(ex.norm2(each[T] - Y[i]) ** 2, i),
        lambda d, h: sum(square(_network(d, x, h) - y) for x, y in zip(d["X"], d["Y"], strict=True)),
        (W[t], b[t], X[i]),
    ),
    Problem(
        "steps for each sample",
        ex.sum(ex.sum(ex.norm2(shared[t + 1] - Y[i]) ** 2, t), i),
        lambda d, h: sum(square(z - y) for x, y in zip(d["X"], d["Y"], strict=True) for z in _shared(d, x, h)[1:]),
        (A, c, X[i]),
    ),
    Problem(
        "a sum over the square of steps",
        ex.sum(ex.sum(linear[t].T @ C @ linear[r], t), r),
        lambda d, h: sum(x @ d["C"] @ z for x in _linear(d, h)[:h] for z in _linear(d, h)[1:]),
        (A, C, x0),
    ),
    Problem(
        "a sum inside of a step",
        ex.sum(ex.norm2(pulled[t]) ** 2, t),
        lambda d, h: sum(square(x) for x in _pulled(d, h)[:h]),
        (A, x0, X[i]),
    ),
    Problem(
        "a function of a sum",
        ex.exp(-ex.sum(ex.norm2(controlled[t + 1]) ** 2, t) / T),
        lambda d, h: np.exp(-sum(square(x) for x in _controlled(d, h)[1:]) / h) if h else np.nan,
        (A, u[t]),
    ),
    Problem(
        "late states",
        ex.sum(ex.norm2(linear[t + 2]) ** 2, t) + ex.norm2(linear[T]) ** 2,
        lambda d, h: sum(square(x) for x in _linear(d, h + 1)[2:]) + square(_linear(d, h)[h]),
        (A, x0),
    ),
    Problem(
        "every second state",
        ex.sum(ex.norm2(linear[2 * t]) ** 2, t),
        lambda d, h: sum(square(x) for x in _linear(d, 2 * h)[: 2 * h : 2]),
        (A, x0),
    ),
    Problem(
        "a start that each step has too",
        ex.sum(ex.norm2(injected[r] - goal) ** 2, r),
        lambda d, h: sum(square(x - d["goal"]) for x in _injected(d, h)[1:]),
        (C, c),
    ),
    Problem(
        "the end, a sum inside of a step",
        ex.norm2(pulled[T] - goal) ** 2,
        lambda d, h: square(_pulled(d, h)[h] - d["goal"]),
        (X[i],),
    ),
    Problem("a matrix at the end", ex.tr(grown[T]), lambda d, h: float(np.trace(_grown(d, h)[h])), (A, P0)),
    Problem(
        "matrices that are inverted",
        ex.sum(ex.tr(riccati[t + 1] @ C), t),
        lambda d, h: float(sum(np.trace(P @ d["C"]) for P in _riccati(d, h)[1:])),
        (A, C, P0),
    ),
    Problem(
        "the end of matrices that are inverted",
        ex.norm2(riccati[T]) ** 2,
        lambda d, h: square(_riccati(d, h)[h].ravel()),
        (A, P0),
    ),
    Problem(
        "a network of columns",
        ex.norm2(columns[T] - H0) ** 2 + ex.sum(ex.sum(columns[t]), t),
        lambda d, h: square((_columns(d, h)[h] - d["H0"]).ravel()) + float(sum(H.sum() for H in _columns(d, h)[:h])),
        (A, D[t], H0),
    ),
]  # fmt: skip
