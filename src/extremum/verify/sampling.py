"""Random points that satisfy the assumptions, in floating point and modulo a prime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.dims import Atom, Bound, Dim, Entry, IndexName, Name
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import close
from extremum.algebra.fields import MODULO
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.binding import leaves_of, scope_for
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import declared
from extremum.structures import drawing
from extremum.structures.numbers import Numbers, Reals, Residues

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

    Counts of samples are at least ``least["count"]``; a depth of a recurrence and a number of samples is at least 3:
    one more than is ``given`` for them.
    """
    counts, atoms = _counts(roots), _atoms(roots)
    sizes: Sizes = {}
    for name in sorted({a.name for a in atoms if isinstance(a, Name)}):
        low = max(3, (least or {}).get("count", 3)) if name in counts else 2
        sizes[name] = given[name] + low - 2 if given and name in given else int(rng.integers(low, low + 3))
    _tall_enough(roots, sizes)
    for index in sorted((a for a in atoms if isinstance(a, IndexName)), key=str):
        size = index.size.value(sizes) if index.size is not None else 3
        sizes[index.name] = int(rng.integers(index.start, index.start + size))
    for family in sorted({a.family for a in atoms if isinstance(a, Entry)}):
        depth = max((v for k, v in sizes.items() if isinstance(v, int)), default=4) + 4
        sizes[family] = [int(s) for s in rng.integers(2, 5, size=depth)]
    return sizes


def _tall_enough(roots: Iterable[Expr], sizes: Sizes) -> None:
    """A matrix of full column rank that is not declared square has more rows than columns, and so on."""
    for leaf in leaves_of(roots).values():
        facts = close(declared(leaf))
        for fact, (longer, shorter) in _LONGER.items():
            more, less = str(leaf.shape[longer]), str(leaf.shape[shorter])
            if fact in facts and more != less and more in sizes and less in sizes and sizes[more] <= sizes[less]:
                sizes[more], sizes[less] = sizes[less] + (sizes[more] == sizes[less]), sizes[more]


_LONGER = {"full_column_rank": (0, 1), "full_row_rank": (1, 0)}


def _atoms(roots: Iterable[Expr]) -> set[Atom]:
    dims = [d for n in topological(roots) for d in (*n.shape, *n.params) if isinstance(d, Dim)]
    found = {atom for dim in dims for atom in dim.atoms() if not isinstance(atom, Bound)}
    sizes = [atom.size for atom in found if isinstance(atom, IndexName) and atom.size is not None]
    return found | {atom for size in sizes for atom in size.atoms()}


def _counts(roots: Iterable[Expr]) -> set[str]:
    """Names of dimensions that count samples or steps."""
    found: set[str] = set()
    for node in topological(roots):
        for dim in _counted(node):
            found |= {a.name for a in dim.atoms() if isinstance(a, Name)}
    return found


def _counted(node: Expr) -> tuple[Dim, ...]:
    """How many members or steps there are."""
    if "start" in node.op.parameters:
        return (node.size,)
    return (node.index,) if node.op.run is not None else ()


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
    drawn = arrays_of(roots, sizes, drawing_from(Reals(rng)))
    for name, leaf in leaves_of(roots).items():
        data[name] = _data(leaf, drawn[name])
    for node in topological(roots):
        if node.op.name == "elementwise" and node.function not in FUNCTIONS:
            data[node.function] = _smooth(float(rng.uniform(0.5, 1.5)))
    return data


def _smooth(rate: float) -> Callable[[Array, int], Array]:
    """``sin(rate·x + 0.3)`` and its derivatives, to stand for a function without a formula."""
    return lambda value, order: np.asarray(rate**order * np.sin(rate * value + 0.3 + order * np.pi / 2))


def _data(leaf: Expr, value: Any) -> Any:
    """What was drawn as users give it."""
    return [_tidy(leaf, one) for one in value] if leaf.op.name == "member" else _tidy(leaf, value)


def _shifted(dim: Dim, leaf: Expr, k: int) -> Dim:
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
