"""Rules for what recurrences and equations define."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
import scipy.special

import extremum as ex
from extremum.operations import construct as c
from tests.fuzz_expressions import (
    COUNT,
    Env,
    Generator,
    Raw,
    Shape,
    _any,
    _column,
    _square,
    binary,
    rule,
    unary,
)  # fmt: skip


@rule(0.3, _column)
def recurrent(g: Generator, shape: Shape, depth: int) -> Raw:
    """The state after N steps of ``y[k+1] = tanh(A y[k] + b)``."""
    if g.inside:
        return g.leaf(shape)
    start, a, b = g.draw(shape, min(depth, 2)), g.symbol((shape[0], shape[0])), g.symbol(shape)
    name, k = g.name("y"), ex.index("k", COUNT, start=0)

    def build() -> ex.Expr:
        return ex.recurrence(name, start.build(), lambda y: ex.tanh(a.build() @ y + b.build()), k)[COUNT]

    def value(env: Env) -> Any:
        state = start.evaluate(env)
        for _ in range(env["dim"](COUNT)):
            state = np.tanh(a.evaluate(env) @ state + b.evaluate(env))
        return state

    return Raw(f"{name}[N]", shape, build, value)


# -- defined by equations ----------------------------------------------------------------------------------------------
@rule(0.3, _any)
def implicit_entries(g: Generator, shape: Shape, depth: int) -> Raw:
    """The Z of ``Z + tanh(Z)/2 == A``, by Newton's method entry by entry."""
    if g.inside:
        return g.leaf(shape)
    a, name = g.draw(shape, min(depth, 2)), g.name("Z")

    def value(v: Any) -> Any:
        z = v * 1
        for _ in range(60):
            z = z - (z + np.tanh(z) / 2 - v) / (1 + (1 - np.tanh(z) ** 2) / 2)
        return z

    return unary("halfway", a, shape, lambda s: ex.implicit(name, s.shape, lambda z: (z + ex.tanh(z) / 2, s)), value)


@rule(0.3, _column)
def implicit_column(g: Generator, shape: Shape, depth: int) -> Raw:
    """The z of ``z + A'A z == v``."""
    if g.inside:
        return g.leaf(shape)
    v, a, name = g.draw(shape, min(depth, 2)), g.symbol((shape[0], shape[0])), g.name("z")
    return binary(
        "solution({}, {})", a, v, shape,
        lambda a, v: ex.implicit(name, shape, lambda z: (z + a.T @ (a @ z), v)),
        lambda a, v: np.linalg.solve(np.eye(len(a)) + a.T @ a, v),
    )  # fmt: skip


@rule(0.15, _square)
def regulator(g: Generator, shape: Shape, depth: int) -> Raw:
    """The stabilising solution of a Riccati equation."""
    g.analytic = False
    name, a, x = g.rng.choice(["care", "dare"]), g.symbol(shape), g.draw(shape, min(depth, 1))
    solve = scipy.linalg.solve_continuous_are if name == "care" else scipy.linalg.solve_discrete_are
    return binary(
        name + "({}, I, I + {}'*…, I)", a, x, shape,
        lambda a, x: getattr(ex, name)(a, c.eye(shape[0]), x.T @ x + c.eye(shape[0]), c.eye(shape[0])),
        lambda a, x: solve(a, np.eye(len(a)), x.T @ x + np.eye(len(a)), np.eye(len(a))),
    )  # fmt: skip
