"""One equation or inequality, taken into the objective with a multiplier.

Where x(t) is the best point of ``f + t g`` on what else is asked for, and ``g(x(t)) = 0``, no x with ``g(x) = 0`` is
better: ``f(x) = f(x) + t g(x) >= f(x(t)) + t g(x(t)) = f(x(t))``; for ``t > 0`` none with ``g(x) <= 0`` is, nor for
``t = 0`` where ``g(x(0)) <= 0``. Neither function has to be convex, nor g affine; ``g(x(t))`` falls as t grows, for it
is the slope of a concave function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from itertools import chain
from typing import final

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds, reason
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.sum import content, terms_of
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.confirm import refuted
from extremum.solving.from_end import from_the_end
from extremum.solving.isolate import isolate
from extremum.solving.predicates import INVERTIBLE, NONZERO, POSITIVE, POSITIVE_DEFINITE
from extremum.solving.reductions import logarithm
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entry import relu
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.stationary import affine
from extremum.solving.steps import Isolated, Move, Need
from extremum.solving.system import required

SOURCE = "Luenberger (1969), Optimization by Vector Space Methods, sec. 8.4, th. 1; Everett (1963)"
_MOST = 2
"""Constraints of one number each beside which a multiplier is looked for: each takes the solving of whole problems."""

_SIGNS = {Range.ALL: "", Range.POSITIVE: "positive ", Range.NONNEGATIVE: "nonnegative "}

Solver = Callable[[Problem], SolutionSet]


@final
@dataclass(frozen=True, slots=True)
class _Relaxed:
    """The problem without a constraint as it is stated, whose gap, in one of its forms, stands in the objective, times
    the multiplier and a sign."""

    problem: Problem
    stated: Constraint
    constraint: Constraint
    multiplier: Expr
    sign: int

    @property
    def inner(self) -> Problem:
        assert self.problem.objective is not None
        pull = c.product(c.multiple(self.sign, self.multiplier), self.constraint.gap)
        rest = tuple(k for k in self.problem.constraints if k is not self.stated)
        return changed(self.problem, objective=c.add(self.problem.objective, pull), constraints=rest)

    @property
    def positive(self) -> bool:
        return bool(reason(self.multiplier, "positive"))

    @property
    def from_zero(self) -> _Relaxed | None:
        """With a multiplier that may be 0, for an inequality, which need not be active."""
        if not self.stated.is_inequality:
            return None
        name, rows, cols = self.multiplier.name, *self.multiplier.shape
        return changed(self, multiplier=c.build("symbol", (), (name, rows, cols, ("nonnegative",))))

    @property
    def range(self) -> Range:
        """Where the multiplier is looked for."""
        if self.positive:
            return Range.POSITIVE
        return Range.NONNEGATIVE if holds(self.multiplier, "nonnegative") else Range.ALL

    @property
    def rising(self) -> bool:
        """Whether the gap at the best point grows with the multiplier."""
        return self.sign > 0 if self.problem.sense == "max" else self.sign < 0


def by_multiplier(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The global extremum on a constraint of one number, by the best points for each value of its multiplier."""
    if problem.objective is None or problem.sense is None:
        return None
    numbers = [k for k in problem.constraints if k.gap.is_scalar and not k.is_semidefinite]
    if not 1 <= len(numbers) <= _MOST:
        return None
    ways = (_relaxed(problem, stated, form) for stated in numbers for form in _forms(stated))
    found = (_at_level(relaxed, solve) for relaxed in chain.from_iterable(ways))
    return next((solution for solution in found if solution is not None), None)


def _forms(stated: Constraint) -> list[Constraint]:
    """The constraint, of the logarithms of both sides too where one is a product of what is positive."""
    sides = [(side, logarithm(side)) for side in (stated.left, stated.right)]
    if all(log is None for _, log in sides) or not all(
        log is not None or holds(side, "positive") for side, log in sides
    ):
        return [stated]
    left, right = (c.apply("log", side) if log is None else log for side, log in sides)
    return [changed(stated, left=left, right=right), stated]


def _relaxed(problem: Problem, stated: Constraint, form: Constraint) -> Iterator[_Relaxed]:
    """With a multiplier of any sign beside an affine gap, with one of either sign beside others; that of an inequality
    has the sign that keeps it."""
    keeps = 1 if problem.sense == "max" else -1
    name = FreeNames(*problem.expressions).take("t")
    level = [()] if form.is_equation and affine(form, list(problem.unknowns)) else []
    signs = (keeps, -keeps) if stated.is_equation else (keeps,)
    for facts, sign in [*((facts, 1) for facts in level), *((("positive",), sign) for sign in signs)]:
        yield _Relaxed(problem, stated, form, c.build("symbol", (), (name, *c.number(0).shape, facts)), sign)


