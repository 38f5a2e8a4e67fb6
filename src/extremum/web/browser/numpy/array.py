"""Arrays in pure Python: a list of entries in row order, with a shape; broadcasting, indexing, arithmetic."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from extremum.web.browser.numpy import places
from extremum.web.browser.numpy.places import broadcast_shapes
from extremum.web.browser.numpy.reductions import Reduced
from extremum.web.browser.numpy.scalars import KINDS, Number, dtype, guarded, kind_of, plain, scalar

newaxis = None


class ndarray(Reduced):
    """entries: in row order; shape; kind: b, i, f, c or O, as NumPy says it."""

    __slots__ = ("entries", "kind", "shape")
    __array_priority__ = 1

    def __init__(self, entries: list[Any], shape: tuple[int, ...], kind: str) -> None:
        self.entries, self.shape, self.kind = entries, shape, kind

    # -- what it is ----------------------------------------------------------------------------------------------------
    @property
    def dtype(self) -> dtype:
        return dtype(self.kind)

    @property
    def size(self) -> int:
        return len(self.entries)

    @property
    def T(self) -> ndarray:
        return self.transpose()

    @property
    def real(self) -> ndarray:
        return self if self.kind != "c" else asarray(mapped(lambda v: v.real, self, kind="f"))

    @property
    def imag(self) -> ndarray:
        return asarray(mapped(lambda v: v.imag if self.kind == "c" else 0.0, self, kind="f"))

    @property
    def flat(self) -> Iterator[Any]:
        return iter(self.ravel())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of an array without axes")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[k] for k in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self._only())

    def __float__(self) -> float:
        return float(self._only())

    def __int__(self) -> int:
        return int(self._only())

    __index__ = __int__

    def __complex__(self) -> complex:
        return complex(self._only())

    def __format__(self, spec: str) -> str:
        return format(self._only(), spec) if spec else str(self)

    def _only(self) -> Any:
        if len(self.entries) != 1:
            raise ValueError("the truth value, or the number, of an array of several entries")
        return self.entries[0]

    def __repr__(self) -> str:
        return f"array({self.tolist()})"

    def item(self, *at: Any) -> Any:
        return self[at] if at else self._only()

    def tolist(self) -> Any:
        return self.entries[0] if not self.shape else [v.tolist() if isinstance(v, ndarray) else v for v in self]

    # -- shapes --------------------------------------------------------------------------------------------------------
    def reshape(self, *shape: Any) -> ndarray:
        wanted = [int(n) for n in (shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape)]
        if -1 in wanted:
            known = prod(n for n in wanted if n != -1)
            wanted[wanted.index(-1)] = self.size // known if known else 0
        if prod(wanted) != self.size:
            raise ValueError(f"an array of shape {self.shape} cannot have the shape {tuple(wanted)}")
        return ndarray(list(self.entries), tuple(wanted), self.kind)

    def ravel(self) -> ndarray:
        return ndarray(list(self.entries), (self.size,), self.kind)

    flatten = ravel

    def copy(self) -> ndarray:
        return ndarray(list(self.entries), self.shape, self.kind)

    def transpose(self, *axes: Any) -> ndarray:
        order = list(axes[0] if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else axes)
        order = order or list(range(self.ndim))[::-1]
        steps = places.strides(self.shape)
        shape = tuple(self.shape[k] for k in order)
        return self._taken(places.offsets(shape, [steps[k] for k in order]), shape)

    def swapaxes(self, one: int, other: int) -> ndarray:
        order = list(range(self.ndim))
        order[one], order[other] = order[other], order[one]
        return self.transpose(order)

    def squeeze(self) -> ndarray:
        return self.reshape([n for n in self.shape if n != 1])

    def astype(self, wanted: Any, copy: bool = True) -> ndarray:
        kind = dtype(wanted).kind
        return ndarray([plain(v, kind) for v in self.entries], self.shape, kind)

    def _taken(self, at: Sequence[int], shape: tuple[int, ...]) -> ndarray:
        return ndarray([self.entries[k] for k in at], shape, self.kind)

    # -- entries -------------------------------------------------------------------------------------------------------
    def __getitem__(self, key: Any) -> Any:
        at, shape = places.located(self.shape, _parts(key))
        if not shape and not _has_arrays(key):
            return scalar(self.entries[at[0]], self.kind)
        return self._taken(at, shape)

    def __setitem__(self, key: Any, value: Any) -> None:
        at, shape = places.located(self.shape, _parts(key))
        given = asarray(value)
        while given.ndim > len(shape) and given.shape[0] == 1:
            given = given.reshape(given.shape[1:])
        for place, entry in zip(at, spread(given, shape), strict=True):
            self.entries[place] = plain(entry, self.kind)

    def cumsum(self, axis: Any = None) -> ndarray:
        total, found = 0, []
        for entry in self.entries:
            found.append(total := total + entry)
        return ndarray(found, (self.size,), self.kind)

    def conj(self) -> ndarray:
        return mapped(lambda v: v.conjugate(), self, kind=self.kind) if self.kind == "c" else self

    def nonzero(self) -> tuple[ndarray, ...]:
        found = [at for at, entry in zip(product(*map(range, self.shape)), self.entries, strict=True) if entry]
        return tuple(ndarray([at[k] for at in found], (len(found),), "i") for k in range(self.ndim))

    def __matmul__(self, other: Any) -> Any:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return matmul(other, self)

    def __neg__(self) -> Any:
        return mapped(operator.neg, self, kind=self.kind)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return mapped(abs, self, kind="f" if self.kind == "c" else self.kind)

    def __invert__(self) -> Any:
        return mapped(operator.not_ if self.kind == "b" else operator.invert, self, kind=self.kind)

    __hash__ = None  # type: ignore[assignment]


def _has_arrays(key: Any) -> bool:
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(part, (ndarray, list)) or part is Ellipsis for part in parts)


def spread(array: ndarray, shape: tuple[int, ...]) -> list[Any]:
    """The entries of an array that is broadcast to a shape."""
    if array.shape == shape:
        return array.entries
    return [array.entries[k] for k in places.spread(array.shape, shape)]


def _parts(key: Any) -> list[Any]:
    """The parts of a key, lists as arrays."""
    return [asarray(part) if isinstance(part, list) else part for part in (key if isinstance(key, tuple) else (key,))]


def asarray(value: Any, dtype: Any = None) -> ndarray:
    """An array of a number, of nested sequences, or of an array."""
    found = value if isinstance(value, ndarray) else _nested(value)
    return found if dtype is None or _kind(dtype) == found.kind else found.astype(dtype)


def _kind(wanted: Any) -> str:
    return dtype(wanted).kind


def _nested(value: Any) -> ndarray:
    if isinstance(value, range):
        value = list(value)
    if not isinstance(value, (list, tuple)):
        return ndarray([value], (), kind_of(value))
    parts = [asarray(part) for part in value]
    shapes = {part.shape for part in parts}
    if len(shapes) > 1:
        raise ValueError("setting an array element with a sequence: the lengths differ")
    kind = max((part.kind for part in parts), key=KINDS.index, default="f")
    entries = [plain(entry, kind) for part in parts for entry in part.entries]
    return ndarray(entries, (len(parts), *(shapes.pop() if shapes else ())), kind)


def mapped(function: Callable[..., Any], *arrays: Any, kind: str | None = None) -> Any:
    """A function entry by entry of arrays that are broadcast together; of numbers a number."""
    given = [asarray(array) for array in arrays]
    shape = broadcast_shapes(*(array.shape for array in given))
    found = [function(*entries) for entries in zip(*(spread(array, shape) for array in given), strict=True)]
    kind = kind or _common(map(kind_of, found), [array.kind for array in given])
    if not shape and not any(isinstance(array, ndarray) for array in arrays):
        return scalar(found[0], kind)
    return ndarray([plain(v, kind) for v in found], shape, kind) if shape else scalar(found[0], kind)


def _common(found: Iterable[str], given: list[str]) -> str:
    """The kind of results: of objects they are objects, unless they are truth values."""
    widest = max(given, key=KINDS.index)
    kind = max(found, key=KINDS.index, default=widest)
    return "O" if widest == "O" and kind != "b" else kind


def matmul(left: Any, right: Any) -> Any:
    """Products of matrices in the last two axes."""
    a, b = asarray(left), asarray(right)
    row, column = a.ndim == 1, b.ndim == 1
    a = a.reshape((1, *a.shape)) if row else a
    b = b.reshape((*b.shape, 1)) if column else b
    n, m, k = a.shape[-2], a.shape[-1], b.shape[-1]
    if b.shape[-2] != m:
        raise ValueError(f"matmul: shapes {a.shape} and {b.shape} do not fit")
    batch = broadcast_shapes(a.shape[:-2], b.shape[:-2])
    kind = max(a.kind, b.kind, key=KINDS.index)
    x, y = spread(a, (*batch, n, m)), spread(b, (*batch, m, k))
    found: list[Any] = []
    for one in range(prod(batch)):
        rows = [x[(one * n + i) * m : (one * n + i + 1) * m] for i in range(n)]
        columns = [y[one * m * k + j : (one + 1) * m * k : k] for j in range(k)]
        zero = 0 if kind in "bi" else 0.0 if kind == "f" else 0
        found += [sum((u * v for u, v in zip(r, c, strict=True)), zero) for r in rows for c in columns]
    shape = (*batch, *(() if row else (n,)), *(() if column else (k,)))
    return ndarray(found, shape, kind) if shape else scalar(found[0], kind)


def _operator(function: Callable[[Any, Any], Any], kind: str | None = None) -> tuple[Any, Any]:
    safe = guarded(function)

    def forward(self: ndarray, other: Any) -> Any:
        return NotImplemented if other is None or isinstance(other, str) else mapped(safe, self, other, kind=kind)

    def backward(self: ndarray, other: Any) -> Any:
        return NotImplemented if other is None or isinstance(other, str) else mapped(safe, other, self, kind=kind)

    return forward, backward


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift"):
    _forward, _backward = _operator(getattr(operator, f"{_name}_" if _name in ("and", "or") else _name))
    setattr(ndarray, f"__{_name}__", _forward)
    setattr(ndarray, f"__r{_name}__", _backward)
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(ndarray, f"__{_name}__", _operator(getattr(operator, _name))[0])
Number.made = ndarray
