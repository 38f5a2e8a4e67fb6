"""Random points that satisfy the assumptions, in floating point and modulo a prime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.dims import Dim, Entry, IndexName
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import MODULO
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.binding import leaves_of, scope_for
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import declared
from extremum.structures import drawing
from extremum.structures.numbers import Numbers, Reals, Residues
from extremum.verify.points import Draws
from extremum.verify.sizes import Shapes, drawn

if TYPE_CHECKING:
    from extremum.algebra.node import Array

    Generator = np.random.Generator

Sizes = dict[str, Any]


def sample_sizes(
    roots: Iterable[Expr],
    rng: Generator,
    least: Mapping[str, int] | None = None,
    given: Mapping[str, int] | None = None,
) -> Sizes:
    """Numbers for all dimension names and free indices, unequal more often than not.

    What is inverted may be invertible in these sizes. Counts of samples, and depths of recurrences, are at least
    ``least["count"]``; ``given`` numbers are kept.
    """
    shapes = Shapes(roots)
    count = (least or {}).get("count", 0)
    lows = {name: max(shapes.least(name), count if name in shapes.counts else 0) for name in shapes.names}
    if given is not None and given.keys() >= lows.keys():  # there is nothing to choose
        return _candidate(shapes, lows, given, 3, rng)
    return dict(drawn(shapes, lambda k: _candidate(shapes, lows, given or {}, 3 + k // 10, rng)))


def _candidate(
    shapes: Shapes, lows: Mapping[str, int], given: Mapping[str, int], width: int, rng: Generator
) -> dict[str, Any]:
    sizes: Sizes = {}
    for name, low in lows.items():
        sizes[name] = given[name] if name in given else int(rng.integers(low, low + width))
    for index in sorted((a for a in shapes.atoms if isinstance(a, IndexName)), key=str):
        size = index.size.value(sizes) if index.size is not None else 3
        sizes[index.name] = int(rng.integers(index.start, index.start + size))
    for family in sorted({a.family for a in shapes.atoms if isinstance(a, Entry)}):
        depth = max((v for k, v in sizes.items() if isinstance(v, int)), default=4) + 4
        sizes[family] = [int(s) for s in rng.integers(2, 5, size=depth)]
    return sizes


def sample_data(
    roots: Iterable[Expr],
    rng: Generator,
    least: Mapping[str, int] | None = None,
    given: Mapping[str, int] | None = None,
) -> tuple[dict[str, Any], Sizes]:
    """(data, sizes): random arrays for all symbols, and numbers for all dimensions.

    Functions without a formula are smooth random ones.
    """
    roots = list(roots)
    sizes = sample_sizes(roots, rng, least, given)
    return _sampled(roots, rng, sizes), sizes


def _sampled(roots: list[Expr], rng: Generator, sizes: Sizes) -> dict[str, Any]:
    data: dict[str, Any] = {}
    arrays = arrays_of(roots, sizes, drawing_from(Reals(rng)))
    for name, leaf in leaves_of(roots).items():
        free = leaf.op.name == "symbol" and not declared(leaf)
        data[name] = _data(leaf, rng.turned(arrays[name]) if free and isinstance(rng, Draws) else arrays[name])
    for node in topological(roots):
        if node.op.name == "elementwise" and node.function not in FUNCTIONS:
            data[node.function] = _smooth(float(rng.uniform(0.5, 1.5)))
        if node.op.name == "functional":
            data[node.function] = _wave(float(rng.uniform(0.5, 1.5)))
    return data


def _wave(rate: float) -> Callable[[Array, int], Any]:
    """``sin(rate·w'vec(x) + 0.3)`` with its gradient and Hessian, for a function of arrays without a formula."""

    def value(array: Array, order: int) -> Any:
        flat = np.ravel(array, order="F")
        weights = rate * np.cos(1.0 + np.arange(flat.size))
        angle = weights @ flat + 0.3
        if order == 0:
            return np.sin(angle)
        if order == 1:
            return np.reshape(np.cos(angle) * weights, np.shape(array), order="F")
        return -np.sin(angle) * np.outer(weights, weights)

    return value


def _smooth(rate: float) -> Callable[[Array, int], Array]:
    """``sin(rate·x + 0.3)`` and its derivatives, to stand for a function without a formula."""
    return lambda value, order: np.asarray(rate**order * np.sin(rate * value + 0.3 + order * np.pi / 2))


def _data(leaf: Expr, value: Any) -> Any:
    """What was drawn as users give it."""
    return [_tidy(leaf, one) for one in value] if leaf.op.name == "member" else _tidy(leaf, value)


def _shifted(dim: Dim, leaf: Expr, k: int) -> Dim:
    if not any(isinstance(atom, Entry) for atom in dim.atoms()):
        return dim
    index = leaf.index
    return dim.map_atoms(lambda a: Entry(a.family, k + a.index - index) if isinstance(a, Entry) else a)


def _tidy(leaf: Expr, value: Array) -> Any:
    return value[0, 0].item() if leaf.is_scalar else value[:, 0] if leaf.is_column else value


def draw(shape: tuple[int, int], assume: Iterable[str], rng: Generator) -> Array:
    """A random well-conditioned matrix that satisfies the assumptions; raises as :func:`drawing.draw`."""
    return drawing.draw(shape, assume, Reals(rng))


def drawing_from(numbers: Numbers) -> Callable[[Expr, tuple[int, int]], Array]:
    """Draws an array of a shape for a leaf."""
    return lambda leaf, shape: drawing.draw(shape, declared(leaf), numbers)


def float_scope(roots: Iterable[Expr], rng: Generator, given: Mapping[str, int] | None = None) -> Scope:
    """A scope with random floating-point data."""
    roots = list(roots)
    return float_scope_of(roots, rng, sample_sizes(roots, rng, given=given))


def float_scope_of(roots: Iterable[Expr], rng: Generator, sizes: Sizes) -> Scope:
    """A scope with random floating-point data of the given sizes."""
    roots = list(roots)
    return scope_for(roots, _sampled(roots, rng, sizes), sizes)


def exact_scope(roots: Iterable[Expr], rng: Generator, given: Mapping[str, int] | None = None) -> Scope:
    """A scope with random integers modulo the prime, which satisfy the assumptions that make sense there."""
    roots = list(roots)
    sizes = sample_sizes(roots, rng, given=given)
    return Scope(MODULO, arrays_of(roots, sizes, drawing_from(Residues(rng))), sizes)


def arrays_of(roots: Iterable[Expr], sizes: Sizes, drawn: Callable[[Expr, tuple[int, int]], Array]) -> dict[str, Any]:
    """An array for each symbol, drawn by its shape; for a family a stack of them, a list where their shapes differ."""
    arrays: dict[str, Any] = {}
    for name, leaf in sorted(leaves_of(roots).items()):
        if leaf.op.name == "symbol":
            arrays[name] = drawn(leaf, (leaf.rows.value(sizes), leaf.cols.value(sizes)))
            continue
        count, start = leaf.size, leaf.start
        members = []
        for k in range(count.value(sizes)):
            rows, cols = (_shifted(d, leaf, k + (start.number or 0)).value(sizes) for d in leaf.shape)
            members.append(drawn(leaf, (rows, cols)))
        arrays[name] = np.stack(members) if len({m.shape for m in members}) == 1 else members
    return arrays
