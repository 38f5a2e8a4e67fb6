"""Names that are free, for letters and states that a derivation introduces; and the known name nearest to one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cached_property
from itertools import chain, count

from extremum.algebra.atoms import Atom, Bound, Entry, IndexName
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological

INDEX_LETTERS = "ijklpqrstuvw"
"""What an index without a name is called, the likeliest first."""


def index_letter(taken: Collection[str], wished: Iterable[str] = ()) -> str:
    """A name for an index that names nothing else: one that is wished for where it is free."""
    numbered = (f"{INDEX_LETTERS[0]}{k}" for k in count(1))
    return next(letter for letter in chain(wished, INDEX_LETTERS, numbered) if letter not in taken)


def atoms_in(roots: Iterable[Expr]) -> set[Atom]:
    """What shapes, ranges and indices are made of, but for the indices that are bound."""
    dims = {d for node in topological(roots) for d in (*node.shape, *node.params) if isinstance(d, Dim)}
    atoms: set[Atom] = {atom for dim in dims for atom in dim.atoms() if not isinstance(atom, Bound)}
    ranges = [atom.size for atom in atoms if isinstance(atom, IndexName) and atom.size is not None]
    return atoms | {atom for size in ranges for atom in size.atoms()}


def numbers_in(roots: Iterable[Expr]) -> set[str]:
    """The names of dimensions, widths and free indices."""
    return {number_name(atom) for atom in atoms_in(roots)}


def number_name(atom: Atom) -> str:
    """The name by which the number that an atom stands for is given."""
    return atom.family if isinstance(atom, Entry) else str(atom)


def symbol_names(roots: Iterable[Expr]) -> set[str]:
    """The names of symbols, families, functions and named parts."""
    return {node.name for node in topological(roots) if "name" in node.op.parameters}


def taken_names(roots: Iterable[Expr]) -> set[str]:
    """All names that something has: symbols and named parts, dimensions and free indices."""
    roots = list(roots)
    return symbol_names(roots) | numbers_in(roots)


class FreeNames:
    """Names that stand for nothing in some expressions, nor for what was named before."""

    def __init__(self, *roots: Expr) -> None:
        self._roots = roots

    @cached_property
    def _taken(self) -> set[str]:
        return taken_names(self._roots)

    def take(self, wanted: str) -> str:
        """The name, with as many ``_`` as it takes to be free."""
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def is_among(given: object, known: Iterable[str]) -> bool:
    """Whether what was given for a name is one of those known; what is no text is none."""
    return isinstance(given, str) and given in [*known]


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the nearest known name, otherwise nothing."""
    near = nearest(name, known)
    return f"; did you mean {near}?" if near else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that differs least from one: by its case, by few letters, by what follows; empty where none is
    near."""
    names = list(known)
    begun = [other for other in names if len(name) > 2 and (other.startswith(name) or name.startswith(other))]
    cased = [other for other in names if other.casefold() == name.casefold()]
    return next(iter([*cased, *get_close_matches(name, names, 1, 0.6), *begun]), "")


def free_name(wanted: str, *roots: Expr) -> str:
    """A name that stands for nothing in the expressions."""
    return FreeNames(*roots).take(wanted)


def unreachable(wanted: str) -> str:
    """A name that no declaration can give, for a symbol that stands for an expression and is never shown."""
    return f"%{wanted}"
