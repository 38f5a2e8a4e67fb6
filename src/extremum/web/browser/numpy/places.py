"""Where entries are: shapes, strides, keys of indexing, broadcasting."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from math import prod
from typing import Any


def strides(shape: Sequence[int]) -> list[int]:
    """How far apart neighbours along each axis are."""
    return [prod(shape[k + 1 :]) for k in range(len(shape))]


def offsets(shape: Sequence[int], steps: Sequence[int]) -> list[int]:
    """The places of all entries of an array of this shape and these strides."""
    found = [0]
    for count, step in zip(shape, steps, strict=True):
        found = [at + k * step for at in found for k in range(count)]
    return found


def located(shape: tuple[int, ...], parts: list[Any]) -> tuple[list[int], tuple[int, ...]]:
    """The places that the parts of a key mean, and the shape of what it takes; arrays are those of :mod:`array`."""
    spans = [part.ndim if _is_mask(part) else part is not None for part in parts]
    gap = [k for k, part in enumerate(parts) if part is Ellipsis]
    used = sum(spans) - len(gap)
    if not gap:
        parts, gap = [*parts, Ellipsis], [len(parts)]
    parts[gap[0] : gap[0] + 1] = [slice(None)] * (len(shape) - used)
    return _resolved(shape, [piece for part in parts for piece in _unmasked(part)])


def _is_array(part: Any) -> bool:
    return hasattr(part, "entries")


def _is_mask(part: Any) -> bool:
    return _is_array(part) and part.kind == "b"


def _unmasked(part: Any) -> list[Any]:
    return list(part.nonzero()) if _is_mask(part) else [part]


def _resolved(shape: tuple[int, ...], parts: list[Any]) -> tuple[list[int], tuple[int, ...]]:
    """Axis by axis: slices give axes, whole numbers none, arrays together one group of axes."""
    arrays = [part for part in parts if _is_array(part)]
    together = broadcast_shapes(*(part.shape for part in arrays))
    steps, axis, group = strides(shape), 0, -1
    axes: list[tuple[tuple[int, ...], list[int]]] = []
    for part in parts:
        if part is None:
            axes.append(((1,), [0]))
            continue
        count, step, axis = shape[axis], steps[axis], axis + 1
        if isinstance(part, slice):
            taken = range(count)[part]
            axes.append(((len(taken),), [k * step for k in taken]))
            continue
        moved = [_within(k, count) * step for k in _numbers(part, together)]
        if group >= 0:
            axes[group] = (together, [a + b for a, b in zip(axes[group][1], moved, strict=True)])
        else:
            group = len(axes) if arrays else -1
            axes.append((together, moved))
    found = [0]
    for _, places in axes:
        found = [at + k for at in found for k in places]
    return found, tuple(n for own, _ in axes for n in own)


def _numbers(part: Any, together: tuple[int, ...]) -> list[int]:
    """The places along an axis that a whole number, or an array of them, means."""
    if not _is_array(part):
        return [operator.index(part)] * prod(together)
    return [int(part.entries[k]) for k in spread(part.shape, together)]


def _within(place: int, count: int) -> int:
    if not -count <= place < count:
        raise IndexError(f"place {place} of {count}")
    return place % count


# -- broadcasting ------------------------------------------------------------------------------------------------------
def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The common shape."""
    longest = max(map(len, shapes), default=0)
    padded = [(1,) * (longest - len(shape)) + tuple(shape) for shape in shapes]
    found = []
    for column in zip(*padded, strict=True):
        sizes = {n for n in column if n != 1}
        if len(sizes) > 1:
            raise ValueError(f"operands could not be broadcast together with shapes {shapes}")
        found.append(sizes.pop() if sizes else 1)
    return tuple(found)


def spread(shape: tuple[int, ...], wanted: tuple[int, ...]) -> Sequence[int]:
    """The places of the entries of an array that is broadcast to a shape."""
    if shape == wanted:
        return range(prod(shape))
    own = (1,) * (len(wanted) - len(shape)) + shape
    if broadcast_shapes(own, wanted) != wanted:
        raise ValueError(f"an array of shape {shape} cannot be broadcast to {wanted}")
    steps = [0 if n == 1 else step for n, step in zip(own, strides(own), strict=True)]
    return offsets(wanted, steps)
