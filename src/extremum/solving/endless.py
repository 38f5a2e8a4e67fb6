"""Linear objectives on flats and halfspaces: unbounded along a direction, or constant."""

from __future__ import annotations

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c
from extremum.operations.block import block
from extremum.operations.sum import content
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.separable.reading import gradient_of
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move
from extremum.solving.strategy import Passed


def endless(problem: Problem) -> SolutionSet | Passed:
    """All feasible points of a linear objective that is constant on its flat.

    Raises:
        NoExtremumError: it is unbounded, but for special data.
    """
    if problem.objective is None or problem.sense is None or len(problem.unknowns) != 1 or not problem.constraints:
        return Passed("")
    (x,) = problem.unknowns
    slope = gradient_of(problem.minimised, x)
    rows = [_row(k, x) for k in problem.constraints]
    if x.assumptions or not x.is_column or contains(slope, [x]) or c.is_zero(slope) or None in rows:
        return Passed("")
    matrix = block([[row] for row in rows if row is not None]) if len(rows) > 1 else rows[0]
    if matrix is None or (problem.inequalities and not (len(rows) == 1 and matrix.is_row)):
        return Passed("")
    return _along(problem, x, slope, matrix)


def _row(stated: Constraint, x: Expr) -> Expr | None:
    """F of ``F x = e``, or of ``F x <= e``."""
    slope = simplify(chained(stated.gap, x))
    return None if contains(slope, [x]) or stated.is_semidefinite or not stated.gap.is_column else slope


def _along(problem: Problem, x: Expr, slope: Expr, matrix: Expr) -> SolutionSet | Passed:
    inverse = _pseudo(matrix)
    within = c.subtract(c.eye(x.rows), c.product(inverse, matrix))
    way = simplify(c.multiple(-1, c.product(within, slope)))
    if c.is_zero(way):
        return _constant(problem, x, matrix, within) if not problem.inequalities else Passed("")
    assert problem.sense is not None
    below = "above" if problem.sense == "max" else "below"
    given = ", ".join(map(str, problem.constraints))
    core, normal = content(slope)[1], content(c.transpose(matrix))[1]
    unless = f"{core} is a multiple of {normal}" if matrix.is_row else "the objective is constant there"
    raise NoExtremumError(
        f"there is no {SENSES[problem.sense]}: on {given} the objective is unbounded {below} along {way}; where that "
        f"is zero, {unless}"
    )


def _pseudo(matrix: Expr) -> Expr:
    if matrix.is_row:
        return c.product(c.transpose(matrix), c.power(c.product(matrix, c.transpose(matrix)), -1))
    return simplify(c.build("pinv", (matrix,)))


def _constant(problem: Problem, x: Expr, matrix: Expr, within: Expr) -> SolutionSet | Passed:
    """Every feasible point."""
    gaps = [simplify(replace(k.gap, {x: c.like_zeros(x)})) for k in problem.constraints]
    level = c.multiple(-1, block([[gap] for gap in gaps]) if len(gaps) > 1 else gaps[0])
    z = c.build("symbol", (), (free_name("z", *problem.expressions), *x.shape, ()))
    value = simplify(c.product(_pseudo(matrix), level))
    every = simplify(c.add(value, c.product(within, z)))
    assert problem.sense is not None
    why = f"the objective is constant on {', '.join(map(str, problem.constraints))}"
    return SolutionSet(
        problem, {x: value}, {x: every}, f"global {SENSES[problem.sense]}", why, f"affine set: {every}, any {z}", [],
        [("all feasible points:", [Move("the solutions of linear equations", x, every)])], [], (z,),
    )  # fmt: skip
