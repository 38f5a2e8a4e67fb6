"""Variables as one flat vector of free numbers, by the structure that is declared of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.data.binding import numeric
from extremum.data.given import by_name
from extremum.operations.leaves import declared
from extremum.structures import strongest
from extremum.structures.charts import Chart, Linear, chart
from extremum.structures.drawing import draw, pattern_of
from extremum.structures.numbers import Reals

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def chart_for(symbol: Expr, shape: tuple[int, int]) -> Chart:
    """The free numbers for a symbol.

    Raises:
        UnsupportedError: its structure is none that can be optimised over.
    """
    try:
        return chart(declared(symbol), shape)
    except UnsupportedError as error:
        raise UnsupportedError(f"{symbol.name} is {error}; minimising over that structure is not supported") from None


@final
class Parameters:
    """All variables as one flat vector."""

    def __init__(
        self, symbols: Sequence[Expr], shape_of: Callable[[Expr], tuple[int, int]], start: Mapping[Any, Any], rng: Any
    ) -> None:
        self.symbols = list(symbols)
        self.shapes = [shape_of(s) for s in self.symbols]
        for symbol, shape in zip(self.symbols, self.shapes, strict=True):
            if 0 in shape:
                raise DataError(f"{symbol.name} is {shape[0]}×{shape[1]} for these data; there is nothing to look for")
        self.charts = [chart_for(s, shape) for s, shape in zip(self.symbols, self.shapes, strict=True)]
        given = by_name(start)
        unknown = set(given) - {s.name for s in self.symbols}
        if unknown:
            raise DataError(f"start names {', '.join(sorted(unknown))}, which is not optimised over")
        self.initial = [
            _given(s, given[s.name], shape) if s.name in given else _random(s, free, shape, rng)
            for s, free, shape in zip(self.symbols, self.charts, self.shapes, strict=True)
        ]
        self._start = self.flat(self.initial)
        self._begun: Callable[[], Array] | None = None

    @cached_property
    def ends(self) -> Array:
        """Where the free numbers of each variable end."""
        return np.cumsum([chart.size for chart in self.charts])

    def flat(self, arrays: Sequence[Array]) -> Array:
        """The free numbers of variables."""
        return np.concatenate([chart.free(value) for chart, value in zip(self.charts, arrays, strict=True)])

    def entrywise(self, each: Sequence[bool]) -> Parameters:
        """The same with the entries of some variables as their free numbers, equal ones once."""
        found, arrays = copy(self), self.arrays(self.start())
        found._begun = None
        kept = zip(self.symbols, self.shapes, self.charts, each, strict=True)
        found.charts = [Linear(pattern_of(declared(s), shape)) if all_ else old for s, shape, old, all_ in kept]
        found.__dict__.pop("ends", None)
        found.__dict__.pop("_places", None)
        found._start = found.flat(arrays)
        return found

    @property
    def size(self) -> int:
        """How many free numbers there are."""
        return int(self.ends[-1])

    def drawn(self) -> Array:
        """The free numbers that are given or drawn."""
        return self._start.copy()

    def start(self) -> Array:
        """The free numbers to start from, looked for when they are first asked for: many a method has no start."""
        if self._begun is not None:
            begun, self._begun = self._begun, None
            self._start = begun().copy()
        return self._start.copy()

    def begin_by(self, begun: Callable[[], Array]) -> None:
        """Lets the start be what is found so."""
        self._begun = begun

    def pieces(self, flat: Array) -> list[Array]:
        """The free numbers of each variable."""
        return [flat[begin:end] for begin, end in pairwise([0, *self.ends])]

    def arrays(self, flat: Array) -> list[Array]:
        """The variables as matrices."""
        return [chart.matrix(piece) for chart, piece in zip(self.charts, self.pieces(flat), strict=True)]

    def pull_back(self, flat: Array, gradients: Sequence[Array]) -> Array:
        """The gradient with respect to the free numbers."""
        pieces = zip(self.charts, self.pieces(flat), gradients, strict=True)
        return np.concatenate([chart.pull_back(piece, gradient) for chart, piece, gradient in pieces])

    def pull_back_rows(self, flat: Array, rows: Array) -> Array:
        """The derivatives with respect to the free numbers, from those by the stacked columns of the variables."""
        return np.asarray(rows[:, self._places] if self._places is not None else rows @ self._tangent(flat))

    @property
    def logarithms(self) -> Array:
        """Which free numbers are logarithms of entries."""
        return np.concatenate([chart.logarithms for chart in self.charts])

    @property
    def entries(self) -> Array:
        """Which free numbers are entries, or logarithms of entries."""
        return np.concatenate([np.full(chart.size, chart.labels is not None) for chart in self.charts])

    @property
    def linear(self) -> bool:
        """Whether the variables are linear in the free numbers."""
        return all(isinstance(chart, Linear) for chart in self.charts)

    def push(self, flat: Array, step: Array) -> list[Array]:
        """The changes of the variables along a step of the free numbers."""
        pieces = zip(self.charts, self.pieces(flat), self.pieces(step), strict=True)
        return [chart.push(piece, along) for chart, piece, along in pieces]

    def bend(self, flat: Array, gradients: Sequence[Array], step: Array) -> Array:
        """The change of the gradient by the free numbers along a step, that by the variables held."""
        pieces = zip(self.charts, self.pieces(flat), gradients, self.pieces(step), strict=True)
        return np.concatenate([chart.bend(piece, gradient, along) for chart, piece, gradient, along in pieces])

    def _tangent(self, flat: Array) -> Array:
        """``∂vec(x)/∂t'``, the variables stacked."""
        steps, size = np.eye(flat.size), sum(rows * cols for rows, cols in self.shapes)
        columns = [np.concatenate([a.ravel(order="F") for a in self.push(flat, e)]) for e in steps]
        return np.reshape(columns, (flat.size, size)).T

    @property
    def free(self) -> bool:
        """Whether the free numbers are the entries of columns, in their order."""
        places = self._places
        return places is not None and np.array_equal(places, np.arange(len(places)))

    @cached_property
    def _places(self) -> Array | None:
        """Where the variables' stacked entries stand among the free numbers, where they are these; otherwise None."""
        if not self.linear or sum(rows * cols for rows, cols in self.shapes) != self.ends[-1]:
            return None
        counted = np.arange(self.ends[-1], dtype=float)
        found = np.concatenate([a.ravel(order="F") for a in self.arrays(counted)])
        order: Array = np.argsort(found)
        return order if np.array_equal(found[order], counted) else None

    def pull_back_twice(self, flat: Array, gradients: Sequence[Array], hessian: Array) -> Array:
        """The Hessian by the free numbers, from that by the stacked columns of the variables."""
        if self._places is not None:
            moved: Array = hessian[np.ix_(self._places, self._places)]
            return moved
        tangent = self._tangent(flat)
        found: Array = tangent.T @ hessian @ tangent
        return found if self.linear else found + np.array([self.bend(flat, gradients, e) for e in np.eye(flat.size)])

    def values(self, flat: Array) -> dict[Expr, Any]:
        """The variables as users see them: a float, a 1-D or a 2-D array."""
        found = {}
        for symbol, value in zip(self.symbols, self.arrays(flat), strict=True):
            found[symbol] = float(value[0, 0]) if symbol.is_scalar else value[:, 0] if symbol.is_column else value
        return found


