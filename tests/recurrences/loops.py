"""Loops over NumPy arrays beside the expressions that they compute.

The loops are the judge: they know nothing of the package, and work in complex numbers too, so that derivatives are
those of complex steps. A state can be pushed from outside, which gives the derivative by that state."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from tests.recurrences.leaves import SIZES, Array, Data, Leaves

STEP = 1e-20


# -- worlds: what a loop sees ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class World:
    """The data, the values of the indices, the state that a step starts from, the runs so far, and what is pushed."""

    data: Mapping[str, Array]
    horizon: int
    index: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, Array] = field(default_factory=dict)
    runs: dict[tuple[str, int | None], list[Array]] = field(default_factory=dict)
    pushed: Mapping[tuple[str, int, int | None], Array] = field(default_factory=dict)

    def at(self, index: str, value: int, **carried: Array) -> World:
        """The world inside of a loop."""
        return replace(self, index={**self.index, index: value}, carried={**self.carried, **carried})


@dataclass(frozen=True)
class Drawn:
    """An expression, and how a plain program computes it."""

    expr: Expr
    of: Callable[[World], Array]


def symbol(expr: Expr) -> Drawn:
    return Drawn(expr, lambda world: world.data[expr.name])


def member(expr: Expr, index: str) -> Drawn:
    """``u[t]``, ``X[i]``: samples are numbered from 1."""
    first = 1 if index == "i" else 0
    return Drawn(expr, lambda world: world.data[expr.name][world.index[index] - first])


# -- vectors and scalars ---------------------------------------------------------------------------------------------
def softplus(v: Array) -> Array:
    """``log(1 + exp(v))``, of complex numbers too, without overflow."""
    sign = np.where(np.real(v) > 0, 1, -1)
    return np.where(sign > 0, v, 0) + np.log(1 + np.exp(-sign * v))


ENTRYWISE: tuple[tuple[Callable[[Any], Any], Callable[[Array], Array]], ...] = (
    (ex.tanh, np.tanh),
    (ex.sin, np.sin),
    (ex.cos, np.cos),
    (ex.sigmoid, lambda v: 1 / (1 + np.exp(-v))),
    (lambda v: ex.log(ex.ones(*v.shape) + ex.exp(v)), softplus),
)


def times(m: Drawn, v: Drawn) -> Drawn:
    return Drawn(m.expr @ v.expr, lambda world: m.of(world) @ v.of(world))


def plus(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(v.expr + w.expr, lambda world: v.of(world) + w.of(world))


def minus(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(v.expr - w.expr, lambda world: v.of(world) - w.of(world))


def entrywise(rng: random.Random, v: Drawn) -> Drawn:
    written, computed = rng.choice(ENTRYWISE)
    return Drawn(written(v.expr), lambda world: computed(v.of(world)))


def transposed(v: Drawn) -> Drawn:
    return Drawn(v.expr.T, lambda world: v.of(world).T)


def damped(v: Drawn) -> Drawn:
    """``V (I + V'V)⁻¹``."""
    v_ = v.expr
    whole = v_ @ ex.inv(ex.eye(v_.shape[1]) + v_.T @ v_)
    return Drawn(whole, lambda world: _damped(v.of(world)))


def _damped(v: Array) -> Array:
    return v @ np.linalg.inv(np.eye(v.shape[1]) + v.T @ v)


def hadamard(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(ex.hadamard(v.expr, w.expr), lambda world: v.of(world) * w.of(world))


def scaled(s: Drawn, v: Drawn) -> Drawn:
    return Drawn(s.expr * v.expr, lambda world: s.of(world) * v.of(world))


def inner(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(ex.tr(v.expr.T @ w.expr), lambda world: (v.of(world) * w.of(world)).sum())


def square(v: Drawn) -> Drawn:
    return Drawn(ex.norm2(v.expr) ** 2, lambda world: (v.of(world) * v.of(world)).sum())


def total(v: Drawn) -> Drawn:
    return Drawn(ex.sum(v.expr), lambda world: v.of(world).sum())


def summed(body: Drawn, index: Dim, first: int, count: Callable[[World], int]) -> Drawn:
    """The sum over an index; of none it is 0."""
    name = str(index)

    def of(world: World) -> Array:
        return sum(body.of(world.at(name, k)) for k in range(first, first + count(world)))

    return Drawn(ex.sum(body.expr, index), of)


# -- recurrences -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class States:
    """A recurrence: its expressions, and the loop; ``free`` says that its steps go on beyond the horizon."""

    name: str
    written: ex.Recurrence
    start: Drawn
    step: Drawn
    each: bool
    free: bool

    def at(self, at: Dim | int, place: Callable[[World], int]) -> Drawn:
        return Drawn(self.written[at], lambda world: self.run(world, place(world)))

    def run(self, world: World, upto: int) -> Array:
        sample = world.index["i"] if self.each else None
        states = world.runs.setdefault((self.name, sample), [])
        while len(states) <= upto:
            k = len(states)
            fresh = self.start.of(world) if k == 0 else self.step.of(world.at("t", k - 1, **{self.name: states[-1]}))
            states.append(fresh + world.pushed.get((self.name, k, sample), 0))
        return states[upto]


@dataclass(frozen=True)
class Problem:
    """A scalar, the loops that compute it, its recurrences, its variables, symbols or members at a free index, and the
    symbols with which it was drawn."""

    value: Drawn
    states: tuple[States, ...]
    variables: tuple[Expr, ...]
    leaves: Leaves

    @property
    def f(self) -> Expr:
        return self.value.expr

    def loop(self, data: Mapping[str, Array], horizon: int, pushed: Mapping[Any, Array] | None = None) -> Array:
        return self.value.of(World(data, horizon, pushed=pushed or {}))


# -- derivatives of the loops ----------------------------------------------------------------------------------------
def places(variable: Expr, horizon: int) -> Iterator[tuple[tuple[int, ...], dict[str, int]]]:
    """Where a variable stands in the data, each with the index there."""
    if variable.op.name == "symbol":
        yield (), {}
    elif variable.name in "XY":
        yield from (((k,), {"i": k + 1}) for k in range(SIZES["N"]))
    else:
        yield from (((k,), {"t": k}) for k in range(horizon))


def derivative(problem: Problem, data: Data, horizon: int, name: str, place: tuple[int, ...]) -> Array:
    """The derivative of the loops by the data at a place, by complex steps."""
    point = np.asarray(data[name])[place]
    found = np.zeros(point.shape)
    for entry in np.ndindex(point.shape):
        moved = data[name].astype(complex)
        moved[(*place, *entry)] += STEP * 1j
        found[entry] = np.imag(problem.loop({**data, name: moved}, horizon)) / STEP
    return found


def by_state(problem: Problem, data: Data, horizon: int, key: tuple[str, int, int | None]) -> Array:
    """``dJ/dx[k]``: the derivative by what is added to a state when it is made."""
    shape = problem.leaves.shape
    found = np.zeros(shape)
    for entry in np.ndindex(shape):
        push = np.zeros(shape, dtype=complex)
        push[entry] = STEP * 1j
        found[entry] = np.imag(problem.loop(data, horizon, {key: push})) / STEP
    return found
