"""Objectives with a bound that is seen, and attained: ``f >= c`` everywhere, and ``f(a) = c``.

What is nowhere negative is least where it is zero; the points at which that may be are 0, and those at which something
in it is: the residual of a norm, the base of a power.
"""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import content, terms_of
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.isolate import isolate
from extremum.solving.separable.reading import coupling, quadratic
from extremum.solving.shape import shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.strategy import Passed
from extremum.solving.theorems.theorem import Found, Theorem, nonzero, only_unknown


def attained(problem: Problem) -> SolutionSet | Passed:
    """The point at which a bound is attained; asked last, for others say more of their points."""
    found = _found(problem)
    return Passed("") if found is None else _THEOREM.solution(problem, found)


def _found(problem: Problem) -> Found | None:
    """A point at which what moves is zero, where it is nowhere negative."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or problem.sense is None:
        return None
    live = [(q, term) for q, term in terms_of(problem.minimised) if contains(term, [x])]
    moving = c.combine(live) if live else c.number(0)
    if not live or not holds(moving, "nonnegative"):
        return None
    points = [at for at in dict.fromkeys(_candidates(moving, x)) if _is_one(problem, moving, x, at)]
    if not points:
        return _among_equal(problem, moving, x)
    shape = shape_of(problem.minimised, [x], "min")
    strict = shape is not None and shape.kind == "convex" and shape.strict and not shape.conditions
    at, *others = points
    note = (
        f"the same value is attained at {', '.join(f'{x} = {other}' for other in others)}"
        if others and not strict
        else ""
    )
    return Found({x: at}, problem.objective, "unique" if strict else "", note=note)


def _among_equal(problem: Problem, moving: Expr, x: Expr) -> Found | None:
    """The entries that are all equal and satisfy one linear equation ``<w, x> = r``, where the objective is zero at all
    equal entries: ``x = r/sum(w) 1``. A multiple of ``‖x - mean(x)‖²`` is zero there only."""
    number = c.build("symbol", (), (unreachable(f"the entries of {x}"), *c.number(0).shape, ()))
    tied = coupling(problem.constraints[0], x) if len(problem.constraints) == 1 and x.is_column else None
    if tied is None or not tied.equation or not _vanishes(moving, x, c.product(number, c.like_ones(x))):
        return None
    total = simplify(c.product(c.transpose(tied.weight), c.like_ones(x)))
    if c.is_zero(total) or problem.objective is None:
        return None
    at = simplify(c.product(tied.level, c.power(total, -1), c.like_ones(x)))
    needs = [] if holds(total, "nonzero") else [nonzero(content(total)[1])]
    return Found({x: at}, problem.objective, "unique" if _is_spread(moving, x) else "", needs)


def _is_spread(moving: Expr, x: Expr) -> bool:
    """Whether it is a positive multiple of ``‖x - mean(x)‖²``."""
    read = quadratic(moving, x)
    count = c.dimension(x.rows)
    scale = None if read is None else simplify(c.product(count, c.power(c.subtract(count, c.number(1)), -1)))
    if read is None or scale is None:
        return False
    mean = c.product(c.power(count, -1), c.ones(x.rows, x.rows))
    size = simplify(c.product(scale, c.power(count, -1), c.trace(read.hessian)))
    off = c.subtract(read.hessian, c.product(size, c.subtract(c.eye(x.rows), mean)))
    return c.is_zero(simplify(off)) and holds(size, "positive")


def _is_one(problem: Problem, moving: Expr, x: Expr, at: Expr) -> bool:
    """Whether the bound is attained at a point that satisfies the constraints."""
    return _vanishes(moving, x, at) and all(_is_within(constraint, x, at) for constraint in problem.constraints)


def _candidates(moving: Expr, x: Expr) -> Iterator[Expr]:
    """0, and the points at which an affine expression in it is 0."""
    yield c.number(0) if x.is_scalar else c.like_zeros(x)
    for inner in dict.fromkeys(_inside(moving, x)):
        found = isolate(inner, x)
        if found is not None and not found.conditions and not contains(found.value, [x]):
            yield found.value


def _inside(moving: Expr, x: Expr) -> Iterator[Expr]:
    """What functions and powers are taken of, for no sample in particular."""
    for node in topological([moving], enter=lambda node: not node.op.closed):
        if node.indices or node.op.closed:
            continue
        if node.op.name == "hadamard":
            yield from (base for base, exponent in pairs(node) if exponent is not c.number(1) and contains(base, [x]))
        elif len(node.args) == 1 and node.args[0] is not x and contains(node.args[0], [x]):
            yield node.args[0]


def _vanishes(moving: Expr, x: Expr, at: Expr) -> bool:
    try:
        return c.is_zero(simplify(replace(moving, {x: at})))
    except ExtremumError:  # it is not defined there
        return False


def _is_within(constraint: Constraint, x: Expr, at: Expr) -> bool:
    """Whether a point is known to satisfy a constraint, for all data."""
    try:
        gap = simplify(replace(constraint.gap, {x: at}))
    except ExtremumError:
        return False
    if constraint.is_equation:
        return c.is_zero(gap)
    return holds(gap, "positive_semidefinite" if constraint.is_semidefinite else "nonnegative")


_THEOREM = Theorem(
    "a bound that is attained",
    "what is nowhere negative is least where it is zero",
    "Apostol (1967), Calculus, vol. 1, 2nd ed., sec. 3.16",
    _found,
)