def _given(symbol: Expr, value: Any, shape: tuple[int, int]) -> Array:
    array = numeric(f"the start of {symbol.name}", value)
    if array.size != shape[0] * shape[1]:
        raise DataError(f"the start of {symbol.name} has shape {array.shape}, but it is {shape[0]}×{shape[1]}")
    start = array.reshape(shape)
    for structure in strongest(declared(symbol)):
        if not structure.test(start):
            raise DataError(f"the start of {symbol.name} is not {structure.words}, as {symbol.name} is declared")
    return start


def _random(symbol: Expr, free: Chart, shape: tuple[int, int], rng: Any) -> Array:
    """A start that satisfies the structure: free logarithms are 0; otherwise small random numbers, beside the identity
    where the matrix is to be inverted or has zeros."""
    if not isinstance(free, Linear):
        return free.matrix(np.zeros(free.size))
    assume = declared(symbol)
    small: Array = rng.normal(size=shape) / np.sqrt(shape[1] if shape[1] > 1 else shape[0] * 10)
    near = free.pattern.project(small)
    start = np.eye(shape[0], shape[1]) + 0.1 * near if _beside_identity(free, assume) else near
    return start if all(s.test(start) for s in strongest(assume)) else draw(shape, assume, Reals(rng))


def _beside_identity(free: Linear, assume: Sequence[str]) -> bool:
    rows, cols = free.pattern.shape
    regular = rows == cols and any(structure.least_rank(rows, cols) for structure in strongest(assume))
    return bool(regular or (free.pattern.labels.min() < 0 and free.pattern.on_diagonal().any()))
