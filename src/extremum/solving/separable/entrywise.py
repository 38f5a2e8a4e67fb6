"""Convex sums over the entries of x: each entry is found alone, shrunk by absolute values, cut to its bounds; where one
constraint ``<a, x> = b`` ties them, for each value of its multiplier, which is the root of one monotone equation.

The conditions of Karush, Kuhn and Tucker suffice for convex problems (Boyd & Vandenberghe (2004), sec. 5.5.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import final

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import chained
from extremum.convexity.certificate import domain_of
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.factor import expanded
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.predicates import NONNEGATIVE, POSITIVE
from extremum.solving.roots import Range, Root
from extremum.solving.separable.reading import Bound, Coupling, absolute, bound, coupling, gradient_of, zero_like
from extremum.solving.shape import Shape, shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.stationary import domain_conditions, stationary
from extremum.solving.strategy import Passed
from extremum.solving.system import Steps, required

CURVED = {"min": "convex", "max": "concave"}
SUFFICE = "so the conditions of Karush, Kuhn and Tucker suffice (Boyd & Vandenberghe (2004), sec. 5.5.3)"
_MULTIPLIERS = (((), 1), (("positive",), 1), (("positive",), -1))
"""What the multiplier of an equation may be, and its sign: the first for which each entry has a solution is taken."""


@final
@dataclass(slots=True)
class Separable:
    """``minimise smooth + <weight, abs(x)>`` within bounds and one coupling."""

    x: Expr
    smooth: Expr
    weight: Expr | None
    bounds: list[Bound] = field(default_factory=list)
    coupling: Coupling | None = None


@final
@dataclass(frozen=True, slots=True)
class Point:
    """The best entries, how they were found, and what must not be zero."""

    value: Expr
    steps: Steps
    needed: list[Expr]


def entrywise(problem: Problem) -> SolutionSet | Passed:
    """The entries of one unknown under absolute values, bounds and at most one coupling."""
    return _attempt(problem, smooth=False)


def allocation(problem: Problem) -> SolutionSet | Passed:
    """The entries of one unknown that one linear equation ties."""
    return _attempt(problem, smooth=True)


def _attempt(problem: Problem, smooth: bool) -> SolutionSet | Passed:
    if problem.objective is None or len(problem.unknowns) != 1 or problem.sense is None:
        return Passed("")
    read = _read(problem)
    if read is None or smooth != (read.weight is None and not problem.inequalities):
        return Passed("")
    (x,) = problem.unknowns
    if not _comes_apart(read):
        return Passed(f"the derivative by an entry of {x.name} depends on other entries")
    shape = shape_of(problem.objective, [x], problem.sense)
    if shape is None or shape.kind != CURVED[problem.sense]:
        return Passed(f"the objective is not known to be {CURVED[problem.sense]} in {x.name}")
    tied = read.coupling is not None and read.coupling.equation and read.weight is None
    try:
        inside = stationary(problem) if tied and not smooth else Passed("")
        return inside if isinstance(inside, SolutionSet) else _solved(problem, read, shape)
    except ExtremumError as error:
        if isinstance(error, NoExtremumError):
            raise
        return Passed(str(error))


def _read(problem: Problem) -> Separable | None:
    (x,) = problem.unknowns
    found = absolute(problem.minimised, x)
    read = Separable(x, problem.minimised, None) if found is None else Separable(x, found.rest, found.weight)
    for constraint in problem.constraints:
        within, tied = bound(constraint, x), coupling(constraint, x)
        if (within is not None and not x.is_scalar) or within is not None:
            read.bounds.append(within)
        elif tied is not None and read.coupling is None and not x.is_scalar:
            read.coupling = tied
        else:
            return None
    free_of_structure = x.is_column or not set(x.assumptions) - {"positive"}
    limits = [within.above for within in read.bounds]
    return read if free_of_structure and len(limits) == len(set(limits)) else None


def _comes_apart(read: Separable) -> bool:
    """Whether the smooth part is a sum of functions of an entry each, where entries are shrunk or cut: its Hessian is
    diagonal. A coupling alone is met by its multiplier, whatever the Hessian."""
    alone = read.weight is None and not read.bounds and not (read.coupling and read.coupling.absolute)
    if alone or read.x.is_scalar:
        return True
    return reason(simplify(chained(gradient_of(read.smooth, read.x), read.x)), "diagonal") is not None


def _solved(problem: Problem, read: Separable, shape: Shape) -> SolutionSet | Passed:
    if read.coupling is None:
        point = _point(problem, read, None)
        if point is None:
            return _linear(problem, read, shape) or Passed(f"the entries of {read.x.name} are not found one by one")
        return _solution(problem, read, shape, point, ())
    for multiplier, sign in _multipliers(problem, read.coupling):
        point = _point(problem, read, c.multiple(sign, multiplier))
        if point is not None:
            return _tied(problem, read, shape, point, multiplier, sign)
    return Passed(f"the entries of {read.x.name} are not found one by one")


def _multipliers(problem: Problem, tied: Coupling) -> Iterator[tuple[Expr, int]]:
    name = FreeNames(*problem.expressions).take("t")
    choices = _MULTIPLIERS if tied.equation else ((("nonnegative",), 1), (("positive",), 1))
    for facts, sign in choices:
        yield c.build("symbol", (), (name, *c.number(0).shape, facts)), sign


# -- one entry ---------------------------------------------------------------------------------------------------------
def _point(problem: Problem, read: Separable, multiplier: Expr | None) -> Point | None:
    """The best entries for a value of the multiplier."""
    x, tied = read.x, read.coupling
    gradient, weight = gradient_of(read.smooth, x), read.weight
    if tied is not None and multiplier is not None:
        pull = c.product(multiplier, tied.weight)
        if tied.absolute:
            weight = pull if weight is None else c.add(weight, pull)
        else:
            gradient = c.add(gradient, pull)
    held = [] if multiplier is None else list(multiplier.symbols)
    if weight is None:
        alone = _stationary(problem, read, gradient, held)
        if alone is None:
            return None
        return _within(read, Point(_in_terms(alone.value), _told(x, gradient, alone), alone.conditions))
    right = _stationary(problem, read, c.add(gradient, weight), held)
    left = _stationary(problem, read, c.subtract(gradient, weight), held)
    if right is None or left is None:
        return None
    value = _shrunk(right.value, left.value)
    steps = [
        *_told(x, c.add(gradient, weight), right, "positive"),
        *_told(x, c.subtract(gradient, weight), left, "negative"),
    ]
    steps.append(("between them an entry is 0:", [Move("shrunk towards 0", x, value)]))
    return _within(read, Point(value, steps, [*right.conditions, *left.conditions]))


def _in_terms(value: Expr) -> Expr:
    """The value as a sum, so that the multiplier stands in few of its terms."""
    grown = expanded(value)
    return value if grown is None else grown


def _told(x: Expr, gradient: Expr, alone: Isolated, where: str = "") -> Steps:
    zero = zero_like(x)
    heading = f"stationarity of {'an entry' if not x.is_scalar else x.name}{f' that is {where}' if where else ''}:"
    return [(heading, [Move("stationarity", gradient, zero), *alone.moves])]


def _stationary(problem: Problem, read: Separable, gradient: Expr, held: list[Expr]) -> Isolated | None:
    """Where the derivative of each entry vanishes, if that is in the domain whatever the multiplier is."""
    alone = isolate(gradient, read.x)
    if alone is None or any(contains(k, held) for k in alone.conditions) or not _is_entrywise(alone.value, read.x):
        return None
    if reason(read.x, "positive") and held and not reason(alone.value, "positive"):
        return None
    return alone if _in_domain(problem, read.x, alone.value) else None


def _is_entrywise(value: Expr, x: Expr) -> bool:
    return not contains(value, [x])


def _in_domain(problem: Problem, x: Expr, value: Expr) -> bool:
    assert problem.objective is not None
    for needed in domain_of(problem.objective, x).constraints:
        if needed.argument is x and reason(x, "positive"):
            continue
        argument = simplify(replace(needed.argument, {x: value}))
        if isinstance(needed.needs, str) or needed.needs.low != 0 or needed.needs.high != inf:
            return False
        if not reason(argument, "positive" if needed.needs.low_open else "nonnegative"):
            return False
    return True


def _shrunk(right: Expr, left: Expr) -> Expr:
    """The minimiser with ``w|x|``, from those with ``w x`` and ``-w x``: ``relu(right) - relu(-left)``; soft
    thresholding, where they are ``b - w`` and ``b + w``."""
    middle = simplify(c.multiple(Fraction(1, 2), c.add(right, left)))
    width = simplify(c.multiple(Fraction(1, 2), c.subtract(left, right)))
    soft = c.hadamard(c.apply("sign", middle), _relu(c.subtract(c.apply("abs", middle), width)))
    parts = c.subtract(_relu(right), _relu(c.multiple(-1, left)))
    return soft if reason(width, "nonnegative") else simplify(parts)


def _relu(expr: Expr) -> Expr:
    return c.apply("relu", simplify(expr))


def _within(read: Separable, point: Point) -> Point:
    """Each entry cut to its bounds: a convex function of one number is best at the nearest point to its minimiser."""
    low = next((b.at for b in read.bounds if not b.above), None)
    high = next((b.at for b in read.bounds if b.above), None)
    if low is None and high is None:
        return point
    value = point.value
    if low is None and high is not None:
        cut = c.subtract(high, _relu(c.subtract(high, value)))
    elif low is not None and high is None:
        cut = c.add(low, _relu(c.subtract(value, low)))
    else:
        assert low is not None and high is not None
        cut = c.add(low, c.subtract(_relu(c.subtract(value, low)), _relu(c.subtract(value, high))))
    cut = simplify(cut)
    why = "a convex function of one number is least at the point of an interval that is nearest to its minimiser"
    return Point(
        cut, [*point.steps, ("each entry within its bounds:", [Move("nearest point", read.x, cut, why)])], point.needed
    )


# -- the multiplier ----------------------------------------------------------------------------------------------------
def _tied(
    problem: Problem, read: Separable, shape: Shape, point: Point, multiplier: Expr, sign: int
) -> SolutionSet | Passed:
    """The multiplier with which the coupling holds: in closed form, or as the root of a monotone equation."""
    tied = read.coupling
    assert tied is not None
    total = tied.total(point.value)
    closed = (
        None
        if read.bounds or read.weight is not None or tied.absolute
        else isolate(c.subtract(total, tied.level), multiplier)
    )
    if closed is not None and (tied.equation or not reason(multiplier, "positive")):
        value = closed.value if tied.equation else _relu(closed.value)
        moves = [Move("constraint", total, tied.level), *closed.moves]
        moves += [] if tied.equation else [Move("zero where the constraint is not active", multiplier, value)]
        steps = [*point.steps, (f"the multiplier {multiplier}:", moves)]
        put = simplify(replace(point.value, {multiplier: value}))
        return _solution(problem, read, shape, Point(put, steps, [*point.needed, *closed.conditions]), ())
    positive = bool(reason(multiplier, "positive"))
    kind = Range.POSITIVE if positive else Range.ALL if tied.equation else Range.NONNEGATIVE
    root = Root(multiplier, total, tied.level, kind, sign < 0)
    value, root = _inverted(problem, point.value, root) if positive else (point.value, root)
    why = "each entry falls as the multiplier grows" if not root.rising else f"each entry grows with {root.symbol}"
    steps = [*point.steps, (f"{root.words}:", [Move("constraint", root.left, root.right, why)])]
    return _solution(problem, read, shape, Point(value, steps, point.needed), (root,))


def _inverted(problem: Problem, value: Expr, root: Root) -> tuple[Expr, Root]:
    """In terms of the reciprocal of a positive multiplier, where it stands nowhere else."""
    name = FreeNames(*problem.expressions, root.symbol).take("v")
    level = c.build("symbol", (), (name, *c.number(0).shape, ("positive",)))
    put = {c.power(root.symbol, -1): level}
    moved, left = replace(value, put), replace(root.left, put)
    if contains(c.add(c.trace(c.product(c.transpose(moved), moved)), left), [root.symbol]):
        return value, root
    return moved, Root(level, left, root.right, root.range, not root.rising)


# -- the answer --------------------------------------------------------------------------------------------------------
def _solution(
    problem: Problem, read: Separable, shape: Shape, point: Point, roots: tuple[Root, ...]
) -> SolutionSet | Passed:
    x, sense = read.x, problem.sense
    assert sense is not None
    kind = Kind(f"global {SENSES[sense]}", f"{shape.words}, {SUFFICE}", list(shape.conditions))
    values = {x: point.value}
    conditions = [*shape.conditions, *required(list(dict.fromkeys(point.needed)), values), *_bounds_meet(read)]
    conditions += [*_domain(problem, x, point.value), *domain_conditions(values)]
    conditions = list({k.words: k for k in conditions}.values())
    strict = shape.strict or bool(shape.conditions)
    return SolutionSet(
        problem, values, dict(values), str(kind), kind.reason, "unique" if strict else "", conditions, point.steps,
        roots=roots,
    )  # fmt: skip


def _bounds_meet(read: Separable) -> list[Condition]:
    """That the lower bounds do not exceed the upper ones."""
    lows = [b.at for b in read.bounds if not b.above]
    highs = [b.at for b in read.bounds if b.above]
    gaps = [simplify(c.subtract(high, low)) for low in lows for high in highs]
    return [Condition(NONNEGATIVE, gap, NONNEGATIVE.of(gap)) for gap in gaps if not reason(gap, "nonnegative")]


def _domain(problem: Problem, x: Expr, value: Expr) -> list[Condition]:
    """That the objective is defined at the value."""
    assert problem.objective is not None
    found = []
    for needed in domain_of(problem.objective, x).constraints:
        argument = simplify(replace(needed.argument, {x: value}))
        if needed.argument is not x and not reason(argument, "positive"):
            found.append(Condition(POSITIVE, argument, POSITIVE.of(argument)))
    return found


def _linear(problem: Problem, read: Separable, shape: Shape) -> SolutionSet | None:
    """A linear objective above lower bounds: least at the bounds where no entry of the gradient is negative.

    Raises:
        NoExtremumError: the gradient is negative.
    """
    gradient, lows = gradient_of(read.smooth, read.x), [b.at for b in read.bounds if not b.above]
    if contains(gradient, [read.x]) or read.weight is not None or len(read.bounds) != 1 or not lows:
        return None
    if reason(c.multiple(-1, gradient), "positive"):
        assert problem.sense is not None
        raise NoExtremumError(
            f"there is no {SENSES[problem.sense]}: the objective is unbounded as any entry of {read.x.name} grows, for "
            f"its gradient {gradient} has one sign"
        )
    certain = reason(gradient, "positive")
    words = NONNEGATIVE.of(gradient)
    needs = [] if reason(gradient, "nonnegative") else [Condition(NONNEGATIVE, gradient, words)]
    kind = Kind(f"global {SENSES[problem.sense or 'min']}", f"{shape.words}, {SUFFICE}", needs)
    steps = [("no entry may fall below its bound, and none gains by growing:", [Move("at the bound", read.x, lows[0])])]
    values = {read.x: lows[0]}
    return SolutionSet(
        problem, values, dict(values), str(kind), kind.reason, "unique" if certain else "", needs, list(steps)
    )
