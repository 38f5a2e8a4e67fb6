"""Matrices by their entries: ``M[ia, jb] = Σ_n X[i, n] D[a, n] W[a, b] X[j, n]``.

Kronecker products, identities, commutation and diagonal matrices only say which indices are equal, so in a product of
them nothing is left but arrays with an index an axis. Rows and columns of a matrix are tuples of such indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import final

from extremum.algebra.dims import ONE, Dim
from extremum.compiling import costs
from extremum.compiling.term import Call, Term
from extremum.compiling.terms import Terms

MOST = 12
"""So many networks a sum may have; a product of sums has as many as the product of their numbers."""


@final
@dataclass(frozen=True, eq=False, slots=True)
class Label:
    """An index, which takes so many values."""

    size: Dim


Labels = tuple[Label, ...]


@final
@dataclass(frozen=True, slots=True)
class Array:
    """The entries of a term, in the order in which its last axis runs fastest, by their indices."""

    term: Term
    labels: Labels


@final
@dataclass(frozen=True, slots=True)
class Network:
    """``q Σ Π arrays``: the matrix with these rows and columns; an index that is in neither is summed over.

    crossed: whether a Kronecker product or a commutation matrix is among what it was made of.
    """

    factor: Fraction
    arrays: tuple[Array, ...]
    rows: Labels
    columns: Labels
    crossed: bool = False

    def relabelled(self, by: Mapping[Label, Labels]) -> Network:
        """The network in which other indices stand for some."""
        arrays = tuple(Array(array.term, _replaced(array.labels, by)) for array in self.arrays)
        return replace(self, arrays=arrays, rows=_replaced(self.rows, by), columns=_replaced(self.columns, by))

    def summed(self) -> list[Label]:
        """The indices that are summed over."""
        inside = dict.fromkeys(label for array in self.arrays for label in array.labels)
        return [label for label in inside if label not in self.rows and label not in self.columns]


Networks = tuple[Network, ...]
"""A sum."""


class UnlikeError(Exception):
    """Two tuples of indices are not of the same sizes."""


@final
class Reader:
    """The networks of terms, each found once."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._memo: dict[Term, Networks | None] = {}

    def read(self, term: Term) -> Networks | None:
        """The networks of a matrix whose parts were read before; None where nothing is known of its entries."""
        if term not in self._memo:
            self._memo[term] = self._found(term)
        return self._memo[term]

    def of(self, term: Term) -> Networks:
        """The networks of any matrix: a single array, where nothing is known of its entries."""
        return self.read(term) or (_dense(term),)

    def _found(self, term: Term) -> Networks | None:
        rule = _RULES.get(term.name or term.op)
        if rule is None or term.rank != 2 or term.thin:
            return None
        try:
            found = tuple(rule(self, term))
        except UnlikeError:
            return None
        known = term.op == "call" or any(one.crossed for one in found)
        return found if known and 0 < len(found) <= MOST else None


# -- arrays --------------------------------------------------------------------------------------------------------
def _axes(shape: Sequence[Dim]) -> Labels:
    """An index an axis; an axis of one entry needs none."""
    return tuple(Label(size) for size in shape if size is not ONE)


def _dense(term: Term) -> Network:
    rows, columns = _axes(term.shape[:1]), _axes(term.shape[1:])
    return Network(Fraction(1), (_array(term, rows, columns),), rows, columns)


def _array(matrix: Term, rows: Labels, columns: Labels) -> Array:
    """The array of a matrix; of a transpose that of what is transposed."""
    if matrix.op == "transpose":
        return Array(matrix.parts[0], columns + rows)
    return Array(matrix.parts[0] if matrix.name in ("upright", "flat") else matrix, rows + columns)


def _entries(vector: Term) -> tuple[Array, Labels]:
    """The array of a vector, and its indices in order: of a stacked matrix the array of that matrix."""
    if vector.name in ("vec", "raveled") and vector.parts[0].rank == 2:
        (matrix,) = vector.parts
        rows, columns = _axes(matrix.shape[:1]), _axes(matrix.shape[1:])
        return _array(matrix, rows, columns), columns + rows if vector.name == "vec" else rows + columns
    labels = _axes(vector.shape)
    return Array(vector, labels), labels


# -- indices that are equal ----------------------------------------------------------------------------------------
def _replaced(labels: Labels, by: Mapping[Label, Labels]) -> Labels:
    return tuple(new for old in labels for new in by.get(old, (old,)))


def _fresh(network: Network) -> Network:
    """The network with indices of its own."""
    labels = [*network.rows, *network.columns, *(label for array in network.arrays for label in array.labels)]
    return network.relabelled({label: (Label(label.size),) for label in dict.fromkeys(labels)})


def _size(labels: Sequence[Label]) -> Dim:
    return reduce(lambda a, b: a * b, (label.size for label in labels), ONE)


def _alike(left: Labels, right: Labels) -> Iterator[tuple[Labels, Labels]]:
    """Pairs of an index and of those, one or several, that together are as long.

    Raises:
        UnlikeError: there are none.
    """
    first, second = list(left), list(right)
    while first and second:
        a, b = [first.pop(0)], [second.pop(0)]
        while _size(a) is not _size(b):
            shorter, rest = min((a, first), (b, second), key=lambda side: costs.typical(_size(side[0])))
            if not rest:
                raise UnlikeError
            shorter.append(rest.pop(0))
        if min(len(a), len(b)) > 1:
            raise UnlikeError
        yield tuple(a), tuple(b)
    if first or second:
        raise UnlikeError


def _equated(left: Labels, right: Labels) -> dict[Label, Labels]:
    """Which indices stand for which, where two tuples of them are equal; a longer one falls into several."""
    by: dict[Label, Labels] = {}
    todo = list(_alike(left, right))
    while todo:
        a, b = (_replaced(side, by) for side in todo.pop())
        if min(len(a), len(b)) > 1:
            todo += _alike(a, b)
        elif a != b:
            new = {a[0]: b} if len(a) == 1 else {b[0]: a}
            by = {label: _replaced(labels, new) for label, labels in by.items()} | new
    return by


# -- matrices ------------------------------------------------------------------------------------------------------
def _times_matrix(left: Network, other: Network) -> Network:
    right = _fresh(other)
    factor, arrays = left.factor * right.factor, left.arrays + right.arrays
    made = Network(factor, arrays, left.rows, right.columns, left.crossed or right.crossed)
    return made.relabelled(_equated(left.columns, right.rows))


def _times_entries(left: Network, other: Network) -> Network:
    """The product entry by entry; without rows, or columns, the other is the same in all of them."""
    right = _fresh(other)
    crossed = left.crossed or right.crossed
    made = Network(left.factor * right.factor, left.arrays + right.arrays, left.rows, left.columns, crossed)
    made = made.relabelled(_equated(made.rows, right.rows) if right.rows else {})
    return made.relabelled(_equated(made.columns, right.columns) if right.columns else {})


def _kronecker(left: Network, other: Network) -> Network:
    right = _fresh(other)
    rows, columns = left.rows + right.rows, left.columns + right.columns
    return Network(left.factor * right.factor, left.arrays + right.arrays, rows, columns, True)


Rule = Callable[[Reader, Term], Iterator[Network] | list[Network]]


def _each(join: Callable[[Network, Network], Network]) -> Rule:
    """Of a product of two sums each term of the one with each of the other."""
    return lambda reader, term: [join(*pair) for pair in product(*map(reader.of, term.parts))]


def _times(reader: Reader, term: Term) -> list[Network]:
    matrices = [part for part in term.parts if part.rank == 2 and not part.thin]
    if term.data != len(term.parts) or not matrices:
        return []
    others = [_beside(reader, part) for part in term.parts if part is not matrices[0]]
    choices = product(reader.of(matrices[0]), *others)
    return [reduce(_times_entries, choice) for choice in choices]


def _beside(reader: Reader, part: Term) -> Networks:
    """What a matrix is multiplied by, entry by entry: a number, a row, a column, or a matrix."""
    if part.op == "column":
        array, labels = _entries(part.parts[0])
        return (Network(Fraction(1), (array,), labels, ()),)
    if part.thin:
        raise UnlikeError
    if part.rank < 2:
        array, labels = _entries(part)
        return (Network(Fraction(1), (array,), (), labels),)
    return reader.of(part)


def _add(reader: Reader, term: Term) -> list[Network]:
    assert isinstance(term.data, tuple)
    if any(part.shape != term.shape or part.thin for part in term.parts):
        return []
    items = list(zip(term.data, term.parts, strict=True))
    unknown = [item for item in items if reader.read(item[1]) is None]
    rest = [_dense(reader.terms.add(*map(list, zip(*unknown, strict=True))))] if unknown else []
    known = [replace(one, factor=q * one.factor) for q, part in items for one in reader.read(part) or ()]
    return [*known, *rest]


def _transpose(reader: Reader, term: Term) -> list[Network]:
    return [replace(one, rows=one.columns, columns=one.rows) for one in reader.of(term.parts[0])]


def _diagonal(reader: Reader, term: Term) -> list[Network]:
    array, labels = _entries(term.parts[0])
    return [Network(Fraction(1), (array,), labels, labels)]


def _identity(reader: Reader, term: Term) -> list[Network]:
    labels = _axes(term.shape[:1])
    return [Network(Fraction(1), (), labels, labels)]


def _commutation(reader: Reader, term: Term) -> list[Network]:
    """``K vec(A) = vec(A')`` for A m×n."""
    assert isinstance(term.data, Call)
    m, n = (_axes([dim]) for dim in term.data.dims)
    return [Network(Fraction(1), (), m + n, n + m, True)]


_RULES: dict[str, Rule] = {
    "matmul": _each(_times_matrix),
    "kron": _each(_kronecker),
    "times": _times,
    "add": _add,
    "transpose": _transpose,
    "diag": _diagonal,
    "eye": _identity,
    "commutation": _commutation,
}
