"""Products with Kronecker products are contracted index by index: what is summed over becomes a product of matrices
with a row a pair of indices (Khatri–Rao), ``K = (X[:, None] * D).reshape(d * p, N)``, and nothing larger is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from typing import final

from extremum.algebra.dims import ONE, Dim
from extremum.compiling import costs
from extremum.compiling.networks import Array, Label, Labels, Network, Networks, Reader, UnlikeError
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms

_CLEARLY = 0.95
"""By what factor it must be cheaper."""
_MANY = 8
"""So many arrays with one index are not parted in two in all ways any more."""


def _run(program: Program) -> Program:
    reader, order = Reader(program.terms), program.order()
    known = {term for term in order if reader.read(term)}
    wanted = dict.fromkeys(_upright(part) for term in order if term not in known for part in term.parts)
    wanted |= dict.fromkeys(map(_upright, program.roots))
    made: set[Term] = set()
    networks = {term: reader.read(term) or () for term in wanted if term in known}
    many_first = sorted(networks, key=lambda term: -max(len(one.arrays) for one in networks[term]))
    news = {term: _contracted(program.terms, term, networks[term], made) for term in many_first}
    by = {term: new for term, new in news.items() if new is not None}
    return program.replaced(by) if by else program


def _upright(term: Term) -> Term:
    return term.parts[0] if term.op == "transpose" else term


def _contracted(terms: Terms, term: Term, networks: Networks, made: set[Term]) -> Term | None:
    """A matrix as the sum of its networks, where that is cheaper."""
    if not any(one.crossed and one.summed() for one in networks):
        return None
    try:
        parts = [_matrix(terms, one, term.shape, made) for one in networks]
    except UnlikeError:
        return None
    found = terms.add([1] * len(parts), parts)
    cheaper = costs.typical(costs.total([found])) < _CLEARLY * costs.typical(costs.total([term]))
    return found if cheaper else None


def _matrix(terms: Terms, network: Network, shape: Sequence[Dim], made: set[Term]) -> Term:
    """A network as a matrix; an index that occurs twice in its rows and columns is the diagonal of two.

    Raises:
        UnlikeError: there is no such product of matrices.
    """
    places: list[Label] = []
    diagonals: list[Array] = []
    for label in (*network.rows, *network.columns):
        place = Label(label.size) if label in places else label
        if place is not label:
            diagonals.append(Array(terms.call("eye", (), (label.size,)), (label, place)))
        places.append(place)
    arrays = _Contraction(terms, network, places, made).run()
    scaled = _scaled(terms, arrays, network.factor) if arrays else _scaled(terms, diagonals, network.factor)
    return _reshaped(terms, _entrywise(terms, [*scaled, *(diagonals if arrays else [])], tuple(places)), shape)


def _scaled(terms: Terms, arrays: list[Array], factor: Fraction) -> list[Array]:
    """A multiple: of the smallest array."""
    least = min(arrays, key=lambda array: _size(array.labels))
    return [Array(terms.add([factor], [one.term]), one.labels) if one is least else one for one in arrays]


# -- arrays with an index an axis ----------------------------------------------------------------------------------
def _reshaped(terms: Terms, term: Term, shape: Sequence[Dim]) -> Term:
    term = term.parts[0] if term.name == "by_rows" else term
    same = term.rank == len(shape) and all(a is b for a, b in zip(term.shape, shape, strict=True))
    return term if same else terms.call("by_rows", (term,), shape)


def _entrywise(terms: Terms, arrays: Sequence[Array], labels: Labels) -> Term:
    """``Π arrays`` with these axes."""
    return terms.times([_aligned(terms, array, labels) for array in arrays])


def _aligned(terms: Terms, array: Array, labels: Labels) -> Term:
    """An array with its axes in the order of these indices, and one of a single entry for each that it lacks."""
    term = _reshaped(terms, array.term, [label.size for label in array.labels])
    own = array.labels
    if len(set(own)) < len(own):
        if len(own) > 2:
            raise UnlikeError
        term, own = terms.call("diagonal", (term,)), own[:1]
    return terms.axes(term, [own.index(label) if label in own else -1 for label in labels])


# -- sums over indices ---------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class _Way:
    """To sum over indices: the arrays that have them, parted in two whose products are multiplied as matrices."""

    group: Sequence[Array]
    left: Sequence[Array]
    right: Sequence[Array]
    shared: Sequence[Label]

    def cost(self) -> float:
        """Of two equal sides one half is computed."""
        sides = [_labels(side) for side in (self.left, self.right)]
        halves = [array.term for array in self.left] == [array.term for array in self.right]
        made = sum(_size(side) for side, arrays in zip(sides, (self.left, self.right), strict=True) if len(arrays) > 1)
        return made + _size(sides[0] | sides[1]) * (1 if halves else 2)


def _labels(arrays: Sequence[Array]) -> dict[Label, None]:
    return dict.fromkeys(label for array in arrays for label in array.labels)


def _size(labels: Iterable[Label]) -> float:
    return costs.typical(_dim(labels))


def _dim(labels: Iterable[Label]) -> Dim:
    return reduce(lambda a, b: a * b, (label.size for label in labels), ONE)


@final
class _Contraction:
    """The arrays of a network, until nothing is summed over any more.

    places: the order of the axes; made: products of arrays that are there.
    """

    def __init__(self, terms: Terms, network: Network, places: Sequence[Label], made: set[Term]) -> None:
        self.terms, self.arrays, self.summed, self.made = terms, list(network.arrays), network.summed(), made
        self.places = {label: k for k, label in reversed(list(enumerate(places)))}

    def run(self) -> list[Array]:
        """The arrays that are left; what costs least is summed over first."""
        while self.summed:
            ways = [way for label in self.summed for way in self._ways(label)]
            least = min(map(_Way.cost, ways))
            best = min((way for way in ways if way.cost() == least), key=self._new)
            used = {id(array) for array in best.group}
            rest = [array for array in self.arrays if id(array) not in used]
            self.arrays = [*rest, self._done(best)]
            self.summed = [label for label in self.summed if label not in best.shared]
        return self.arrays

    def _ways(self, label: Label) -> Iterator[_Way]:
        """The arrays with an index as one product, and parted in two that have in common what is summed over here."""
        group = [array for array in self.arrays if label in array.labels]
        outside = _labels([array for array in self.arrays if label not in array.labels])
        inside = [one for one in self.summed if one not in outside and one in _labels(group)]
        yield _Way(group, group, [], inside)
        first, *others = group
        for count in range(len(others) if len(group) < _MANY else 0):
            for beside in combinations(others, count):
                left = self._ordered([first, *beside])
                right = self._ordered([array for array in others if array not in beside])
                shared = [one for one in _labels(left) if one in _labels(right)]
                if label in shared and set(shared) <= set(inside):
                    yield _Way(group, left, right, shared)

    def _new(self, way: _Way) -> int:
        """How many products of arrays have to be made for it."""
        several = [side for side in (way.left, way.right) if len(side) > 1]
        products = [self._side(side, self._kept(side, way.shared), way.shared) for side in several]
        return sum(_upright(product) not in self.made for product in products)

    def _ordered(self, side: Sequence[Array]) -> list[Array]:
        return sorted(side, key=lambda array: min(map(self._place, array.labels)))

    def _done(self, way: _Way) -> Array:
        """``Σ left right`` as a product of matrices, each with the indices that are kept and those that are not."""
        kept = [self._kept(side, way.shared) for side in (way.left, way.right)]
        first = self._side(way.left, kept[0], way.shared)
        self.made.add(_upright(first))
        if way.right:
            second = self._side(way.right, kept[1], way.shared)
            self.made.add(_upright(second))
            product = self.terms.matmul(first, self.terms.transpose(second))
        else:
            product = self.terms.sums(first, 1) if kept[0] else self.terms.total(first)
        return Array(product, kept[0] + kept[1])

    def _kept(self, side: Sequence[Array], shared: Sequence[Label]) -> Labels:
        """The indices that are not summed over; of a single array as it has them."""
        kept = [label for label in _labels(side) if label not in shared]
        return tuple(kept if len(side) == 1 else sorted(kept, key=self._place))

    def _place(self, label: Label) -> int:
        return self.places.get(label, len(self.places))

    def _side(self, side: Sequence[Array], kept: Labels, shared: Sequence[Label]) -> Term:
        """The product of arrays as a matrix with a column for what is summed over; without rows as a vector."""
        summed = tuple(shared)
        if kept and all(array.labels[0] in shared for array in side):
            made = _reshaped(self.terms, _entrywise(self.terms, side, summed + kept), (_dim(summed), _dim(kept)))
            return self.terms.transpose(made)
        shape = (_dim(kept), _dim(summed)) if kept else (_dim(summed),)
        return _reshaped(self.terms, _entrywise(self.terms, side, kept + summed), shape)


CONTRACTED = Pass("contracted", "products with Kronecker products are contracted index by index", _run)
