"""Systems of equations, solved a block at a time, in the order in which the rules can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import final

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.branches import begun, of_data, split
from extremum.solving.conditions import Condition, invertible, needed
from extremum.solving.confirm import surely_vanishes
from extremum.solving.eliminated import Eliminated, Equation
from extremum.solving.isolate import Isolated, isolate
from extremum.solving.singular import always_singular
from extremum.solving.steps import Need, zero

_MOST = 24
"""Cases that are looked at, of one system."""


def eliminate(equations: Sequence[Equation]) -> Eliminated:
    """Solves equations in an order in which the rules can; where they stop, the order is tried another way.

    A solution that holds other unknowns is put into the rest, and so is a constant; another keeps its name there: it is
    known. An equation that vanishes leaves its symbol free. Where a divisor that holds unknowns vanishes, there are
    other solutions; what is not followed of these is told.

    Raises:
        NoExtremumError: the equations contradict one another.
    """
    orders = _Orders()
    first = orders.finished(Eliminated(stuck=list(equations)))
    return first if first.is_stuck or first.is_alone else _Cases(orders, equations).all_of(first)


@final
@dataclass(slots=True)
class _Cases:
    """The solutions of a system, case by case.

    refused: where a case ends in a contradiction; followed: divisors that are cases; special: what vanishes for the
    data that a case asks for.
    """

    orders: _Orders
    equations: Sequence[Equation]
    solutions: list[Eliminated] = field(default_factory=list)
    refused: list[Eliminated] = field(default_factory=list)
    followed: set[Expr] = field(default_factory=set)
    open: list[Expr] = field(default_factory=list)
    special: list[Expr] = field(default_factory=list)

    def all_of(self, first: Eliminated) -> Eliminated:
        """The first solution, with the others and with what was not followed.

        Raises:
            NoExtremumError: there is none.
        """
        queue, looked = [first], 0
        while queue:
            reached = queue.pop(0)
            self.followed |= {case.divisor for case in reached.cases}
            self._enter(reached)
            queue += [self.orders.finished(branch) for branch in reached.branches]
            for case in reached.cases:
                looked += 1
                branches = begun(case) if looked <= _MOST else None
                self.open += [case.divisor] if branches is None else []
                queue += [self.orders.finished(branch) for branch in branches or ()]
        return self._found()

    def _enter(self, reached: Eliminated) -> None:
        if reached.is_stuck:
            self._enter_stuck(reached.stuck[0])
        if reached.is_stuck or reached.branches:
            return
        lost = _divided_by_zero(reached)
        self.open += [divisor for divisor in lost if divisor not in self.followed]
        if lost:
            return
        if reached.contradiction is not None:
            self.refused.append(reached)
        else:
            self._enter_solution(reached)

    def _enter_stuck(self, equation: Equation) -> None:
        asked = of_data(equation.left, equation.symbol, [e.symbol for e in self.equations])
        if asked is None:
            self.open.append(equation.left)
        else:
            self.special.append(asked)

    def _enter_solution(self, reached: Eliminated) -> None:
        values = reached.by_free
        left = [rest for e in reached.also if not c.is_zero(rest := simplify(replace(e, values)))]
        if not left and not any(_is_among(values, known) for known in self.solutions):
            self.solutions = [*(s for s in self.solutions if not _is_among(s.by_free, reached)), reached]
        elif left and not any(reason(rest, "nonzero") for rest in left):
            self.open.append(left[0])

    def _found(self) -> Eliminated:
        if self.solutions:
            first, *others = [s for s in self.solutions if not _is_outside(s)] or self.solutions
            special = [each for each in self.special if not _excludes(first, each)]
            return changed(first, others=others, open=list(dict.fromkeys([*self.open, *special])))
        if self.open or self.special:
            return Eliminated(stuck=list(self.equations))
        raise NoExtremumError(_contradiction(self.refused, [e.symbol for e in self.equations]))


def _is_outside(reached: Eliminated) -> bool:
    """Whether a value is a number that is none of those declared of its symbol."""
    values = ((fact, at) for symbol, at in reached.by_free.items() for fact in symbol.assumptions)
    return any((c.is_number(at) or c.is_zero(at)) and not reason(at, fact) for fact, at in values)


def _divided_by_zero(reached: Eliminated) -> list[Expr]:
    """What was divided by and vanishes at the solution, which is a case of its own."""
    values = reached.by_free
    divisors = [need.expr for need in reached.needed if need.divides]
    return [divisor for divisor in divisors if c.is_zero(simplify(replace(divisor, values)))]


def _excludes(solution: Eliminated, data: Expr) -> bool:
    """Whether what a solution was divided by vanishes where something vanishes that is made of data."""
    values, put = solution.by_free, {data: zero(data)}
    divisors = (simplify(replace(need.expr, values)) for need in solution.needed if need.divides)
    return any(c.is_zero(simplify(replace(divisor, put))) for divisor in divisors)


def _is_among(values: Mapping[Expr, Expr], known: Eliminated) -> bool:
    """Whether a solution is one of those that are known, which may have free symbols."""
    put = {symbol: values[symbol] for symbol in known.free}
    gaps = (simplify(c.subtract(replace(at, put), values[symbol])) for symbol, at in known.by_free.items())
    return all(c.is_zero(gap) or surely_vanishes(gap) for gap in gaps)


def _contradiction(refused: Sequence[Eliminated], symbols: Sequence[Expr]) -> str:
    """What is said of equations that contradict one another, and of data for which they may not."""
    divisors = [
        simplify(replace(need.expr, found.by_free)) for found in refused for need in found.needed if need.divides
    ]
    unless = [each for each in dict.fromkeys(divisors) if not contains(each, symbols) and not _is_invertible(each)]
    where = (
        f" unless {' or '.join(map(str, unless))} is {'zero' if unless[0].is_scalar else 'singular'}" if unless else ""
    )
    told = next(e for found in refused if (e := found.contradiction) is not None)
    return f"the equations contradict one another{where}: {told.name} = 0 becomes {told.left} = 0"


def _is_invertible(expr: Expr) -> bool:
    return bool(reason(expr, "nonzero" if expr.is_scalar else "invertible"))


@final
@dataclass(slots=True)
class _Orders:
    """Orders of elimination, by depth-first search. left: how many ends without a solution are still allowed."""

    left: int = 6
    isolated: dict[tuple[Expr, Expr], Isolated | None] = field(default_factory=dict)

    def finished(self, found: Eliminated) -> Eliminated:
        """The first order that solves all, or where the first one stopped."""
        contradiction = next(filter(_is_impossible, found.stuck), None)
        if contradiction is not None:
            return changed(found, contradiction=contradiction)
        vanished = [equation for equation in found.stuck if c.is_zero(equation.left)]
        if vanished:
            found.free += [equation.symbol for equation in vanished]
            found.stuck = [equation for equation in found.stuck if equation not in vanished]
            return self.finished(found)
        stopped: Eliminated | None = None
        for equation, isolated in self._options(found.stuck) if found.stuck else ():
            reached = self.finished(found.after(equation, isolated))
            if not reached.is_stuck:
                return reached
            stopped = stopped or reached
            if self.left <= 0:
                break
        branches = split(found) if found.stuck else []
        if branches:
            return changed(found, stuck=[], branches=branches)
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


def _is_impossible(equation: Equation) -> bool:
    """Whether an equation holds nowhere: one between numbers that differ."""
    return c.is_number(equation.left) and not c.is_zero(equation.left)


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
        return None if _is_invertible(whole) else invertible(whole, need.expr, values)
    return None if reason(whole, need.fact) else needed(need.fact, whole, whole)
