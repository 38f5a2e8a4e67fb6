"""Nonnegative entries with the sum 1: probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.intervals import Interval
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.structures.judging import near_number
from extremum.structures.numbers import Numbers
from extremum.structures.record import Entries, Geometry, Kind, Projection, Structure, register
from extremum.structures.scatter import Frame

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def _along(g: Expr, x: Expr) -> Expr:
    """``G - mean(G)``, the directions that keep the sum; at the boundary some of them lead outside."""
    ones = c.like_ones(g)
    moving = c.add(c.like_zeros(g), *(c.multiple(q, term) for q, term in terms_of(g) if term is not ones))
    total = c.product(c.ones(1, g.rows), moving, c.ones(g.cols))
    return c.subtract(moving, c.product(c.power(c.dimension(x.rows * x.cols), -1), total, ones))


def _along_columns(j: Expr, x: Expr) -> Expr:
    count = x.rows * x.cols
    return c.subtract(j, c.product(c.power(c.dimension(count), -1), j, c.ones(count), c.ones(1, count)))


def _shared(numbers: Numbers, a: Array, frame: Frame) -> Array:
    """Divided by the sum, which has a root, so that squares stay squares."""
    total = numbers.field.reduce(a.sum(keepdims=True))
    numbers.root(total)
    return numbers.scaled(a, total)


def _nearest(a: Array) -> Array:
    """``max(a - t, 0)`` with the t for which the sum is 1. Held, Wolfe & Crowder (1974)."""
    falling = np.sort(a.ravel())[::-1]
    shifts = (np.cumsum(falling) - 1) / np.arange(1, a.size + 1)
    last = np.flatnonzero(falling > shifts)[-1]
    return np.asarray(np.maximum(a - shifts[last], 0.0))


def _tangent(x: Array, a: Array) -> Array:
    """The projection onto the directions with sum 0 that do not leave the positive entries: ``a - t`` with the right t,
    and its positive part where x is 0."""
    free, held = a[x > 0], np.sort(a[x <= 0])[::-1]
    sums = free.sum() + np.concatenate([[0.0], np.cumsum(held)])
    shifts = sums / (free.size + np.arange(held.size + 1))
    used = 0
    while used < held.size and held[used] > shifts[used]:
        used += 1
    moved = a - shifts[used]
    return np.asarray(np.where(x > 0, moved, np.maximum(moved, 0.0)))


register(
    Structure(
        name="simplex",
        words="nonnegative with the sum 1",
        domain="X >= 0, sum(X) = 1",
        kind=Kind.POLYTOPE,
        implies=("nonnegative",),
        law="sum(X) = 1",
        test=lambda a: bool((a >= 0).all()) and near_number(a.sum(), 1.0),
        detail=lambda a: f"the least entry is {a.min():.4g}, the sum {a.sum():.6g}",
        entries=Entries(lambda numbers, values: numbers.positive(values), negative=False),
        whole=_shared,
        scaled=True,
        order=2,
        bounds=Interval(0, 1),
        asked=lambda x: ((c.product(c.ones(1, x.rows), x, c.ones(x.cols)), "==", 1), (x, ">=", 0)),
        assumed=1,
        simple=lambda numbers, a, frame: numbers.axis(a.shape),
        projections={"projection": Projection(_along, _along_columns, "G - mean(G)")},
        geometry=Geometry(
            nearest=_nearest,
            tangent=_tangent,
            retract=lambda x, v: _nearest(x + v),
        ),
        unfree="its members are a polytope, with a boundary",
    )
)
