"""Objectives as something smooth and weighted sums of corners, ``s(x) + Σ_j w_j φ_j(u_j)``, each φ affine on both sides
of one kink, as ``|u|``, ``max(0, u)`` and ``max(0, 1 - u)`` are: what the records of functions say of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, final

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains
from extremum.calculus.kinks import kinks_in
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body, range_of
from extremum.operations.elementwise import ELEMENTWISE, FUNCTIONS
from extremum.operations.sum import terms_of

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
@dataclass(frozen=True, slots=True)
class Corner:
    """``φ(v) = low (v - at)`` below the kink and ``high (v - at)`` above it, and a constant."""

    at: float
    low: float
    high: float


@final
@dataclass(frozen=True, slots=True)
class Range:
    """A free index and its range: ``size`` values from ``start``."""

    index: IndexName
    size: Dim
    start: Dim


@final
@dataclass(frozen=True, slots=True)
class Piece:
    """``Σ_j weight_j φ(inside_j)``, a column or a number inside; ``over``: the indices in both that are summed over,
    the outermost first."""

    corner: Corner
    inside: Expr
    weight: Expr
    over: tuple[Range, ...] = ()


def corner_of(name: str) -> Corner | None:
    """The corner of a function that is affine on both sides of its one kink; None where it is not."""
    function = FUNCTIONS.get(name)
    if function is None or len(function.kinks) != 1 or function.kinks[0].kind != "corner":
        return None
    (kink,) = function.kinks
    affine = [interval for interval, bend in function.curved if bend == "affine"]
    slopes = kink.subdifferential
    if slopes is None or len(affine) != 2 or {affine[0].high, affine[1].low} != {kink.at}:
        return None
    return Corner(float(kink.at), float(slopes.low), float(slopes.high))


def apart(expr: Expr, unknowns: Sequence[Expr]) -> Iterator[tuple[Rational, Expr]]:
    """The terms of a sum; where a term is a product with one sum of the unknowns in it, that is multiplied out."""
    for coefficient, term in terms_of(expr):
        spread = _spread(term, unknowns)
        if spread is term:
            yield coefficient, term
        else:
            yield from ((coefficient * q, part) for q, part in apart(spread, unknowns))


def _spread(term: Expr, unknowns: Sequence[Expr]) -> Expr:
    """A product with one sum of the unknowns multiplied out."""
    if term.op.name == "product":
        k = _one_sum(term.args, unknowns)
        before, after = (term.args, ()) if k is None else (term.args[:k], term.args[k + 1 :])
        return term if k is None else _each(term.args[k], lambda one: c.product(*before, one, *after))
    if term.op.name == "hadamard":
        bases, powers = term.args[::2], term.args[1::2]
        k = _one_sum(bases, unknowns)
        if k is None or powers[k] is not c.number(1):
            return term
        rest = [c.power(base, power) for base, power in zip(bases, powers, strict=True)]
        del rest[k]
        return _each(bases[k], lambda one: c.hadamard(*rest, one))
    return term


def _each(total: Expr, made: Callable[[Expr], Expr]) -> Expr:
    return c.add(*(made(c.multiple(q, one)) for q, one in terms_of(total)))


def _one_sum(factors: Sequence[Expr], unknowns: Sequence[Expr]) -> int | None:
    """The place of the only factor that is a sum with unknowns in it."""
    found = [k for k, factor in enumerate(factors) if factor.op.name == "sum" and contains(factor, unknowns)]
    return found[0] if len(found) == 1 else None


def parted(expr: Expr, unknowns: Collection[Expr]) -> tuple[Expr, list[Piece]] | None:
    """The smooth part and the pieces; None where what has kinks is of another form."""
    names = {unknown.name for unknown in unknowns}
    smooth: list[Expr] = []
    pieces: list[Piece] = []
    for coefficient, term in apart(expr, list(unknowns)):
        whole = c.multiple(coefficient, term)
        if not kinks_in(term, list(unknowns)):
            smooth.append(whole)
            continue
        piece = piece_of(term, names, coefficient)
        if piece is None:
            return None
        pieces.append(piece)
    return (c.add(*smooth) if smooth else c.number(0)), pieces


def piece_of(term: Expr, names: Collection[str], coefficient: Rational = 1) -> Piece | None:
    """``weight * sum(φ(u))`` of a term, or ``weights' φ(u)``."""
    weight: Expr = c.number(coefficient)
    core = term
    if term.op.name == "hadamard":
        factors = list(zip(term.args[::2], term.args[1::2], strict=True))
        inside = [base for base, _ in factors if _depends(base, names)]
        if len(inside) != 1 or any(base is inside[0] and power is not c.number(1) for base, power in factors):
            return None
        core = inside[0]
        rest = [c.power(base, power) for base, power in factors if base is not core]
        weight = c.product(weight, *rest) if rest else weight
    if core.op.name == "sum_over":
        return _summed(core, weight, names)
    if core.op.name == "product":
        row, column = c.product(*core.args[:-1]), core.args[-1]
        if _depends(row, names) or row.rows.number != 1:
            return None
        weight, core = c.product(weight, c.transpose(row)), column
    if core.op is not ELEMENTWISE or core is not c.apply(core.function, core.args[0]):
        return None
    corner = corner_of(core.function)
    return None if corner is None else Piece(corner, core.args[0], weight)


def _summed(core: Expr, weight: Expr, names: Collection[str]) -> Piece | None:
    """``weight * Σ_i v_i φ(u_i)``."""
    size, start, _ = range_of(core.params)
    index = fresh_index(core, weight)
    found = piece_of(open_body(core, index), names)
    if found is None:
        return None
    return replace(found, weight=c.product(weight, found.weight), over=(Range(index, size, start), *found.over))


def _depends(expr: Expr, names: Collection[str]) -> bool:
    return any(symbol.name in names for symbol in expr.symbols)


@final
@dataclass(frozen=True, slots=True)
class Corners:
    """Corners of numbers: where each is, and the slopes on both sides, weights included."""

    at: Array
    low: Array
    high: Array

    def value(self, points: Array) -> float:
        """The sum of all."""
        away = points - self.at
        return float(np.sum(np.where(away > 0, self.high * away, self.low * away)))

    def slope(self, points: Array) -> Array:
        """The slopes where there is one; at a kink 0."""
        return np.asarray(np.where(points > self.at, self.high, np.where(points < self.at, self.low, 0.0)))

    def least(self, gradient: Array, points: Array) -> Array:
        """The least subgradient of the sum of a smooth function with a gradient and the corners."""
        at_kink = np.maximum(gradient + self.low, 0) + np.minimum(gradient + self.high, 0)
        return np.asarray(np.where(points == self.at, at_kink, gradient + self.slope(points)))

    def of(self, members: Sequence[int] | Array) -> Corners:
        """Some of them."""
        return Corners(self.at[members], self.low[members], self.high[members])
