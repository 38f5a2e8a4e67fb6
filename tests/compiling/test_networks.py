"""Random products with Kronecker, diagonal and commutation matrices, contracted index by index, against evaluation."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from tests.compiling.support import compared
from tests.support.draws import seeds

Size = tuple[Dim, Dim]
"""A dimension of a Kronecker product, by its two factors."""


class Drawing:
    """Random matrices of new symbols."""

    def __init__(self, seed: int) -> None:
        self.random, self.count = random.Random(seed), 0
        self.sizes: list[Dim] = list(ex.dims("n m k"))

    def size(self) -> Size:
        return self.random.choice(self.sizes), self.random.choice(self.sizes)

    def matrix(self, rows: Dim, columns: Dim) -> ex.Expr:
        """A symbol, now and then the identity."""
        self.count += 1
        if rows is columns and self.random.random() < 0.15:
            return ex.eye(rows)
        return ex.matrix(f"A{self.count}", rows, columns)

    def factor(self, rows: Size, columns: Size) -> ex.Expr:
        """Of a product: of a kind that fits."""
        kinds = ["kron", "kron", "dense", *["diag", "stacked"] * (rows == columns)]
        kind = self.random.choice([*kinds, *["commutation"] * (rows == columns[::-1])])
        if kind == "commutation":
            return ex.commutation(*rows)
        if kind == "diag":
            return ex.diag(self.matrix(rows[0] * rows[1], Dim.of(1)))
        if kind == "stacked":
            return ex.diag(ex.vec(self.matrix(rows[1], rows[0])))
        if kind == "dense":
            return self.matrix(rows[0] * rows[1], columns[0] * columns[1])
        return ex.kron(self.matrix(rows[0], columns[0]), self.matrix(rows[1], columns[1]))

    def product(self, sizes: list[Size]) -> ex.Expr:
        """A product of factors, and of sums of two."""
        found = ex.eye(sizes[0][0] * sizes[0][1])
        for rows, columns in pairwise(sizes):
            one = self.factor(rows, columns)
            found = found @ (one + self.factor(rows, columns) if self.random.random() < 0.3 else one)
        return found


@pytest.mark.parametrize("seed", seeds(20))
def test_random_products(seed: int) -> None:
    drawing = Drawing(seed)
    sizes = [drawing.size() for _ in range(drawing.random.randint(3, 5))]
    expr = drawing.product(sizes) + 2 * drawing.product(sizes)
    compared({"product": expr}, seeds=1)


def test_most_of_them_are_contracted() -> None:
    def is_contracted(seed: int) -> bool:
        drawing = Drawing(seed)
        plan = ex.compile(drawing.product([drawing.size() for _ in range(4)])).plan
        return any(step.made_by.name == "contracted" for step in plan.steps)

    assert sum(map(is_contracted, range(20))) > 10
