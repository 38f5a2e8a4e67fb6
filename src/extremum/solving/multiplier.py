"""One equation or inequality, taken into the objective with a multiplier.

Where x(t) is the best point of ``f + t g`` on what else is asked for, and ``g(x(t)) = 0``, no x with ``g(x) = 0`` is
better: ``f(x) = f(x) + t g(x) >= f(x(t)) + t g(x(t)) = f(x(t))``; for ``t > 0`` none with ``g(x) <= 0`` is, nor for
``t = 0`` where ``g(x(0)) <= 0``. Neither function has to be convex, nor g affine; ``g(x(t))`` falls as t grows, for it
is the slope of a concave function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed
from itertools import chain

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, contradicted
from extremum.solving.confirm import refuted
from extremum.solving.from_end import from_the_end
from extremum.solving.isolate import isolate
from extremum.solving.lagrangian import WRITTEN
from extremum.solving.predicates import INVERTIBLE, NONZERO, POSITIVE, POSITIVE_DEFINITE
from extremum.solving.relaxed import SIGNS, Relaxed, relaxations
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entry import relu
from extremum.solving.solution import SolutionSet, if_unique
from extremum.solving.steps import Isolated, Move, Need
from extremum.solving.system import required

SOURCE = "Luenberger (1969), Optimization by Vector Space Methods, sec. 8.4, th. 1; Everett (1963)"
_MOST = 2
"""Constraints of one number each beside which a multiplier is looked for: each takes the solving of whole problems."""

Solver = Callable[[Problem], SolutionSet]


def by_multiplier(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The global extremum on a constraint of one number, by the best points for each value of its multiplier."""
    if problem.objective is None or problem.sense is None:
        return None
    numbers = [k for k in problem.constraints if k.gap.is_scalar and not k.is_semidefinite]
    if not 1 <= len(numbers) <= _MOST:
        return None
    ways = (relaxations(problem, stated) for stated in numbers)
    found = (_at_level(relaxed, solve) for relaxed in chain.from_iterable(ways))
    return next((solution for solution in found if solution is not None), None)


def _at_level(relaxed: Relaxed, solve: Solver) -> SolutionSet | None:
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


def _inactive_too(relaxed: Relaxed, level: Isolated, solve: Solver) -> SolutionSet | None:
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
    cuts = [] if best is level.value else [cut]
    same = {relaxed.multiplier: slack.multiplier}  # which may be 0 too
    needs = [changed(need, expr=replace(need.expr, same)) for need in level.conditions]
    return _closed(slack, least, changed(level, value=best, moves=[*level.moves, *cuts], conditions=needs))


def _at_root(relaxed: Relaxed, best: SolutionSet, gap: Expr, solve: Solver) -> SolutionSet | None:
    """The point at a multiplier without a closed form."""
    if _moved(relaxed, best) and not relaxed.positive:
        return _from_the_end(relaxed, best, gap)
    slack = relaxed.from_zero
    least = None if slack is None else _best(slack, solve)
    if slack is not None and least is not None and _reaches_zero(slack, least):
        reached = simplify(slack.constraint.replace(least.values).gap)
        return _open(slack, least, reached) if contains(reached, [slack.multiplier]) else None
    return _open(relaxed, best, gap)


def _reaches_zero(relaxed: Relaxed, best: SolutionSet) -> bool:
    """Whether the best point may be there where the multiplier is 0: nothing divides by what is zero then."""
    zero = {relaxed.multiplier: c.number(0)}
    try:
        at = [simplify(replace(value, zero)) for value in best.values.values()]
        needed = [changed(k, matrix=simplify(replace(k.matrix, zero))) for k in _moved(relaxed, best)]
    except ExtremumError:
        return False
    apart = (k.matrix for k in needed if k.predicate in _APART_FROM_ZERO)
    return bool(at) and not any(map(c.is_zero, apart)) and not any(map(contradicted, needed))


_APART_FROM_ZERO = (INVERTIBLE, NONZERO, POSITIVE, POSITIVE_DEFINITE)


def _best(relaxed: Relaxed, solve: Solver) -> SolutionSet | None:
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


def _moved(relaxed: Relaxed, found: SolutionSet) -> list[Condition]:
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


def _closed(relaxed: Relaxed, best: SolutionSet, level: Isolated) -> SolutionSet | None:
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
    own = simplify(c.multiple(relaxed.sign * relaxed.constraint.relation.orientation, level.value))
    turned = [] if relaxed.own is relaxed.multiplier else [Move(WRITTEN, relaxed.own, own)]
    gap = simplify(relaxed.constraint.replace(best.values).gap)
    moves = [Move("constraint", gap, c.number(0)), *level.moves, *turned]
    found = _solution(relaxed, best, values, conditions, moves)
    others = [(k, simplify(replace(pull, at))) for k, pull in best.multipliers]
    return changed(found, multipliers=[*others, (relaxed.constraint, own)])


_CONTINUOUS = ("unique", "up to sign")
"""What the best points are unique up to where they move continuously with the multiplier, on a compact set."""


def _open(relaxed: Relaxed, best: SolutionSet, gap: Expr) -> SolutionSet | None:
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
    why = f"it {'rises' if root.rising else 'falls'} as {relaxed.multiplier} grows"
    moves = [Move("constraint", root.left, root.right, why)]
    found = _solution(relaxed, best, best.values, best.conditions, moves)
    return changed(found, roots=(root,))


def _from_the_end(relaxed: Relaxed, best: SolutionSet, gap: Expr) -> SolutionSet | None:
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
    relaxed: Relaxed, best: SolutionSet, values: dict[Expr, Expr], conditions: list[Condition], moves: list[Move]
) -> SolutionSet:
    shifted, multiplier = relaxed.shifted, relaxed.multiplier
    of = f"for each {SIGNS[relaxed.range]}{multiplier}"
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
        steps=[*best.steps, (f"{shifted} was solved {of}; then {multiplier}:", moves)],
        multipliers=[],
        source=best.source or SOURCE,
    )
