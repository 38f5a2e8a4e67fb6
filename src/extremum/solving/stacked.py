"""A quadratic form of two numbers on an ellipse whose axes are theirs: the form of the vector of both."""

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
    """``p x² + 2b xy + q y²`` with ``d x² + e y² = r``, or at most r: ``z'Mz`` with ``z'z = r``.

    The numbers are ``x = z_1/√d``, ``y = z_2/√e``.

    Source: Horn & Johnson (2013), Matrix Analysis, 2nd ed., th. 4.2.2, for the problem that is left.
    """
    posed = _posed(problem)
    if posed is None:
        return None
    inner, scales = posed
    found = _solved(inner, solve)
    return None if found is None else _lifted(problem, inner, scales, found)


def _posed(problem: Problem) -> tuple[Problem, list[Expr]] | None:
    """The problem in z, and ``1/√d`` and ``1/√e``; None where both eigenvalues of a known M are the same."""
    unknowns = list(problem.unknowns)
    if problem.objective is None or problem.sense is None or len(problem.constraints) != 1:
        return None
    (tie,) = problem.constraints
    if len(unknowns) != _TWO or not tie.gap.is_scalar or any(not x.is_scalar or x.assumptions for x in unknowns):
        return None
    on, of = _form(tie.gap, unknowns), _form(problem.objective, unknowns)
    if on is None or of is None:
        return None
    axes = _axes(on[0])
    sign = 1 if axes is None or holds(axes[0], "positive") else -1
    lengths = [c.multiple(sign, d) for d in axes or ()]
    if not lengths or not all(holds(d, "positive") for d in lengths):
        return None
    scales = [c.power(d, -_HALF) for d in lengths]
    matrix = [[simplify(c.product(a, s, t)) for a, t in zip(row, scales, strict=True)]
              for row, s in zip(of[0], scales, strict=True)]  # fmt: skip
    z = c.build("symbol", (), (FreeNames(*problem.expressions).take("z"), Dim.of(len(unknowns)), ONE, ()))
    turned, form = c.transpose(z), block(matrix)
    if eigen_two.known(form) is not None and not eigen_two.known_simple(form):
        return None
    shifted = c.add(c.multiple(sign, c.product(turned, z)), on[1])
    inner = changed(
        problem, objective=c.add(c.product(turned, form, z), of[1]), unknowns=(z,),
        constraints=(changed(tie, left=c.multiple(tie.relation.orientation, shifted), right=c.number(0)),),
    )  # fmt: skip
    return inner, scales


def _lifted(problem: Problem, inner: Problem, scales: list[Expr], found: SolutionSet) -> SolutionSet:
    """The solution in the numbers themselves."""
    unknowns, (z,) = problem.unknowns, inner.unknowns
    entries = _entries(found.values[z], len(unknowns))
    values = {x: simplify(c.product(s, entry)) for x, s, entry in zip(unknowns, scales, entries, strict=True)}
    lifted = zip(unknowns, scales, strict=True)
    put = ", ".join(f"{x} = {simplify(c.product(s, _entry(z, k)))}" for k, (x, s) in enumerate(lifted))
    moves = [Move("taken back", x, value) for x, value in values.items()]
    return changed(
        found, problem=problem, values=values, shown=dict(values), multipliers=[],
        reason=f"{inner.objective} with {put}: {found.reason}",
        steps=[(f"as {inner.objective} with {put}:", []), *found.steps, ("put in:", moves)],
    )  # fmt: skip


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


def _axes(rows: Rows) -> list[Expr] | None:
    """The diagonal of a matrix that is zero beside it."""
    beside = [e for i, row in enumerate(rows) for j, e in enumerate(row) if i != j]
    return [rows[k][k] for k in range(len(rows))] if all(map(c.is_zero, beside)) else None


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
