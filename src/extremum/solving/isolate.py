"""Solving ``E = 0`` by best-first search over equivalent equations, until one is solved for the unknown.

A state is an equation; moves lead to equations with the same solutions (:mod:`extremum.solving.moves`), and the one in
which the unknown stands least often and least deep is looked at first. It is solved where it is affine, or where one of
the last steps applies: the inverse of the unknown alone occurs, or powers of it that are equally far apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.effort import effort, one_search
from extremum.solving.entries import NotNumberByNumberError, named, number_by_number
from extremum.solving.linear import has_jumps as has_jumps
from extremum.solving.linear import solve_linear
from extremum.solving.moves import moves, weight
from extremum.solving.steps import Isolated as Isolated
from extremum.solving.steps import Move as Move
from extremum.solving.steps import Need
from extremum.solving.trinomials import trinomial

_LIMIT = 24
"""Equations that are looked at for one unknown; those of a whole problem have a bound of their own (effort.py)."""


@dataclass(frozen=True, slots=True)
class State:
    """An equation ``left = 0``, the moves that led to it, and what is needed for them."""

    left: Expr
    moves: tuple[Move, ...] = ()
    needed: tuple[Need, ...] = ()

    def after(self, move: Move, needed: tuple[Need, ...]) -> State:
        """The state to which a move leads."""
        return State(simplify(c.subtract(move.left, move.right)), (*self.moves, move), (*self.needed, *needed))

    def solved(self, found: Isolated) -> Isolated:
        """The solution of this equation, as one of the first."""
        return Isolated(found.value, [*self.moves, *found.moves], [*self.needed, *found.conditions])


def isolate(equation: Expr, unknown: Expr) -> Isolated | None:
    """The solution of ``equation = 0`` for ``unknown``; None where these rules find none."""
    with one_search():
        return _isolated(State(simplify(equation)), unknown)


def _isolated(start: State, unknown: Expr) -> Isolated | None:
    queue, seen, passed = [(_key(start, unknown), start)], {start.left}, list[State]()
    for _ in range(_LIMIT):
        if not queue:
            break
        _, state = heapq.heappop(queue)
        if not contains(state.left, [unknown]):
            continue
        if not effort.look(cost(state.left)):
            return None
        linear = solve_linear(state.left, unknown)
        if linear is not None:
            return state.solved(linear)
        following = []
        for move, needed in moves(state.left, unknown):
            if move.left is unknown:
                return state.solved(Isolated(move.right, [move], list(needed)))
            following.append(state.after(move, needed))
        if not any(weight(s.left, unknown) < weight(state.left, unknown) for s in following):
            found = _last_step(state.left, unknown)
            if found is not None:
                return state.solved(found)
        else:
            passed.append(state)
        for reached in following:
            if reached.left not in seen:
                seen.add(reached.left)
                heapq.heappush(queue, (_key(reached, unknown), reached))
    ends = ((state, _last_step(state.left, unknown)) for state in passed)
    return next((state.solved(found) for state, found in ends if found is not None), None)


def _key(state: State, unknown: Expr) -> tuple[int, int, bytes]:
    return weight(state.left, unknown), cost(state.left), state.left.digest


# -- last steps --------------------------------------------------------------------------------------------------------
def _last_step(equation: Expr, unknown: Expr) -> Isolated | None:
    return next((found for rule in _LAST if (found := rule(equation, unknown)) is not None), None)


def _peel(equation: Expr, unknown: Expr) -> Isolated | None:
    """Solves for ``inv(X)`` where the unknown stands only there, and inverts both sides."""
    if unknown.is_scalar or unknown.rows is not unknown.cols:
        return None
    inner = c.build(
        "symbol", (), (unreachable(f"inv({unknown.name})"), unknown.rows, unknown.cols, unknown.assumptions)
    )
    inverse = c.inverse(unknown)
    within = replace(equation, {inverse: inner, c.transpose(inverse): c.transpose(inner)})
    found = None if contains(within, [unknown]) else solve_linear(within, inner)
    if found is None:
        return None
    value = simplify(c.inverse(found.value))
    moves = [Move(m.rule, replace(m.left, {inner: inverse}), m.right, m.why) for m in found.moves]
    inverted = Need(found.value, of_domain=True)
    return Isolated(value, [*moves, Move("invert both sides", unknown, value)], [*found.conditions, inverted])


def _number_by_number(equation: Expr, unknown: Expr) -> Isolated | None:
    """Solves for each entry, or each eigenvalue, where each has an equation of its own."""
    grown = expanded(equation)
    found = number_by_number(equation if grown is None else grown, unknown) or number_by_number(equation, unknown)
    if found is None:
        return None
    numbers, lowered = found
    solved = isolate(lowered, numbers.number)
    if solved is None:
        return None
    try:
        value = simplify(numbers.whole(solved.value))
        moves = [
            Move(named(m.rule, numbers), numbers.whole(m.left), numbers.whole(m.right), named(m.why, numbers))
            for m in solved.moves[:-1]
        ]
        needed = [numbers.condition(k) for k in solved.conditions]
    except NotNumberByNumberError:
        return None
    last = solved.moves[-1]
    rule = Move(f"{numbers.each}: {named(last.rule, numbers)}", unknown, value, named(last.why, numbers))
    return Isolated(value, [*moves, rule], needed)


_LAST: tuple[Callable[[Expr, Expr], Isolated | None], ...] = (_peel, trinomial, _number_by_number)
