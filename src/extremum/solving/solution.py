"""What :func:`extremum.solve` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extremum.algebra import forms
from extremum.algebra.errors import DataError, NameUnknownError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.notation.text import free_names, render
from extremum.operations import construct as c
from extremum.operations.data import leaves_of, scope_for, tidy
from extremum.solving.isolate import Move


def names_for(values: Mapping[Expr, Expr]) -> dict[Expr, Form]:
    """Unknowns as names for their values, where these are no plain symbols."""
    names: dict[Expr, Form] = {}
    for symbol, value in values.items():
        if value.args:
            form = write(symbol)
            names[value] = form
            names.setdefault(c.transpose(value), form if value.is_scalar else forms.transposed(form))
    return names


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for the solution to exist and be unique: a matrix that must be invertible, and when it is."""

    matrix: Expr
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(slots=True, repr=False)
class Solution:
    """The solution of the stationarity equations.

    values: an expression for each unknown; kind: ``minimum maximum saddle stationary``; reason: why it is of that kind;
    conditions: what it needs; steps: how it was found, as (heading, moves).
    """

    objective: Expr
    values: dict[Expr, Expr]
    kind: str
    reason: str
    conditions: list[Condition]
    steps: list[tuple[str, list[Move]]]
    notes: list[str] = field(default_factory=list)

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

    def written(self, symbol: Expr) -> str:
        """A value as text, in which the other unknowns stand for their values."""
        from extremum.solving.printing import value_form

        return render(value_form(self, symbol), free_names(self.values[symbol]))

    def to_mathml(self, symbol: Expr) -> str:
        """A value as MathML, in which the other unknowns stand for their values."""
        from extremum.notation.mathml import render_mathml
        from extremum.solving.printing import value_form

        return render_mathml(value_form(self, symbol), free_names(self.values[symbol]))

    def to_text(self) -> str:
        """The solution, its kind, its conditions, and the steps."""
        from extremum.solving.printing import as_text

        return as_text(self)

    def to_latex(self) -> str:
        """The same in LaTeX (with amsmath): ``align*`` environments, and sentences between them."""
        from extremum.solving.printing import as_latex

        return as_latex(self)

    def to_markdown(self) -> str:
        """The same in Markdown, with formulas between dollar signs."""
        from extremum.solving.printing import as_markdown

        return as_markdown(self)

    def to_html(self) -> str:
        """A block with formulas in MathML; the steps unfold."""
        from extremum.solving.printing import as_html

        return as_html(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON; expressions as text and LaTeX."""
        from extremum.solving.printing import as_dict

        return as_dict(self)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return self.to_text()
