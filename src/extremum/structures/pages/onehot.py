"""One entry is 1 and all others are 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.lazy import numpy as np
from extremum.structures.numbers import Numbers
from extremum.structures.record import Kind, Structure, register
from extremum.structures.scatter import Frame

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def _one(numbers: Numbers, a: Array, frame: Frame) -> Array:
    found = np.zeros(a.size)
    found[numbers.rng.integers(a.size)] = 1
    return numbers.whole(found.reshape(a.shape))


register(
    Structure(
        name="onehot",
        words="a unit vector of the axes",
        domain="X in {0, 1}, sum(X) = 1",
        kind=Kind.DISCRETE,
        implies=("binary", "unit", "simplex"),
        along=(),
        test=lambda a: bool(((a == 0) | (a == 1)).all() and a.sum() == 1),
        whole=_one,
        rank=lambda rows, cols: 1,
        unfree="its members are single points",
    )
)
