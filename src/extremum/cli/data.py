"""Data from files: ``.npy``, ``.npz``, ``.csv``, or numbers as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import DataError
from extremum.cli import tables

if TYPE_CHECKING:
    from extremum.algebra.node import Expr


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
            found[name.strip()] = _value(name.strip(), value.strip(), leaves)
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
def _value(name: str, text: str, variables: Collection[str]) -> Any:
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
    return reader(path, key, name, variables)


def _typed(text: str) -> Any:
    for read in (json.loads, float):  # numbers as people type them, .5 and 1., are none of JSON's
        try:
            value = read(text)
        except ValueError:
            continue
        return value if isinstance(value, int | float | list) else None
    return None


def _bundle(path: Path) -> Mapping[str, Any]:
    if str(path).lstrip().startswith("{"):
        raise DataError(f"{path}: one value at a time, as in --data x=[1,2]")
    if path.suffix.lower() == ".csv":
        raise DataError(f"{path}: only a .npz file holds names; write NAME={path}, or NAME={path}:COLUMN")
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


def _from_npz(path: Path, key: str, name: str, variables: Collection[str]) -> Any:
    arrays = _npz(path)
    wanted = key or (name if name in arrays or len(arrays) != 1 else next(iter(arrays)))
    if wanted not in arrays:
        raise DataError(f"{path} has no array {wanted!r}; it has {', '.join(arrays)}. Write {name}={path}:KEY")
    return arrays[wanted]


def _from_npy(path: Path, key: str, name: str, variables: Collection[str]) -> Any:
    import numpy as np

    try:
        return np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise DataError(f"{path}: {error}") from None


_READERS: dict[str, Callable[[Path, str, str, Collection[str]], Any]] = {
    ".npy": _from_npy,
    ".npz": _from_npz,
    ".csv": tables.read,
}
"""By the end of a file's name: of the file, the key, the variable, and all variables there are, the array."""


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
