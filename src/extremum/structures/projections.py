"""The linear maps by which gradients and Jacobians within a structure are made of the unstructured ones.

Projections: Absil, Mahony & Sepulchre (2008), sec. 3.6. Independent parameters: Petersen & Pedersen (2012), eqs.
(138)-(144). vech: Magnus & Neudecker (2019), ch. 3, sec. 8 and ch. 9.
"""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.structures.record import Map, Projection

HALF = Fraction(1, 2)


def mean(sign: int) -> Map:
    """``(G ± G')/2``."""
    return lambda g, x: g if c.transpose(g) is c.multiple(sign, g) else c.combine(
        [(HALF, g), (sign * HALF, c.transpose(g))]
    )  # fmt: skip


def mean_columns(sign: int) -> Map:
    """``J (I ± K)/2``."""
    return lambda j, x: c.combine([(HALF, j), (sign * HALF, commuted(j, x))])


def commuted(j: Expr, x: Expr) -> Expr:
    """``J K``."""
    return c.product(j, c.commutation(x.rows, x.rows))


def only_diagonal(g: Expr, x: Expr) -> Expr:
    """``G∘I``."""
    return c.diag(c.diagonal(g))


def diagonal_columns(j: Expr, x: Expr) -> Expr:
    spread = c.build("spread", (), (x.rows,))
    return c.product(j, spread, c.transpose(spread))


def part(name: str) -> Projection:
    """The lower or the upper triangle."""
    return Projection(
        lambda g, x: c.build(name, (g,)),
        lambda j, x: c.product(j, c.diag(c.vec(c.build(name, (c.like_ones(x),))))),
        f"{name}(G)",
    )
