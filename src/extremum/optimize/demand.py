"""What generated code asks of the machine for data of given sizes, before it runs: operations and the largest array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import final

from extremum.algebra.dims import Atom, Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.room import memory
from extremum.compiling.costs import total, typical
from extremum.compiling.term import Loop, Term, topological

_ENTRY, _CALL = 8, 20_000
"""Bytes of a number; so many operations take the time of one call of Python for a small array."""


@final
@dataclass(frozen=True, slots=True)
class Demand:
    """operations: about how many, those of what is computed once and the calls of loops among them; largest: the bytes
    of one array."""

    operations: float
    largest: float

    @property
    def has_room(self) -> bool:
        """Whether the machine has the memory for the largest array."""
        return self.largest <= memory()


def demand(roots: Sequence[Term], scope: Scope) -> Demand:
    """What a program of terms asks for in a scope; a size that is not known there counts as a usual one."""
    order, cost, atoms = _asked(tuple(roots))
    sizes = {atom: size for atom in atoms if (size := _size(atom, scope)) is not None}
    arrays = [_bytes(term, sizes) for term in order if not term.indices]
    return Demand(typical(cost, sizes) + _CALL * _calls(order, sizes), max(arrays, default=0.0))


@lru_cache(maxsize=64)
def _asked(roots: tuple[Term, ...]) -> tuple[Sequence[Term], Dim, frozenset[Atom]]:
    """The terms of a program, what they cost, and what their sizes are made of: the same for all data."""
    order, cost = topological(roots), total(roots)
    atoms = {atom for dim in (cost, *(dim for term in order for dim in term.shape)) for atom in dim.atoms()}
    return order, cost, frozenset(atoms)


def _calls(order: Sequence[Term], sizes: dict[Atom, int]) -> float:
    """How many calls loops make, one for each term in them that is an array, each time."""
    loops = [term.data for term in order if isinstance(term.data, Loop) and term.parts]
    lengths: dict[Atom, float] = {loop.index: typical(loop.size, sizes) for loop in loops if not loop.size.indices}
    inside = [term for term in order if term.indices and term.rank and term.parts]
    return sum((prod(lengths.get(index, 1.0) for index in term.indices) for term in inside), 0.0)


def _bytes(term: Term, sizes: dict[Atom, int]) -> float:
    found = float(_ENTRY)
    for dim in term.shape:
        found *= typical(dim, sizes)
    return found


def _size(atom: Atom, scope: Scope) -> int | None:
    try:
        return scope.dim(Dim.of(atom))
    except (ExtremumError, ValueError):
        return None
