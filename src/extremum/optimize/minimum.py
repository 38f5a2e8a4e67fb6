"""The result of a minimisation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from extremum.algebra.node import Expr
from extremum.notation.displayed import Displayed
from extremum.optimize.ending import CONVERGED
from extremum.optimize.sense import MAX, MIN, Sense
from extremum.problems.constraint import Constraint


@dataclass(slots=True, repr=False)
class Minimum(Displayed):
    """What :func:`extremum.minimize` returns.

    x: the variables' values, by symbol or by name, of a family an array with one row a member; value: of the objective;
    gradient_norm: Euclidean, over all of them; iterations; status: ``converged``, ``unbounded`` (the value falls
    without end; ``value`` is the last finite one that was met), ``stalled`` (no lower value was found, but the gradient
    is not small, as at a kink; no point within the constraints was found; or unknowns run to infinity or to the border
    of an open set, and the value is attained nowhere), ``limit`` (the iterations are used up), ``undefined`` (it
    stopped beside points where the objective is no number), ``infeasible`` (it is shown that no point is within the
    constraints), ``stationary`` (the gradient is small, but lower values are nearby: a saddle or a maximum), ``time``
    or ``interrupted`` (the run was stopped);
    message: why; history: the objective's value after each iteration; method: what was chosen, and why;
    evaluations: how often the objective was computed; gap: how much lower the value is anywhere, at most, where that is
    known; certified: whether multipliers, a theorem or a constant Hessian show that nothing is lower anywhere; problem:
    what was asked; values: where several starts were tried, where each ended. Under constraints ``gradient_norm`` is
    that of what is left of the gradient beside a combination of those of the constraints that hold with equality.
    multipliers: of each constraint as it is written the ν of ``f + ν (left - right)``, stationary in the unknowns, in
    the shape of its sides; None where the method has none, or the run did not converge.

    >>> import extremum as ex
    >>> found = ex.minimize("norm2(x - c)^2", "x", c=[3.0, 1.0], declarations="x[n]; c[n]")
    >>> found.x["x"].round(6).tolist(), found.status
    ([3.0, 1.0], 'converged')
    >>> least = ex.minimize("norm2(x)^2", "x", n=2, constraints="sum(x) == 4", declarations="x[n]", method="SLSQP")
    >>> [(stated, round(multiplier, 6)) for stated, multiplier in least.multipliers]
    [(sum(x) == 4, -4.0)]
    """

    x: Values
    value: float
    gradient_norm: float
    iterations: int
    status: str
    message: str
    history: list[float] = field(default_factory=list)
    method: str = ""
    evaluations: int = 0
    gap: float | None = None
    values: tuple[float, ...] = ()
    certified: bool = False
    problem: Any = field(default=None, repr=False)
    multipliers: list[tuple[Constraint, Any]] | None = None

    printers: ClassVar[str] = "extremum.optimize.display"

    @property
    def converged(self) -> bool:
        """Whether the gradient, or what constraints leave of it, is small beside those nearby."""
        return self.status == CONVERGED

    @property
    def kind(self) -> str:
        """What was found: ``global minimum`` where that is certified, or the problem is proved to be convex, otherwise
        ``local minimum``; of maxima alike; empty where the run did not converge.

        >>> import extremum as ex
        >>> ex.minimize("sum(exp(x)) + norm2(x)^2", "x", n=3, declarations="x[n]").kind
        'global minimum'
        >>> ex.minimize("(x^2 - 1)^2 + x/10", "x", start={"x": 1}).kind
        'local minimum'
        """
        if not self.converged:
            return ""
        from extremum.optimize.kind import is_convex

        everywhere = self.certified or (self.problem is not None and is_convex(self.problem))
        sense = MAX if self.problem is not None and self.problem.sense == MAX.name else MIN
        return f"{'global' if everywhere else 'local'} {sense.extremum}"

    def turned(self, sense: Sense) -> Minimum:
        """As it is of f, where this is of ``sign f``."""
        history, values = [sense.of(one) for one in self.history], tuple(map(sense.of, self.values))
        known = self.multipliers
        signed = None if known is None else [(stated, sense.sign * value + 0.0) for stated, value in known]
        return replace(self, value=sense.of(self.value), history=history, values=values, multipliers=signed)


class Values(dict[Expr, Any]):
    """Values by symbol; a name does as well."""

    def __getitem__(self, key: Expr | str) -> Any:
        return super().__getitem__(key)  # type: ignore[index]

    def __missing__(self, key: Any) -> Any:
        name = getattr(key, "name", key)  # a family, or another member of it
        for symbol, value in self.items():
            if symbol.name == name:
                return value
        raise KeyError(f"{name} is no variable; the variables: {', '.join(s.name for s in self)}")
