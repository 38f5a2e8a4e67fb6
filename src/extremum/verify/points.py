"""Where two expressions are compared: how many random points, of which sizes, and how far from zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import isinf
from typing import Any, final

import numpy as np

from extremum.algebra.facts import holds
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.algebra.traits import Exact
from extremum.algebra.traverse import topological
from extremum.data.computing import silently
from extremum.data.given import leaves_of
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import declared
from extremum.operations.powers import pairs
from extremum.operations.spectral import SPECTRAL
from extremum.structures import STRUCTURES

_FAR = 4
_NUMBERS = {"value", "*coefficients"}


@final
class Draws(np.random.Generator):
    """Random numbers whose normal deviates have a given size, and are positive on demand.

    turning: the size of the skew part that is added to square matrices, whose eigenvalues have such imaginary parts.
    """

    def __init__(self, seed: int, size: float = 1.0, positive: bool = False, turning: float = 0.0) -> None:
        super().__init__(np.random.PCG64(seed))
        self._size, self._positive, self._turning = size, positive, turning

    def normal(self, *args: Any, **named: Any) -> Any:
        value = self._size * super().normal(*args, **named)
        return np.abs(value) if self._positive else value

    def turned(self, matrix: Any) -> Any:
        """A matrix, to which a skew part is added where it is square."""
        if not self._turning or len(matrix) != len(matrix.T) or len(matrix) < 2:
            return matrix
        return matrix + self._turning * (matrix - matrix.T) / self._size


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides how expressions are compared.

    rational: rational functions of the entries, decided modulo the prime; roots: with powers that are no whole numbers,
    whose sign the prime does not know; kinked: with functions that are smooth in pieces only; counted: with dimensions
    as numbers; scattered: with symbols whose values fall apart into pieces, such as signs, or rotations and
    reflections; split: no rational functions, with poles that may divide their domain, as 0 does that of ``1/x``; far:
    the sizes of numbers in them that are far from 1; branched: with functions that take back what another one did, on
    one of its branches, as the arcsine of a sine; turning: with such functions of matrices with complex eigenvalues.
    """

    rational: bool
    roots: bool
    kinked: bool
    counted: bool
    scattered: bool = False
    split: bool = False
    far: tuple[float, ...] = ()
    branched: bool = False
    turning: bool = False

    @property
    def partial(self) -> bool:
        """Whether a difference may show at a part of the points only."""
        return self.kinked or self.roots or self.scattered or self.split

    @property
    def points(self) -> int:
        """How many points in the real numbers are enough."""
        return (
            24 + 6 * len(self.far)
            if self.partial
            else 2 * len(_BRANCHES)
            if self.branched
            else 10
            if self.turning
            else 4
        )

    @property
    def tries(self) -> int:
        """How many points are drawn at most until enough are found."""
        return 80 + 20 * len(self.far)


def traits_of(roots: Iterable[Expr]) -> Traits:
    """The traits of some expressions together."""
    roots = list(roots)
    nodes = topological(roots)
    powers = [e for node in nodes if node.op.name == "hadamard" for _, e in pairs(node)]
    broken = [e for e in powers if not (c.is_number(e) and isinstance(c.value_of(e), int))]
    rational = not broken and not any(node.op.exact is Exact.SYMBOLIC for node in nodes)
    return Traits(
        rational=rational,
        roots=any(c.is_number(e) for e in broken),
        kinked=any(map(_kinked, nodes)),
        counted=any(node.op.name == "dimension" for node in nodes),
        scattered=any(STRUCTURES[fact].scattered for leaf in leaves_of(roots).values() for fact in declared(leaf)),
        split=not rational and any(map(_has_poles, nodes)),
        far=_far(nodes),
        branched=any(map(_has_branches, nodes)),
        turning=any(map(_turns, nodes)),
    )


def _has_branches(node: Expr) -> bool:
    """Whether its values are those of one branch, and its argument is another function's value: ``arcsin(sin(x))``."""
    known = FUNCTIONS.get(node.function) if node.op.name == "elementwise" else None
    return known is not None and _is_bounded(known.range) and _has_functions(node.args)


def _turns(node: Expr) -> bool:
    """Whether it is a function of a matrix that is a function itself, with complex eigenvalues: ``logm(expm(A))``."""
    return node.op is SPECTRAL and not holds(node.args[0], "symmetric") and _has_functions(node.args)


def _has_functions(roots: Iterable[Expr]) -> bool:
    return any(inner.op is SPECTRAL or inner.op.name == "elementwise" for inner in topological(roots))


def _is_bounded(interval: Interval) -> bool:
    return not (isinf(interval.low) or isinf(interval.high))


def _has_poles(node: Expr) -> bool:
    """Whether it may be undefined between two points at which it is defined."""
    known = FUNCTIONS.get(node.function) if node.op.name == "elementwise" else None
    below = [b for b, e in pairs(node) if c.is_number(e) and c.value_of(e) < 0] if node.op.name == "hadamard" else []
    return (known is not None and known.gaps) or not all(holds(base, "positive") for base in below)


def _kinked(node: Expr) -> bool:
    """Whether it is smooth in pieces only; also where no kink is met, as of ``|s|`` for a nonzero s of either sign."""
    known = FUNCTIONS.get(node.function) if node.op.name == "elementwise" else None
    return bool(node.op.kinks(node) or (known is not None and known.kinks))


def _far(nodes: Iterable[Expr]) -> tuple[float, ...]:
    """The sizes of numbers above 8 or below 1/8: a kink may lie there."""
    params = (q for node in nodes if not _NUMBERS.isdisjoint(node.op.parameters) for q in node.params)
    sizes = {abs(float(q)) for q in params if isinstance(q, int | Fraction) and 0 < abs(Fraction(q)) < 10**100}
    return tuple(sorted(size for size in sizes if size > 8 or size < 0.125)[:_FAR])


@contextmanager
def quietly() -> Iterator[None]:
    """Inside, values that are not defined at a random point are no warning: another point is drawn."""
    with silently():
        yield


_TURNING = (0.0, 4.0, 0.0, 12.0, 40.0)
_BRANCHES = (1.0, 4.0, 0.2, 30.0, 3.0, 300.0, 3000.0)
"""Sizes of points on several branches, of matrices and of numbers."""


def draws(traits: Traits) -> Iterator[Draws]:
    """Generators for points in the real numbers: of several sizes, positive ones among them."""
    sizes: tuple[float, ...] = _BRANCHES if traits.branched else (1.0, 1.0, 0.2, 3.0)
    sizes = (1.0, 0.5, 0.2, 2.0) if traits.turning else sizes
    if traits.kinked or traits.roots:
        sizes = (1.0, 1.0, 0.1, 10.0, 1.0, 100.0, 0.01, 1000.0, *(2 * size for size in traits.far))
    for seed in range(traits.tries):
        yield Draws(
            seed,
            sizes[seed % len(sizes)],
            positive=seed % 5 == 4,
            turning=traits.turning * _TURNING[seed % len(_TURNING)],
        )
