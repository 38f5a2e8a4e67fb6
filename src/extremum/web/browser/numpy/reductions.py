"""Sums, extremes and other values over axes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import prod
from typing import Any

from extremum.web.browser.numpy.scalars import guarded, scalar


class Reduced:
    """What an array has over one axis, several, or all of them."""

    __slots__ = ()
    entries: list[Any]
    kind: str
    shape: tuple[int, ...]
    transpose: Callable[..., Any]

    def __init__(self, entries: list[Any], shape: tuple[int, ...], kind: str) -> None:
        raise NotImplementedError

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def _reduced(self, function: Callable[[list[Any]], Any], axis: Any, keepdims: bool, kind: str) -> Any:
        axes = (
            range(self.ndim) if axis is None else [k % self.ndim for k in (axis if isinstance(axis, tuple) else [axis])]
        )
        left = [k for k in range(self.ndim) if k not in axes]
        turned = self.transpose([*left, *axes]) if self.ndim else self
        each = prod(self.shape[k] for k in axes)
        shape = tuple(self.shape[k] for k in left)
        found = [function(turned.entries[k * each : (k + 1) * each]) for k in range(prod(shape))]
        if keepdims:
            shape = tuple(1 if k in axes else n for k, n in enumerate(self.shape))
        return type(self)(found, shape, kind) if shape else scalar(found[0], kind)

    def sum(self, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
        return self._reduced(sum, axis, keepdims, "i" if self.kind == "b" else self.kind)

    def prod(self, axis: Any = None, keepdims: bool = False) -> Any:
        return self._reduced(prod, axis, keepdims, "i" if self.kind == "b" else self.kind)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        return self._reduced(lambda v: guarded(operator.truediv)(sum(v), len(v)), axis, keepdims, max(self.kind, "f"))

    def max(self, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
        return self._reduced(lambda v: _extreme(max, v, initial), axis, keepdims, self.kind)

    def min(self, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
        return self._reduced(lambda v: _extreme(min, v, initial), axis, keepdims, self.kind)

    def all(self, axis: Any = None, keepdims: bool = False) -> Any:
        return self._reduced(all, axis, keepdims, "b")

    def any(self, axis: Any = None, keepdims: bool = False) -> Any:
        return self._reduced(any, axis, keepdims, "b")

    def argmax(self, axis: Any = None) -> Any:
        return self._reduced(lambda v: max(range(len(v)), key=v.__getitem__), axis, False, "i")

    def argmin(self, axis: Any = None) -> Any:
        return self._reduced(lambda v: min(range(len(v)), key=v.__getitem__), axis, False, "i")


def _extreme(of: Callable[[list[Any]], Any], values: list[Any], initial: Any) -> Any:
    """NumPy's maximum and minimum are nan where an entry is."""
    odd = [v for v in values if v != v]
    return odd[0] if odd else of([*values, initial] if initial is not None else values)
