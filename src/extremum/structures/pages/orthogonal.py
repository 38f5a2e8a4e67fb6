"""Orthogonal matrices, ``X'X = I``: a curved manifold of two parts, rotations and reflections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.fields import decomposed
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.structures.judging import near
from extremum.structures.numbers import Numbers
from extremum.structures.projections import HALF, commuted
from extremum.structures.record import Geometry, Kind, Projection, Structure, register
from extremum.structures.scatter import Frame

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def _tangent(g: Expr, x: Expr) -> Expr:
    """``(G - X G'X)/2``, in the tangent space of the orthogonal matrices at X."""
    return c.combine([(HALF, g), (-HALF, c.product(x, c.transpose(g), x))])


def _tangent_columns(j: Expr, x: Expr) -> Expr:
    return c.combine([(HALF, j), (-HALF, commuted(c.product(j, c.kron(c.transpose(x), x)), x))])


def _tangent_rows(hessian: Expr, x: Expr) -> Expr:
    """Absil, Mahony & Sepulchre (2008), prop. 5.3.2."""
    return c.transpose(_tangent_columns(c.transpose(hessian), x))


def _cayley(numbers: Numbers, a: Array, frame: Frame) -> Array:
    """``Q = (I - K)(I + K)⁻¹`` of a skew K, its columns turned around at random; a reflection ``Q D Q'`` where it is to
    be symmetric."""
    field, eye = numbers.field, numbers.eye(len(a))
    half = numbers.whole(np.tri(len(a), k=-1)) * a
    skew = field.reduce(half - half.T)
    q = field.matmul(field.reduce(eye - skew), field.inverse(field.reduce(eye + skew)))
    turned = field.reduce(q * numbers.choice([-1, 1], (1, len(a))))
    symmetric = bool((frame.pattern.labels == frame.pattern.labels.T).all())
    return field.matmul(turned, q.T) if symmetric else turned


def _permuted(numbers: Numbers, a: Array, frame: Frame) -> Array:
    """The axes in another order, with signs; in their own where it is to be symmetric."""
    symmetric = bool((frame.pattern.labels == frame.pattern.labels.T).all())
    order = np.arange(len(a)) if symmetric else numbers.rng.permutation(len(a))
    return numbers.eye(len(a))[order] * numbers.choice([-1, 1], (1, len(a)))


def _symmetric(a: Array) -> Array:
    return (a + a.T) / 2


def _polar(a: Array) -> Array:
    """The orthogonal factor, the nearest matrix with orthonormal columns."""
    u, _, vt = decomposed(lambda matrix: np.linalg.svd(matrix, full_matrices=False), a)
    return np.asarray(u @ vt)


register(
    Structure(
        name="orthogonal",
        words="orthogonal",
        domain="X'X = I",
        kind=Kind.MANIFOLD,
        parted=True,
        square=True,
        implies=("invertible",),
        apart={"positive_semidefinite": "only the identity is both"},
        along=("symmetric",),
        test=lambda a: near(a.T @ a, np.eye(len(a))),
        detail=lambda a: f"largest |A'A - I| is {np.abs(a.T @ a - np.eye(len(a))).max():.2g}",
        inverted="orthogonal",
        whole=_cayley,
        asked=lambda x: ((c.product(c.transpose(x), x), "==", c.eye(x.cols)),),
        law="X'X = I",
        assumed=3,
        simple=_permuted,
        projections={"projection": Projection(_tangent, _tangent_columns, "(G - X*G'*X)/2", _tangent_rows)},
        geometry=Geometry(
            nearest=_polar,
            tangent=lambda x, a: a - x @ _symmetric(x.T @ a),
            retract=lambda x, v: _polar(x + v),
            bend=lambda x, g, v: -v @ _symmetric(x.T @ g),
        ),
        unfree="its members are a curved manifold",
    )
)
