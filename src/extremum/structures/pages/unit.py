"""Vectors of length 1 (matrices of Frobenius norm 1): a sphere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.intervals import Interval
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.structures.judging import near_number
from extremum.structures.numbers import Numbers
from extremum.structures.record import Geometry, Kind, Projection, Structure, register
from extremum.structures.scatter import Frame

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def _tangent(g: Expr, x: Expr) -> Expr:
    """``G - <X, G> X``, orthogonal to X: in the tangent space of the sphere at X."""
    return c.subtract(g, c.product(c.trace(c.product(c.transpose(x), g)), x))


def _tangent_columns(j: Expr, x: Expr) -> Expr:
    return c.subtract(j, c.product(j, c.vec(x), c.transpose(c.vec(x))))


def _tangent_rows(hessian: Expr, x: Expr) -> Expr:
    """Absil, Mahony & Sepulchre (2008), prop. 5.3.2."""
    return c.transpose(_tangent_columns(c.transpose(hessian), x))


def _normalised(numbers: Numbers, a: Array, frame: Frame) -> Array:
    return numbers.scaled(a, numbers.root(numbers.field.reduce((a * a).sum(keepdims=True))))


def _axis(numbers: Numbers, a: Array, frame: Frame) -> Array:
    return np.array([[0.6], [0.8]]) if a.shape == (2, 1) else numbers.axis(a.shape)


register(
    Structure(
        name="unit",
        words="of unit length",
        domain="X'X = 1",
        kind=Kind.MANIFOLD,
        test=lambda a: near_number((a * a).sum(), 1.0),
        detail=lambda a: f"its length is {np.sqrt((a * a).sum()):.6g}",
        whole=_normalised,
        scaled=True,
        order=2,
        bounds=Interval(-1, 1),
        asked=lambda x: ((c.product(c.transpose(x), x), "==", 1),),
        assumed=4,
        simple=_axis,
        projections={"projection": Projection(_tangent, _tangent_columns, "G - sum(X.*G)*X", _tangent_rows)},
        geometry=Geometry(
            nearest=lambda a: a / np.sqrt((a * a).sum()),
            tangent=lambda x, a: a - (x * a).sum() * x,
            retract=lambda x, v: (x + v) / np.sqrt(((x + v) ** 2).sum()),
            bend=lambda x, g, v: -(x * g).sum() * v,
        ),
        unfree="its members are a sphere",
    )
)
