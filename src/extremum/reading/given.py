"""What a call is given: a formula as an expression or as text, and the declarations of its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from extremum.algebra.dims import Bound, Dim, IndexName, Name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations.functional import without_formula
from extremum.operations.implicit import implicits_in
from extremum.operations.named import declared_names
from extremum.operations.recurrence import Recurrence, recurrences_in
from extremum.operations.stated import symbols_by_name
from extremum.reading.build.declarations import collect, pieces
from extremum.reading.text.grammar import normal

Items = tuple[Any, ...]


def items_of(declarations: Any) -> Items:
    """Declarations as a tuple: symbols in place of the texts that declare them, which are then read once."""
    given = declarations if isinstance(declarations, list | tuple) else [declarations]
    return tuple(part for item in given for part in _parts(item))


def _parts(item: Any) -> Iterator[Any]:
    if not isinstance(item, str):
        yield item
        return
    for piece in pieces(normal(item)):
        declared = collect([piece], {})
        yield from declared.variables.values() if declared.variables else [piece]


def names_of(exprs: Sequence[Expr], declarations: Items = ()) -> Items:
    """Declarations of what occurs in expressions: symbols, families, functions, named parts, states, dimensions,
    indices."""
    nodes = topological(exprs)
    atoms = sorted({atom for d in _sizes(exprs) for atom in d.atoms()}, key=str)
    sizes = [Dim.of(atom) for atom in atoms if isinstance(atom, Name)]
    free = sorted({atom for expr in exprs for atom in expr.indices}, key=str)
    runs = [Dim.of(atom) for atom in free if isinstance(atom, IndexName)]
    functions = without_formula(nodes)
    found = {symbol.name: symbol for expr in exprs for symbol in expr.symbols}
    given = {name for item in declarations for name in _names(item)}
    symbols = [symbol for name, symbol in found.items() if name not in given or symbol.op.name == "symbol"]
    unnamed = [f"{name}: function" for name in functions if name not in given]
    states = _states(exprs, {*given, *found})
    return (*declarations, *symbols, *declared_names(*exprs), *implicits_in(*exprs), *states, *unnamed, *sizes, *runs)


def names_beside(item: Any, objective: Expr | None, exprs: Sequence[Expr], declarations: Items) -> Items:
    """What a constraint may name: what occurs before it, and what was declared with the objective."""
    names = names_of(exprs, declarations)
    if objective is None or not isinstance(item, str):
        return names
    known = {str(getattr(each, "name", each)) for each in names}
    return (*names, *(each for each in _declared_with(objective, item) if each.name not in known))


def _sizes(exprs: Sequence[Expr]) -> Iterator[Dim]:
    """The dimensions in expressions."""
    return (d for node in topological(exprs) for d in (*node.shape, *node.params) if isinstance(d, Dim))


def _declared_with(expr: Expr, text: str) -> Iterator[Expr]:
    """The symbols that were declared with an expression, do not occur in it, and are named in a text beside it."""
    taken = {str(atom) for dim in _sizes([expr]) for atom in dim.atoms()}
    shown, words = {symbol.name for symbol in expr.symbols}, set(re.findall(r"\w+", normal(text)))
    for name, symbol in symbols_by_name(expr).items():
        if name in words and name not in shown and name not in taken:
            yield symbol


def _states(exprs: Sequence[Expr], taken: Collection[str]) -> Iterator[Recurrence]:
    """The recurrences in expressions that are the same everywhere, and are the only ones of their name."""
    found = recurrences_in(*exprs)
    names = Counter(each.name for each in found)
    for each in found:
        around = (each.start.indices | each.step.indices) - {Bound(each.bound)}
        if each.direction == 1 and not around and names[each.name] == 1 and each.name not in taken:
            yield each


def _names(item: Any) -> set[str]:
    """The names that a declaration gives a meaning to.

    Raises:
        ExtremumError: it is no declaration.
    """
    declared = collect([item], {})
    if isinstance(item, str):
        return {*declared.variables, *declared.families, *declared.functions}
    return set() if isinstance(item, Dim) else {str(item.name)}
