"""What the names of a text stand for, and how a name is given its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extremum import language
from extremum.algebra.dims import Dim, Entry, IndexName, Name
from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import index_letter
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.language.families import members
from extremum.operations.leaves import MEMBER
from extremum.operations.operators import as_expr
from extremum.operations.recurrence import Recurrence
from extremum.reading.text.grammar import normal

Indexed = language.Family | Recurrence


@dataclass(slots=True)
class Declared:
    """What the names of a text stand for.

    variables: symbols, or expressions given by name; families: with members ``x[i]``; functions: without a formula;
    dims, widths: names of dimensions, and of families of dimensions; indices: declared as objects;
    letters: the ``i`` of ``x[d] for i in 1..N``, and that of the steps of a recurrence; definitions: texts
    ``p = exp(x)``, for :func:`extremum.reading.definitions.define`; bold: names that are written in bold, as vectors
    and matrices are; pieces: what calls, powers and divisors of the text were built as, which may have no value
    everywhere.
    """

    variables: dict[str, Expr] = field(default_factory=dict)
    families: dict[str, Indexed] = field(default_factory=dict)
    functions: dict[str, Callable[[Any, int], Expr]] = field(default_factory=dict)
    dims: set[str] = field(default_factory=set)
    widths: set[str] = field(default_factory=set)
    indices: dict[str, IndexName] = field(default_factory=dict)
    letters: dict[str, list[IndexName]] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    bold: set[str] = field(default_factory=set)
    pieces: list[Expr] = field(default_factory=list)

    def names(self) -> list[str]:
        """All that can be written without parentheses."""
        return [*self.variables, *self.families, *self.dims, *self.indices]

    def by_arrays(self, text: str) -> tuple[int, str]:
        """The order of ``grad_L``, ``hess_L`` of a declared function L, and its name; 0 for another name."""
        prefix, _, name = text.partition("_")
        return ({"grad": 1, "hess": 2}.get(prefix, 0) if name in self.functions else 0), name

    def symbols(self) -> list[Expr]:
        """The symbols, and a member of each family, by which an expression may be differentiated."""
        found = [value for value in self.variables.values() if value.op.name == "symbol"]
        families = [family for family in self.families.values() if isinstance(family, language.Family)]
        letter = index_letter({*self.variables, *self.families, *self.dims, *self.widths})
        return [*found, *(family[Dim.of(IndexName(letter, family.size, family.start))] for family in families)]

    def learn(self, *dims: Dim) -> None:
        """Takes over the names in dimensions."""
        for dim in dims:
            for atom in dim.atoms():
                if isinstance(atom, Name):
                    self.dims.add(normal(atom.name))
                elif isinstance(atom, Entry):
                    self.widths.add(normal(atom.family))


def bind(found: Declared, name: str, value: Any) -> None:
    """Gives a name its meaning; a dimension, a number or an expression is put in place of the name."""
    if isinstance(value, Expr) and "name" in value.op.parameters and normal(value.name) == name:
        value = _as_family(value)
    if isinstance(value, language.Family | Recurrence):
        before: object = found.families.get(name)
        _agree(name, before is None or _same_family(before, value))
        found.families[name] = value
        _learn_family(found, value)
    elif isinstance(value, Dim) and value is Dim.of(name):
        found.learn(value)
    elif isinstance(value, str) or (callable(value) and not isinstance(value, Expr)):
        raise ExtremumError(f"{name} is given as a {type(value).__name__}; declare it in the list of declarations")
    else:
        expr = as_expr(value)
        _agree(name, found.variables.get(name, expr) is expr)
        found.variables[name] = expr
        _learn_expr(found, expr)
    both = name in found.variables and name in found.families
    _agree(name, not both)


def _as_family(value: Expr) -> Any:
    """The family of a member or of a named part; what is none stays what it is."""
    if value.op.label:
        return _named_family(value)
    return _family_of(value) if value.op is MEMBER else value


def _agree(name: str, same: bool) -> None:
    if not same:
        raise ExtremumError(f"{name!r} is declared twice, in two ways; leave one of the declarations out")


def _same_family(a: object, b: Indexed) -> bool:
    """Whether two families have the same members."""
    if a is b:
        return True
    if not (isinstance(a, language.Family) and isinstance(b, language.Family)):
        return False
    probe = Dim.of(IndexName("%", a.size, a.start))
    return a[probe] is b[probe]


def _learn_expr(found: Declared, expr: Expr) -> None:
    found.learn(*expr.shape)
    for symbol in expr.symbols:
        found.learn(*symbol.shape)


def _learn_family(found: Declared, value: Indexed) -> None:
    if isinstance(value, Recurrence):
        found.learn(value.rows, value.cols)
        index = value.index
        if isinstance(index, IndexName) and index.size is not None and index not in found.letters.get(index.name, []):
            found.letters.setdefault(normal(index.name), []).append(index)
        return
    member = value[Dim.of(IndexName("%", value.size, value.start))]
    found.learn(value.size, *member.shape)


def _family_of(member: Expr) -> language.Family:
    """The family that a member belongs to; widths such as h[k+1] keep their distance from the index."""
    name, rows, cols, assume, index, size, start = member.params
    assert isinstance(rows, Dim) and isinstance(cols, Dim) and isinstance(index, Dim)
    assert isinstance(size, Dim) and isinstance(start, Dim) and isinstance(assume, tuple)

    def shape(at: Dim) -> tuple[Dim, Dim]:
        return _moved(rows, index, at), _moved(cols, index, at)

    return members(str(name), shape, size, start.number or 0, assume)


def _named_family(part: Expr) -> Expr | language.Family:
    """A named part with a free index as a family ``p[i]``; otherwise the part itself."""
    (index, *_) = [*part.indices, None]
    if not isinstance(index, IndexName) or index.size is None:
        return part
    return language.Family(part.name, lambda at: replace_indices(part, {index: at}), index.size, index.start)


def _moved(dim: Dim, old: Dim, new: Dim) -> Dim:
    def change(atom: Any) -> Any:
        offset = (atom.index - old).number if isinstance(atom, Entry) else None
        return atom if offset is None else Entry(atom.family, new + offset)

    return dim.map_atoms(change)
