"""Judges the lines of a derivation by costates, each by the loops alone.

A costate is the derivative by what is added to a state; a Jacobian of a step is that of one round of the loop; a change
is the derivative of the loop in the direction in which the variable moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.node import Expr
from extremum.deriving.derivation import Step
from extremum.notation.text import render
from tests.recurrences.judging import same
from tests.recurrences.leaves import SIZES, Array, Data
from tests.recurrences.loops import STEP, Problem, States, World, by_state, derivative, places

_COSTATE = re.compile(r"dJ/d(\w+)\[")
_JACOBIAN = re.compile(r"∂(\w+)\[k \+ 1(?:, [ij])?\]/∂(\w+)(\[k(?:, [ij])?\])?")


def judge_lines(problem: Problem, seed: int, variable: Expr, style: str, horizon: int) -> int:
    """How many lines were judged."""
    derivation = ex.derive(problem.f, variable, style=style)
    assert derivation.evidence and all(derivation.evidence)
    lines = _Lines(problem, variable, horizon, problem.leaves.data(horizon, seed))
    return sum(lines.judge(step) for step in derivation.steps)


class _Lines:
    def __init__(self, problem: Problem, variable: Expr, horizon: int, data: Data) -> None:
        self.problem, self.variable, self.horizon, self.data = problem, variable, horizon, data
        rng = np.random.default_rng(horizon)
        self.direction = rng.normal(size=data[variable.name].shape)
        self.given = {**data, **SIZES, "T": horizon, f"d{variable.name}": self.direction}

    def judge(self, step: Step) -> bool:
        left = "" if step.left is None else render(step.left)
        costate, jacobian = _COSTATE.match(step.rule), _JACOBIAN.fullmatch(left)
        if costate:
            self._costate(step, self._states(costate.group(1)), left)
        elif jacobian:
            self._jacobian(step, self._states(jacobian.group(1)), jacobian.group(2))
        elif left == "dJ":
            same(step.value.evaluate(self.given), self._along(lambda world: self.problem.value.of(world)), left)
        elif left == "gradient":
            for place, index in places(self.variable, self.horizon):
                wanted = derivative(self.problem, self.data, self.horizon, self.variable.name, place)
                same(step.value.evaluate({**self.given, **index}), wanted, left)
        else:
            return False
        return True

    def _states(self, name: str) -> States:
        return next(states for states in self.problem.states if states.name == name)

    def _samples(self, states: States) -> Iterator[dict[str, int]]:
        yield from ({"i": k, "j": k} for k in range(1, SIZES["N"] + 1)) if states.each else iter([{}])

    def _costate(self, step: Step, states: States, left: str) -> None:
        """At each k of the range that the rule tells, or at the last state."""
        where = left[left.index("[") + 1 : -1].split(",")[0]
        size = {"T": self.horizon}
        ends = re.search(r"k = (.*), …, (.*)$", step.rule)
        ks = [eval(where, size)] if ends is None else range(eval(ends[2], size), eval(ends[1], size) + 1)
        for k in ks:
            for sample in self._samples(states):
                wanted = by_state(self.problem, self.data, self.horizon, (states.name, k, sample.get("i")))
                same(step.value.evaluate({**self.given, **sample, "k": k}), wanted, f"{left} at {k}")

    def _jacobian(self, step: Step, states: States, by: str) -> None:
        """One round of the loop, all states but the one in question as they are."""
        for k in range(self.horizon):
            for sample in self._samples(states):
                world = World(self.data, self.horizon, {"t": k, **sample})
                for other in self.problem.states:
                    if other is not states and (states.each or not other.each):
                        other.run(world, self.horizon)
                carried = states.run(world, k)
                found = np.atleast_2d(step.value.evaluate({**self.given, **sample, "k": k}))
                columns = (
                    self._by_state(world, states, carried) if by == states.name else self._by_data(world, states, k)
                )
                same(found, np.stack(columns, axis=1), f"by {by} at {k}")

    def _by_state(self, world: World, states: States, carried: Array) -> list[Array]:
        units = [np.reshape(row, carried.shape, order="F") for row in np.eye(carried.size)]
        moved = [replace(world, carried={states.name: carried + STEP * 1j * unit}) for unit in units]
        return [_vec(np.imag(states.step.of(one)) / STEP) for one in moved]

    def _by_data(self, world: World, states: States, k: int) -> list[Array]:
        """By the entries of the variable, column by column; of a family by the member of the step."""
        name, array = self.variable.name, self.data[self.variable.name]
        place = (k,) if self.variable.op.name == "member" else ()
        carried = {states.name: states.run(world, k)}
        found = []
        for entry in sorted(np.ndindex(array[place].shape), key=lambda e: e[::-1]):
            moved = array.astype(complex)
            moved[(*place, *entry)] += STEP * 1j
            one = replace(world, data={**self.data, name: moved}, carried=carried)
            found.append(_vec(np.imag(states.step.of(one)) / STEP))
        return found

    def _along(self, value: Any) -> Array:
        name = self.variable.name
        moved = {**self.data, name: self.data[name] + STEP * 1j * self.direction}
        return np.imag(value(World(moved, self.horizon))) / STEP


def _vec(a: Array) -> Array:
    """Column by column."""
    return np.ravel(a, order="F")
