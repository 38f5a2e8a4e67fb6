"""What a line of a derivation claims about a function, judged by values of that function alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.node import Expr
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c

if TYPE_CHECKING:
    from extremum.verify import Equality


@dataclass(frozen=True, slots=True)
class Claim:
    """That a line says what the derivative of a function by a variable is: a gradient of the variable's shape, a
    Jacobian, or, where there is a ``change`` of the variable, the differential.

    given: symbols in the function, among them perhaps the variable, with the parts that they stand for.
    """

    function: Expr
    variable: Expr
    given: tuple[tuple[Expr, Expr], ...] = ()
    change: Expr | None = None

    def judged(self, value: Expr) -> Equality:
        """The verdict of differences of the function along a random direction on what the line is worth."""
        from extremum.verify import Equality
        from extremum.verify.rates import rates

        measured = rates(self.function, self.variable, [self._derivative(value)], given=dict(self.given))
        if measured is None:
            return Equality(
                "undecided", "differences of the function tell no rate at a random point: undefined, or a kink"
            )
        if not measured.agree(0):
            return Equality("differs", "the function changes at another rate along a random direction")
        return Equality("agrees", "the function changes at this rate along a random direction")

    def _derivative(self, value: Expr) -> Expr:
        if self.change is not None:
            return chained(value, self.change)
        by_scalar = self.variable.is_scalar and value.shape == self.function.shape
        return c.vec(value) if by_scalar else value
