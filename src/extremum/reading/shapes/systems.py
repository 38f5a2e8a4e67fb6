"""The shape rules of the solutions of matrix equations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.dims import Shape
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.shapes.inference import Collector


def riccati(at: Collector, tree: Tree) -> Shape:
    """A n×n, B n×m, Q n×n, R m×m; n×n."""
    a, b, q, r = (at.shape(part) for part in tree.parts)
    for dim in (a[1], b[0], q[0], q[1]):
        at.same(a[0], dim, tree)
    at.same(b[1], r[0], tree)
    at.same(b[1], r[1], tree)
    return a


def sylvester(at: Collector, tree: Tree) -> Shape:
    """Square matrices of the rows and of the columns of the last, to one of its shape."""
    left, right, (rows, cols) = (at.shape(part) for part in tree.parts)
    for dim, other in ((left[0], rows), (left[1], rows), (right[0], cols), (right[1], cols)):
        at.same(dim, other, tree)
    return rows, cols
