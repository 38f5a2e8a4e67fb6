"""The shape rules of pieces that have several readings: the shapes of their parts decide which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extremum.algebra.dims import ONE, Dim, Shape
from extremum.reading.shapes.constraints import SCALAR, NotScalar, OneOf, Pair, pairs
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.shapes.inference import Collector

THREE = Dim.of(3)


def _options(at: Collector, tree: Tree, shape: Shape, *options: list[Pair]) -> Shape:
    """The shape of a piece, where one of several lists of equations holds."""
    at.need(OneOf(tree, options))
    return shape


def diag_or_diagonal(at: Collector, tree: Tree) -> Shape:
    """Of a vector the diagonal matrix, of a square matrix the diagonal."""
    (rows, cols), out = at.shape(tree.parts[0]), (at.fresh(), at.fresh())
    if tree.parts[0].kind == "name":  # diag(d) of a number would be the number
        at.need(NotScalar(tree, (rows, cols)))
    matrix = [(cols, ONE), (out[0], rows), (out[1], rows)]
    return _options(at, tree, out, matrix, [(rows, cols), (out[0], rows), (out[1], ONE)])


def bars(at: Collector, tree: Tree) -> Shape:
    """Of a vector the absolute values, of a scalar or a square matrix a scalar."""
    shape, out = at.shape(tree.parts[0]), (at.fresh(), at.fresh())
    entrywise = [(shape[1], ONE), (out[0], shape[0]), (out[1], ONE)]
    return _options(at, tree, out, [(shape[0], shape[1]), (out[0], ONE), (out[1], ONE)], entrywise)


def length(at: Collector, tree: Tree) -> Shape:
    """Of a vector, a scalar or a square matrix a number."""
    shape = at.shape(tree.parts[0])
    return _options(at, tree, SCALAR, [(shape[0], shape[1])], [(shape[1], ONE)], [(shape[0], ONE)])


def dot(at: Collector, tree: Tree) -> Shape:
    """A product, or the inner product of two columns."""
    left, right = (at.shape(part) for part in tree.parts)
    out = at.fresh(), at.fresh()
    scalars = [[*pairs(left, SCALAR), *pairs(out, right)], [*pairs(right, SCALAR), *pairs(out, left)]]
    product = [(left[1], right[0]), (out[0], left[0]), (out[1], right[1])]
    inner = [(left[1], ONE), *pairs(left, right), *pairs(out, SCALAR)]
    return _options(at, tree, out, *scalars, product, inner)


def cross_or_product(at: Collector, tree: Tree) -> Shape:
    """A product, or the cross product of two vectors of 3 entries."""
    left, right = (at.shape(part) for part in tree.parts)
    out = at.fresh(), at.fresh()
    scalars = [[*pairs(left, SCALAR), *pairs(out, right)], [*pairs(right, SCALAR), *pairs(out, left)]]
    product = [(left[1], right[0]), (out[0], left[0]), (out[1], right[1])]
    cross = [*pairs(left, (THREE, ONE)), *pairs(right, (THREE, ONE)), *pairs(out, (THREE, ONE))]
    return _options(at, tree, out, *scalars, product, cross)
