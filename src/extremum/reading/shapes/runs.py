"""Names that nobody declared and that are written of declared ones: ``Xw`` for ``X*w``, ``x_1`` for ``x[1]``.

They are hardly names: a derivative by w that takes ``Xw`` for a constant is the derivative of what is left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.errors import UndeclaredError
from extremum.language.families import Family
from extremum.notation.symbols import GREEK
from extremum.reading.build import calls, functions, indices
from extremum.reading.build.builder import Builder
from extremum.reading.build.declared import Declared
from extremum.reading.source import Tree

_TURNED = "T"
"""A transposition, as others write it."""


class NameAskedError(UndeclaredError):
    """A name that another notation would read as a product of letters, where it is hardly one: it is asked about."""


def running(tree: Tree, declared: Declared) -> Tree:
    """The tree with ``x_i`` within ``sum_i(...)`` as the member ``x[i]`` of a declared array or family."""
    return _running(tree, declared, frozenset())


def _running(tree: Tree, declared: Declared, bound: frozenset[str]) -> Tree:
    if tree.kind == "name":
        base, _, index = tree.text.rpartition("_")
        listed = base in declared.families or (base in declared.variables and declared.variables[base].is_column)
        if index not in bound or not listed or tree.text in declared.names():
            return tree
        return Tree("member", base, (Tree("name", index, (), tree.end - len(index), tree.end),), tree.start, tree.end)
    binder = indices.binder(tree)
    inside = bound | {binder[1]} if binder else bound
    parts = tuple(_running(part, declared, inside) for part in tree.parts)
    same = all(new is old for new, old in zip(parts, tree.parts, strict=True))
    return tree if same else replace(tree, parts=parts)


def refuse_runs(builder: Builder, pieces: Mapping[str, Tree], declared: Collection[str]) -> None:
    """Refuses an undeclared name that is a run of declared ones, of a function and its argument, or a power.

    Raises:
        UndeclaredError: with the product that may be meant.
    """
    _refuse_fixed(builder, pieces)
    _refuse_exponential(builder, pieces)
    for name, piece in _words(builder, pieces):
        meant = _product(name, declared) or _positive(builder, name, piece, declared)
        if meant is not None:
            raise _asked(builder, name, piece, meant)
        meant = _applied(name, declared) or _squared(builder, name) or _pair(builder, name)
        if meant is not None:
            raise _asked(builder, name, piece, meant, NameAskedError)


def _refuse_fixed(builder: Builder, pieces: Mapping[str, Tree]) -> None:
    """Refuses ``mean(x_i)``, ``sum((y_i - b*x_i)^2)`` of declared columns: nothing lets the index run."""
    fixed = {
        name: entry for name, _ in _words(builder, pieces) if (entry := _entry(builder, name, builder.declared.names()))
    }
    for piece, _ in indices.walk(builder.root) if fixed else ():
        row = functions.find(piece.text) if piece.kind == "call" and len(piece.parts) == 1 else None
        if row is None or not (row.shape.endswith("scalar") or row.shape == "greatest"):
            continue
        names = indices.names_in(piece.parts[0])
        running = [name for name in sorted(names & fixed.keys()) if name[-1].isalpha()]
        known = [builder.declared.variables.get(name) for name in names]
        if (
            running
            and all(value is None or value.is_scalar for value in known)
            and not names & {*builder.declared.families}
        ):
            message = calls.over_what(builder, piece, running[0][-1])
            raise builder.source.error(message, piece.start, piece.end, UndeclaredError)


def refuse_entries(
    builder: Builder, pieces: Mapping[str, Tree], shapes: Mapping[str, Shape], declared: Collection[str]
) -> None:
    """Refuses an undeclared number that is written as a declared array with an index.

    Raises:
        UndeclaredError: with the entry that may be meant.
    """
    for name, piece in _words(builder, pieces):
        meant = _entry(builder, name, declared) if shapes[name] == (ONE, ONE) else None
        if meant is not None:
            raise _asked(builder, name, piece, meant)


def _refuse_exponential(builder: Builder, pieces: Mapping[str, Tree]) -> None:
    """Refuses ``e^(-x^2/2)`` of an e that nobody declared, which is exp; ``e^2`` may be the square of a residual."""
    for piece, _ in indices.walk(builder.root) if "e" in pieces and pieces["e"].kind == "name" else ():
        base, *above = piece.parts if piece.kind == "power" else (piece,)
        if base.kind == "name" and base.text == "e" and any(indices.names_in(part) for part in above):
            whole, exponent = builder.source.at(piece), builder.source.at(above[0])
            exponent = exponent.removeprefix("(").removesuffix(")") if exponent[:1] == "(" else exponent
            message = f"e is not declared: is {whole} meant as exp({exponent})? Otherwise declare e"
            raise builder.source.error(message, piece.start, piece.end, UndeclaredError)


def _words(builder: Builder, pieces: Mapping[str, Tree]) -> Iterator[tuple[str, Tree]]:
    """The names that stand in the text as they are: a command of LaTeX is a name by itself."""
    return (
        (name, piece) for name, piece in pieces.items() if piece.kind == "name" and builder.source.at(piece) == name
    )


def _asked(
    builder: Builder, name: str, piece: Tree, meant: str, kind: type[UndeclaredError] = UndeclaredError
) -> UndeclaredError:
    message = f"{name} is not declared: is it {meant}? Otherwise declare {name}"
    return builder.source.error(message, piece.start, piece.end, kind)


def _product(name: str, declared: Collection[str]) -> str | None:
    """``x'*A*x`` of ``xTAx``, if all its parts are declared."""
    known = {*declared, _TURNED}
    ends: list[list[str] | None] = [[]]  # the parts of each beginning of the name, or None
    for end in range(1, len(name) + 1):
        starts = [k for k in range(end) if ends[k] is not None and name[k:end] in known and end - k < len(name)]
        ends.append(None if not starts else [*(ends[starts[0]] or ()), name[starts[0] : end]])
    parts, turned = ends[-1], _TURNED not in declared
    if parts is None or (turned and parts[0] == _TURNED):
        return None
    return parts[0] + "".join("'" if turned and part == _TURNED else f"*{part}" for part in parts[1:])


