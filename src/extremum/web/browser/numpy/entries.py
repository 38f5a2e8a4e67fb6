"""Functions that take entries of arrays."""

from __future__ import annotations

from itertools import product
from typing import Any

from extremum.web.browser.numpy.array import asarray, mapped, ndarray, spread
from extremum.web.browser.numpy.making import broadcast_to, full, ravel, stack, tri, zeros
from extremum.web.browser.numpy.places import broadcast_shapes
from extremum.web.browser.numpy.scalars import KINDS

__all__ = [
    "argwhere",
    "bincount",
    "diag",
    "diagonal",
    "flatnonzero",
    "sort",
    "take_along_axis",
    "trace",
    "tril",
    "tril_indices",
    "triu",
    "triu_indices",
    "unique",
    "unravel_index",
    "where",
]


def where(condition: Any, *values: Any) -> Any:
    """The first value where a condition holds, else the second."""
    if not values:
        return asarray(condition).nonzero()
    kind = max((asarray(value).kind for value in values), key=KINDS.index)
    return mapped(lambda c, a, b: a if c else b, condition, *values, kind=kind)


def diagonal(value: Any, offset: int = 0, axis1: int = -2, axis2: int = -1) -> ndarray:
    """The diagonal of the last two axes."""
    given = asarray(value)
    rows, cols = given.shape[-2:]
    places = [i * cols + i + offset for i in range(rows) if 0 <= i + offset < cols]
    return asarray(given.reshape(*given.shape[:-2], rows * cols)[..., places])


def diag(value: Any, k: int = 0) -> ndarray:
    """The diagonal of a matrix, or the matrix of a diagonal."""
    given = asarray(value)
    return diagonal(given, k) if given.ndim > 1 else _cells_of(given)


def _cells_of(entries: ndarray) -> ndarray:
    """The matrix with these entries on its diagonal."""
    found = full((entries.size, entries.size), 0, entries.dtype)
    for k, entry in enumerate(entries.entries):
        found[k, k] = entry
    return found


def trace(value: Any, axis1: int = -2, axis2: int = -1) -> Any:
    """The sum of the diagonal."""
    return diagonal(value).sum(axis=-1)


def tril(value: Any, k: int = 0) -> Any:
    """What is below a diagonal, and on it."""
    given = asarray(value)
    return where(tri(given.shape[-2], given.shape[-1], k, bool), given, zeros((), dtype=given.dtype))


def triu(value: Any, k: int = 0) -> Any:
    """What is above a diagonal, and on it."""
    given = asarray(value)
    return where(tri(given.shape[-2], given.shape[-1], k - 1, bool), zeros((), dtype=given.dtype), given)


def tril_indices(n: int, k: int = 0) -> tuple[ndarray, ...]:
    """The places of the lower triangle."""
    return tri(n, n, k, bool).nonzero()


def triu_indices(n: int, k: int = 0) -> tuple[ndarray, ...]:
    """The places of the upper triangle."""
    return asarray(~tri(n, n, k - 1, bool)).nonzero()


def flatnonzero(value: Any) -> ndarray:
    """The places of what is not zero."""
    return ravel(value).nonzero()[0]


def argwhere(value: Any) -> ndarray:
    """The places of what is not zero, a row each."""
    return stack(asarray(value).nonzero(), axis=-1)


def unravel_index(place: Any, size: tuple[int, ...]) -> tuple[int, ...]:
    """The place in an array of this shape."""
    return list(product(*map(range, size)))[int(place)]


def unique(value: Any, return_inverse: bool = False) -> Any:
    """The different entries, in order; and the place of each entry among them."""
    given = asarray(value)
    found = sorted(set(given.entries))
    different = ndarray(found, (len(found),), given.kind)
    if not return_inverse:
        return different
    places = {entry: k for k, entry in enumerate(found)}
    return different, ndarray([places[entry] for entry in given.entries], given.shape, "i")


def sort(value: Any, axis: int = -1) -> ndarray:
    """The entries of the last axis in order."""
    given = asarray(value)
    n = given.shape[-1]
    rows = [sorted(given.entries[k : k + n]) for k in range(0, given.size, n or 1)]
    return ndarray([entry for row in rows for entry in row], given.shape, given.kind)


def take_along_axis(value: Any, places: Any, axis: int = -1) -> ndarray:
    """Entries of the last axis by place."""
    given, wanted = asarray(value), asarray(places)
    assert axis in (-1, given.ndim - 1)
    target = (*broadcast_shapes(given.shape[:-1], wanted.shape[:-1]), wanted.shape[-1])
    rows = broadcast_to(given, (*target[:-1], given.shape[-1]))
    n, entries = given.shape[-1], spread(wanted, target)
    found = [rows.entries[k // target[-1] * n + int(at)] for k, at in enumerate(entries)]
    return ndarray(found, target, given.kind)


def bincount(value: Any, weights: Any = None, minlength: int = 0) -> ndarray:
    """How often, or with what sum of weights, each whole number occurs."""
    places = [int(k) for k in ravel(value)]
    of = [1] * len(places) if weights is None else ravel(weights).entries
    found = [0 if weights is None else 0.0] * max([minlength, *(k + 1 for k in places)])
    for place, weight in zip(places, of, strict=True):
        found[place] += weight
    return asarray(found)