def _at_level(relaxed: _Relaxed, solve: Solver) -> SolutionSet | None:
    """The point at which the constraint holds with equality."""
    best = _best(relaxed, solve)
    if best is None:
        return None
    gap = simplify(relaxed.constraint.replace(best.values).gap)
    if not contains(gap, [relaxed.multiplier]):
        return None
    level = isolate(gap, relaxed.multiplier)
    if level is None:
        return _at_root(relaxed, best, gap, solve)
    active = _closed(relaxed, best, level)
    return active if active is None else _inactive_too(relaxed, level, solve) or active


def _inactive_too(relaxed: _Relaxed, level: Isolated, solve: Solver) -> SolutionSet | None:
    """With the multiplier 0 where the one of an active inequality is negative: the gap, which falls all the way from
    there, is negative at 0 then."""
    slack = relaxed.from_zero
    least = None if slack is None else _best(slack, solve)
    if slack is None or least is None or not _reaches_zero(slack, least):
        return None
    gap = simplify(slack.constraint.replace(least.values).gap)
    number = c.build("symbol", (), (slack.multiplier.name, *slack.multiplier.shape, ()))
    slope = simplify(gradients(replace(gap, {slack.multiplier: number}), [number])[0])
    if not holds(slope, "nonnegative"):
        return None
    q, size = content(level.value)
    best = c.multiple(q, relu(size)) if q > 0 else relu(level.value)
    cut = Move("zero where the constraint is not active", slack.multiplier, best)
    return _closed(slack, least, changed(level, value=cut.right, moves=[*level.moves, cut]))


def _at_root(relaxed: _Relaxed, best: SolutionSet, gap: Expr, solve: Solver) -> SolutionSet | None:
    """The point at a multiplier without a closed form."""
    if _moved(relaxed, best) and not relaxed.positive:
        return _from_the_end(relaxed, best, gap)
    slack = relaxed.from_zero
    least = None if slack is None else _best(slack, solve)
    if slack is not None and least is not None and _reaches_zero(slack, least):
        reached = simplify(slack.constraint.replace(least.values).gap)
        return _open(slack, least, reached) if contains(reached, [slack.multiplier]) else None
    return _open(relaxed, best, gap)


def _reaches_zero(relaxed: _Relaxed, best: SolutionSet) -> bool:
    """Whether the best point may be there where the multiplier is 0: nothing divides by what is zero then."""
    zero = {relaxed.multiplier: c.number(0)}
    try:
        at = [simplify(replace(value, zero)) for value in best.values.values()]
        needed = [simplify(replace(k.matrix, zero)) for k in _moved(relaxed, best) if k.predicate in _APART_FROM_ZERO]
    except ExtremumError:
        return False
    return bool(at) and not any(map(c.is_zero, needed))


_APART_FROM_ZERO = (INVERTIBLE, NONZERO, POSITIVE, POSITIVE_DEFINITE)


def _best(relaxed: _Relaxed, solve: Solver) -> SolutionSet | None:
    """The best point for each value of the multiplier."""
    try:
        found = solve(relaxed.inner)
    except ExtremumError:
        return None
    moved = _moved(relaxed, found)
    kind = f"global {SENSES[str(relaxed.problem.sense)]}"
    certain = found.kind == kind or (found.kind.startswith(kind) and not moved)
    plain = all(type(k) is Condition for k in moved)
    return found if certain and plain and not found.free and not found.roots else None


def _moved(relaxed: _Relaxed, found: SolutionSet) -> list[Condition]:
    """The conditions that depend on the multiplier."""
    return [k for k in found.conditions if contains(k.matrix, [relaxed.multiplier])]


def _at(conditions: list[Condition], values: dict[Expr, Expr]) -> list[Condition]:
    """The conditions where the multiplier is known."""
    found = []
    for k in conditions:
        matrix = simplify(replace(k.matrix, values))
        if matrix is k.matrix:
            found.append(k)
        elif not (k.predicate.fact and holds(matrix, k.predicate.fact)):
            found.append(Condition(k.predicate, matrix, k.predicate.of(matrix)))
    return found


