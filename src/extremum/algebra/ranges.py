"""What is known of the values of a dimension: sizes are at least 0, an index lies in its range."""

from __future__ import annotations

from extremum.algebra.dims import Atom, Bound, Dim, IndexName

_NESTED = 8
"""The range of an index may depend on another index, and so on."""


def is_nonnegative(dim: Dim) -> bool:
    """Whether a dimension is at least 0 for all sizes and for all values of the indices in it, surely."""
    low = _least(dim)
    return low is not None and all(q >= 0 for _, q in low.terms)


def is_within(at: Dim, size: Dim, start: Dim) -> bool:
    """Whether ``start <= at < start + size``, surely."""
    return is_nonnegative(at - start) and is_nonnegative(start + size - 1 - at)


def ends(dim: Dim) -> tuple[Dim | None, Dim | None]:
    """The least and the largest value over all values of the indices, polynomials in sizes; None where not known."""
    most = _least(Dim.of(0) - dim)
    return _least(dim), None if most is None else Dim.of(0) - most


def _least(dim: Dim) -> Dim | None:
    """The least value over all values of the indices, a polynomial in sizes; None where it is not known."""
    for _ in range(_NESTED):
        index = next((atom for atom in dim.indices if isinstance(atom, IndexName)), None)
        if index is None:
            return None if any(isinstance(atom, Bound) for atom in dim.indices) else dim
        end = _end(dim, index)
        if end is None:
            return None
        dim = dim.replace({index: end})
    return None


def _end(dim: Dim, index: IndexName) -> Dim | None:
    """The value of an index at which a dimension that is linear in it is least."""
    slope = slope_in(dim, index)
    if slope is None or index.size is None:
        return None
    return Dim.of(index.start) if slope > 0 else index.size + (index.start - 1)


def slope_in(dim: Dim, index: Atom) -> int | None:
    """The q of ``dim = q*index + rest``, where the rest does not depend on the index; None where it has none."""
    slope = (dim.replace({index: 1}) - dim.replace({index: 0})).number
    if slope is None or index in (dim - slope * Dim.of(index)).atoms():
        return None
    return slope
