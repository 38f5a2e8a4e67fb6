"""Random well-shaped expressions, each with its own direct NumPy evaluation that knows nothing of normal forms.

A :class:`Raw` is the tree as it was drawn: how it is written, how it is built, and how NumPy computes it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

import numpy as np
from scipy import special

import extremum as ex
from extremum.algebra.dims import ONE, Dim
from extremum.operations import construct as c
from extremum.operations.leaves import member

Env = dict[str, Any]
Shape = tuple[Dim, Dim]
NAMES, LETTERS = "nmpq", "ABCDEFGHJKL"
KINDS = ("rules", "functions", "equations", "forms", "matrices")
"""The files of rules, ``fuzz_rules.py`` and so on."""
COUNT = Dim.of("N")


class Rejected(Exception):
    """What was drawn has no finite value of moderate size: it is drawn again."""


@dataclass(frozen=True, eq=False, slots=True)
class Raw:
    """A drawn expression: its text, its shape, its normal form, and its value by NumPy alone."""

    text: str
    shape: Shape
    build: Callable[[], ex.Expr]
    value: Callable[[Env], Any]

    def evaluate(self, env: Env) -> Any:
        """The value; the largest entry met on the way is kept in ``env``.

        Raises:
            Rejected: an entry is not finite, or large.
        """
        found = self.value(env)
        peak = float(np.abs(found).max(initial=0))
        if not np.isfinite(found).all() or peak > 1e5:
            raise Rejected
        env["peak"] = max(env["peak"], peak)
        return found


@dataclass(slots=True)
class Generator:
    """Draws expressions; symbols are used again more often than not, so that like terms meet.

    names: how many named parts and recurrences there are; analytic: whether NumPy can be asked at complex points.
    """

    kinds: ClassVar[tuple[str, ...]] = KINDS
    rng: random.Random
    symbols: dict[str, ex.Expr] = field(default_factory=dict)
    families: dict[str, Shape] = field(default_factory=dict)
    names: int = 0
    analytic: bool = True
    smooth: bool = True
    size: int = 0
    inside: bool = False

    def name(self, letter: str) -> str:
        """A name that no other part has."""
        self.names += 1
        return f"{letter}{self.names}"

    # -- shapes ----------------------------------------------------------------------------------------------------
    def dim(self) -> Dim:
        return Dim.of(self.rng.choice(NAMES))

    def shape(self) -> Shape:
        """A scalar, a vector, a matrix, or the shape of a Kronecker product, a vec or a block matrix."""
        kind = self.rng.random()
        if kind < 0.4:
            return ONE, ONE
        if kind < 0.6:
            return self.dim(), ONE
        if kind < 0.75:
            size = self.dim()
            return size, size
        if kind < 0.92:
            return self.dim(), self.dim()
        if kind < 0.95:
            return self.dim() * self.dim(), ONE
        if kind < 0.97:
            return self.dim() + self.dim(), self.dim()
        return self.dim() * self.dim(), self.dim() * self.dim()

    # -- drawing ---------------------------------------------------------------------------------------------------
    def draw(self, shape: Shape, depth: int) -> Raw:
        """An expression of the given shape."""
        self.size += 1
        if depth <= 0 or self.size > 40:
            return self.leaf(shape)
        options = [rule for rule in rules(*self.kinds) if rule.fits(shape, self)]
        chosen = self.rng.choices([*options, LEAF], [*(rule.weight for rule in options), 1.0])[0]
        return chosen.make(self, shape, depth - 1)

    def leaf(self, shape: Shape) -> Raw:
        rows, cols = shape
        kind = self.rng.random()
        if kind < 0.12:
            return self.constant(shape)
        if self.inside and cols is ONE and kind < 0.6:
            return self.sample(shape)
        if kind < 0.2 and shape[0] is not ONE and shape[1] is ONE and len(factors_of(rows)) == 2:
            a, b = factors_of(rows)
            return unary("vec", self.draw((a, b), 0), shape, c.vec, _vec)
        return self.symbol(shape)

    def constant(self, shape: Shape) -> Raw:
        rows, cols = shape
        if shape == (ONE, ONE):
            value = self.rng.choice([-3, -1, 1, 2, 5])
            return Raw(str(value), shape, lambda: c.number(value), lambda env: np.full((1, 1), float(value)))
        if rows is cols and self.rng.random() < 0.6:
            return Raw(f"eye({rows})", shape, lambda: c.eye(rows), lambda env: np.eye(env["dim"](rows)))
        name, fill = self.rng.choice([("ones", 1.0), ("ones", 1.0), ("zeros", 0.0)])
        return Raw(
            f"{name}({rows},{cols})", shape, lambda: c.build(name, (), (rows, cols)),
            lambda env: np.full((env["dim"](rows), env["dim"](cols)), fill),
        )  # fmt: skip

    def symbol(self, shape: Shape, *assume: str) -> Raw:
        """A symbol, an old one more often than not."""
        facts = assume or self.facts(shape)
        old = [
            s for s in self.symbols.values() if s.shape == shape and (not assume or set(assume) <= set(s.assumptions))
        ]
        if old and self.rng.random() < 0.6:
            found = self.rng.choice(old)
        else:
            found = ex.matrix(self.letter(shape), *shape, *facts)
            self.symbols[found.name] = found
        return Raw(found.name, shape, lambda: found, lambda env: env[found.name])

    def letter(self, shape: Shape) -> str:
        """The name of a new symbol."""
        letter = LETTERS[len(self.symbols) % 11] + str(len(self.symbols) // 11 or "")
        return letter.lower() if shape[1] is ONE else letter

    def facts(self, shape: Shape) -> tuple[str, ...]:
        if self.rng.random() < 0.55:
            return ()
        rows, cols = shape
        if shape == (ONE, ONE):
            return (self.rng.choice(["positive", "nonnegative", "nonzero"]),)
        if cols is ONE:
            return (self.rng.choice(["positive", "unit", "onehot", "simplex", "nonnegative"]),)
        if rows is cols:
            return (self.rng.choice(SQUARE_FACTS),)
        return ("positive",) if self.rng.random() < 0.3 else ()

    def sample(self, shape: Shape) -> Raw:
        """A member x[i] of a family of samples."""
        name = "x" + str(shape[0]).replace(" + ", "_").replace("*", "").replace("^", "")  # n*m and n + m differ
        self.families[name] = shape
        index = ex.index("i", COUNT)
        return Raw(
            f"{name}[i]", shape, lambda: member(name, *shape, (), index, COUNT), lambda env: env[name][env["i"]],
        )  # fmt: skip


SQUARE_FACTS = [
    "symmetric", "positive_definite", "diagonal", "orthogonal", "invertible", "lower_triangular", "upper_triangular",
    "skew", "positive_semidefinite",
]  # fmt: skip


def factors_of(dim: Dim) -> list[Dim]:
    """a and b of a dimension a*b of two names."""
    if len(dim.terms) != 1:
        return []
    (monomial, coefficient) = dim.terms[0]
    atoms = [Dim.of(atom) for atom, power in monomial for _ in range(power)]
    return atoms if len(atoms) == 2 and coefficient == 1 else []


def parts_of(dim: Dim) -> list[Dim]:
    """a and b of a dimension a+b of two names."""
    terms = [(Dim.of(monomial[0][0]), k) for monomial, k in dim.terms if len(monomial) == 1 and monomial[0][1] == 1]
    flat = [name for name, k in terms for _ in range(int(k))]
    return flat if len(flat) == 2 and len(terms) == len(dim.terms) else []


def _vec(a: Any) -> Any:
    return a.T.reshape(-1, 1)


# -- how nodes are made ----------------------------------------------------------------------------------------------
def unary(name: str, a: Raw, shape: Shape, build: Callable[[ex.Expr], ex.Expr], value: Callable[[Any], Any]) -> Raw:
    """A function of one argument."""
    return Raw(f"{name}({a.text})", shape, lambda: build(a.build()), lambda env: value(a.evaluate(env)))


def binary(
    text: str, a: Raw, b: Raw, shape: Shape, build: Callable[[ex.Expr, ex.Expr], ex.Expr],
    value: Callable[[Any, Any], Any],
) -> Raw:  # fmt: skip
    """An operation of two arguments; ``text`` has places for both."""
    return Raw(
        text.format(a.text, b.text), shape, lambda: build(a.build(), b.build()),
        lambda env: value(a.evaluate(env), b.evaluate(env)),
    )  # fmt: skip


Maker = Callable[[Generator, Shape, int], Raw]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to make an expression of a shape."""

    weight: float
    fits: Callable[[Shape, Generator], bool]
    make: Maker


