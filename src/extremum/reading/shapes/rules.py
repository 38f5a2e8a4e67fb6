"""The shape rules of functions, and of pieces whose meaning the shapes of their parts decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from extremum.algebra.dims import ONE, ZERO, Shape
from extremum.reading.build import functions
from extremum.reading.build.dimensions import polynomial
from extremum.reading.shapes.alternatives import THREE, bars, cross_or_product, diag_or_diagonal, dot, length
from extremum.reading.shapes.constraints import SCALAR, NotScalar, unknowns
from extremum.reading.shapes.systems import riccati, sylvester
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.shapes.inference import Collector

Rule = Callable[["Collector", Tree], Shape]


def _first(at: Collector, tree: Tree) -> Shape:
    return at.shape(tree.parts[0])


def _one(at: Collector, tree: Tree) -> Shape:
    """Of any shape, to a scalar."""
    _first(at, tree)
    return SCALAR


def _square(at: Collector, tree: Tree) -> Shape:
    """A square matrix, to one of that size."""
    shape = _first(at, tree)
    at.same(*shape, tree)
    _no_scalar(at, tree, shape)
    return shape


def _no_scalar(at: Collector, tree: Tree, shape: Shape) -> None:
    """A name that is given to a function of matrices or vectors stands for one."""
    bare = tree.parts[0].parts[0] if tree.parts[0].kind == "transpose" else tree.parts[0]
    if bare.kind in ("name", "member"):
        at.need(NotScalar(tree, shape))


def _square_to_one(at: Collector, tree: Tree) -> Shape:
    _square(at, tree)
    return SCALAR


def _mpow(at: Collector, tree: Tree) -> Shape:
    at.scalar(at.shape(tree.parts[1]), tree.parts[1])
    return _square(at, tree)


def _vector(at: Collector, tree: Tree) -> Shape:
    rows, cols = _first(at, tree)
    if rows is ONE and not unknowns(cols):
        return rows, cols
    at.same(cols, ONE, tree)
    _no_scalar(at, tree, (rows, cols))
    return rows, ONE


def _rows(at: Collector, tree: Tree) -> Shape:
    """One value a row."""
    return _first(at, tree)[0], ONE


def _cols(at: Collector, tree: Tree) -> Shape:
    """One value a column."""
    return ONE, _first(at, tree)[1]


def _greatest(at: Collector, tree: Tree) -> Shape:
    """Of one argument its largest entry; several are compared entry by entry."""
    first, *others = (at.shape(part) for part in tree.parts)
    if not others:
        return SCALAR
    for other in others:
        first = at.entrywise(first, other, tree)
    return first


def _gradient(at: Collector, tree: Tree) -> Shape:
    """Of a scalar by a variable, of the shape of the variable."""
    at.scalar(_first(at, tree), tree.parts[0])
    return at.shape(tree.parts[1])


def _norm_p(at: Collector, tree: Tree) -> Shape:
    at.scalar(at.shape(tree.parts[1]), tree.parts[1])
    return _one(at, tree)


def _vector_to_one(at: Collector, tree: Tree) -> Shape:
    _vector(at, tree)
    return SCALAR


def _stacked(at: Collector, tree: Tree) -> Shape:
    rows, cols = _first(at, tree)
    return rows * cols, ONE


def _vech(at: Collector, tree: Tree) -> Shape:
    size = _square(at, tree)[0]
    return (size * (size + 1)).over(2), ONE


def _kron(at: Collector, tree: Tree) -> Shape:
    rows, cols = ONE, ONE
    for part in tree.parts:
        shape = at.shape(part)
        rows, cols = rows * shape[0], cols * shape[1]
    return rows, cols


def _diag(at: Collector, tree: Tree) -> Shape:
    size = _vector(at, tree)[0]
    return size, size


def _diagonal(at: Collector, tree: Tree) -> Shape:
    return _square(at, tree)[0], ONE


def _weighted(at: Collector, tree: Tree) -> Shape:
    """``sqrt(x'*W*x)``."""
    (rows, cols), weight = at.shape(tree.parts[0]), at.shape(tree.parts[1])
    for dim, other in ((cols, ONE), (weight[0], rows), (weight[1], rows)):
        at.same(dim, other, tree)
    return SCALAR


def _kronsum(at: Collector, tree: Tree) -> Shape:
    """Of square matrices."""
    (a, b), (d, e) = (at.shape(part) for part in tree.parts)
    at.same(a, b, tree)
    at.same(d, e, tree)
    return a * d, a * d


def _khatri_rao(at: Collector, tree: Tree) -> Shape:
    (a, b), (d, e) = (at.shape(part) for part in tree.parts)
    at.same(b, e, tree)
    return a * d, b


def _blockdiag(at: Collector, tree: Tree) -> Shape:
    shapes = [at.shape(part) for part in tree.parts]
    return sum((rows for rows, _ in shapes), ZERO), sum((cols for _, cols in shapes), ZERO)


def _vstack(at: Collector, tree: Tree) -> Shape:
    first, *others = shapes = [at.shape(part) for part in tree.parts]
    for _, cols in others:
        at.same(cols, first[1], tree)
    return sum((rows for rows, _ in shapes), ZERO), first[1]


def _hstack(at: Collector, tree: Tree) -> Shape:
    first, *others = shapes = [at.shape(part) for part in tree.parts]
    for rows, _ in others:
        at.same(rows, first[0], tree)
    return first[0], sum((cols for _, cols in shapes), ZERO)


def _rowquad(at: Collector, tree: Tree) -> Shape:
    (rows, cols), weight = (at.shape(part) for part in tree.parts)
    at.same(weight[0], cols, tree)
    at.same(weight[1], cols, tree)
    return rows, ONE


def _unvech(at: Collector, tree: Tree) -> Shape:
    rows, one = _first(at, tree)
    order = polynomial(at.builder.source, tree.parts[1], at.builder.names.dimension)
    at.same(rows, (order * (order + 1)).over(2), tree)
    at.same(one, ONE, tree)
    return order, order


def _right_vector(at: Collector, tree: Tree) -> Shape:
    return _first(at, tree)[1], ONE


def _cross(at: Collector, tree: Tree) -> Shape:
    """Two vectors of 3 entries, to one."""
    for part in tree.parts:
        shape = at.shape(part)
        at.same(shape[0], THREE, part)
        at.same(shape[1], ONE, part)
    return THREE, ONE


def _pairs_of_vector(at: Collector, tree: Tree) -> Shape:
    size = _vector(at, tree)[0]
    return size, size


def _skewmat(at: Collector, tree: Tree) -> Shape:
    _cross(at, tree)
    return THREE, THREE


def _axial(at: Collector, tree: Tree) -> Shape:
    shape = _first(at, tree)
    at.same(shape[0], THREE, tree)
    at.same(shape[1], THREE, tree)
    return THREE, ONE


def _unvec(at: Collector, tree: Tree) -> Shape:
    size, one = _first(at, tree)
    rows, cols = (polynomial(at.builder.source, part, at.builder.names.dimension) for part in tree.parts[1:])
    at.same(size, rows * cols, tree)
    at.same(one, ONE, tree)
    return rows, cols


def _lyap(at: Collector, tree: Tree) -> Shape:
    """Two square matrices of one size, to one."""
    size, shape = _square(at, tree)[0], at.shape(tree.parts[1])
    at.same(shape[0], size, tree)
    at.same(shape[1], size, tree)
    return size, size


def _eigvecs(at: Collector, tree: Tree) -> Shape:
    """As many columns as are asked for."""
    rows, _ = _square(at, tree)
    return rows, polynomial(at.builder.source, tree.parts[1], at.builder.names.dimension)


def _squared(at: Collector, tree: Tree) -> Shape:
    """The matrix of a linear map between square matrices."""
    size = _square(at, tree)[0]
    return size * size, size * size


def _constant(at: Collector, tree: Tree) -> Shape:
    return at.builder.visit(tree).shape


RULES: dict[str, Rule] = {
    "scalar": _one,
    "same": _first,
    "square": _square,
    "square to scalar": _square_to_one,
    "mpow": _mpow,
    "vector": _vector,
    "vector to scalar": _vector_to_one,
    "rows": _rows,
    "cols": _cols,
    "greatest": _greatest,
    "norm_p": _norm_p,
    "vec": _stacked,
    "vech": _vech,
    "kron": _kron,
    "diag": _diag,
    "diagonal": _diagonal,
    "unvec": _unvec,
    "eigvecs": _eigvecs,
    "sylvester": sylvester,
    "riccati": riccati,
    "lyap": _lyap,
    "squared": _squared,
    "transposed": lambda at, tree: _first(at, tree)[::-1],
    "constant": _constant,
    "product": lambda at, tree: at.binary("*", at.shape(tree.parts[0]), at.shape(tree.parts[1]), tree),
    "quotient": lambda at, tree: at.binary("/", at.shape(tree.parts[0]), at.shape(tree.parts[1]), tree),
    "power": lambda at, tree: at.power(tree),
    "diag or diagonal": diag_or_diagonal,
    "bars": bars,
    "length": length,
    "kronsum": _kronsum,
    "khatri_rao": _khatri_rao,
    "blockdiag": _blockdiag,
    "vstack": _vstack,
    "hstack": _hstack,
    "rowquad": _rowquad,
    "unvech": _unvech,
    "right vector": _right_vector,
    "cross": _cross,
    "cross or product": cross_or_product,
    "vector to square": _pairs_of_vector,
    "skewmat": _skewmat,
    "axial": _axial,
    "gradient": _gradient,
    "weighted": _weighted,
    "dot": dot,
}
"""The shape rules that rows of :data:`extremum.reading.build.functions.TABLE`, and open pieces, name."""

assert {row.shape for row in functions.TABLE.values()} <= RULES.keys()
