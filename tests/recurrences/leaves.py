"""The symbols of random objectives with recurrences, and random data for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.language.families import Family, members

Array = Any
Data = dict[str, Array]

n, p, m, T, N = ex.dims("n p m T N")
t, i = ex.index("t", T, start=0), ex.index("i", N)
SIZES = {"n": 2, "p": 3, "m": 3, "N": 2}
A, C, B, W = ex.matrix("A", n, n), ex.matrix("C", n, n), ex.matrix("B", n, p), ex.family("W", n, n, T)


@dataclass(frozen=True)
class Leaves:
    """The symbols whose shape is that of the states, or has their columns; ``cols`` is how many these are."""

    cols: Dim
    c: Expr
    x0: Expr
    h0: Expr
    goal: Expr
    D: Expr
    u: Family
    b: Family
    y: Family
    X: Family
    Y: Family

    @property
    def shape(self) -> tuple[int, ...]:
        """That of the states in data."""
        return (SIZES["n"], *self._columns)

    @property
    def _columns(self) -> tuple[int, ...]:
        return () if self.x0.is_column else (SIZES[str(self.cols)],)

    @property
    def variables(self) -> Iterator[Expr]:
        """All that a derivative may be by."""
        yield from (self.c, self.x0, self.h0, self.goal, self.u[t], W[t], self.b[t], self.y[t], self.X[i], self.Y[i])
        yield from () if self.x0.is_column else (self.D,)

    def data(self, horizon: int, seed: int) -> Data:
        """Random data for all symbols."""
        rng = np.random.default_rng(seed)
        state, columns = self.shape, self._columns
        shapes: dict[str, tuple[int, ...]] = {
            "A": (2, 2), "C": (2, 2), "B": (2, 3), "c": state, "x0": state, "h0": state, "goal": state,
            "u": (horizon, 3, *columns), "W": (horizon, 2, 2), "b": (horizon, *state), "y": (horizon, *state),
            "X": (SIZES["N"], *state), "Y": (SIZES["N"], *state), "D": columns * 2,
        }  # fmt: skip
        return {name: 0.6 * rng.normal(size=shape) for name, shape in shapes.items()}


@cache
def leaves(states: str) -> Leaves:
    """Those of states that are ``vectors``, ``matrices`` with n rows and m columns, or ``square``."""
    cols = {"vectors": Dim.of(1), "matrices": m, "square": n}[states]
    c, x0, h0, goal = (ex.matrix(name, n, cols) for name in ("c", "x0", "h0", "goal"))
    u, b, y = (ex.family(name, rows, cols, T) for name, rows in (("u", p), ("b", n), ("y", n)))
    X, Y = (members(name, lambda at: (n, cols), N, 1, ()) for name in "XY")
    return Leaves(cols, c, x0, h0, goal, ex.matrix("D", cols, cols), u, b, y, X, Y)
