r"""Formulas with definitions beside them: ``L = \|y - t\|^2, \quad y = W x + b``, ``…, \quad \phi(z) = z^3``.

Of several equations the one whose left side occurs in no other is the formula; the others define parts of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import TYPE_CHECKING

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.operations.construct import apply
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import symbol
from extremum.operations.named import named
from extremum.reading.build.declared import bind
from extremum.reading.build.dimensions import polynomial
from extremum.reading.build.indices import binder, walk
from extremum.reading.preparing import prepared
from extremum.reading.source import Tree
from extremum.reading.tex import formulas, general, prefixes, vocabulary
from extremum.reading.tex.decisions import Decisions
from extremum.reading.tex.layout import bare, listed
from extremum.reading.tex.record import Record
from extremum.reading.tex.symbols import label, spellings

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

SIGNS = {"=", ":=", r"\coloneqq", r"\triangleq", r"\equiv", r"\doteq", r"\defeq", r"\eqdef"}


@dataclass(frozen=True, eq=False, slots=True)
class Definition:
    """A part by its name, with its argument where it is a function, and the layout of its right side."""

    names: tuple[str, ...]
    argument: Tree | None
    body: Tree
    place: Tree


def definitions(reader: Reader, given: Sequence[Tree]) -> tuple[list[Tree], list[Definition]]:
    """The pieces that define nothing, the formula first, and the definitions of parts.

    Raises:
        ParseError: several pieces may be the formula.
    """
    pieces = general.put_in(reader, given, _defined(reader, given))
    found = _defined(reader, pieces)
    alone = len(found) == 1 and pieces[0] in found
    behind = _with_formula(reader, pieces, found) if alone else pieces
    if not found or not behind:
        return pieces, []
    pieces = behind
    formula = pieces[0] if pieces[0] not in found else _formula(reader, found)
    others = {piece: definition for piece, definition in found.items() if piece is not formula}
    rest = [piece for piece in pieces if piece not in found]
    used = [formula, *(definition.body for definition in others.values())]
    for definition in others.values():
        if not any(_occurs(reader, definition.names, tree) for tree in used):
            shown = reader.record.shown(definition.place)
            raise reader.wrong(f"{shown} defines what the formula does not have; leave it out", definition.place)
    return [formula, *(piece for piece in rest if piece is not formula)], _ordered(reader, list(others.values()))


def _defined(reader: Reader, pieces: Sequence[Tree]) -> dict[Tree, Definition]:
    return {piece: definition for piece in pieces if (definition := _definition(reader, piece)) is not None}


def _with_formula(reader: Reader, pieces: Sequence[Tree], found: dict[Tree, Definition]) -> list[Tree]:
    """The pieces, the formula first, where it is behind the one definition: ``g(x) = …, g(x)' W g(x)``; or none."""
    names = found[pieces[0]].names
    using = [piece for piece in pieces[1:] if piece.kind != "relation" and _occurs(reader, names, piece)]
    return [using[0], *(piece for piece in pieces if piece is not using[0])] if len(using) == 1 else []


def _formula(reader: Reader, found: dict[Tree, Definition]) -> Tree:
    """The equation whose left side no other one has."""
    free = [
        piece
        for piece, definition in found.items()
        if not any(_occurs(reader, definition.names, other.body) for other in found.values() if other is not definition)
    ]
    if len(free) != 1:
        listing = ", ".join(definition.names[0] for definition in found.values())
        fix = "give one formula, and beside it only what it is made of"
        raise reader.wrong(f"which of {listing} is asked about? {fix}", free[-1] if free else next(iter(found)))
    return free[0]


def _definition(reader: Reader, piece: Tree) -> Definition | None:
    """``y = W x``, ``f(z) = …``; None for another piece, and for a number such as ``i = 1``."""
    if piece.kind != "relation" or len(piece.parts) != 3 or piece.parts[1].text not in SIGNS:
        return None
    left, _, right = piece.parts
    row = list(left.parts) if left.kind == "run" else [left]
    names = _names(reader, row[0])
    bracketed = len(row) == 2 and row[1].kind == "paren" and len(row[1].parts) == 3
    if not names or len(row) > 2 or (len(row) == 2 and not bracketed) or bare(right).kind in ("number", "single"):
        return None
    return Definition(names, row[1].parts[1] if bracketed else None, right, piece)


def _names(reader: Reader, part: Tree) -> tuple[str, ...]:
    """The names that a symbol with its subscripts may stand for."""
    base, *scripts = part.parts if part.kind == "factor" else (part,)
    sign = base.kind in ("font", "accent") and not base.parts  # the command itself, without its argument
    spelling = None if sign else reader.symbols.spelling(base)
    if spelling is None or any(script.parts[0].kind != "sub" for script in scripts):
        return ()
    labels = [label(each) for script in scripts for each in listed(bare(script.parts[1]))]
    return () if "" in labels else tuple(whole for name in spelling.names for whole in spellings(name, labels))


def _occurs(reader: Reader, names: Sequence[str], tree: Tree) -> bool:
    """Whether a symbol stands in a piece, by itself, with an index, or as a letter of a word."""
    stack = [tree]
    while stack:
        here = stack.pop()
        stack.extend(here.parts)
        letters = here.text if here.kind == "word" else ""
        if set(names) & {*_names(reader, _without_powers(here)), *letters}:
            return True
    return False


def _without_powers(part: Tree) -> Tree:
    """``y_1`` of ``y_1^2``."""
    if part.kind != "factor":
        return part
    below = (script for script in part.parts[1:] if script.parts[0].kind == "sub")
    return replace(part, parts=(part.parts[0], *below))


