"""Symmetric matrices by blocks, with a block a pair of parameters: their inverse by Schur complements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import final

from extremum.algebra.errors import NameUnknownError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.block import block
from extremum.simplify.search import simplify
from extremum.statistics.parameters import Parameter


@final
@dataclass(frozen=True, slots=True, repr=False)
class Blocks(Mapping[tuple[str, str], Expr]):
    """The blocks of a symmetric matrix on and above the diagonal, by the names of two parameters.

    ``blocks["b", "v"]`` is the transpose of ``blocks["v", "b"]``; ``blocks["b"]`` is that on the diagonal.
    """

    parameters: tuple[Parameter, ...]
    upper: Mapping[tuple[int, int], Expr]

    def at(self, row: int, column: int) -> Expr:
        """The block of two parameters by their places."""
        return self.upper[row, column] if row <= column else c.transpose(self.upper[column, row])

    def __getitem__(self, names: str | tuple[str, str]) -> Expr:
        row, column = (names, names) if isinstance(names, str | Expr) else names
        return self.at(place_of(self.parameters, row), place_of(self.parameters, column))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((self.parameters[i].name, self.parameters[j].name) for i, j in self.upper)

    def __len__(self) -> int:
        return len(self.upper)

    def __str__(self) -> str:
        return "\n".join(f"{', '.join(pair)}: {block}" for pair, block in self.items())

    __repr__ = __str__

    @property
    def zero(self) -> tuple[tuple[str, str], ...]:
        """The pairs whose block is zero."""
        return tuple(pair for pair, block in self.items() if c.is_zero(block))

    def matrix(self) -> Expr:
        """The whole matrix."""
        count = range(len(self.parameters))
        return block([[self.at(i, j) for j in count] for i in count])

    def of(self, places: Sequence[int]) -> Blocks:
        """The blocks of some parameters."""
        upper = {(a, b): self.at(i, j) for a, i in enumerate(places) for b, j in enumerate(places) if a <= b}
        return Blocks(tuple(self.parameters[i] for i in places), upper)


def place_of(parameters: Sequence[Parameter], name: Expr | str) -> int:
    """The place of a parameter that is named by its symbol or its coordinates.

    Raises:
        NameUnknownError: there is none of that name.
    """
    for place, parameter in enumerate(parameters):
        if str(name) in parameter.names():
            return place
    raise NameUnknownError(f"{name} is no parameter here; the parameters: {', '.join(p.name for p in parameters)}")


def pairs(count: int) -> list[tuple[int, int]]:
    """The places on and above the diagonal."""
    return list(combinations_with_replacement(range(count), 2))


class SingularBlockError(ArithmeticError):
    """A block that is to be inverted is zero."""


def inverse(blocks: Blocks) -> Blocks:
    """The inverse, a group of parameters at a time that no block ties to the others.

    Raises:
        SingularBlockError: a Schur complement is zero.
    """
    upper = {(i, j): c.like_zeros(blocks.at(i, j)) for i, j in pairs(len(blocks.parameters))}
    for group in groups(blocks):
        within = _inverse(blocks.of(group))
        upper |= {(group[i], group[j]): block for (i, j), block in within.upper.items()}
    return Blocks(blocks.parameters, upper)


def groups(blocks: Blocks) -> list[list[int]]:
    """The parameters that blocks tie together."""
    left = list(range(len(blocks.parameters)))
    found = []
    while left:
        group = [left.pop(0)]
        for i in group:
            tied = [j for j in left if not c.is_zero(blocks.at(i, j))]
            group += tied
            left = [j for j in left if j not in tied]
        found.append(sorted(group))
    return found


def _inverse(blocks: Blocks) -> Blocks:
    """``[S⁻¹, -S⁻¹ B D⁻¹; ·, D⁻¹ + D⁻¹ B' S⁻¹ B D⁻¹]`` of ``[A, B; B', D]`` with ``S = A - B D⁻¹ B'``, the last
    parameter in D."""
    last = len(blocks.parameters) - 1
    d = inverted(blocks.at(last, last))
    if not last:
        return Blocks(blocks.parameters, {(0, 0): d})
    rest = _inverse(without(blocks, last))
    tie = {i: simplify(c.product(blocks.at(i, last), d)) for i in range(last)}
    beside = {i: _total([c.multiple(-1, c.product(rest.at(i, k), tie[k])) for k in range(last)]) for i in range(last)}
    corner = _total([d, *(c.multiple(-1, c.product(c.transpose(tie[k]), beside[k])) for k in range(last))])
    return Blocks(blocks.parameters, {**rest.upper, **{(i, last): b for i, b in beside.items()}, (last, last): corner})


def without(blocks: Blocks, place: int) -> Blocks:
    """The Schur complement: ``A - B D⁻¹ B'``, with D the block of the parameter that is left out.

    Raises:
        SingularBlockError: D is zero.
    """
    d = inverted(blocks.at(place, place))
    rest = [i for i in range(len(blocks.parameters)) if i != place]
    left = blocks.of(rest)
    upper = {
        (a, b): _total([block, c.multiple(-1, c.product(blocks.at(rest[a], place), d, blocks.at(place, rest[b])))])
        for (a, b), block in left.upper.items()
    }
    return Blocks(left.parameters, upper)


def _total(terms: Sequence[Expr]) -> Expr:
    return simplify(c.add(*terms))


def inverted(block: Expr) -> Expr:
    """The inverse of a block on the diagonal.

    Raises:
        SingularBlockError: it is zero.
    """
    if c.is_zero(block):
        raise SingularBlockError
    return simplify(c.inverse(block))
