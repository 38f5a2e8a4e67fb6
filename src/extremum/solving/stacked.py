"""A quadratic form of two numbers on an ellipse about 0: the form of the vector of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed
from fractions import Fraction

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.kinks import kinks_in
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations import eigen_two
from extremum.operations.block import block, grid, unit
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move

Solver = Callable[[Problem], SolutionSet]
Rows = list[list[Expr]]

_HALF = Fraction(1, 2)
_TWO = 2


def by_stacking(problem: Problem, solve: Solver) -> SolutionSet | None:
    """``u'Mu`` of two numbers ``u = (x, y)`` with ``u'Eu = r``, or at most r: ``z'T'MTz`` with ``z'z = r``, ``u = Tz``.

    ``T'ET = I``: ``T = L'⁻¹`` with ``E = LL'``, and where the diagonal of E is one number, a turn by 45° and lengths.

    Source: Horn & Johnson (2013), Matrix Analysis, 2nd ed., th. 4.2.2, for the problem that is left.
    """
    posed = _posed(problem)
    if posed is None:
        return None
    inner, turn = posed
    found = _solved(inner, solve)
    return None if found is None else _lifted(problem, inner, turn, found)


def _posed(problem: Problem) -> tuple[Problem, Rows] | None:
    """The problem in z, and T; None where both eigenvalues of a known matrix are the same."""
    unknowns = list(problem.unknowns)
    if problem.objective is None or problem.sense is None or len(problem.constraints) != 1:
        return None
    (tie,) = problem.constraints
    if len(unknowns) != _TWO or not tie.gap.is_scalar or any(not x.is_scalar or x.assumptions for x in unknowns):
        return None
    on, of = _form(tie.gap, unknowns), _form(problem.objective, unknowns)
    if on is None or of is None:
        return None
    sign = 1 if holds(on[0][0][0], "positive") else -1
    turn = _turn([[c.multiple(sign, e) for e in row] for row in on[0]])
    if turn is None:
        return None
    matrix = [[simplify(_between(of[0], turn, i, j)) for j in range(_TWO)] for i in range(_TWO)]
    z = c.build("symbol", (), (FreeNames(*problem.expressions).take("z"), Dim.of(len(unknowns)), ONE, ()))
    turned, form = c.transpose(z), block(matrix)
    if eigen_two.known(form) is not None and not eigen_two.known_simple(form):
        return None
    shifted = c.add(c.multiple(sign, c.product(turned, z)), on[1])
    inner = changed(
        problem, objective=c.add(c.product(turned, form, z), of[1]), unknowns=(z,),
        constraints=(changed(tie, left=c.multiple(tie.relation.orientation, shifted), right=c.number(0)),),
    )  # fmt: skip
    return inner, turn


def _turn(rows: Rows) -> Rows | None:
    """T with ``T'ET = I``, of E that is positive definite for certain."""
    (d, g), (_, e) = rows
    if c.is_zero(g):
        root = [c.power(d, -_HALF), c.power(e, -_HALF)]
        return [[root[0], g], [g, root[1]]] if holds(d, "positive") and holds(e, "positive") else None
    if d is e:
        along, across = (simplify(c.multiple(_TWO, c.add(d, c.multiple(sign, g)))) for sign in (1, -1))
        if not (holds(along, "positive") and holds(across, "positive")):
            return None
        first, second = c.power(along, -_HALF), c.power(across, -_HALF)
        return [[first, second], [first, c.multiple(-1, second)]]
    left = simplify(c.subtract(e, c.hadamard(c.power(g, 2), c.power(d, -1))))
    if not (holds(d, "positive") and holds(left, "positive")):
        return None
    lower = c.power(left, -_HALF)
    return [[c.power(d, -_HALF), c.hadamard(c.number(-1), g, c.power(d, -1), lower)], [c.number(0), lower]]


def _between(rows: Rows, turn: Rows, i: int, j: int) -> Expr:
    """The entry of ``T'MT``."""
    pairs = ((k, m) for k in range(_TWO) for m in range(_TWO))
    return c.add(*(c.product(turn[k][i], rows[k][m], turn[m][j]) for k, m in pairs))


def _lifted(problem: Problem, inner: Problem, turn: Rows, found: SolutionSet) -> SolutionSet:
    """The solution in the numbers themselves."""
    unknowns, (z,) = problem.unknowns, inner.unknowns
    values = {x: _put(row, _entries(found.values[z], _TWO)) for x, row in zip(unknowns, turn, strict=True)}
    letters = [_entry(z, k) for k in range(_TWO)]
    put = ", ".join(f"{x} = {_put(row, letters)}" for x, row in zip(unknowns, turn, strict=True))
    moves = [Move("taken back", x, value) for x, value in values.items()]
    return changed(
        found, problem=problem, values=values, shown=dict(values), multipliers=[],
        reason=f"{inner.objective} with {put}: {found.reason}",
        steps=[(f"as {inner.objective} with {put}:", []), *found.steps, ("put in:", moves)],
    )  # fmt: skip


def _put(row: list[Expr], entries: list[Expr]) -> Expr:
    return simplify(c.add(*(c.product(part, entry) for part, entry in zip(row, entries, strict=True))))


def _form(f: Expr, unknowns: list[Expr]) -> tuple[Rows, Expr] | None:
    """Half of the second derivatives, where they are constant, and the value at 0; None beside a linear part."""
    if kinks_in(f, unknowns):
        return None
    try:
        slopes = [simplify(slope) for slope in gradients(f, unknowns)]
        rows = [[simplify(c.multiple(_HALF, second)) for second in gradients(slope, unknowns)] for slope in slopes]
    except ExtremumError:
        return None
    zero = dict.fromkeys(unknowns, c.number(0))
    if any(contains(second, unknowns) for row in rows for second in row):
        return None
    if not all(c.is_zero(simplify(replace(slope, zero))) for slope in slopes):
        return None
    return (rows, simplify(replace(f, zero))) if any(not c.is_zero(e) for row in rows for e in row) else None


def _solved(inner: Problem, solve: Solver) -> SolutionSet | None:
    try:
        found = solve(inner)
    except ExtremumError:
        return None
    return found if found.kind.startswith("global") and not found.free and not found.roots else None


def _entry(column: Expr, k: int) -> Expr:
    return c.product(c.transpose(unit(column.rows, Dim.of(k + 1))), column)


def _entries(column: Expr, count: int) -> list[Expr]:
    """The numbers of a column: of one that is written out, as they stand."""
    whole = simplify(column)
    if whole.op.name == "block" and all(part.is_scalar for part in whole.args):
        return [row[0] for row in grid(whole)]
    return [_entry(whole, k) for k in range(count)]
