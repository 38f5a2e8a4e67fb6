"""Where the numbers behind dimensions are read: off the shapes of the data, or, where no shape tells, as arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extremum.algebra.dims import ONE, ZERO, Atom, Dim, Entry
from extremum.algebra.node import Expr
from extremum.compiling.lowering import family_of

COUNT = -1


@dataclass(frozen=True, slots=True)
class Axis:
    """The length of an axis of the data ``name``, which is ``dim``.

    leaf: the symbol, or a member of the family; axis: of one matrix, or :data:`COUNT` for the number of members;
    member: which member is looked at.
    """

    name: str
    leaf: Expr
    axis: int
    dim: Dim
    member: Dim = ZERO


@dataclass(frozen=True, slots=True)
class Reading:
    """``atom = (length of the axis - offset) / step``."""

    atom: Atom
    axis: Axis
    step: Dim = ONE
    offset: Dim = ZERO


def axes(leaves: Mapping[str, Expr]) -> list[Axis]:
    """All axes of the data that have one length: those of vectors, of matrices, and of families."""
    found = []
    ranks = {name: 2 if leaf.op.name == "member" else int(not leaf.is_column) for name, leaf in leaves.items()}
    for name, leaf in sorted(leaves.items(), key=lambda item: ranks[item[0]]):
        if leaf.op.name == "member":
            found.append(Axis(name, leaf, COUNT, family_of(leaf)[0]))
        found += [Axis(name, leaf, axis, dim) for axis, dim in enumerate(leaf.shape) if dim is not ONE]
    return found


def readings(needed: Iterable[Atom], data: list[Axis]) -> list[Reading]:
    """How the names among the atoms are read, in an order in which each needs earlier ones only."""
    needed = list(needed)
    found = _shapes(needed, data)
    for atom in needed:
        _read(atom, data, found)
    return list(found.values())


def _shapes(needed: Sequence[Atom], data: list[Axis]) -> dict[Atom, Reading]:
    """``n, m = X.shape``: what is told by a matrix as a whole."""
    found: dict[Atom, Reading] = {}
    for first, second in pairwise(data):
        names = (_lone(first.dim), _lone(second.dim))
        both = first.leaf is second.leaf and first.leaf.op.name == "symbol" and names[0] != names[1]
        if both and all(name in needed and name not in found for name in names):
            found |= {name: Reading(name, axis) for name, axis in zip(names, (first, second), strict=True) if name}
    return found


def _read(atom: Atom, data: list[Axis], found: dict[Atom, Reading], above: frozenset[Atom] = frozenset()) -> bool:
    """Finds an axis that tells a name, alone or with names that are told themselves."""
    if atom in found:
        return True
    plain = next((axis for axis in data if axis.dim is Dim.of(atom)), None)
    if plain is not None:
        found[atom] = Reading(atom, plain)
        return True
    for axis in data:
        if _degree(axis.dim, atom) != 1:
            continue
        offset = axis.dim.replace({atom: 0})
        step = axis.dim.replace({atom: 1}) - offset
        if all(o not in above and _read(o, data, found, above | {atom}) for o in axis.dim.atoms() - {atom}):
            found[atom] = Reading(atom, axis, step, offset)
            return True
    return False


def _degree(dim: Dim, atom: Atom) -> int:
    return max((power for monomial, _ in dim.terms for other, power in monomial if other == atom), default=0)


def width(entry: Entry, data: list[Axis]) -> Axis | None:
    """The axis that has the width ``h[k]``: of a symbol, or of a member of a family."""
    for axis in data:
        if axis.dim is Dim.of(entry) and axis.leaf.op.name == "symbol":
            return axis
    for axis in data:
        atom = _lone(axis.dim)
        if axis.leaf.op.name == "member" and isinstance(atom, Entry) and atom.family == entry.family:
            place = _place(entry, atom, axis.leaf)
            if place is not None:
                return Axis(axis.name, axis.leaf, axis.axis, Dim.of(entry), place)
    return None


def _lone(dim: Dim) -> Atom | None:
    """The atom that a dimension is, if it is one."""
    return next((atom for monomial, _ in dim.terms for atom, _ in monomial if dim is Dim.of(atom)), None)


def _place(entry: Entry, atom: Entry, leaf: Expr) -> Dim | None:
    """Which member has the width, if it is one of the family for sure or as far as can be told."""
    index = leaf.index
    assert isinstance(index, Dim)
    size, start = family_of(leaf)
    place = entry.index - (atom.index - index) - start
    below, above = place.number, (size - 1 - place).number
    return None if (below is not None and below < 0) or (above is not None and above < 0) else place
