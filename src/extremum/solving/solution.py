"""What :func:`extremum.solve` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from extremum.algebra.errors import DataError, NameUnknownError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.data.binding import leaves_of, scope_for, tidy
from extremum.notation.displayed import Displayed
from extremum.notation.text import free_names, render
from extremum.solving.isolate import Move


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for the solution to exist and be unique: a matrix that must be invertible, and when it is."""

    matrix: Expr
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(slots=True, repr=False)
class Solution(Displayed):
    """The solution of the stationarity equations.

    values: an expression for each unknown, in terms of the data; shown: the same in terms of other unknowns; kind:
    ``minimum maximum saddle stationary``; reason: why it is of that kind; conditions: what it needs; steps: how it was
    found, as (heading, moves).
    """

    objective: Expr
    values: dict[Expr, Expr]
    shown: dict[Expr, Expr]
    kind: str
    reason: str
    conditions: list[Condition]
    steps: list[tuple[str, list[Move]]]
    notes: list[str] = field(default_factory=list)

    printers: ClassVar[str] = "extremum.solving.display"

    def __getitem__(self, unknown: Expr | str) -> Expr:
        for symbol, value in self.values.items():
            if symbol is unknown or symbol.name == unknown:
                return value
        known = ", ".join(s.name for s in self.values)
        raise NameUnknownError(f"{unknown} was not solved for; the unknowns are {known}")

    def evaluate(self, data: Mapping[str, Any], **dims: int) -> dict[Expr, Any]:
        """The values on data, by symbol.

        Raises:
            DataError: a condition does not hold for these data.
        """
        known = leaves_of([*self.values.values(), *(k.matrix for k in self.conditions)])
        used = {name: value for name, value in data.items() if name in known or callable(value)}
        scope = scope_for([*self.values.values(), *(k.matrix for k in self.conditions)], used, dims)
        for condition in self.conditions:
            matrix = scope.value(condition.matrix)
            if np.linalg.matrix_rank(matrix) < matrix.shape[-1]:
                raise DataError(
                    f"the solution does not exist for these data: {condition.words}; "
                    f"its rank is {np.linalg.matrix_rank(matrix)} of {matrix.shape[-1]}"
                )
        return {symbol: tidy(scope.value(value), value) for symbol, value in self.values.items()}

    def form(self, symbol: Expr) -> Form:
        """A value, in which the other unknowns stand for their values, for printers."""
        return write(self.shown[symbol])

    def written(self, symbol: Expr) -> str:
        """A value as text, in which the other unknowns stand for their values."""
        return render(self.form(symbol), free_names(self.values[symbol]))

    def to_mathml(self, symbol: Expr) -> str:
        """A value as MathML, in which the other unknowns stand for their values."""
        from extremum.notation.mathml import render_mathml

        return render_mathml(self.form(symbol), free_names(self.values[symbol]))