def _closed(relaxed: _Relaxed, best: SolutionSet, level: Isolated) -> SolutionSet | None:
    at = {relaxed.multiplier: level.value}
    values = {x: simplify(replace(value, at)) for x, value in best.values.items()}
    signs = [Need(relaxed.multiplier, "positive")] if relaxed.positive else []
    needs = required([*level.conditions, *signs], {**values, **at})
    conditions = [*_at(best.conditions, at), *needs]
    if any(c.is_zero(need.matrix) for need in conditions):
        return None
    active = relaxed.range is not Range.NONNEGATIVE
    if active and refuted([simplify(relaxed.constraint.replace(values).gap)], conditions) is not None:
        return None
    moves = [Move("constraint", simplify(relaxed.constraint.replace(best.values).gap), c.number(0)), *level.moves]
    found = _solution(relaxed, best, values, conditions, moves)
    own = simplify(c.multiple(relaxed.sign * relaxed.constraint.relation.orientation, level.value))
    others = [(k, simplify(replace(pull, at))) for k, pull in best.multipliers]
    return changed(found, multipliers=[*others, (relaxed.constraint, own)])


_CONTINUOUS = ("unique", "up to sign")
"""What the best points are unique up to where they move continuously with the multiplier, on a compact set."""


def _open(relaxed: _Relaxed, best: SolutionSet, gap: Expr) -> SolutionSet | None:
    """The multiplier as the root of a monotone equation, that of an inequality of one that falls; what jumps need not
    meet it."""
    if best.unique not in _CONTINUOUS:
        return None
    turned = relaxed.stated.is_inequality and relaxed.rising
    gap = c.multiple(-1 if turned else 1, gap)
    moving = [(q, term) for q, term in terms_of(gap) if contains(term, [relaxed.multiplier])]
    left = c.combine(moving)
    right = simplify(c.subtract(left, gap))
    root = Root(relaxed.multiplier, left, right, relaxed.range, relaxed.rising and not turned)
    why = f"it {'rises' if root.rising else 'falls'} as the multiplier grows"
    moves = [Move("constraint", root.left, root.right, why)]
    found = _solution(relaxed, best, best.values, best.conditions, moves)
    return changed(found, roots=(root,))


def _from_the_end(relaxed: _Relaxed, best: SolutionSet, gap: Expr) -> SolutionSet | None:
    """The multiplier of an equation counted from the end of those for which the best point exists."""
    moved = _moved(relaxed, best)
    beyond = c.build("symbol", (), (FreeNames(gap, relaxed.multiplier).take("s"), *c.number(0).shape, ("positive",)))
    found = from_the_end(moved[0], relaxed.multiplier, beyond) if len(moved) == 1 else None
    if found is None or best.unique not in _CONTINUOUS:
        return None
    at, sign = found
    put = {relaxed.multiplier: at}
    gap = simplify(replace(gap, put))
    left = c.combine([(q, term) for q, term in terms_of(gap) if contains(term, [beyond])])
    root = Root(beyond, left, simplify(c.subtract(left, gap)), Range.POSITIVE, relaxed.rising is (sign > 0))
    values = {x: simplify(replace(value, put)) for x, value in best.values.items()}
    moves = [Move("from the end", relaxed.multiplier, at, str(moved[0])), Move("constraint", root.left, root.right)]
    kept = [k for k in best.conditions if k not in moved]
    return changed(_solution(relaxed, best, values, kept, moves), roots=(root,))


def _solution(
    relaxed: _Relaxed, best: SolutionSet, values: dict[Expr, Expr], conditions: list[Condition], moves: list[Move]
) -> SolutionSet:
    stated, multiplier = relaxed.constraint, relaxed.multiplier
    words = "+" if relaxed.sign * stated.relation.orientation > 0 else "-"
    shifted = f"f {words} {multiplier}*({c.subtract(stated.left, stated.right)})"
    of = f"for each {_SIGNS[relaxed.range]}{multiplier}"
    equal = "the constraint holds with equality"
    holding = f"{multiplier} is 0 or {equal}" if relaxed.range is Range.NONNEGATIVE else equal
    return changed(
        best,
        problem=relaxed.problem,
        unique=if_unique(best),
        values=values,
        shown=dict(values),
        reason=f"{shifted} has its {best.kind.split()[1]} there, and {holding}, so that no point that "
        f"satisfies it is better ({SOURCE}): {best.reason}",
        conditions=list({k.words: k for k in conditions}.values()),
        steps=[*best.steps, (f"{shifted} was solved {of}; the multiplier {multiplier}:", moves)],
        multipliers=[],
        source=best.source or SOURCE,
    )
