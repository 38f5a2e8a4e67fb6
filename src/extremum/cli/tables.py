"""Tables of numbers in text: ``.csv``, with or without names of the columns, and of which columns are read.

A first line without a number names the columns. Nothing is guessed where a table can be read in two ways: a line that
mixes names and numbers, names for fewer columns than there are, a column that only counts the rows, are refused.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extremum.algebra.errors import DataError

_SEPARATORS = ",;\t"
_MISSING = {"", "na", "n/a", "null", "none", "?", "-"}
"""How a number that is missing is written, in small letters."""

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Table:
    """The names of the columns, empty where there are none, and the lines with their numbers."""

    path: Path
    names: list[str]
    lines: list[Line]


def read(path: Path, key: str, name: str, variables: Collection[str] = ()) -> Any:
    """The numbers of a table, of the columns that ``key`` names or of all; ``name`` is the variable that they are for.

    Raises:
        DataError: there is no such table or column, a cell is no number, or it is in doubt what the columns are.
    """
    import numpy as np

    table = _parsed(path)
    wanted = [part.strip() for part in key.split(",")] if key else []
    columns = [_place(table, column) for column in wanted] or _all(table, name, variables)
    return np.array([[_number(path, line, row, column) for column in columns] for line, row in table.lines])


def _parsed(path: Path) -> _Table:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text in UTF-8; save it as UTF-8") from None
    kept = [(k, line) for k, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    separator = max(_SEPARATORS, key=(kept[0][1] if kept else "").count)
    rows = csv.reader((line for _, line in kept), delimiter=separator, skipinitialspace=True)
    lines = [(kept[rows.line_num - 1][0], [cell.strip() for cell in row]) for row in rows]
    lines = [(k, row) for k, row in lines if any(row)]
    names = _names(path, *lines[0]) if lines else []
    body = lines[1:] if names else lines
    if not body:
        raise DataError(f"{path} has no numbers")
    _check_widths(path, lines[0], body, bool(names))
    return _Table(path, names, body)


def _names(path: Path, line: int, row: Sequence[str]) -> list[str]:
    """The names of the columns where a line has no number; none where it has no name.

    Raises:
        DataError: it has both.
    """
    if all(map(_is_missing, row)):
        raise DataError(f"{path}, line {line}: {row[0]!r} is no number")
    named = [cell for cell in row if not _is_number(cell) and not _is_missing(cell)]
    numbers = [cell for cell in row if _is_number(cell)]
    if named and numbers:
        raise DataError(
            f"{path}, line {line}: {named[0]!r} is no number, and {numbers[0]} no name; give each column a name, or "
            "each cell a number"
        )
    return list(row) if named else []


def _check_widths(path: Path, first: Line, body: Sequence[Line], named: bool) -> None:
    width = len(first[1])
    for line, row in body:
        if len(row) == width:
            continue
        if named and line == body[0][0]:
            raise DataError(
                f"{path}: line {first[0]} names {width} columns, and line {line} has {len(row)}{_hint(row)}"
            )
        raise DataError(f"{path}, line {line}: it has {len(row)} columns, and line {first[0]} has {width}")


def _hint(row: Sequence[str]) -> str:
    return "; columns are separated by commas, semicolons or tabs" if len(row) == 1 else ""


def _place(table: _Table, column: str) -> int:
    if column not in table.names:
        has = (
            f"its columns: {', '.join(table.names)}" if table.names else "it has no names of columns in its first line"
        )
        raise DataError(f"{table.path} has no column {column!r}; {has}")
    if table.names.count(column) > 1:
        raise DataError(f"{table.path} has {table.names.count(column)} columns {column!r}; rename them")
    return table.names.index(column)


def _all(table: _Table, name: str, variables: Collection[str]) -> list[int]:
    """All columns, where none of them only counts the rows or is another variable.

    Raises:
        DataError: with the columns that may be meant.
    """
    others = [column for column in table.names if column in variables and column != name]
    if "" in table.names:
        why = "has a column without a name"
    elif others and len(table.names) > 1:
        why = f"has a column {others[0]}, which is a variable too"
    else:
        return list(range(len(table.lines[0][1])))
    counted = Counter(table.names)
    rest = [column for column in table.names if column and column not in others and counted[column] == 1]
    meant = f": {name}={table.path}:{','.join(rest)}" if rest else ""
    raise DataError(f"{table.path} {why}; name those that are meant{meant}")


def _number(path: Path, line: int, row: Sequence[str], column: int) -> float:
    cell = row[column]
    if _is_number(cell):
        return float(cell)
    where = f"{path}, line {line}, column {column + 1}"
    if _is_missing(cell):
        raise DataError(f"{where}: {cell!r} is no number; there a value is missing")
    if _is_number(cell.replace(",", "")):
        raise DataError(f"{where}: {cell!r} is no number here; write it with a point for decimals and no other mark")
    raise DataError(f"{where}: {cell!r} is no number{_hint(row)}")


def _is_missing(cell: str) -> bool:
    return cell.lower() in _MISSING


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell
