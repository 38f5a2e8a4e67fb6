"""Functions that make arrays, and change their shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from extremum.web.browser.numpy.array import asarray, ndarray, spread
from extremum.web.browser.numpy.places import broadcast_shapes
from extremum.web.browser.numpy.scalars import KINDS, dtype, plain

__all__ = [
    "append",
    "arange",
    "array",
    "atleast_1d",
    "atleast_2d",
    "block",
    "broadcast_arrays",
    "broadcast_to",
    "concatenate",
    "empty",
    "empty_like",
    "eye",
    "flip",
    "full",
    "full_like",
    "indices",
    "linspace",
    "ndim",
    "ndindex",
    "ones",
    "ones_like",
    "ravel",
    "reshape",
    "shape",
    "stack",
    "swapaxes",
    "tile",
    "transpose",
    "tri",
    "zeros",
    "zeros_like",
]


# -- made --------------------------------------------------------------------------------------------------------------
def array(value: Any, dtype: Any = None, copy: bool = True) -> ndarray:
    """A new array."""
    return asarray(value, dtype).copy()


def full(size: Any, value: Any, dtype: Any = None) -> ndarray:
    """An array of one value."""
    shape = tuple(map(int, size)) if isinstance(size, (tuple, list)) else (int(size),)
    return broadcast_to(asarray(value, dtype), shape).copy()


def zeros(size: Any, dtype: Any = float) -> ndarray:
    """Zeros."""
    return full(size, 0, dtype)


def ones(size: Any, dtype: Any = float) -> ndarray:
    """Ones."""
    return full(size, 1, dtype)


empty = zeros


def zeros_like(value: Any, dtype: Any = None) -> ndarray:
    """Zeros of the shape of another array."""
    return full(shape(value), 0, dtype or asarray(value).dtype)


def ones_like(value: Any, dtype: Any = None) -> ndarray:
    """Ones of the shape of another array."""
    return full(shape(value), 1, dtype or asarray(value).dtype)


def full_like(value: Any, entry: Any, dtype: Any = None) -> ndarray:
    """One value in the shape of another array."""
    return full(shape(value), entry, dtype or asarray(value).dtype)


empty_like = zeros_like


def eye(rows: int, cols: int | None = None, k: int = 0, dtype: Any = float) -> ndarray:
    """The identity."""
    return _cells(rows, cols, lambda i, j: j - i == k, dtype)


def tri(rows: int, cols: int | None = None, k: int = 0, dtype: Any = float) -> ndarray:
    """Ones below a diagonal and on it."""
    return _cells(rows, cols, lambda i, j: j - i <= k, dtype)


def _cells(rows: int, cols: int | None, where: Callable[[int, int], bool], kind: Any) -> ndarray:
    cols = int(rows if cols is None else cols)
    entries = [plain(where(i, j), dtype(kind).kind) for i in range(int(rows)) for j in range(cols)]
    return ndarray(entries, (int(rows), cols), dtype(kind).kind)


def arange(*bounds: Any, dtype: Any = None) -> ndarray:
    """Whole numbers within bounds."""
    found = ndarray(list(range(*map(int, bounds))), (len(range(*map(int, bounds))),), "i")
    return found if dtype is None else found.astype(dtype)


def linspace(start: float, stop: float, num: int = 50) -> ndarray:
    """Numbers at equal distances."""
    return asarray([start + (stop - start) * k / (num - 1) for k in range(num)])


def indices(size: Sequence[int]) -> ndarray:
    """The place of each entry, axis by axis."""
    return asarray([[at[k] for at in product(*map(range, size))] for k in range(len(size))]).reshape(len(size), *size)


def ndindex(*size: int) -> Any:
    """All places."""
    return product(*map(range, size[0] if size and isinstance(size[0], tuple) else size))


# -- shapes ------------------------------------------------------------------------------------------------------------
def shape(value: Any) -> tuple[int, ...]:
    """The shape."""
    return asarray(value).shape


def ndim(value: Any) -> int:
    """The number of axes."""
    return asarray(value).ndim


def reshape(value: Any, wanted: Any) -> ndarray:
    """The same entries in another shape."""
    return asarray(value).reshape(wanted)


def ravel(value: Any) -> ndarray:
    """All entries in a row."""
    return asarray(value).ravel()


def transpose(value: Any, axes: Any = None) -> ndarray:
    """The axes in another order."""
    return asarray(value).transpose(*([axes] if axes else []))


def swapaxes(value: Any, one: int, other: int) -> ndarray:
    """Two axes exchanged."""
    return asarray(value).swapaxes(one, other)


def broadcast_to(value: Any, wanted: Any) -> ndarray:
    """The array repeated to a shape."""
    given = asarray(value)
    target = tuple(map(int, wanted)) if isinstance(wanted, (tuple, list)) else (int(wanted),)
    return ndarray(list(spread(given, target)), target, given.kind)


def broadcast_arrays(*values: Any) -> tuple[ndarray, ...]:
    """Arrays repeated to their common shape."""
    wanted = broadcast_shapes(*map(shape, values))
    return tuple(broadcast_to(value, wanted) for value in values)


def atleast_1d(value: Any) -> ndarray:
    """With one axis at least."""
    return asarray(value) if ndim(value) else asarray(value).reshape(1)


def atleast_2d(value: Any) -> ndarray:
    """With two axes at least."""
    return asarray(value) if ndim(value) > 1 else asarray(value).reshape(1, -1)


def concatenate(values: Sequence[Any], axis: int | None = 0) -> ndarray:
    """Arrays one after the other."""
    given = [asarray(value) for value in values]
    if axis is None:
        return concatenate([one.ravel() for one in given])
    k = axis % given[0].ndim
    moved = [one.swapaxes(0, k) for one in given]
    kind = max((one.kind for one in given), key=KINDS.index)
    entries = [plain(entry, kind) for one in moved for entry in one.entries]
    length = sum(one.shape[0] for one in moved)
    return ndarray(entries, (length, *moved[0].shape[1:]), kind).swapaxes(0, k)


def stack(values: Sequence[Any], axis: int = 0) -> ndarray:
    """Arrays along a new axis."""
    given = [asarray(value) for value in values]
    k = axis % (given[0].ndim + 1)
    return concatenate([one.reshape(*one.shape[:k], 1, *one.shape[k:]) for one in given], axis=k)


def append(value: Any, more: Any) -> ndarray:
    """An array and what follows it."""
    return concatenate([ravel(value), ravel(more)])


def block(rows: Sequence[Any]) -> ndarray:
    """A matrix of matrices."""
    return concatenate([concatenate([atleast_2d(one) for one in row], axis=-1) for row in rows], axis=-2)


def tile(value: Any, times: int) -> ndarray:
    """The entries repeated."""
    return concatenate([ravel(value)] * int(times))


def flip(value: Any, axis: int = 0) -> ndarray:
    """An axis backwards."""
    turned = asarray(value).swapaxes(0, axis)
    return asarray(turned[::-1]).swapaxes(0, axis)
