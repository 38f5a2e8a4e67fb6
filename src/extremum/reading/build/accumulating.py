"""Sums and products with many operands, as they are read from the left: put together once, not operand by operand."""

from __future__ import annotations

from typing import final

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.reading.build.meaning import OPERATORS

_SIGNS = {"+": 1, "-": -1}


@final
class Accumulated:
    """What was read of a chain. Operands that fit without a further look wait: the terms of a sum, or the scalars and
    the word of matrices of a product; what does not fit meets the value of all before it."""

    def __init__(self, first: Expr) -> None:
        self._begin(first)

    def _begin(self, first: Expr) -> None:
        self.shape: Shape = first.shape
        self._terms: list[tuple[int, Expr]] = []
        self._scalars: list[Expr] = []
        self._word: list[Expr] = []
        self._held = first

    @property
    def is_scalar(self) -> bool:
        return self.shape == (ONE, ONE)

    def value(self) -> Expr:
        """The expression so far."""
        if self._terms:
            self._begin(c.combine([(1, self._held), *self._terms]))
        elif self._scalars or self._word:
            self._begin(c.product(*self._scalars, self._held, *self._word))
        return self._held

    def join(self, operator: str, right: Expr) -> None:
        """Reads on: ``… operator right``.

        Raises:
            ExtremumError: the operands do not fit.
        """
        if not (self._term(operator, right) or self._factor(operator, right)):
            self._begin(OPERATORS[operator](self.value(), right))

    def _term(self, operator: str, right: Expr) -> bool:
        if operator not in _SIGNS or right.shape != self.shape:
            return False
        if self._scalars or self._word:
            self.value()
        self._terms.append((_SIGNS[operator], right))
        return True

    def _factor(self, operator: str, right: Expr) -> bool:
        if self._terms:
            self.value()
        if right.is_scalar and (operator == "*" or (operator == "/" and not c.is_zero(right))):
            self._scalars.append(right if operator == "*" else c.power(right, -1))
            return True
        if operator not in ("*", "@") or self.is_scalar or self.shape[1] is not right.rows:
            return False
        self._word.append(right)
        self.shape = self.shape[0], right.cols
        if self.is_scalar:  # what follows is multiplied by a number
            self.value()
        return True
