"""Shapes of undeclared names, by use: equations between dimensions, collected over the tree and solved.

An unknown dimension is an atom ``?k``. A product with an undeclared factor has several readings (a scalar, a matrix); a
shape is inferred only where all readings that fit agree. The terms of a sum have one shape: a scalar is added to a
vector only where it is known to be one. An argument of ``inv``, ``logdet`` and their kin is a matrix, not a scalar.
"""

from __future__ import annotations

from typing import final

from extremum.algebra.dims import ONE, ZERO, Dim, Name, Shape
from extremum.reading.build import calls, indices
from extremum.reading.build.builder import Builder
from extremum.reading.shapes.constraints import SCALAR, Agree, Constraint, Equal, NotScalar, Product, Sized
from extremum.reading.shapes.rules import RULES, Rule
from extremum.reading.source import Tree


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
            piece.kind in _UNKNOWN and piece.key in self.unknown and (piece.kind != "name" or piece.text not in bound)
            for piece, bound in indices.walk(tree, frozenset(self.builder.names.bound))
        )

    def name(self, tree: Tree) -> Shape:
        if tree.key not in self.shapes:
            shape = self.fresh(), self.fresh()
            self.shapes[tree.key] = shape
            self.need(Sized(tree, shape))
        return self.shapes[tree.key]

    def sized(self, tree: Tree) -> Shape:
        """A vector of ones, a unit vector, an identity, a matrix of zeros."""
        if tree.key not in self.shapes:
            rows = self.fresh()
            cols = {"ones": ONE, "unit": ONE, "eye": rows}.get(tree.text) or self.fresh()
            self.shapes[tree.key] = rows, cols
            self.need(Sized(tree, (rows, cols)))
            if tree.text != "zeros":
                self.need(NotScalar(tree, (rows, cols)))
        return self.shapes[tree.key]

    def open(self, tree: Tree) -> Shape:
        return RULES[self.builder.openings[tree.text].shape](self, tree)

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
                shape = self.shape(tree.parts[0])
                if found[0] == "prod_over":
                    self.scalar(shape, tree.parts[0])
                return shape
        order, _ = self.builder.declared.by_arrays(tree.text)
        if tree.text in self.builder.declared.functions or order == 1:
            shape = self.shape(calls.sole_argument(self.builder, tree, tree.text))
            return SCALAR if tree.text[0].isupper() else shape
        if order == 2:
            rows, cols = self.shape(calls.sole_argument(self.builder, tree, tree.text))
            return rows * cols, rows * cols
        row = calls.function_of(self.builder, tree)
        return RULES[row.shape](self, tree)

    def derivative(self, tree: Tree) -> Shape:
        return self.shape(calls.sole_argument(self.builder, tree, tree.text.rstrip("'")))

    def entry(self, tree: Tree) -> Shape:
        """``(A*B)[i,:]``: a whole axis for a colon, one for an index."""
        base, *places = tree.parts
        rows, cols = self.shape(base)
        if len(places) == 1 and places[0].kind == "slice":
            raise self.builder.wrong(f"declare what is in {self.builder.source.at(base)} for a part of it", tree)
        kept = [(dim if place.kind == "slice" and not place.parts else self.fresh()) if place.kind == "slice" else ONE
                for dim, place in zip((rows, cols), places, strict=False)]  # fmt: skip
        return (kept[0], kept[1]) if len(places) == 2 else SCALAR

    def condition(self, tree: Tree) -> Shape:
        return self.builder.condition(tree).shape

    def block(self, tree: Tree) -> Shape:
        """Blocks of one row have equal heights, blocks of one column equal widths."""
        grid = [[self.shape(part) for part in row.parts] for row in tree.parts]
        for row, shapes in zip(tree.parts, grid, strict=True):
            for part, (height, _) in zip(row.parts, shapes, strict=True):
                self.same(height, shapes[0][0], part)
            for part, (_, width), (_, above) in zip(row.parts, shapes, grid[0], strict=False):
                self.same(width, above, part)
        heights, widths = [shapes[0][0] for shapes in grid], [cols for _, cols in grid[0]]
        return sum(heights, ZERO), sum(widths, ZERO)


_UNKNOWN = {"name", "member", "constant"}
_KINDS: dict[str, Rule] = {
    "name": Collector.name, "call": Collector.call, "derivative": Collector.derivative, "block": Collector.block,
    "transpose": Collector.transpose, "signed": Collector.signed, "power": Collector.power, "chain": Collector.chain,
    "sum": Collector.chain, "member": Collector.name, "constant": Collector.sized, "open": Collector.open,
    "entry": Collector.entry, "condition": Collector.condition,
}  # fmt: skip
