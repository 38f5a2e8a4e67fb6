"""Several expressions that were asked for at once: a list that shows itself, each with what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, final

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.notation.text import free_names

if TYPE_CHECKING:
    from extremum.notation.rows import Row


@final
class Listed(list[Expr]):
    """The derivatives of a function by several variables, in their order.

    >>> import extremum as ex
    >>> found = ex.gradient("x^2*y", ["x", "y"])
    >>> found, len(found._repr_latex_().splitlines())
    ([2*x*y, x^2], 4)
    """

    def __init__(self, derivatives: Sequence[Expr] = (), variables: Sequence[Expr] = ()) -> None:
        super().__init__(derivatives)
        self.variables = tuple(variables)

    def _rows(self) -> list[Row]:
        return [(_by(x), write(derivative), "") for x, derivative in zip(self.variables, self, strict=False)]

    def _taken(self) -> frozenset[str]:
        return frozenset(name for expr in self for name in free_names(expr))

    def _repr_html_(self) -> str:
        from extremum.notation.rows import html_rows

        return html_rows(self._rows(), "derivatives", self._taken())

    def _repr_latex_(self) -> str:
        from extremum.notation.rows import latex_rows

        return latex_rows(self._rows(), self._taken())


def _by(x: Expr) -> Form:
    """``∂f/∂x``."""
    return Form("partial", "∂", (forms.name("f"), write(x)), forms.POWER)