def _ordered(reader: Reader, given: list[Definition]) -> list[Definition]:
    """Each after those that it is made of."""
    found: list[Definition] = []
    while given:
        ready = [d for d in given if not any(_occurs(reader, o.names, d.body) for o in given if o is not d)]
        if not ready:
            raise reader.wrong("these definitions need each other; give one formula", given[0].place)
        found += ready
        given = [d for d in given if d not in ready]
    return found


# -- what they mean ----------------------------------------------------------------------------------------------------
def define_functions(reader: Reader, found: Sequence[Definition]) -> None:
    """Defines functions, ``f(z) = …``.

    Raises:
        ParseError: an argument is no name, or the formula is none.
    """
    for definition in found:
        if definition.argument is not None:
            _function(reader, definition)


def define_parts(reader: Reader, found: Sequence[Definition], formula: Tree) -> list[str]:
    """Binds the other parts; the declarations inferred for what they are made of.

    Raises:
        ExtremumError: as for the formula.
    """
    return [line for each in found if each.argument is None for line in _part(reader, each, formula)]


def _part(reader: Reader, definition: Definition, formula: Tree) -> list[str]:
    name = reader.symbols.known(definition.names, definition.place) or definition.names[0]
    body = reader.expression(definition.body)
    declared = reader.declared
    size = _size_in_sums(reader, name, formula)
    whole = body
    if size is not None and name not in declared.variables:
        declared.variables[name] = symbol(name, size, ONE)
        whole = Tree("sum", "-", (body, Tree("name", name, (), body.start, body.end)), body.start, body.end)
    builder, inferred = prepared(reader.source, whole, declared, Decisions(reader.record).openings())
    if size is not None:
        declared.variables.pop(name, None)
    bind(declared, name, builder.apply(body, named, name, builder.visit(body)))
    reader.record.note(definition.place, f"{reader.record.shown(definition.place)} is read as the definition of {name}")
    return inferred


def _size_in_sums(reader: Reader, name: str, formula: Tree) -> Dim | None:
    """The size of a vector all of whose entries a sum from 1 takes."""
    for piece, _ in walk(formula):
        found = binder(piece)
        if found is None or len(piece.parts) != 3 or piece.parts[1].text != "1":
            continue
        members = (each for each, _ in walk(piece.parts[0]) if each.kind == "member" and each.text == name)
        if any([part.text for part in member.parts] == [found[1]] for member in members):
            return polynomial(reader.source, piece.parts[2], lambda tree: Dim.of(tree.text))
    return None


def _function(reader: Reader, definition: Definition) -> None:
    letters, name = _letters(reader, definition), definition.names[0]
    known = next((name for name in map(_meaning, definition.names) if name), "")
    shown = reader.record.shown(definition.place)
    body = _of_a_number(reader, definition, letters[0]) if len(letters) == 1 else None
    if body is None:
        formulas.define(reader, name, letters, definition.body)
    elif not known:
        reader.declared.functions[name] = formulas.of_a_number(name, body, symbol(letters[0], ONE, ONE))
    elif not _equal(body, apply(known, symbol(letters[0], ONE, ONE)), letters[0]):
        fix = "write its formula in its place"
        raise reader.wrong(f"{shown} is not the function {known}; {fix}", definition.place)
    meaning = f"is the function {known}" if known and body is not None else f"is read as the definition of {name}"
    reader.record.note(definition.place, f"{shown} {meaning}")


def _letters(reader: Reader, definition: Definition) -> tuple[str, ...]:
    """The names of the arguments.

    Raises:
        ParseError: one is no name, or two are the same.
    """
    assert definition.argument is not None
    found = [reader.symbols.spelling(argument) for argument in listed(definition.argument)]
    names = [spelling.names[0] for spelling in found if spelling is not None]
    if len(set(names)) < len(found):
        shown = reader.record.shown(definition.place)
        raise reader.wrong(
            f"{shown} defines a function of what is no name; give each argument a letter of its own, as in f(x, y)",
            definition.argument,
        )
    return tuple(names)


def _of_a_number(reader: Reader, definition: Definition, letter: str) -> Expr | None:
    """The formula as a function of one number that has nothing else in it, ``z^3``; None for another one."""
    inside = replace(reader.declared, variables={**reader.declared.variables, letter: symbol(letter, ONE, ONE)})
    try:
        tree = type(reader)(reader.source, inside, Record(reader.source)).expression(definition.body)
        if not all(map(_takes_numbers, (piece for piece, _ in walk(tree)))):
            return None
        builder, inferred = prepared(reader.source, tree, inside, Decisions(Record(reader.source)).openings())
        body = builder.visit(tree)
    except ExtremumError:
        return None
    return body if not inferred and set(body.symbols) <= {inside.variables[letter]} else None


def _takes_numbers(piece: Tree) -> bool:
    """Whether a piece of a formula is one that is written of numbers: no transpose, norm or member."""
    if piece.kind == "call":
        return piece.text in FUNCTIONS
    return piece.kind not in ("transpose", "member", "constant") and piece.text not in ("norm", "norm 2", "norm 1")


def _meaning(name: str) -> str:
    """The function of the language that a name stands for where nobody declares it."""
    found = prefixes.MEANINGS.get(name, ("", ""))[0] or vocabulary.function(name) or ""
    return found if found in FUNCTIONS else ""


def _equal(left: Expr, right: Expr, letter: str) -> bool:
    """Whether two functions of a number agree at some points."""
    return all(isclose(left.evaluate({letter: at}), right.evaluate({letter: at}), rel_tol=1e-9) for at in _POINTS)


_POINTS = (-1.3, 0.4, 2.1)
