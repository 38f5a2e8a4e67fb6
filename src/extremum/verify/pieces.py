"""Points in every piece of a function that is smooth in pieces: between its kinks along random lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.binding import leaves_of
from extremum.operations.elementwise import FUNCTIONS, Kink, beyond
from extremum.operations.leaves import declared
from extremum.structures import convex
from extremum.verify.floating import UNDEFINED
from extremum.verify.points import Draws, quietly, traits_of
from extremum.verify.sampling import float_scope, float_scope_of

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_GRID, _HALVINGS, _KINKS = 65, 60, 60


def between_kinks(roots: Sequence[Expr]) -> Iterator[Scope]:
    """Points on random lines, one between each two neighbouring kinks of the expressions."""
    arguments = _arguments(roots)
    if not arguments:
        return
    for seed, size in enumerate((1.0, 30.0, *(3 * far for far in traits_of(roots).far))):
        try:
            line = Line(roots, arguments, 200 + seed, size)
        except UNDEFINED:
            continue
        kinks = line.kinks()
        if len(kinks) > 2:
            yield from (line.at((left + right) / 2) for left, right in pairwise(kinks) if left < right)


def _arguments(roots: Sequence[Expr]) -> list[Expr]:
    """What is zero where a function has a kink."""
    nodes = [node for node in topological(roots) if node.op.name == "elementwise" and not node.indices]
    found = [beyond(node.args[0], kink.at) for node in nodes for kink in _of_function(node)]
    return list(dict.fromkeys(found))


def _of_function(node: Expr) -> tuple[Kink, ...]:
    known = FUNCTIONS.get(node.function)
    return known.kinks if known is not None and node.op.kinks(node) else ()


@final
class Line:
    """The points between two random ones, at ``t`` from 0 to 1."""

    def __init__(self, roots: Sequence[Expr], arguments: Sequence[Expr], seed: int, size: float) -> None:
        self._start = float_scope(roots, Draws(seed, size))
        end = float_scope_of(roots, Draws(seed + 1000, size), dict(self._start.sizes))
        self._arguments, self._leaves = arguments, leaves_of(roots)
        self._steps = {name: self._step(name, end) for name in self._leaves}

    def _step(self, name: str, end: Scope) -> Any:
        """The way from the start to the end, where all points between two members are members."""
        start, there = self._start.arrays[name], end.arrays[name]
        if isinstance(start, list) or not convex(declared(self._leaves[name])):
            return None
        return np.asarray(there - start)

    def at(self, t: float) -> Scope:
        """The point at ``t``."""
        arrays = {
            name: value if self._steps[name] is None else value + t * self._steps[name]
            for name, value in self._start.arrays.items()
        }
        return Scope(FLOATS, arrays, self._start.sizes, self._start.functions)

    def _values(self, t: float) -> Array:
        """All entries of all arguments."""
        scope = self.at(t)
        with quietly():
            return np.concatenate([scope.value(argument).ravel() for argument in self._arguments])

    def kinks(self) -> list[float]:
        """Where an entry of an argument changes its sign, in order, and both ends."""
        try:
            grid = np.linspace(0, 1, _GRID)
            values = np.array([self._values(float(t)) for t in grid])
        except UNDEFINED:
            return []
        changes = np.argwhere(np.sign(values[1:]) * np.sign(values[:-1]) < 0)[:_KINKS]
        return sorted([0.0, 1.0, *(self._root(float(grid[k]), float(grid[k + 1]), int(e)) for k, e in changes)])

    def _root(self, low: float, high: float, entry: int) -> float:
        """Where the entry changes its sign, by bisection."""
        sign = np.sign(self._values(low)[entry])
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if np.sign(self._values(middle)[entry]) == sign:
                low = middle
            else:
                high = middle
        return (low + high) / 2
