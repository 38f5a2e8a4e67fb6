"""Random objectives with recurrences, each beside plain loops over NumPy arrays that compute the same number.

The loops are the judge: they know nothing of the package, and work in complex numbers too, so that derivatives are
those of complex steps. A state can be pushed from outside, which gives the derivative by that state.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr

Array = Any
Data = dict[str, Array]

n, p, T, N = ex.dims("n p T N")
t, i = ex.index("t", T, start=0), ex.index("i", N)
SIZES = {"n": 2, "p": 3, "N": 2}
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


A, C, B = ex.matrix("A", n, n), ex.matrix("C", n, n), ex.matrix("B", n, p)
c, x0, h0, goal = (ex.vector(name, n) for name in ("c", "x0", "h0", "goal"))
u, W, b = ex.family("u", p, 1, T), ex.family("W", n, n, T), ex.family("b", n, 1, T)
y, X, Y = ex.family("y", n, 1, T), ex.samples("X", n, N), ex.samples("Y", n, N)


def data_for(horizon: int, seed: int) -> Data:
    """Random data for all symbols."""
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "A": (2, 2), "C": (2, 2), "B": (2, 3), "c": (2,), "x0": (2,), "h0": (2,), "goal": (2,),
        "u": (horizon, 3), "W": (horizon, 2, 2), "b": (horizon, 2), "y": (horizon, 2), "X": (2, 2), "Y": (2, 2),
    }  # fmt: skip
    return {name: 0.6 * rng.normal(size=shape) for name, shape in shapes.items()}


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
    (lambda v: ex.log(1 + ex.exp(v)), softplus),
)
Pair = tuple[Drawn, Drawn]


def times(m: Drawn, v: Drawn) -> Drawn:
    return Drawn(m.expr @ v.expr, lambda world: m.of(world) @ v.of(world))


def plus(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(v.expr + w.expr, lambda world: v.of(world) + w.of(world))


def minus(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(v.expr - w.expr, lambda world: v.of(world) - w.of(world))


def entrywise(rng: random.Random, v: Drawn) -> Drawn:
    written, computed = rng.choice(ENTRYWISE)
    return Drawn(written(v.expr), lambda world: computed(v.of(world)))


def hadamard(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(ex.hadamard(v.expr, w.expr), lambda world: v.of(world) * w.of(world))


def scaled(s: Drawn, v: Drawn) -> Drawn:
    return Drawn(s.expr * v.expr, lambda world: s.of(world) * v.of(world))


def inner(v: Drawn, w: Drawn) -> Drawn:
    return Drawn(v.expr.T @ w.expr, lambda world: v.of(world) @ w.of(world))


def square(v: Drawn) -> Drawn:
    return Drawn(ex.norm2(v.expr) ** 2, lambda world: v.of(world) @ v.of(world))


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
    """A scalar, the loops that compute it, its recurrences, and its variables: symbols, or members at a free index."""

    value: Drawn
    states: tuple[States, ...]
    variables: tuple[Expr, ...]

    @property
    def f(self) -> Expr:
        return self.value.expr

    def loop(self, data: Mapping[str, Array], horizon: int, pushed: Mapping[Any, Array] | None = None) -> Array:
        return self.value.of(World(data, horizon, pushed=pushed or {}))


class Drawing:
    """Draws one problem."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.each = self.rng.random() < 0.4
        self.states: list[States] = []

    def problem(self) -> Problem:
        self.states = []
        self.states.append(self.recurrence("x", symbol(x0)))
        if self.rng.random() < 0.45:
            self.states.append(self.recurrence("h", symbol(h0)))
        value = self.objective()
        return Problem(value, tuple(self.states), tuple(self.variables(value.expr)))

    # -- recurrences -------------------------------------------------------------------------------------------------
    def recurrence(self, name: str, start: Drawn) -> States:
        rng = self.rng
        free, inside = rng.random() < 0.3, self.each and rng.random() < 0.3
        each = self.each and not inside and (rng.random() < 0.8 or any(s.each for s in self.states))
        start = self.start(start, each)
        held: list[Drawn] = []

        def step(carry: Expr) -> Expr:
            carried = Drawn(carry, lambda world: world.carried[name])
            held.append(self.step(carried, free, each, inside))
            return held[0].expr

        written = ex.recurrence(name, start.expr, step, t)
        depends = i.atoms() <= start.expr.indices | held[0].expr.indices
        return States(name, written, start, held[0], depends, free)

    def start(self, start: Drawn, each: bool) -> Drawn:
        """A symbol, a sample, a function of them, or the last state of the recurrence before."""
        ready = [s for s in self.states if not s.each or each]
        if ready and self.rng.random() < 0.3:
            return ready[-1].at(T, lambda world: world.horizon)
        if each and self.rng.random() < 0.8:
            start = member(X[i], "i")
        return entrywise(self.rng, start) if self.rng.random() < 0.15 else start

    def step(self, carried: Drawn, free: bool, each: bool, inside: bool) -> Drawn:
        rng = self.rng
        matrix = symbol(A) if free or rng.random() < 0.7 else member(W[t], "t")
        terms = [times(matrix, carried if rng.random() < 0.85 else entrywise(rng, carried))]
        own = [symbol(c), times(symbol(C), carried), entrywise(rng, carried), self.gate(carried)]
        if not free:
            own += [times(symbol(B), member(u[t], "t")), member(b[t], "t"), times(symbol(B), member(u[t], "t"))]
        if each:
            own.append(member(X[i], "i"))
        if inside:
            v = member(X[i], "i")
            pull = scaled(entrywise(rng, inner(carried, v)), v)
            terms.append(summed(pull, i, 1, lambda world: SIZES["N"]))
        for other in self.states:
            if not other.each or each:
                own.append(self.other(other, free))
                own.append(self.other(other, free))
        for extra in rng.sample(own, rng.randint(0, 2)):
            terms.append(extra)
        whole = terms[0]
        for term in terms[1:]:
            whole = minus(whole, term) if rng.random() < 0.2 else plus(whole, term)
        return entrywise(rng, whole) if rng.random() < 0.6 else whole

    def gate(self, carried: Drawn) -> Drawn:
        """``s(x) ∘ x``, ``(g'x) x`` cut by tanh."""
        if self.rng.random() < 0.5:
            return hadamard(entrywise(self.rng, carried), carried)
        return scaled(entrywise(self.rng, inner(symbol(goal), carried)), carried)

    def other(self, states: States, free: bool) -> Drawn:
        shift = self.rng.choice([0, 1]) if states.free or not free else 0
        return states.at(t + shift, lambda world: world.index["t"] + shift)

    # -- objectives --------------------------------------------------------------------------------------------------
    def objective(self) -> Drawn:
        rng = self.rng
        parts = [self.part() for _ in range(rng.randint(1, 3))]
        whole = parts[0]
        for part in parts[1:]:
            whole = plus(whole, part) if rng.random() < 0.8 else hadamard(whole, part)
        return self.shell(whole) if rng.random() < 0.2 else whole

    def shell(self, s: Drawn) -> Drawn:
        return rng_choice(self.rng, [
            Drawn(ex.log(2 + s.expr**2), lambda world: np.log(2 + s.of(world) ** 2)),
            Drawn(ex.exp(-s.expr / 5), lambda world: np.exp(-s.of(world) / 5)),
            Drawn(s.expr**2, lambda world: s.of(world) ** 2),
        ])  # fmt: skip

    def part(self) -> Drawn:
        """A sum over the horizon, a nested one, the end; over the samples where it depends on one."""
        rng = self.rng
        main = rng.choice(self.states)
        others = [s for s in self.states if main.each or not s.each]
        kind = rng.choice(["sum", "sum", "sum", "end", "nested"])
        body = {"sum": self.over_steps, "end": self.end, "nested": self.nested}[kind](main, others)
        if main.each:
            body = summed(body, i, 1, lambda world: SIZES["N"])
        return body

    def end(self, main: States, others: list[States]) -> Drawn:
        last = main.at(T, lambda world: world.horizon)
        return self.loss(last, [symbol(goal), *([member(Y[i], "i")] if main.each else [])])

    def over_steps(self, main: States, others: list[States]) -> Drawn:
        rng = self.rng
        first, more = rng.choice([(0, 0), (0, 0), (0, 1), (1, 0)])
        index = t if (first, more) == (0, 0) else ex.index("r", T + more, start=first)
        name = str(index)
        states = [
            s.at(index + shift, lambda world, shift=shift: world.index[name] + shift)  # type: ignore[misc]
            for s in others
            for shift in ([0, 1] if index is t else [0])
        ]
        if main.free and rng.random() < 0.2:
            states.append(main.at(index + 2, lambda world: world.index[name] + 2))
        if main.free and rng.random() < 0.1:
            states.append(main.at(2 * index, lambda world: 2 * world.index[name]))
        given = [symbol(goal), *([member(Y[i], "i")] if main.each else [])]
        if index is t:
            given += [member(y[t], "t"), times(symbol(B), member(u[t], "t"))]
        own = states[[s is main for s in others].index(True) * (2 if index is t else 1)]
        if rng.random() < 0.5:
            own = rng.choice([own, *states])
        body = self.loss(own, [*states, *given])
        count = lambda world: world.horizon + more  # noqa: E731
        return summed(body, index, first, count)

    def nested(self, main: States, others: list[States]) -> Drawn:
        """``Σ_t Σ_r x[t]' C h[r]``, or a function of both that does not come apart."""
        rng = self.rng
        r = ex.index("r", T)
        one = main.at(t, lambda world: world.index["t"])
        two = rng.choice(others).at(r, lambda world: world.index["r"])
        product = inner(one, times(symbol(C), two)) if rng.random() < 0.5 else inner(one, two)
        body = product if rng.random() < 0.6 else entrywise(rng, product)
        horizon = lambda world: world.horizon  # noqa: E731
        inside = summed(body, r, 1, horizon)
        if rng.random() < 0.3:
            inside = self.shell(inside)
        return summed(inside, t, 0, horizon)

    def loss(self, v: Drawn, near: list[Drawn]) -> Drawn:
        rng = self.rng
        if rng.random() < 0.7:
            v = minus(v, rng.choice([w for w in near if w.expr is not v.expr]))
        kind = rng.randrange(5)
        if kind == 0:
            return total(entrywise(rng, v))
        if kind == 1:
            return inner(v, times(symbol(C), v))
        if kind == 2:
            return self.shell(square(v))
        return square(v)

    # -- variables ---------------------------------------------------------------------------------------------------
    def variables(self, f: Expr) -> Iterator[Expr]:
        names = {s.name for s in f.symbols}
        for variable in (A, B, C, c, x0, h0, goal, u[t], W[t], b[t], y[t], X[i], Y[i]):
            if variable.name in names:
                yield variable


def rng_choice(rng: random.Random, options: list[Drawn]) -> Drawn:
    return rng.choice(options)


def draw(seed: int) -> Problem:
    """The problem of a seed: the first that depends on data."""
    drawing = Drawing(seed)
    while True:
        problem = drawing.problem()
        if problem.variables:
            return problem


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
    return np.array([
        np.imag(problem.loop(data, horizon, {key: STEP * 1j * np.eye(SIZES["n"])[j]})) / STEP
        for j in range(SIZES["n"])
    ])  # fmt: skip