def _any(shape: Shape, g: Generator) -> bool:
    return True


def _scalar(shape: Shape, g: Generator) -> bool:
    return shape == (ONE, ONE)


def _square(shape: Shape, g: Generator) -> bool:
    return shape[0] is shape[1] is not ONE


def _column(shape: Shape, g: Generator) -> bool:
    return shape[1] is ONE and shape[0] is not ONE


def _named(shape: Shape, g: Generator) -> bool:
    return shape[0].number is None and shape[1].number is None


LEAF = Rule(1.0, _any, lambda g, shape, depth: g.leaf(shape))
RULES: list[Rule] = []


@cache
def rules(*kinds: str) -> tuple[Rule, ...]:
    """The rules of some files, in one order: what a seed draws depends on no import."""
    files = [import_module(f"tests.fuzz_{kind}").__name__ for kind in kinds]
    return tuple(rule for file in files for rule in RULES if rule.make.__module__ == file)


def rule(weight: float, fits: Callable[[Shape, Generator], bool]) -> Callable[[Maker], Maker]:
    """Adds a rule."""

    def add(make: Maker) -> Maker:
        RULES.append(Rule(weight, fits, make))
        return make

    return add


def shifted(a: Raw) -> Raw:
    """``A'A + I``, which is positive definite."""
    size = a.shape[1]
    return unary(
        "gram", a, (size, size), lambda s: c.add(c.product(c.transpose(s), s), c.eye(size)),
        lambda v: v.T @ v + np.eye(v.shape[1]),
    )  # fmt: skip


ELEMENTWISE: Mapping[str, Callable[[Any], Any]] = {
    "tanh": np.tanh, "sin": np.sin, "cos": np.cos, "exp": np.exp, "sigmoid": lambda v: 1 / (1 + np.exp(-v)),
    "softplus": lambda v: np.log(1 + np.exp(v)), "arctan": np.arctan, "expm1": lambda v: np.exp(v) - 1,
    "arcsinh": np.arcsinh,
}  # fmt: skip
KINKED: Mapping[str, Callable[[Any], Any]] = {
    "abs": lambda v: np.where(v.real < 0, -v, v), "relu": lambda v: np.where(v.real > 0, v, 0), "erf": special.erf,
}  # fmt: skip
