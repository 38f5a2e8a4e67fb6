"""Letters for dimensions that nobody named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from extremum.algebra.dims import Atom, Dim, Name, Shape
from extremum.reading.build import indices
from extremum.reading.build.builder import Builder
from extremum.reading.shapes.constraints import unknowns


def lettered(builder: Builder, shapes: dict[str, Shape]) -> dict[str, Shape]:
    """The shapes with letters for unknown dimensions."""
    dims = [dim for shape in shapes.values() for dim in shape]
    letters = free_letters(builder, {*shapes, *(str(atom) for dim in dims for atom in dim.atoms())})
    names: dict[Atom, Dim] = {}
    for dim in dims:
        for atom in sorted(unknowns(dim), key=str):
            if atom not in names:
                names[atom] = Dim.of(Name(next(letters)))
    return {name: (rows.replace(names), cols.replace(names)) for name, (rows, cols) in shapes.items()}


def free_letters(builder: Builder, more: set[str]) -> Iterator[str]:
    """Letters for dimensions that nothing else has as its name."""
    bound = (found[1] for found in (indices.binder(piece) for piece, _ in indices.walk(builder.root)) if found)
    taken = {*builder.declared.names(), *builder.declared.letters, *bound, *more}
    return (letter for letter in chain("nmkpqrst", (f"n{k}" for k in count(1))) if letter not in taken)
