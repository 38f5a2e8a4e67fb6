"""One entry is 1 and all others are 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.structures.record import Kind, Structure, register

if TYPE_CHECKING:
    pass


register(
    Structure(
        name="onehot",
        words="a unit vector of the axes",
        domain="X in {0, 1}, sum(X) = 1",
        kind=Kind.DISCRETE,
        implies=("binary", "unit", "simplex"),
        along=(),
        test=lambda a: bool(((a == 0) | (a == 1)).all() and a.sum() == 1),
        whole=lambda numbers, a, frame: numbers.axis(a.shape),
        rank=lambda rows, cols: 1,
        unfree="its members are single points",
        law="vec(X)*vec(X)' = diag(vec(X))",
    )
)
