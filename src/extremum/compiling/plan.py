"""The plan of a function: its arguments, the sizes that it reads off them, named statements, and its results.

A plan knows no library; a printer of its own writes it for each backend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import final

from extremum.algebra import traverse
from extremum.algebra.dims import Atom, Dim, Entry, IndexName, Name
from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.compiling import signs
from extremum.compiling.candidates import typical_sizes
from extremum.compiling.extents import edges
from extremum.compiling.formulas import formulas
from extremum.compiling.locals import Namer
from extremum.compiling.lowering import Lowering
from extremum.compiling.passes import PASSES, Pass, Program, Step, run
from extremum.compiling.passes.moments import moments
from extremum.compiling.sizes import Axis, Reading, axes, readings, width
from extremum.compiling.staging import staged
from extremum.compiling.statements import Block, block
from extremum.compiling.term import Loop, Term, dims_of, topological
from extremum.compiling.updating import small_systems
from extremum.compiling.windows import alone, parted
from extremum.data.binding import leaves_of
from extremum.identities.stable import stable_all
from extremum.operations.functional import without_formula


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: ``name`` is what it stands for, ``written`` its name in the code.

    kind: ``data function number staged``; leaf: the symbol of data, or a member of the family; atom: the dimension,
    the index or the width that a number is; shape: of what an earlier stage hands over.
    """

    name: str
    written: str
    kind: str
    leaf: Expr | None = None
    atom: Atom | None = None
    shape: tuple[Dim, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A function of arrays.

    results: the expressions by label, and their terms; gives: ``one`` value, a ``tuple``, or a ``dict`` by label;
    each: indices for all of whose values there is a result; formulas: the results as text; atoms: how dimensions and
    indices are written, or where they are read; steps: the passes that changed the program; once: the function that
    computes what depends on the data alone.
    """

    name: str
    results: Mapping[str, Expr]
    gives: str
    formulas: Sequence[str]
    terms: Mapping[str, Term]
    arguments: Sequence[Argument]
    readings: Sequence[Reading]
    block: Block
    atoms: Mapping[Atom, str | Axis]
    steps: Sequence[Step]
    each: Sequence[IndexName] = ()
    once: Plan | None = None

    @property
    def inputs(self) -> Sequence[Argument]:
        """What is given: the arguments of both stages, without what the first hands to the second."""
        first = self.once.arguments if self.once else []
        known = {argument.name for argument in first}
        return [*first, *(a for a in self.arguments if a.kind != "staged" and a.name not in known)]


def plan(
    results: Mapping[str, Expr], gives: str, name: str, reserved: Callable[[Sequence[Term]], set[str]],
    before: Sequence[str] = (), each: Sequence[IndexName] = (), passes: Sequence[Pass] = PASSES,
    data: Collection[str] = (),
) -> Plan:  # fmt: skip
    """The plan of a function that computes expressions; ``reserved`` are the names that the code of terms uses itself.

    Arguments come in the order in which formulas have them: in those ``before``, of functions beside this one, first.

    Raises:
        ExtremumError: the function's name is one of them.
    """
    all_passes = [*(one for one in passes if not one.whole), moments(data)] if data else passes
    of, program = outlined(results, gives, name, reserved, before, each, all_passes)
    return of.in_stages(program, data) if data else of.plan(program.roots)


def outlined(
    results: Mapping[str, Expr], gives: str, name: str, reserved: Callable[[Sequence[Term]], set[str]],
    before: Sequence[str], each: Sequence[IndexName], passes: Sequence[Pass],
) -> tuple[Function, Program]:  # fmt: skip
    """What is known of a function that computes expressions, and the program of its results after the passes."""
    values = small_systems(stable_all(list(results.values())))
    low = _lowered(values, each)
    lowered = signs.turned(low.terms, _terms(low, values, each))
    made, steps = run(passes, Program(low.terms, tuple(lowered)))
    roots = signs.turned(low.terms, made.roots)
    written_out = formulas([(label if gives == "dict" else "", expr) for label, expr in results.items()])
    leaves = _in_order(leaves_of(results.values()), [*before, *written_out])
    of = Function(name, results, gives, written_out, leaves, reserved, low.terms.loops, steps, each)
    return of, Program(low.terms, tuple(roots))


@final
@dataclass(frozen=True, slots=True)
class Function:
    """What is known of a function before its statements."""

    name: str
    results: Mapping[str, Expr]
    gives: str
    formulas: Sequence[str]
    leaves: Mapping[str, Expr]
    reserved: Callable[[Sequence[Term]], set[str]]
    loops: Container[Atom]
    steps: Sequence[Step]
    each: Sequence[IndexName]

    def plan(
        self,
        roots: Sequence[Term],
        labels: Collection[str] = (),
        handed: Mapping[str, Term] = MappingProxyType({}),
        once: Plan | None = None,
    ) -> Plan:
        """The plan that computes the roots; ``handed`` are arguments that an earlier stage computes."""
        order = topological(roots)
        data = axes(self.leaves)
        atoms = _atoms([dim for term in order for dim in dims_of(term)], data)
        told = readings([atom for atom in atoms if isinstance(atom, Name)], data)
        used = self.reserved(order)
        if self.name in used:
            raise ExtremumError(f"the code uses the name {self.name!r} itself; choose another one for the function")
        namer = Namer(used)
        arguments = _arguments(self.leaves, _functions(self.results.values()), _untold(atoms, told, self.loops), namer)
        kept = [Argument(name, namer.symbol(name), "staged", shape=term.shape) for name, term in handed.items()]
        arguments = [*kept, *arguments]
        written = {argument.name: argument.written for argument in arguments}
        sizes = {reading.atom: namer.symbol(str(reading.atom)) for reading in told}
        found = block(roots, written, namer)
        names = {atom: axis or written.get(_name(atom)) or sizes.get(atom, "") for atom, axis in atoms.items()}
        told = [reading for reading in told if reading.atom in _used(order, found, told, data)]
        terms = dict(zip(labels or self.results, roots, strict=True))
        atom_names = {**names, **sizes, **found.indices}
        return Plan(self.name, self.results, self.gives, self.formulas, terms, arguments, told, found, atom_names,
                    self.steps, self.each, once)  # fmt: skip

    def in_stages(self, program: Program, data: Collection[str]) -> Plan:
        """The plan, with one for what depends on the data alone."""
        stages = staged(program, data, Namer({*self.reserved(program.order()), *self.leaves}))
        if not stages.once:
            return self.plan(program.roots)
        needed = {str(term.data) for term in stages.each.order() if term.op == "argument"}
        first = {name: leaf for name, leaf in self.leaves.items() if name in data}
        later = {name: leaf for name, leaf in self.leaves.items() if name not in data or name in needed}
        said = [f"What depends on the data alone, for {self.name}: {', '.join(stages.once)}"]
        once = replace(self, name=f"{self.name}_data", results={}, gives="tuple", formulas=said, leaves=first, steps=[])
        made = once.plan(list(stages.once.values()), list(stages.once))
        return replace(self, leaves=later).plan(stages.each.roots, [], stages.once, made)


def each_of(expr: Expr, each: Sequence[IndexName]) -> IndexName | None:
    """The index for all of whose values an expression is computed.

    Raises:
        UnsupportedError: there are several.
    """
    found = [index for index in each if index in expr.indices]
    if len(found) > 1:
        raise UnsupportedError(
            f"{expr} has the indices {', '.join(map(str, found))}; one can be computed for each value"
        )
    return found[0] if found else None


def _terms(low: Lowering, roots: Iterable[Expr], each: Sequence[IndexName]) -> list[Term]:
    indices = [(expr, each_of(expr, each)) for expr in roots]
    return [low.result(expr) if index is None else low.of_each(expr, index) for expr, index in indices]


def _lowered(roots: Collection[Expr], each: Sequence[IndexName]) -> Lowering:
    """The lowering of expressions, with the inverses that are needed as matrices anyway, and so multiply.

    Recurrences that may be too short for some of the states that are used are written with care.
    """
    shared, sizes, by_sizes = parted(roots), typical_sizes(roots), alone(roots)
    first = Lowering(parted=shared, sizes=sizes, alone=by_sizes)
    terms = _terms(first, roots, each)
    inverted = frozenset(first.inverses[term] for term in topological(terms) if term in first.inverses)
    care = edges(terms)
    guarded, padded = (frozenset(first.care_of(k) for k, run in first.runs.items() if run in found) for found in care)
    again = inverted or guarded or padded
    return Lowering(inverted, guarded, padded, shared, sizes, by_sizes) if again else first


def _atoms(dims: Iterable[Dim], data: list[Axis]) -> dict[Atom, Axis | None]:
    """The dimensions and indices in what terms name, and in the places where widths are read."""
    found: dict[Atom, Axis | None] = {}
    todo = list(dims)
    while todo:
        for monomial, _ in todo.pop().terms:
            for atom, _ in monomial:
                if atom not in found:
                    found[atom] = axis = width(atom, data) if isinstance(atom, Entry) else None
                    todo += [axis.member] if axis else [atom.index] if isinstance(atom, Entry) else []
    return dict(sorted(found.items(), key=lambda item: str(item[0])))


def _in_order(leaves: Mapping[str, Expr], written: Iterable[str]) -> dict[str, Expr]:
    """The symbols in the order in which they are written."""
    words = re.findall(r"\w+", " ".join(written))
    place = {word: k for k, word in reversed(list(enumerate(words)))}
    return dict(sorted(leaves.items(), key=lambda item: place.get(item[0], len(words))))


def _named(term: Term, found: Block) -> tuple[Dim, ...]:
    """The dimensions that a term names: a loop over members does not name how many there are."""
    if type(term.data) is Loop and term.data.index in found.members:
        return term.data.shape
    return dims_of(term)


def _used(order: Iterable[Term], found: Block, told: Sequence[Reading], data: list[Axis]) -> set[Atom]:
    """The dimensions that the code names."""
    named = [dim for term in order for dim in _named(term, found)]
    used = set(_atoms(named, data))
    for reading in reversed(told):
        if reading.atom in used:
            used |= reading.step.atoms() | reading.offset.atoms()
    return used


# -- arguments -----------------------------------------------------------------------------------------------------
def _functions(roots: Iterable[Expr]) -> list[str]:
    """Functions without a formula."""
    nodes = traverse.topological(roots)
    return without_formula(nodes)


def _untold(atoms: Mapping[Atom, Axis | None], told: Iterable[Reading], loops: Container[Atom]) -> list[Atom]:
    """The dimensions and indices whose numbers no shape tells."""
    known = {reading.atom for reading in told}
    return [atom for atom, axis in atoms.items() if axis is None and atom not in known and atom not in loops]


def _name(atom: Atom) -> str:
    """The name by which the number for a dimension, an index, or a family of widths is given."""
    return atom.family if isinstance(atom, Entry) else str(atom)


def _arguments(
    leaves: Mapping[str, Expr], functions: Iterable[str], untold: Iterable[Atom], namer: Namer
) -> list[Argument]:
    """Data, functions without a formula, and the numbers that no shape tells."""
    found = [Argument(name, namer.symbol(name), "data", leaf) for name, leaf in leaves.items()]
    found += [Argument(name, namer.symbol(name), "function") for name in functions]
    numbers = {_name(atom): atom for atom in untold}
    found += [Argument(name, namer.symbol(name), "number", None, atom) for name, atom in numbers.items()]
    return found
