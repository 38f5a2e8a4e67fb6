"""Data from files: ``.npy``, ``.npz``, ``.csv``, or numbers as they are typed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import DataError

if TYPE_CHECKING:
    from extremum.algebra.node import Expr

_SEPARATORS = ",;\t"


def read(given: Sequence[str] | None, exprs: Iterable[Expr], without: Collection[Expr] = ()) -> dict[str, Any]:
    """The values by name, of the form that evaluation takes; of whole files those that expressions need, but for the
    symbols ``without`` a value.

    Raises:
        DataError: a value cannot be read, or its name is none of the expressions'.
    """
    from extremum.data.binding import leaves_of

    leaves = leaves_of(exprs)
    found: dict[str, Any] = {}
    for item in given or ():
        name, equals, value = item.partition("=")
        if not equals:
            unknowns = {symbol.name for symbol in without}
            found |= {key: array for key, array in _bundle(Path(item)).items() if key in leaves.keys() - unknowns}
        elif name.strip() in leaves:
            found[name.strip()] = _value(name.strip(), value.strip())
        else:
            raise DataError(f"{name.strip()} is no variable here; the variables: {', '.join(leaves)}")
    return {name: _fitted(leaves[name], value) for name, value in found.items()}


def numbers(given: Sequence[str] | None) -> dict[str, int]:
    """Dimensions and indices, ``n=5``.

    Raises:
        DataError: one is no whole number.
    """
    found: dict[str, int] = {}
    for item in (part for text in given or () for part in text.split(",")):
        name, equals, value = (piece.strip() for piece in item.partition("="))
        if not equals or not value.lstrip("-").isdigit():
            raise DataError(f"{item.strip()!r} is no dimension; write it as n=5")
        found[name] = int(value)
    return found


# -- one value -----------------------------------------------------------------------------------------------------
def _value(name: str, text: str) -> Any:
    """A number or an array as typed, or from a file, with what follows the last colon as its key."""
    typed = _typed(text)
    if typed is not None:
        return typed
    path, key = Path(text), ""
    if not path.exists() and ":" in text:
        front, _, key = text.rpartition(":")
        path = Path(front)
    if not path.exists():
        raise DataError(f"{name}: there is no file {str(path)!r}, and it is no number or list such as [1, 2] either")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError(f"{path}: files end in {', '.join(_READERS)}, not in {path.suffix or 'nothing'}")
    return reader(path, key, name)


def _typed(text: str) -> Any:
    for read in (json.loads, float):  # numbers as people type them, .5 and 1., are none of JSON's
        try:
            value = read(text)
        except ValueError:
            continue
        return value if isinstance(value, int | float | list) else None
    return None


def _bundle(path: Path) -> Mapping[str, Any]:
    if path.suffix.lower() != ".npz":
        raise DataError(f"{path}: only a .npz file holds names; write NAME={path}")
    return _npz(path)


def _npz(path: Path) -> dict[str, Any]:
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}
    except (ValueError, EOFError) as error:
        raise DataError(f"{path}: {error}") from None


def _from_npz(path: Path, key: str, name: str) -> Any:
    arrays = _npz(path)
    wanted = key or (name if name in arrays or len(arrays) != 1 else next(iter(arrays)))
    if wanted not in arrays:
        raise DataError(f"{path} has no array {wanted!r}; it has {', '.join(arrays)}. Write {name}={path}:KEY")
    return arrays[wanted]


def _from_npy(path: Path, key: str, name: str) -> Any:
    import numpy as np

    try:
        return np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise DataError(f"{path}: {error}") from None


# -- tables ----------------------------------------------------------------------------------------------------------
def _from_csv(path: Path, key: str, name: str) -> Any:
    """The numbers of a table, without the names of its columns; of some columns where ``key`` names them."""
    import numpy as np

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text in UTF-8") from None
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = [(k, row) for k, row in enumerate(csv.reader(text.splitlines(), delimiter=separator), 1) if any(row)]
    header = [] if not rows or all(map(_is_number, rows[0][1])) else [cell.strip() for cell in rows[0][1]]
    columns = _columns(path, header, key)
    body = rows[1:] if header else rows
    if not body:
        raise DataError(f"{path} has no numbers")
    return np.array([[_cell(path, k, row, j) for j in (columns or range(len(body[0][1])))] for k, row in body])


def _columns(path: Path, header: list[str], key: str) -> list[int]:
    wanted = [part.strip() for part in key.split(",")] if key else []
    for column in wanted:
        if column not in header:
            names = f"its columns: {', '.join(header)}" if header else "it has no names of columns in its first line"
            raise DataError(f"{path} has no column {column!r}; {names}")
    return [header.index(column) for column in wanted]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _cell(path: Path, line: int, row: list[str], column: int) -> float:
    if column >= len(row):
        raise DataError(f"{path}, line {line}: it has {len(row)} columns, and column {column + 1} is needed")
    if not _is_number(row[column]):
        raise DataError(f"{path}, line {line}, column {column + 1}: {row[column]!r} is no number")
    return float(row[column])


_READERS: dict[str, Callable[[Path, str, str], Any]] = {".npy": _from_npy, ".npz": _from_npz, ".csv": _from_csv}


def _fitted(leaf: Expr, value: Any) -> Any:
    """A table of one column or one row where a vector is meant, and of one entry where a number is."""
    import numpy as np

    array = np.asarray(value) if not isinstance(value, list) else value
    shape = np.shape(array) if not isinstance(array, list) else ()
    if len(shape) == 2 and leaf.is_column and 1 in shape and leaf.op.name == "symbol":
        array = np.ravel(array)
    if len(shape) == 2 and leaf.is_scalar and shape[1] == 1 and leaf.op.name == "member":
        array = np.ravel(array)
    single = leaf.is_scalar and leaf.op.name == "symbol" and np.size(array) == 1
    return np.ravel(array)[0] if single else array
