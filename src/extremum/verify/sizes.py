"""Numbers for dimensions: different ones for different names, in all orders, such that what is inverted can be so.

A matrix of rank r at most is invertible only where r reaches its size. Bounds of ranks are counted through an
expression (a product has the rank of its narrowest factor, a sum of N terms of rank one the rank N at most), so
``inv(A'A)`` of an m×n matrix is looked at where ``m ≥ n``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, permutations
from math import factorial
from typing import Any, final

import numpy as np

from extremum.algebra.dims import Atom, Bound, Dim, IndexName, Name
from extremum.algebra.errors import ShapeError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.given import leaves_of
from extremum.operations.leaves import declared
from extremum.structures.drawing import fits

_AT_ONCE = 6  # so many names have different numbers
_REFUSED, _WIDTHS = 40, 12  # candidates that bring nothing before wider ones are drawn, and how many widths there are
_APART = 8  # so many points have different numbers for different names, also where that makes them large
_DRAWN = 200
_ORDERS = 24
_NO_BOUND = 10**9
_ROOMS = [2**k for k in range(11, 18)]  # entries of the largest matrix: the fewest with which all orders still come
_EASY = 2**12  # matrices with fewer entries come in the order in which they are drawn, before the others

Numbers = Mapping[str, Any]
Rule = Callable[[Mapping[str, int]], bool]


@final
class Shapes:
    """What expressions ask of the numbers for their dimensions."""

    def __init__(self, roots: Iterable[Expr]) -> None:
        self.roots = list(roots)
        nodes = topological(self.roots)
        self.atoms = _atoms(nodes)
        self.names = sorted(atom.name for atom in self.atoms if isinstance(atom, Name))
        self.counts = {atom.name for node in nodes for dim in _counted(node) for atom in dim.atoms()
                       if isinstance(atom, Name)}  # fmt: skip
        self._shapes = {node.shape for node in nodes}
        self._dims = {dim for shape in self._shapes for dim in shape}
        self._leaves = list(leaves_of(self.roots).values())
        regular = [node.args[0] for node in nodes if node.op.regular]
        self._regular = list(dict.fromkeys(matrix for matrix in regular if not matrix.is_scalar))
        self._inside = topological(self._regular)
        self._largest: dict[tuple[Any, ...], int] = {}

    def largest(self, numbers: Numbers) -> int:
        """The entries of the largest matrix: a Jacobian of a Kronecker product has the product of all dimensions."""
        dealt = tuple(map(numbers.get, self.names))
        if dealt not in self._largest:
            self._largest[dealt] = self._entries(numbers)
        return self._largest[dealt]

    def _entries(self, numbers: Numbers) -> int:
        sizes = {dim: _number(dim, numbers) for dim in self._dims}
        known = ((sizes[rows], sizes[cols]) for rows, cols in self._shapes)
        return max((rows * cols for rows, cols in known if _NO_BOUND not in (rows, cols)), default=1)

    def least(self, name: str) -> int:
        """The smallest number for a name: 2, and 3 for what counts samples or steps."""
        return 3 if name in self.counts else 2

    def admit(self, numbers: Numbers) -> bool:
        """Whether all that is declared exists in these shapes, and what is inverted may be invertible.

        What depends on dimensions without a number, such as widths ``h[k]`` of layers, is taken to be fine.
        """
        number: Callable[[Dim], int] = lambda dim: _number(dim, numbers)  # noqa: E731
        for leaf in self._leaves:
            rows, cols = number(leaf.rows), number(leaf.cols)
            if _NO_BOUND not in (rows, cols) and not fits(declared(leaf), (rows, cols)):
                return False
        if not self._regular:
            return True
        ranks: dict[Expr, int] = {}
        for node in self._inside:
            bound = node.op.rank_bound(node, ranks.__getitem__, number)
            ranks[node] = min(number(node.rows), number(node.cols), bound)
        return all(ranks[matrix] >= number(matrix.rows) for matrix in self._regular)


def _number(dim: Dim, numbers: Numbers) -> int:
    try:
        return dim.value(numbers)
    except ShapeError:
        return _NO_BOUND


def _atoms(nodes: Iterable[Expr]) -> set[Atom]:
    dims = [d for node in nodes for d in (*node.shape, *node.params) if isinstance(d, Dim)]
    found = {atom for dim in dims for atom in dim.atoms() if not isinstance(atom, Bound)}
    sizes = [atom.size for atom in found if isinstance(atom, IndexName) and atom.size is not None]
    return found | {atom for size in sizes for atom in size.atoms()}


def _counted(node: Expr) -> tuple[Dim, ...]:
    """How many members or steps there are."""
    if "start" in node.op.parameters:
        return (node.size,)
    return (node.index,) if node.op.run is not None and "index" in node.op.parameters else ()


def sizes_at(roots: Iterable[Expr], count: int, spread: int) -> list[dict[str, int]]:
    """Numbers for the names of dimensions, for ``count`` points: different ones for different names, and for each name
    different ones at up to ``spread`` points in a row.

    What holds only where two dimensions are equal, or one is the smaller, does not hold then; and a polynomial in a
    dimension that vanishes at more different numbers than its degree is zero. Where matrices are large, points after
    the first few show other data only, and are small.
    """
    shapes = Shapes(roots)
    rng = np.random.default_rng(sum(int.from_bytes(root.digest[:4], "big") for root in shapes.roots))
    names = len(shapes.names)
    spread = max(spread, min(names, _AT_ONCE))
    enough = max(spread * min(names, 2), min(_ORDERS, factorial(names)))
    found = _apart(_numbers(shapes, min(count, enough), spread, rng))
    found.sort(key=lambda numbers: max(shapes.largest(numbers), _EASY))
    first = max(_APART, spread)
    small = _small(shapes) if count > first and shapes.largest(found[0]) > _EASY else None
    points = [found[k % len(found)] for k in range(count)]
    return points if small is None else points[:first] + [small] * (count - first)


def _small(shapes: Shapes) -> dict[str, int] | None:
    """The smallest numbers for all names; None where nothing is invertible then, or the matrices are large still."""
    numbers = {name: shapes.least(name) for name in shapes.names}
    return numbers if shapes.largest(numbers) <= _EASY and shapes.admit(numbers) else None


def _numbers(shapes: Shapes, count: int, spread: int, rng: np.random.Generator) -> list[dict[str, int]]:
    """Numbers that suit the expressions; where nothing fits, what is asked for exists nowhere, and every point says so.

    Where they make large matrices, smaller ones in which every two names come in the same orders.
    """
    of: Callable[[Rule], list[dict[str, int]]] = lambda rule: list(islice(_ruled(shapes, rule, spread, rng), count))  # noqa: E731
    found = of(shapes.admit) or of(lambda numbers: True)
    largest = max(map(shapes.largest, found))
    for room in _ROOMS:
        if largest <= room:
            break
        smaller = of(lambda numbers: shapes.largest(numbers) <= room and shapes.admit(numbers))  # noqa: B023
        if len(smaller) >= min(len(found), spread) and _orders(smaller) >= _orders(found):
            return smaller
    return found


def _orders(points: list[dict[str, int]]) -> set[tuple[str, str]]:
    """Pairs of names of which the first has the smaller number somewhere."""
    return {(a, b) for numbers in points for a, b in permutations(numbers, 2) if numbers[a] < numbers[b]}


def _apart(found: list[dict[str, int]]) -> list[dict[str, int]]:
    """Those first in which no name has a number again, then once more such of the others."""
    ordered: list[dict[str, int]] = []
    while found:
        seen: set[tuple[str, int]] = set()
        for numbers in found:
            if seen.isdisjoint(numbers.items()):
                seen.update(numbers.items())
                ordered.append(numbers)
        found = [numbers for numbers in found if numbers not in ordered]
    return ordered


def _ruled(shapes: Shapes, rule: Rule, spread: int, rng: np.random.Generator) -> Iterator[dict[str, int]]:
    """Different numbers that a rule lets through; wider ones where there are no others."""
    seen: set[tuple[int, ...]] = set()
    for wider in range(_WIDTHS):
        refused = 0
        for numbers in _rounds(shapes, spread + wider, rng):
            dealt = tuple(numbers.values())
            if dealt not in seen and rule(numbers):
                seen.add(dealt)
                yield numbers
            else:
                refused += 1
            if refused == _REFUSED:
                break


def _rounds(shapes: Shapes, spread: int, rng: np.random.Generator) -> Iterator[dict[str, int]]:
    """All names have different numbers; from point to point each has another, and after a round all are dealt anew."""
    while True:
        order = [int(number) for number in rng.permutation(spread)]
        for k in range(spread):
            dealt = {name: order[(j + k) % spread] for j, name in enumerate(shapes.names)}
            yield {name: shapes.least(name) + number for name, number in dealt.items()}


def drawn(shapes: Shapes, candidate: Callable[[int], Numbers]) -> Numbers:
    """The first of the candidates, each wider than the one before, that the expressions admit; otherwise the first."""
    found = map(candidate, range(_DRAWN))
    first = next(found)
    return first if shapes.admit(first) else next(filter(shapes.admit, found), first)
