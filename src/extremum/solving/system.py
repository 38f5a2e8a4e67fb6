"""Systems of equations, solved a block at a time, in the order in which the rules can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, invertible, needed
from extremum.solving.exponentials import shortest
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.singular import always_singular
from extremum.solving.steps import Need

Steps = list[tuple[str, list[Move]]]


@dataclass(frozen=True, slots=True)
class Equation:
    """``left = 0``, from which ``symbol`` is to be isolated; name: what the equation is, as in ``∂/∂x``."""

    name: str
    left: Expr
    symbol: Expr
    rule: str = "stationarity"


_TOLD = 300
"""What is known is told where it is not longer."""


@final
@dataclass(slots=True)
class Eliminated:
    """A solved system: each value in terms of what was solved later, how, and what had to be invertible.

    free: symbols that no equation is left for; stuck: the equations that no rule solves, none where all are solved.
    """

    solved: dict[Expr, Expr] = field(default_factory=dict)
    steps: Steps = field(default_factory=list)
    needed: list[Need] = field(default_factory=list)
    free: list[Expr] = field(default_factory=list)
    stuck: list[Equation] = field(default_factory=list)

    def values(self, symbols: Iterable[Expr]) -> dict[Expr, Expr]:
        """Each value in terms of the data alone."""
        done = {**self.solved, **{symbol: _zero(symbol) for symbol in self.free}}
        while any(contains(value, list(done)) for value in done.values()):
            done = {symbol: simplify(replace(value, done)) for symbol, value in done.items()}
        return {symbol: shortest(done[symbol]) for symbol in symbols}

    @property
    def stopped(self) -> str:
        """What no rule isolates; what is known all the same, in terms of it, and what it solves."""
        why = f"no rule isolates {', '.join(equation.symbol.name for equation in self.stuck)}"
        known = ", ".join(f"{x.name} = {value}" for x, value in self.solved.items())
        rest = ", ".join(f"{equation.left} = 0" for equation in self.stuck)
        told = f"; where the inverses exist, {known}, with {rest}" if known else ""
        return why + told if len(told) < _TOLD else why

    def after(self, equation: Equation, isolated: Isolated) -> Eliminated:
        """The system with one equation solved."""
        start = Move(equation.rule, equation.left, _zero(equation.left))
        heading = f"{equation.name} = 0, solved for {equation.symbol}:"
        return Eliminated(
            {**self.solved, equation.symbol: isolated.value},
            [*self.steps, (heading, [start, *isolated.moves])],
            [*self.needed, *isolated.conditions],
            list(self.free),
            _rest(self.stuck, equation, isolated.value),
        )


def eliminate(equations: Sequence[Equation]) -> Eliminated:
    """Solves equations in an order in which the rules can; where they stop, the order is tried another way.

    A solution that holds other unknowns is put into the rest, and so is a constant; another keeps its name there: it is
    known. An equation that vanishes leaves its symbol free.

    Raises:
        NoExtremumError: the equations contradict one another.
    """
    return _Orders().finished(Eliminated(stuck=list(equations)))


@final
@dataclass(slots=True)
class _Orders:
    """Orders of elimination, by depth-first search. left: how many ends without a solution are still allowed."""

    left: int = 6
    isolated: dict[tuple[Expr, Expr], Isolated | None] = field(default_factory=dict)

    def finished(self, found: Eliminated) -> Eliminated:
        """The first order that solves all, or where the first one stopped."""
        _refuse_contradiction(found.stuck)
        vanished = [equation for equation in found.stuck if c.is_zero(equation.left)]
        if vanished:
            found.free += [equation.symbol for equation in vanished]
            found.stuck = [equation for equation in found.stuck if equation not in vanished]
            return self.finished(found)
        stopped: Eliminated | None = None
        for equation, isolated in self._options(found.stuck) if found.stuck else ():
            reached = self.finished(found.after(equation, isolated))
            if not reached.stuck:
                return reached
            stopped = stopped or reached
            if self.left <= 0:
                break
        self.left -= stopped is None
        return stopped or found

    def _options(self, equations: Sequence[Equation]) -> Iterator[tuple[Equation, Isolated]]:
        """What can be solved: each equation for its own symbol, the best first; then for those of others."""
        yield from self._best(equations)
        pairs = [(e, other.symbol) for e in equations for other in equations if other is not e]
        moved = [Equation(e.name, e.left, symbol, e.rule) for e, symbol in pairs if contains(e.left, [symbol])]
        yield from self._best(moved)

    def _best(self, equations: Sequence[Equation]) -> Iterator[tuple[Equation, Isolated]]:
        tried = [(e, self._isolate(e)) for e in equations]
        found = [(e, isolated) for e, isolated in tried if isolated and not contains(isolated.value, [e.symbol])]
        found.sort(key=lambda item: (not _trusted(item[1]), len(item[1].conditions)))
        return (item for item in found if _exists(item[1]))

    def _isolate(self, equation: Equation) -> Isolated | None:
        key = equation.left, equation.symbol
        if key not in self.isolated:
            self.isolated[key] = isolate(*key)
        return self.isolated[key]


def _refuse_contradiction(equations: Sequence[Equation]) -> None:
    """Refuses a system with an equation between numbers that differ.

    Raises:
        NoExtremumError: there is one.
    """
    for equation in equations:
        if c.is_number(equation.left) and not c.is_zero(equation.left):
            raise NoExtremumError(
                f"the equations contradict one another: {equation.name} = 0 becomes {equation.left} = 0"
            )


def _zero(expr: Expr) -> Expr:
    return c.number(0) if expr.is_scalar else c.like_zeros(expr)


def _rest(equations: Sequence[Equation], done: Equation, value: Expr) -> list[Equation]:
    """The other equations, in which a value that holds unknowns is put in."""
    (taken,) = [e for e in equations if e.name == done.name and e.rule == done.rule and e.left is done.left][:1]
    freed = taken.symbol
    rest = [
        Equation(e.name, e.left, freed if e.symbol is done.symbol else e.symbol, e.rule)
        for e in equations
        if e is not taken
    ]
    if value.symbols and not contains(value, [e.symbol for e in rest]):
        return rest
    put_in = {done.symbol: value}
    return [Equation(e.name, simplify(replace(e.left, put_in)), e.symbol, e.rule) for e in rest]


def _exists(isolated: Isolated) -> bool:
    return not any(always_singular(need.expr) for need in isolated.conditions if need.fact == "invertible")


def _trusted(isolated: Isolated) -> bool:
    """Whether what had to be invertible is free of unknowns and positive semidefinite at least, as in least squares."""
    matrices = [need.expr for need in isolated.conditions if not need.expr.is_scalar]
    return all(reason(matrix, "positive_semidefinite") for matrix in matrices)


def required(needs: Sequence[Need], values: Mapping[Expr, Expr]) -> list[Condition]:
    """What is needed and not known to hold, in terms of the data, each once."""
    found: dict[tuple[Expr, str], Condition] = {}
    for need in needs:
        condition = _required(need, values)
        if condition is not None:
            found.setdefault((condition.matrix, condition.predicate.fact), condition)
    return list(found.values())


def _required(need: Need, values: Mapping[Expr, Expr]) -> Condition | None:
    whole = simplify(replace(need.expr, values))
    if need.fact == "invertible":
        known = reason(whole, "nonzero" if whole.is_scalar else "invertible")
        return None if known else invertible(whole, need.expr, values)
    return None if reason(whole, need.fact) else needed(need.fact, whole, whole)
