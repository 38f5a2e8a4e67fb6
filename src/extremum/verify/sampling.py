"""Random points that satisfy the assumptions, in floating point and modulo a prime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.dims import Atom, Bound, Dim, Entry, IndexName, Name
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import close
from extremum.algebra.fields import MODULO, PRIME
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.binding import leaves_of, scope_for
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import declared

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
    data: dict[str, Any] = {}
    for name, leaf in sorted(leaves_of(roots).items()):
        data[name] = _family(leaf, sizes, rng) if leaf.op.name == "member" else _tidy(leaf, _one(leaf, sizes, rng))
    for node in topological(roots):
        if node.op.name == "elementwise" and node.function not in FUNCTIONS:
            data[node.function] = _smooth(float(rng.uniform(0.5, 1.5)))
    return data, sizes


def _smooth(rate: float) -> Callable[[Array, int], Array]:
    """``sin(rate·x + 0.3)`` and its derivatives, to stand for a function without a formula."""
    return lambda value, order: np.asarray(rate**order * np.sin(rate * value + 0.3 + order * np.pi / 2))


def _family(leaf: Expr, sizes: Sizes, rng: Generator) -> Any:
    count, start = leaf.size, leaf.start
    members = []
    for k in range(count.value(sizes)):
        rows, cols = (_shifted(d, leaf, k + (start.number or 0)).value(sizes) for d in leaf.shape)
        members.append(_tidy(leaf, draw((rows, cols), declared(leaf), rng)))
    return members


def _shifted(dim: Dim, leaf: Expr, k: int) -> Dim:
    index = leaf.index
    return dim.map_atoms(lambda a: Entry(a.family, k + a.index - index) if isinstance(a, Entry) else a)


def _one(leaf: Expr, sizes: Sizes, rng: Generator) -> Array:
    return draw((leaf.rows.value(sizes), leaf.cols.value(sizes)), declared(leaf), rng)


def _tidy(leaf: Expr, value: Array) -> Any:
    return value[0, 0].item() if leaf.is_scalar else value[:, 0] if leaf.is_column else value


def draw(shape: tuple[int, int], assume: Iterable[str], rng: Generator) -> Array:
    """A random well-conditioned matrix that satisfies the assumptions.

    Raises:
        UnsupportedError: no matrix of this shape is known to satisfy them all.
    """
    facts = close(assume)
    a = rng.normal(size=shape)
    square = shape[0] == shape[1]
    if "onehot" in facts:
        return np.eye(shape[0])[:, [int(rng.integers(shape[0]))]]
    if "simplex" in facts:
        return np.asarray(np.abs(a) / np.abs(a).sum())
    if "unit" in facts:
        return np.asarray(a / np.linalg.norm(a))
    whole = {"binary": (a > 0) * 1.0, "sign": np.where(a > 0, 1.0, -1.0), "integer": np.ceil(3 * np.abs(a))}
    for fact, value in whole.items():
        if fact in facts:
            return np.asarray(value)
    if "diagonal" in facts:
        positive = facts & {"positive_definite", "positive_det", "positive_semidefinite"}
        return np.asarray(np.diag(np.diag(np.abs(a) + 0.5 if positive else a + np.sign(a))))
    if facts & {"positive_definite", "positive_semidefinite"}:
        return np.asarray(a @ a.T / shape[0] + np.eye(shape[0]))
    if "orthogonal" in facts:
        return np.linalg.qr(a)[0]
    if "toeplitz" in facts:
        return _toeplitz(shape[0], "symmetric" in facts, rng)
    if "skew" in facts:
        return np.asarray(a - a.T)
    if "symmetric" in facts:
        a = a + a.T
    if facts & {"positive", "nonnegative"}:
        return np.asarray(np.abs(a) + 0.3)
    if "nonzero" in facts:
        return np.asarray(a + np.sign(a))
    if square and facts & {"invertible", "lower_triangular", "upper_triangular"}:
        a = a + 2 * shape[0] * np.eye(shape[0])
    if "lower_triangular" in facts:
        return np.tril(a)
    if "upper_triangular" in facts:
        return np.triu(a)
    if facts & {"full_column_rank", "full_row_rank"} and np.linalg.matrix_rank(a) < min(shape):
        raise UnsupportedError(f"no {shape[0]}×{shape[1]} matrix with {', '.join(sorted(facts))}")
    return a


def _toeplitz(size: int, symmetric: bool, rng: Generator) -> Array:
    column = rng.normal(size=size)
    row = column if symmetric else np.r_[column[0], rng.normal(size=size - 1)]
    places = np.subtract.outer(np.arange(size), np.arange(size))
    return np.where(places >= 0, column[np.abs(places)], row[np.abs(places)])


def float_scope(roots: Iterable[Expr], rng: Generator, given: Mapping[str, int] | None = None) -> Scope:
    """A scope with random floating-point data."""
    roots = list(roots)
    data, sizes = sample_data(roots, rng, given=given)
    return scope_for(roots, data, sizes)


def exact_scope(roots: Iterable[Expr], rng: Generator, given: Mapping[str, int] | None = None) -> Scope:
    """A scope with random integers modulo the prime, which satisfy the assumptions that make sense there."""
    roots = list(roots)
    sizes = sample_sizes(roots, rng, given=given)
    return Scope(MODULO, arrays_of(roots, sizes, lambda leaf, shape: draw_exact(shape, declared(leaf), rng)), sizes)


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


def draw_exact(shape: tuple[int, int], assume: Iterable[str], rng: Generator) -> Array:
    """A random matrix over the field with the structure that is declared.

    Squares stand for positive numbers, so that their roots exist.
    """
    facts = close(assume)
    whole = facts & {"onehot", "binary", "sign", "integer"}
    if whole:
        return np.asarray(draw(shape, assume, rng).astype(int).astype(object) % PRIME, dtype=object)
    a = np.array([[int(v) for v in row] for row in rng.integers(1, PRIME, size=shape)], dtype=object)
    if "simplex" in facts:
        return np.asarray(a * pow(int(a.sum()) % PRIME, -1, PRIME) % PRIME, dtype=object)
    if "orthogonal" in facts or "unit" in facts:
        return _exact_orthogonal(shape, a)
    if facts & {"positive", "nonnegative"}:
        return np.asarray(a * a % PRIME, dtype=object)
    if "diagonal" in facts:
        return np.asarray(np.where(np.eye(shape[0], dtype=bool), a * a % PRIME, 0), dtype=object)
    if facts & {"positive_definite", "positive_semidefinite"}:
        return np.asarray(a @ a.T % PRIME, dtype=object)
    if "toeplitz" in facts:
        column, row = a[:, 0], (a[:, 0] if "symmetric" in facts else a[0])
        places = np.subtract.outer(np.arange(shape[0]), np.arange(shape[0]))
        return np.asarray(np.where(places >= 0, column[np.abs(places)], row[np.abs(places)]), dtype=object)
    if "skew" in facts:
        return np.asarray((a - a.T) % PRIME, dtype=object)
    if "symmetric" in facts:
        return np.asarray((a + a.T) % PRIME, dtype=object)
    if "lower_triangular" in facts:
        return np.asarray(np.tril(np.ones(shape, dtype=int)) * a, dtype=object)
    if "upper_triangular" in facts:
        return np.asarray(np.triu(np.ones(shape, dtype=int)) * a, dtype=object)
    return a


def _exact_orthogonal(shape: tuple[int, int], a: Array) -> Array:
    """Cayley's transform ``(I - K)(I + K)⁻¹`` of a skew K; a unit vector is its first column."""
    skew = np.zeros((shape[0], shape[0]), dtype=object)
    for i in range(shape[0]):
        for j in range(i):
            value = int(a[i, j % shape[1]])
            skew[i, j], skew[j, i] = value, -value % PRIME
    eye = np.eye(shape[0], dtype=int).astype(object)
    cayley = MODULO.matmul((eye - skew) % PRIME, MODULO.inverse((eye + skew) % PRIME))
    return np.asarray(cayley[:, : shape[1]], dtype=object)
