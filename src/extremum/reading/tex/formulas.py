r"""Functions that are defined by formulas, ``g(\theta) = A \theta - b``: put in where they are applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from extremum.algebra import traverse
from extremum.algebra.dims import ONE, Dim, show_shape
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.operations.leaves import symbol
from extremum.reading.build.indices import binder, names_in, walk
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader


@dataclass(frozen=True, slots=True)
class Formula:
    """The letters of the arguments, and the syntax tree in which they stand."""

    letters: tuple[str, ...]
    body: Tree


def define(reader: Reader, name: str, letters: tuple[str, ...], body: Tree) -> None:
    """Remembers a function, so that its name is one; its letters mean nothing outside of it.

    Raises:
        ParseError: the body is no expression.
    """
    declared = reader.declared
    families = {family: each for family, each in declared.families.items() if family not in letters}
    variables = {**declared.variables, **{letter: _argument(reader, letter) for letter in letters}}
    inside = type(reader)(reader.source, replace(declared, families=families, variables=variables), reader.record)
    inside.formulas |= reader.formulas
    reader.formulas[name] = Formula(letters, inside.expression(body))
    declared.functions[name] = _by_value(name)


def _argument(reader: Reader, letter: str) -> Expr:
    """What stands for an argument while the formula is read; its shape is that of what is put in."""
    known = reader.declared.variables.get(letter)
    size = Dim.of(f"{letter} rows")
    return known if known is not None else symbol(letter, size, size if letter[0].isupper() else ONE)


def _by_value(name: str) -> Any:
    def refused(argument: Any, order: int) -> Expr:
        what = "its derivative is asked for" if order else "its value is"
        raise ExtremumError(f"{name} is defined by a formula, and {what}; write the formula in its place")

    return refused


def of_a_number(name: str, body: Expr, letter: Expr) -> Callable[[Any, int], Expr]:
    """The function that puts a number in place of the letter."""

    def function(argument: Any, order: int) -> Expr:
        if order or not argument.is_scalar:
            what = "its derivative is asked for" if order else f"here it is applied to {show_shape(argument.shape)}"
            raise ExtremumError(f"{name} is defined of a number, and {what}; write its formula in its place")
        return traverse.replace(body, {letter: argument})

    return function


def applied(reader: Reader, name: str, arguments: Sequence[Tree], primes: bool, place: Tree) -> Tree:
    """The formula of a function with the arguments put in.

    Raises:
        ParseError: there are more or fewer of them, an index in one is summed over inside, or a derivative is meant.
    """
    formula = reader.formulas[name]
    shown = reader.record.shown(place)
    if primes:
        raise reader.wrong(f"{shown} is a derivative of {name}, which is defined by a formula; write it out", place)
    if len(arguments) != len(formula.letters):
        listing = ", ".join(formula.letters)
        count = f"{len(arguments)} argument{'s' * (len(arguments) != 1)}"
        raise reader.wrong(f"{shown} has {count}, and the definition is of {name}({listing})", place)
    free = {index for argument in arguments for index in names_in(argument)}
    captured = [found[1] for piece, _ in walk(formula.body) if (found := binder(piece)) and found[1] in free]
    if captured:
        fix = "use another letter in the sum of the definition"
        raise reader.wrong(
            f"{captured[0]} in {shown} is an index that the definition of {name} sums over; {fix}", place
        )
    return _put_in(formula.body, dict(zip(formula.letters, arguments, strict=True)))


def _put_in(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    parts = tuple(_put_in(part, values) for part in tree.parts)
    value = values.get(tree.text)
    if value is not None and tree.kind == "name":
        return value
    if value is not None and tree.kind == "member":
        return replace(tree, text=value.text, parts=parts) if value.kind == "name" else _entry(tree, value, parts)
    return tree if parts == tree.parts else replace(tree, parts=parts)


def _entry(tree: Tree, value: Tree, places: tuple[Tree, ...]) -> Tree:
    """``x_i`` of an argument that is a formula."""
    return Tree("entry", "", (value, *places), tree.start, tree.end)
