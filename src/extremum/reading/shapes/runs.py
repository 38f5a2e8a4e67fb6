"""Names that nobody declared and that are written of declared ones: ``Xw`` for ``X*w``, ``x_1`` for ``x[1]``.

They are hardly names: a derivative by w that takes ``Xw`` for a constant is the derivative of what is left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.errors import UndeclaredError
from extremum.language.families import Family
from extremum.reading.build.builder import Builder
from extremum.reading.source import Tree

_TURNED = "T"
"""A transposition, as others write it."""


def refuse_runs(builder: Builder, pieces: Mapping[str, Tree], declared: Collection[str]) -> None:
    """Refuses an undeclared name that is a run of declared ones.

    Raises:
        UndeclaredError: with the product that may be meant.
    """
    for name, piece in _words(builder, pieces):
        meant = _product(name, declared)
        if meant is not None:
            raise _asked(builder, name, piece, meant)


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


def _words(builder: Builder, pieces: Mapping[str, Tree]) -> Iterator[tuple[str, Tree]]:
    """The names that stand in the text as they are: a command of LaTeX is a name by itself."""
    return (
        (name, piece) for name, piece in pieces.items() if piece.kind == "name" and builder.source.at(piece) == name
    )


def _asked(builder: Builder, name: str, piece: Tree, meant: str) -> UndeclaredError:
    message = f"{name} is not declared: is it {meant}? Otherwise declare {name}"
    return builder.source.error(message, piece.start, piece.end, UndeclaredError)


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


def _entry(builder: Builder, name: str, declared: Collection[str]) -> str | None:
    """``x[1]`` of ``x_1`` and ``x1``, ``x[i]`` of ``x_i``, of a declared column or family of numbers."""
    match = re.fullmatch(r"(.+?)(?:_([A-Za-z]|[1-9]\d*)|([1-9]\d*))", name)
    if match is None or match[1] not in declared:
        return None
    column, family = builder.declared.variables.get(match[1]), builder.declared.families.get(match[1])
    of_numbers = isinstance(family, Family) and family[family.start].is_scalar
    listed = of_numbers or (column is not None and column.is_column and not column.is_scalar)
    return f"{match[1]}[{match[2] or match[3]}]" if listed else None