def _applied(name: str, declared: Collection[str]) -> str | None:
    """``sin(2*x)`` of ``sin2x``, ``log(x)`` of ``logx``, ``det(A)`` of ``detA``: a function of what is declared."""
    for end in range(2, len(name)):
        row, match = functions.find(name[:end]), re.fullmatch(r"(\d*)(.+)", name[end:])
        if row is None or match is None or match[2] not in declared:
            continue
        if row.shape == "same" or match[2][0].isupper() or name[end - 1].isdigit():
            return f"{name[:end]}({match[1]}{'*' * bool(match[1])}{match[2]})"
    return None


def _squared(builder: Builder, name: str) -> str | None:
    """``sigma^2`` of ``sigma2``, of a declared number."""
    number = builder.declared.variables.get(name[:-1]) if name[-1] in "23" else None
    return f"{name[:-1]}^{name[-1]}" if number is not None and number.is_scalar else None


def _positive(builder: Builder, name: str, piece: Tree, declared: Collection[str]) -> str | None:
    """``relu(x)`` of ``x_+``, whose plus is read as a sum's."""
    plus = builder.source.text[piece.end : piece.end + 1] == "+"
    return f"relu({name[:-1]})" if plus and name[-1] == "_" and name[:-1] in declared else None


def _pair(builder: Builder, name: str) -> str | None:
    """``x*y`` of ``xy``, of which one letter is a declared variable and the other is not: no name of a Greek letter."""
    known = [letter in builder.declared.variables for letter in name]
    return "*".join(name) if len(name) == 2 and name.isalpha() and any(known) and name not in GREEK else None


def _entry(builder: Builder, name: str, declared: Collection[str]) -> str | None:
    """``x[1]`` of ``x_1`` and ``x1``, ``x[i]`` of ``x_i``, of a declared column or family of numbers."""
    match = re.fullmatch(r"(.+?)(?:_([A-Za-z]|[1-9]\d*)|([1-9]\d*))", name)
    if match is None or match[1] not in declared:
        return None
    column, family = builder.declared.variables.get(match[1]), builder.declared.families.get(match[1])
    of_numbers = isinstance(family, Family) and family[family.start].is_scalar
    listed = of_numbers or (column is not None and column.is_column and not column.is_scalar)
    return f"{match[1]}[{match[2] or match[3]}]" if listed else None
