"""Convex sums over the entries of x: each entry is found alone, shrunk by absolute values, cut to its bounds; where one
constraint ``<a, x> = b`` ties them, for each value of its multiplier, which is the root of one monotone equation.

The conditions of Karush, Kuhn and Tucker suffice for convex problems (Boyd & Vandenberghe (2004), sec. 5.5.3).
"""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition
from extremum.solving.isolate import Move, isolate
from extremum.solving.predicates import NONNEGATIVE
from extremum.solving.requirements import defined, domain_conditions
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entry import Point, Separable, best_entries, relu
from extremum.solving.separable.pieces import has_corners, unordered
from extremum.solving.separable.reading import Coupling, bound, coupling, gradient_of
from extremum.solving.shape import Shape, shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.stationary import stationary
from extremum.solving.strategy import Passed
from extremum.solving.system import required

CURVED = {"min": "convex", "max": "concave"}
SUFFICE = "so the conditions of Karush, Kuhn and Tucker suffice (Boyd & Vandenberghe (2004), sec. 5.5.3)"
_MULTIPLIERS = (((), 1), (("positive",), 1), (("positive",), -1))
"""What the multiplier of an equation may be, and its sign: the first for which each entry has a solution is taken."""


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
    if read is None or smooth != (not read.corners and not problem.inequalities):
        return Passed("")
    (x,) = problem.unknowns
    if smooth and read.coupling is None:
        return Passed("")
    if not _comes_apart(read):
        return Passed(f"the derivative by an entry of {x.name} depends on other entries")
    if read.corners and (unknown := unordered(read.objective, x)):
        return Passed(unknown)
    shape = shape_of(problem.objective, [x], problem.sense)
    if shape is None or shape.kind != CURVED[problem.sense]:
        return Passed(f"the objective is not known to be {CURVED[problem.sense]} in {x.name}")
    tied = read.coupling is not None and read.coupling.equation and not read.corners
    try:
        inside = stationary(problem) if tied and not smooth else Passed("")
        return inside if isinstance(inside, SolutionSet) else _solved(problem, read, shape)
    except ExtremumError as error:
        if isinstance(error, NoExtremumError):
            raise
        return Passed(str(error))


def _read(problem: Problem) -> Separable | None:
    (x,) = problem.unknowns
    read = Separable(x, problem.minimised, has_corners(problem.minimised, x))
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
    """Whether the objective is a sum of functions of an entry each, where entries are shrunk or cut: its Hessian is
    diagonal. A coupling alone is met by its multiplier, whatever the Hessian."""
    alone = not read.corners and not read.bounds and not (read.coupling and read.coupling.absolute)
    if alone or read.x.is_scalar:
        return True
    return reason(simplify(chained(gradient_of(read.objective, read.x), read.x)), "diagonal") is not None


def _solved(problem: Problem, read: Separable, shape: Shape) -> SolutionSet | Passed:
    if read.coupling is None:
        point = best_entries(problem, read, None)
        if point is None:
            return _linear(problem, read, shape) or Passed(f"the entries of {read.x.name} are not found one by one")
        return _solution(problem, read, shape, point, ())
    for multiplier, sign in _multipliers(problem, read.coupling):
        point = best_entries(problem, read, c.multiple(sign, multiplier))
        if point is not None:
            return _tied(problem, read, shape, point, multiplier, sign)
    return Passed(f"the entries of {read.x.name} are not found one by one")


def _multipliers(problem: Problem, tied: Coupling) -> Iterator[tuple[Expr, int]]:
    name = FreeNames(*problem.expressions).take("t")
    choices = _MULTIPLIERS if tied.equation else ((("nonnegative",), 1), (("positive",), 1))
    for facts, sign in choices:
        yield c.build("symbol", (), (name, *c.number(0).shape, facts)), sign


# -- the multiplier ----------------------------------------------------------------------------------------------------
def _tied(
    problem: Problem, read: Separable, shape: Shape, point: Point, multiplier: Expr, sign: int
) -> SolutionSet | Passed:
    """The multiplier with which the coupling holds: in closed form, or as the root of a monotone equation."""
    tied = read.coupling
    assert tied is not None
    total = tied.total(point.value)
    closed = (
        None if read.bounds or read.corners or tied.absolute else isolate(c.subtract(total, tied.level), multiplier)
    )
    if closed is not None and (tied.equation or not reason(multiplier, "positive")):
        value = closed.value if tied.equation else relu(closed.value)
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
    conditions += [*defined(problem, values), *domain_conditions(values)]
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


def _linear(problem: Problem, read: Separable, shape: Shape) -> SolutionSet | None:
    """A linear objective above lower bounds: least at the bounds where no entry of the gradient is negative.

    Raises:
        NoExtremumError: the gradient is negative.
    """
    gradient, lows = gradient_of(read.objective, read.x), [b.at for b in read.bounds if not b.above]
    if contains(gradient, [read.x]) or read.corners or len(read.bounds) != 1 or not lows:
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
