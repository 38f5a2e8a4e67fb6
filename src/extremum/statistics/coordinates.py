"""Coordinates of parameters as numbers: from arrays to one flat vector and back, and what its entries are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.dims import Dim
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.node import Expr
from extremum.operations.leaves import declared
from extremum.statistics.parameters import Parameter
from extremum.structures import strongest

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
class Coordinates:
    """All parameters as one flat vector of their coordinates."""

    def __init__(self, parameters: Sequence[Parameter], number: Callable[[Dim], int]) -> None:
        self.parameters = tuple(parameters)
        self._shapes = [(number(p.free.rows), number(p.free.cols)) for p in parameters]
        self._sizes = {str(a): number(Dim.of(a)) for p in parameters for size in p.symbol.shape for a in size.atoms()}
        self._bases = [self._constant(p.basis) for p in parameters]
        self._origins = [0.0 if p.origin is None else self._constant(p.origin)[:, 0] for p in parameters]
        self.ends = np.cumsum([basis.shape[1] for basis in self._bases])

    def values(self, flat: Array) -> dict[str, Array]:
        """The parameters as matrices, by name."""
        pieces = zip(self.parameters, self._bases, self._origins, self._shapes, self.split(flat), strict=True)
        return {
            p.symbol.name: self._value(p.value, p.free, (origin + basis @ piece).reshape(shape, order="F"))
            for p, basis, origin, shape, piece in pieces
        }

    def _constant(self, matrix: Expr) -> Array:
        return Scope(FLOATS, {}, self._sizes).value(matrix)

    def flat(self, values: Mapping[str, Array]) -> Array:
        """The coordinates of parameters that are given as matrices by name."""
        named = zip(self.parameters, self._bases, self._origins, strict=True)
        return np.concatenate([self._inside(p, basis, origin, values[p.symbol.name]) for p, basis, origin in named])

    def _inside(self, parameter: Parameter, basis: Array, origin: Array | float, value: Array) -> Array:
        chart, symbol = parameter.chart, parameter.symbol
        free = value if chart is None else self._value(chart.coordinates(symbol), symbol, value)
        return np.asarray(np.linalg.lstsq(basis, free.ravel(order="F") - origin, rcond=None)[0])

    def _value(self, value: Expr, symbol: Expr, array: Array) -> Array:
        """An expression of one symbol at an array."""
        if value is symbol:
            return array
        return np.asarray(Scope(FLOATS, {symbol.name: array}, self._sizes).value(value), dtype=float)

    def split(self, flat: Array) -> list[Array]:
        """The coordinates of each parameter."""
        return np.split(flat, self.ends[:-1])

    def allowed(self, values: Mapping[str, Array]) -> bool:
        """Whether the parameters are what they are declared to be."""
        return all(
            np.isfinite(values[p.symbol.name]).all()
            and all(structure.test(values[p.symbol.name]) for structure in strongest(declared(p.symbol)))
            for p in self.parameters
        )

    def names(self) -> list[str]:
        """What the coordinates are called: ``b[1]``, ``Sigma[2,1]``, ``log(v)``."""
        named = zip(self.parameters, self._bases, self._shapes, strict=True)
        return [name for p, basis, shape in named for name in _names(p.moved, basis, shape)]


def _names(name: str, basis: Array, shape: tuple[int, int]) -> list[str]:
    if shape == (1, 1):
        return [name]
    places = [np.unravel_index(int(np.argmax(column != 0)), shape, order="F") for column in basis.T]
    return [f"{name}[{row + 1}]" if shape[1] == 1 else f"{name}[{row + 1},{col + 1}]" for row, col in places]


def tidy(symbol: Expr, value: Array) -> Any:
    """A parameter as users see it: a float, a 1-D or a 2-D array."""
    return float(value[0, 0]) if symbol.is_scalar else value[:, 0] if symbol.is_column else value
