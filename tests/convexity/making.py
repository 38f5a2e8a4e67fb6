"""Random expressions with kinks, jumps and split domains, each built twice: as ours, and as a function of NumPy arrays
that knows nothing of ours.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from scipy import special

import extremum as ex

Point = dict[str, Any]


Value = Callable[[Point], Any]


DOMAINS = ("", "positive", "nonnegative")


@dataclass(frozen=True)
class Both:
    """An expression of ours, and the same as a function of a point."""

    ours: Any
    value: Value


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp, "log": np.log, "abs": np.abs, "relu": lambda v: np.maximum(v, 0), "sign": np.sign, "tanh": np.tanh,
    "sigmoid": special.expit, "softplus": lambda v: np.logaddexp(0, v), "cosh": np.cosh, "sinh": np.sinh,
    "sqrt": np.sqrt, "arctan": np.arctan, "erf": special.erf, "normcdf": special.ndtr, "log1p": np.log1p, "tan": np.tan,
    "sin": np.sin, "cos": np.cos, "expm1": np.expm1, "erfc": special.erfc, "arcsin": np.arcsin,
    "hinge": lambda v: np.maximum(0, 1 - v), "step": lambda v: np.heaviside(v, 0), "arccos": np.arccos,
}  # fmt: skip


LIKELY = ("abs", "relu", "hinge", "exp", "log", "softplus", "sqrt", "sign")


POWERS: tuple[Any, ...] = (
    2,
    2,
    3,
    4,
    -1,
    -2,
    ex.Rational(1, 2),
    ex.Rational(3, 2),
    ex.Rational(-1, 2),
    ex.Rational(1, 3),
)


class Maker:
    """Random expressions of one draw."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.facts = {name: self.rng.choice(DOMAINS) for name in "xy"} | {"p": "positive", "q": ""}
        n, m = ex.dims("n m")
        scalars = {name: ex.scalar(name, *([fact] if fact else [])) for name, fact in self.facts.items()}
        self.facts["v"] = self.rng.choice(DOMAINS)
        vector = ex.vector("v", n, *([self.facts["v"]] if self.facts["v"] else []))
        self.scalars = {name: Both(s, itemgetter(name)) for name, s in scalars.items()}
        self.vectors = [Both(vector, lambda at: at["v"]), Both(ex.vector("a", n), lambda at: at["a"])]
        self.matrix = Both(ex.matrix("A", m, n), lambda at: at["A"])

    def number(self) -> Both:
        value = self.rng.choice((1, 2, -1, ex.Rational(1, 2), 3, -2))
        return Both(ex.scalar("p") * 0 + value, lambda at: float(value))

    def affine(self) -> Both:
        name = self.rng.choice("xxy")
        base = self.scalars[name]
        if self.rng.random() < 0.4:
            return base
        slope, shift = self.rng.choice((1, 2, -1, -2)), self.rng.choice((0, 1, -1, 2))
        return Both(slope * base.ours + shift, lambda at: slope * base.value(at) + shift)

    def scalar(self, depth: int) -> Both:
        if depth == 0:
            return self.affine() if self.rng.random() < 0.85 else self.scalars[self.rng.choice("pq")]
        kind = self.rng.random()
        if kind < 0.27:
            return self._add(self.scalar(depth - 1), self.scalar(depth - 1))
        if kind < 0.40:
            return self._times(self.scalar(depth - 1), self.scalar(self.rng.randint(0, depth - 1)))
        if kind < 0.52:
            return self._power(self.scalar(depth - 1))
        if kind < 0.80:
            return self._function(self.scalar(depth - 1))
        return self._of_vector(depth)

    def _add(self, a: Both, b: Both) -> Both:
        sign = self.rng.choice((1, 1, -1))
        return Both(a.ours + sign * b.ours, lambda at: a.value(at) + sign * b.value(at))

    def _times(self, a: Both, b: Both) -> Both:
        return Both(a.ours * b.ours, lambda at: a.value(at) * b.value(at))

    def _power(self, a: Both) -> Both:
        if self.rng.random() < 0.1:
            p = self.scalars["p"]
            return Both(a.ours**p.ours, lambda at: np.asarray(a.value(at), dtype=float) ** p.value(at))
        power = self.rng.choice(POWERS)
        return Both(a.ours**power, lambda at: np.asarray(a.value(at), dtype=float) ** float(power))

    def _function(self, a: Both) -> Both:
        name = self.rng.choice(LIKELY if self.rng.random() < 0.55 else tuple(FUNCTIONS))
        return Both(getattr(ex, name)(a.ours), lambda at: FUNCTIONS[name](a.value(at)))

    def vector(self, depth: int) -> Both:
        if depth == 0:
            base = self.vectors[0]
            if self.rng.random() < 0.5:
                return base
            return Both(self.matrix.ours @ base.ours, lambda at: self.matrix.value(at) @ base.value(at))
        inner = self.vector(depth - 1)
        name = self.rng.choice(LIKELY)
        return Both(getattr(ex, name)(inner.ours), lambda at: FUNCTIONS[name](inner.value(at)))

    def _of_vector(self, depth: int) -> Both:
        inner = self.vector(self.rng.randint(0, min(depth, 2)))
        kind = self.rng.choice(("sum", "norm1", "norm2", "square", "logsumexp", "inner"))
        if kind == "sum":
            return Both(ex.sum(inner.ours), lambda at: np.sum(inner.value(at)))
        if kind == "norm1":
            return Both(ex.norm1(inner.ours), lambda at: np.abs(inner.value(at)).sum())
        if kind == "norm2":
            return Both(ex.norm2(inner.ours), lambda at: np.sqrt((inner.value(at) ** 2).sum()))
        if kind == "square":
            return Both(ex.norm2(inner.ours) ** 2, lambda at: (inner.value(at) ** 2).sum())
        if kind == "logsumexp":
            return Both(ex.logsumexp(inner.ours), lambda at: special.logsumexp(inner.value(at)))
        base, a = self.vectors
        other = self.rng.choice((a, base))
        return Both(other.ours.T @ base.ours, lambda at: other.value(at) @ base.value(at))

    def expression(self) -> Both:
        return self.scalar(self.rng.randint(1, 4))
