"""What generated code asks of the machine for data of given sizes, before it runs: operations and the largest array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import Atom, Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.room import memory
from extremum.compiling.costs import total, typical
from extremum.compiling.term import Term, topological

_ENTRY = 8


@final
@dataclass(frozen=True, slots=True)
class Demand:
    """operations: about how many, those of what is computed once among them; largest: the bytes of one array."""

    operations: float
    largest: float

    @property
    def has_room(self) -> bool:
        """Whether the machine has the memory for the largest array."""
        return self.largest <= memory()


def demand(roots: Sequence[Term], scope: Scope) -> Demand:
    """What a program of terms asks for in a scope; a size that is not known there counts as a usual one."""
    order = topological(roots)
    cost = total(roots)
    atoms = {atom for dim in (cost, *(dim for term in order for dim in term.shape)) for atom in dim.atoms()}
    sizes = {atom: size for atom in atoms if (size := _size(atom, scope)) is not None}
    arrays = [_bytes(term, sizes) for term in order if not term.indices]
    return Demand(typical(cost, sizes), max(arrays, default=0.0))


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
