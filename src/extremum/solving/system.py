"""Systems of equations, solved a block at a time, in the order in which the rules can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, invertible
from extremum.solving.exponentials import shortest
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.singular import always_singular

Steps = list[tuple[str, list[Move]]]


@dataclass(frozen=True, slots=True)
class Equation:
    """``left = 0``, from which ``symbol`` is to be isolated; name: what the equation is, as in ``∂/∂x``."""

    name: str
    left: Expr
    symbol: Expr
    rule: str = "stationarity"


@final
@dataclass(slots=True)
class Eliminated:
    """A solved system: each value in terms of what was solved later, how, and what had to be invertible.

    free: symbols that no equation is left for; stuck: the equations that no rule solves, none where all are solved.
    """

    solved: dict[Expr, Expr] = field(default_factory=dict)
    steps: Steps = field(default_factory=list)
    needed: list[Expr] = field(default_factory=list)
    free: list[Expr] = field(default_factory=list)
    stuck: list[Equation] = field(default_factory=list)

    def values(self, symbols: Iterable[Expr]) -> dict[Expr, Expr]:
        """Each value in terms of the data alone."""
        done = {**self.solved, **{symbol: _zero(symbol) for symbol in self.free}}
        while any(contains(value, list(done)) for value in done.values()):
            done = {symbol: simplify(replace(value, done)) for symbol, value in done.items()}
        return {symbol: shortest(done[symbol]) for symbol in symbols}


def eliminate(equations: Sequence[Equation]) -> Eliminated:
    """Solves equations in the order in which the rules can.

    A solution that holds other unknowns is put into the rest, and so is a constant; another keeps its name there: it is
    known. An equation that vanishes leaves its symbol free.

    Raises:
        NoExtremumError: the equations contradict one another.
    """
    found = Eliminated(stuck=list(equations))
    while found.stuck:
        _refuse_contradiction(found.stuck)
        vanished = [equation for equation in found.stuck if c.is_zero(equation.left)]
        if vanished:
            found.free += [equation.symbol for equation in vanished]
            found.stuck = [equation for equation in found.stuck if equation not in vanished]
            continue
        step = _first(found.stuck) or _exchanged(found.stuck)
        if step is None:
            return found
        equation, isolated = step
        start = Move(equation.rule, equation.left, _zero(equation.left))
        found.steps.append((f"{equation.name} = 0, solved for {equation.symbol}:", [start, *isolated.moves]))
        found.needed += isolated.conditions
        found.solved[equation.symbol] = isolated.value
        found.stuck = _rest(found.stuck, equation, isolated.value)
    return found


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


def _first(equations: Sequence[Equation]) -> tuple[Equation, Isolated] | None:
    """The equation that is solved best for its own symbol."""
    return _best([(equation, isolate(equation.left, equation.symbol)) for equation in equations])


def _exchanged(equations: Sequence[Equation]) -> tuple[Equation, Isolated] | None:
    """The equation that is solved best for the symbol of another."""
    pairs = [(e, other.symbol) for e in equations for other in equations if other is not e]
    moved = [Equation(e.name, e.left, symbol, e.rule) for e, symbol in pairs if contains(e.left, [symbol])]
    return _best([(equation, isolate(equation.left, equation.symbol)) for equation in moved])


def _best(tried: Sequence[tuple[Equation, Isolated | None]]) -> tuple[Equation, Isolated] | None:
    found = [(e, isolated) for e, isolated in tried if isolated and not contains(isolated.value, [e.symbol])]
    found.sort(key=lambda item: (not _trusted(item[1]), len(item[1].conditions)))
    return next((item for item in found if _exists(item[1])), None)


def _exists(isolated: Isolated) -> bool:
    return not any(always_singular(matrix) for matrix in isolated.conditions)


def _trusted(isolated: Isolated) -> bool:
    """Whether what had to be invertible is free of unknowns and positive semidefinite at least, as in least squares."""
    return all(m.is_scalar or reason(m, "positive_semidefinite") for m in isolated.conditions)


def required(matrices: Sequence[Expr], values: Mapping[Expr, Expr]) -> list[Condition]:
    """What must be invertible and is not known to be, in terms of the data, each once."""
    found: dict[Expr, Condition] = {}
    for matrix in matrices:
        whole = simplify(replace(matrix, values))
        if not reason(whole, "nonzero" if whole.is_scalar else "invertible"):
            condition = invertible(whole, matrix, values)
            if condition is not None:
                found.setdefault(condition.matrix, condition)
    return list(found.values())
