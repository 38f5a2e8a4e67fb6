"""Random objectives with recurrences, each beside the plain loops over NumPy arrays that compute the same number."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

import extremum as ex
from extremum.algebra.node import Expr
from tests.recurrences.leaves import SIZES, A, B, C, Leaves, T, W, i, leaves, t
from tests.recurrences.loops import (
    Drawn,
    Problem,
    States,
    damped,
    entrywise,
    hadamard,
    inner,
    member,
    minus,
    plus,
    scaled,
    square,
    summed,
    symbol,
    times,
    total,
    transposed,
)

Pair = tuple[Drawn, Drawn]


class Drawing:
    """Draws one problem."""

    def __init__(self, seed: int, leaves: Leaves) -> None:
        self.rng, self.leaves = random.Random(seed), leaves
        self.each = self.rng.random() < 0.4
        self.states: list[States] = []

    def problem(self) -> Problem:
        self.states = []
        self.states.append(self.recurrence("x", symbol(self.leaves.x0)))
        if self.rng.random() < 0.45:
            self.states.append(self.recurrence("h", symbol(self.leaves.h0)))
        value = self.objective()
        return Problem(value, tuple(self.states), tuple(self.variables(value.expr)), self.leaves)

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
            start = member(self.leaves.X[i], "i")
        return entrywise(self.rng, start) if self.rng.random() < 0.15 else start

    def step(self, carried: Drawn, free: bool, each: bool, inside: bool) -> Drawn:
        rng = self.rng
        matrix = symbol(A) if free or rng.random() < 0.7 else member(W[t], "t")
        terms = [times(matrix, carried if rng.random() < 0.85 else entrywise(rng, carried))]
        own = [symbol(self.leaves.c), times(symbol(C), carried), entrywise(rng, carried), self.gate(carried)]
        if not free:
            entering = times(symbol(B), member(self.leaves.u[t], "t"))
            own += [entering, member(self.leaves.b[t], "t"), entering]
        if each:
            own.append(member(self.leaves.X[i], "i"))
        if not carried.expr.is_column:
            own += self.of_matrices(carried, matrix)
        if inside:
            v = member(self.leaves.X[i], "i")
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

    def of_matrices(self, carried: Drawn, matrix: Drawn) -> list[Drawn]:
        """``A X D``, ``X (I + X'X)⁻¹``; of square states ``X'``, and ``A X A'`` as of covariances."""
        found = [times(times(matrix, carried), symbol(self.leaves.D)), damped(carried)]
        if carried.expr.shape[0] is carried.expr.shape[1]:
            found += [transposed(carried), times(times(matrix, carried), transposed(matrix))]
            found.append(times(times(matrix, damped(carried)), transposed(matrix)))
        return found

    def gate(self, carried: Drawn) -> Drawn:
        """``s(x) ∘ x``, ``(g'x) x`` cut by tanh."""
        if self.rng.random() < 0.5:
            return hadamard(entrywise(self.rng, carried), carried)
        return scaled(entrywise(self.rng, inner(symbol(self.leaves.goal), carried)), carried)

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
        return self.loss(last, [symbol(self.leaves.goal), *([member(self.leaves.Y[i], "i")] if main.each else [])])

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
        given = [symbol(self.leaves.goal), *([member(self.leaves.Y[i], "i")] if main.each else [])]
        if index is t:
            given += [member(self.leaves.y[t], "t"), times(symbol(B), member(self.leaves.u[t], "t"))]
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
        for variable in (A, B, C, *self.leaves.variables):
            if variable.name in names:
                yield variable


def rng_choice(rng: random.Random, options: list[Drawn]) -> Drawn:
    return rng.choice(options)


def draw(seed: int, states: str = "vectors") -> Problem:
    """The first problem of a seed that depends on data; its states are ``vectors``, ``matrices`` or ``square``."""
    drawing = Drawing(seed, leaves(states))
    while True:
        problem = drawing.problem()
        if problem.variables:
            return problem
