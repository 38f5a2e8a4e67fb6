"""Systems of equations that are solved in part or as a whole, and the cases that the steps left aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import final

from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.simplify.search import simplify
from extremum.solving.exponentials import shortest
from extremum.solving.isolate import Isolated, Move
from extremum.solving.steps import Need, zero

Steps = list[tuple[str, list[Move]]]


@dataclass(frozen=True, slots=True)
class Equation:
    """``left = 0``, from which ``symbol`` is to be isolated; name: what the equation is, as in ``∂/∂x``."""

    name: str
    left: Expr
    symbol: Expr
    rule: str = "stationarity"

    def at(self, values: Mapping[Expr, Expr]) -> Equation:
        """The equation with values put in."""
        return changed(self, left=simplify(replace(self.left, values)))


_TOLD = 300
"""What is known is told where it is not longer."""


@final
@dataclass(slots=True)
class Eliminated:
    """A solved system: each value in terms of what was solved later, how, and what had to be invertible.

    free: symbols that no equation is left for; stuck: the equations that no rule solves, none where all are solved;
    also: what has to vanish besides; cases: what the steps left aside, to be looked at; branches: systems whose
    solutions together are those of this one; contradiction: an equation that holds nowhere; others: solutions of other
    cases; open: what may vanish at solutions that were not looked for.
    """

    solved: dict[Expr, Expr] = field(default_factory=dict)
    steps: Steps = field(default_factory=list)
    needed: list[Need] = field(default_factory=list)
    free: list[Expr] = field(default_factory=list)
    stuck: list[Equation] = field(default_factory=list)
    also: list[Expr] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    branches: list[Eliminated] = field(default_factory=list)
    contradiction: Equation | None = None
    others: list[Eliminated] = field(default_factory=list)
    open: list[Expr] = field(default_factory=list)

    def values(self, symbols: Iterable[Expr]) -> dict[Expr, Expr]:
        """Each value in terms of the data alone."""
        done = _put_in({**self.solved, **{symbol: zero(symbol) for symbol in self.free}})
        return {symbol: shortest(done[symbol]) for symbol in symbols}

    @property
    def by_free(self) -> dict[Expr, Expr]:
        """Each value in terms of the data and of what is left free."""
        return {**_put_in(self.solved), **{symbol: symbol for symbol in self.free}}

    @property
    def is_stuck(self) -> bool:
        """Whether no rule goes on."""
        return bool(self.stuck) and self.contradiction is None

    @property
    def is_alone(self) -> bool:
        """Whether it is a solution, and there are no other cases."""
        return not (self.cases or self.branches or self.contradiction)

    @property
    def unknown(self) -> list[Expr]:
        """The symbols whose values are not known yet, or left free."""
        return [*(equation.symbol for equation in self.stuck), *self.free]

    @property
    def stopped(self) -> str:
        """What no rule isolates; what is known all the same, in terms of it, and what it solves."""
        why = f"no rule isolates {', '.join(equation.symbol.name for equation in self.stuck)}"
        known = ", ".join(f"{x.name} = {value}" for x, value in self.solved.items())
        rest = ", ".join(f"{equation.left} = 0" for equation in self.stuck)
        told = f"; where the inverses exist, {known}, with {rest}" if known else ""
        return why + told if len(told) < _TOLD else why

    def after(self, equation: Equation, isolated: Isolated) -> Eliminated:
        """The system with one equation solved; where what was divided by vanishes is left aside."""
        start = Move(equation.rule, equation.left, zero(equation.left))
        heading = f"{equation.name} = 0, solved for {equation.symbol}:"
        moving = self.unknown
        divisors = [k.expr for k in isolated.conditions if k.divides and contains(k.expr, moving)]
        return Eliminated(
            {**self.solved, equation.symbol: isolated.value},
            [*self.steps, (heading, [start, *isolated.moves])],
            [*self.needed, *isolated.conditions],
            list(self.free),
            _rest(self.stuck, equation, isolated.value),
            list(self.also),
            [*self.cases, *(Case(self, equation, divisor) for divisor in divisors)],
        )


def _put_in(values: Mapping[Expr, Expr]) -> dict[Expr, Expr]:
    """Values put into one another, until none holds another."""
    done = dict(values)
    while any(contains(value, list(done)) for value in done.values()):
        done = {symbol: simplify(replace(value, done)) for symbol, value in done.items()}
    return done


@dataclass(frozen=True, slots=True)
class Case:
    """A system in which something vanishes that one of its equations was divided by."""

    before: Eliminated
    equation: Equation
    divisor: Expr

    @property
    def taken(self) -> Equation:
        """The equation as it stands in the system, for its own symbol."""
        return as_it_stands(self.before.stuck, self.equation)


def as_it_stands(equations: Sequence[Equation], done: Equation) -> Equation:
    """An equation of a system, for its own symbol, of one that was solved for another."""
    return next(e for e in equations if e.name == done.name and e.rule == done.rule and e.left is done.left)


def without(equations: Sequence[Equation], taken: Equation, symbol: Expr) -> list[Equation]:
    """The other equations; the one for the symbol that is known is to be solved for that of the one taken."""
    others = [e for e in equations if e is not taken]
    return [changed(e, symbol=taken.symbol) if e.symbol is symbol else e for e in others]


def _rest(equations: Sequence[Equation], done: Equation, value: Expr) -> list[Equation]:
    """The other equations, in which a value that holds unknowns is put in."""
    rest = without(equations, as_it_stands(equations, done), done.symbol)
    if value.symbols and not contains(value, [e.symbol for e in rest]):
        return rest
    return [e.at({done.symbol: value}) for e in rest]


def among(found: Eliminated, symbols: Sequence[Expr], what: str) -> str:
    """All solutions of which one is told, ``one of 2 solutions: x = 0, y = 1; x = 1, y = 0``."""
    every = [found, *found.others]
    kinds = f"sets of {what}" if any(one.free for one in every) else what
    return f"one of {len(every)} {kinds}: {'; '.join(_told(one, symbols) for one in every)}"


def _told(found: Eliminated, symbols: Sequence[Expr]) -> str:
    values = found.by_free
    given = ", ".join(f"{x.name} = {values[x]}" for x in symbols if x not in found.free)
    free = ", ".join(x.name for x in symbols if x in found.free)
    return ", any ".join(part for part in (given, free) if part) if given else f"any {free}"


def not_followed(found: Eliminated) -> str:
    """What is said where solutions may be that were not looked for."""
    return f"solutions at which {' or '.join(map(str, found.open))} is zero were not looked for"
