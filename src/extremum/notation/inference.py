"""Shapes of undeclared names, by use: equations between dimensions, collected over the tree and solved.

An unknown dimension is an atom ``?k``. A product with an undeclared factor has several readings (a scalar, a matrix); a
shape is inferred only where all readings that fit agree. The terms of a sum have one shape: a scalar is added to a
vector only where it is known to be one. An argument of ``inv``, ``logdet`` and their kin is a matrix, not a scalar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from extremum.algebra.dims import ONE, Dim, Name, Shape
from extremum.notation import functions, indices
from extremum.notation.builder import Builder
from extremum.notation.dimensions import polynomial
from extremum.notation.equations import SCALAR, Agree, Constraint, Equal, NotScalar, Product, Sized
from extremum.notation.source import Tree


@final
class Collector:
    """Walks a tree; ``constraints`` is what the shapes of its pieces must satisfy."""

    def __init__(self, builder: Builder, unknown: set[str]) -> None:
        self.builder, self.unknown = builder, unknown
        self.constraints: list[Constraint] = []
        self.shapes: dict[str, Shape] = {}
        self.count = 0

    def fresh(self) -> Dim:
        """An unknown dimension."""
        self.count += 1
        return Dim.of(Name(f"?{self.count}"))

    def need(self, constraint: Constraint) -> None:
        """Adds a constraint."""
        self.constraints.append(constraint)

    def same(self, a: Dim, b: Dim, place: Tree) -> None:
        """The two dimensions are equal."""
        if a is not b:
            self.need(Equal(place, a, b))

    def shape(self, tree: Tree) -> Shape:
        """The shape of a piece, with unknown dimensions where it is not yet known."""
        if not self.undeclared(tree):
            return self.builder.visit(tree).shape
        return _KINDS[tree.kind](self, tree)

    def undeclared(self, tree: Tree) -> bool:
        """Whether a piece contains a name whose shape is unknown."""
        return any(
            piece.kind == "name" and piece.text in self.unknown and piece.text not in bound
            for piece, bound in indices.walk(tree, frozenset(self.builder.names.bound))
        )

    def name(self, tree: Tree) -> Shape:
        if tree.text not in self.shapes:
            shape = self.fresh(), self.fresh()
            self.shapes[tree.text] = shape
            self.need(Sized(tree, shape))
        return self.shapes[tree.text]

    def transpose(self, tree: Tree) -> Shape:
        rows, cols = self.shape(tree.parts[0])
        return cols, rows

    def signed(self, tree: Tree) -> Shape:
        return self.shape(tree.parts[0])

    def power(self, tree: Tree) -> Shape:
        """``A^k``: square (a scalar is square too); ``A .^ k``: of any shape; the exponent is a scalar."""
        base, exponent = self.shape(tree.parts[0]), self.shape(tree.parts[-1])
        self.scalar(exponent, tree.parts[-1])
        if tree.text != ".^":
            self.same(*base, tree.parts[0])
        return base

    def scalar(self, shape: Shape, place: Tree) -> None:
        """The shape is 1×1."""
        self.same(shape[0], ONE, place)
        self.same(shape[1], ONE, place)

    def entrywise(self, left: Shape, right: Shape, place: Tree) -> Shape:
        out = self.fresh(), self.fresh()
        self.need(Agree(place, left, right, out))
        return out

    def chain(self, tree: Tree) -> Shape:
        left = self.shape(tree.parts[0])
        for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
            place = Tree(tree.kind, operator, (), tree.start, part.end)
            left = self.binary(operator, left, self.shape(part), place)
        return left

    def binary(self, operator: str, left: Shape, right: Shape, place: Tree) -> Shape:
        """The shape of ``left operator right``."""
        if operator == "/":
            self.scalar(right, place)
            return left
        if operator == "@":
            self.same(left[1], right[0], place)
            return left[0], right[1]
        if operator == "*":
            out = self.fresh(), self.fresh()
            self.need(Product(place, left, right, out))
            return out
        return self.entrywise(left, right, place)

    def call(self, tree: Tree) -> Shape:
        found = indices.binder(tree)
        if found is not None:
            with self.builder.names.binding(tree, found[1]):
                return self.shape(tree.parts[0])
        if tree.text in self.builder.declared.functions:
            return self.shape(tree.parts[0])
        row = self.builder.row(tree)
        return _RULES[row.shape](self, tree)

    def block(self, tree: Tree) -> Shape:
        """Blocks of one row have equal heights, the rows have equal widths."""
        total, width = Dim.of(0), None
        for row in tree.parts:
            shapes = [self.shape(part) for part in row.parts]
            wide = Dim.of(0)
            for (height, cols), part in zip(shapes, row.parts, strict=True):
                self.same(height, shapes[0][0], part)
                wide = wide + cols
            if width is not None:
                self.same(width, wide, row)
            width, total = wide, total + shapes[0][0]
        assert width is not None
        return total, width

    # -- rules for functions -----------------------------------------------------------------------------------
    def first(self, tree: Tree) -> Shape:
        return self.shape(tree.parts[0])

    def one(self, tree: Tree) -> Shape:
        """Of any shape, to a scalar."""
        self.first(tree)
        return SCALAR

    def square(self, tree: Tree) -> Shape:
        """A square matrix, to one of that size."""
        shape = self.first(tree)
        self.same(*shape, tree)
        self.no_scalar(tree, shape)
        return shape

    def no_scalar(self, tree: Tree, shape: Shape) -> None:
        """A name that is given to a function of matrices or vectors stands for one."""
        bare = tree.parts[0].parts[0] if tree.parts[0].kind == "transpose" else tree.parts[0]
        if bare.kind == "name":
            self.need(NotScalar(tree, shape))

    def square_to_one(self, tree: Tree) -> Shape:
        self.square(tree)
        return SCALAR

    def mpow(self, tree: Tree) -> Shape:
        self.scalar(self.shape(tree.parts[1]), tree.parts[1])
        return self.square(tree)

    def vector(self, tree: Tree) -> Shape:
        rows, cols = self.first(tree)
        self.same(cols, ONE, tree)
        self.no_scalar(tree, (rows, cols))
        return rows, ONE

    def vector_to_one(self, tree: Tree) -> Shape:
        self.vector(tree)
        return SCALAR

    def stacked(self, tree: Tree) -> Shape:
        rows, cols = self.first(tree)
        return rows * cols, ONE

    def vech(self, tree: Tree) -> Shape:
        size = self.square(tree)[0]
        return size * (size + 1) / 2, ONE

    def kron(self, tree: Tree) -> Shape:
        rows, cols = ONE, ONE
        for part in tree.parts:
            shape = self.shape(part)
            rows, cols = rows * shape[0], cols * shape[1]
        return rows, cols

    def diag(self, tree: Tree) -> Shape:
        size = self.vector(tree)[0]
        return size, size

    def diagonal(self, tree: Tree) -> Shape:
        return self.square(tree)[0], ONE

    def unvec(self, tree: Tree) -> Shape:
        size, one = self.first(tree)
        rows, cols = (polynomial(self.builder.source, part, self.builder.names.dimension) for part in tree.parts[1:])
        self.same(size, rows * cols, tree)
        self.same(one, ONE, tree)
        return rows, cols

    def squared(self, tree: Tree) -> Shape:
        """The matrix of a linear map between square matrices."""
        size = self.square(tree)[0]
        return size * size, size * size

    def constant(self, tree: Tree) -> Shape:
        return self.builder.visit(tree).shape


Rule = Callable[[Collector, Tree], Shape]

_RULES: dict[str, Rule] = {
    "scalar": Collector.one,
    "same": Collector.first,
    "square": Collector.square,
    "square to scalar": Collector.square_to_one,
    "mpow": Collector.mpow,
    "vector": Collector.vector,
    "vector to scalar": Collector.vector_to_one,
    "vec": Collector.stacked,
    "vech": Collector.vech,
    "kron": Collector.kron,
    "diag": Collector.diag,
    "diagonal": Collector.diagonal,
    "unvec": Collector.unvec,
    "squared": Collector.squared,
    "transposed": lambda collector, tree: collector.first(tree)[::-1],
    "constant": Collector.constant,
}
"""The shape rules that rows of :data:`extremum.notation.functions.TABLE` name."""

_KINDS: dict[str, Rule] = {
    "name": Collector.name, "call": Collector.call, "derivative": Collector.first, "block": Collector.block,
    "transpose": Collector.transpose, "signed": Collector.signed, "power": Collector.power, "chain": Collector.chain,
    "sum": Collector.chain,
}  # fmt: skip

assert {row.shape for row in functions.TABLE.values()} <= _RULES.keys()
