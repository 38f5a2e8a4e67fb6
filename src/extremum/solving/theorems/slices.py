"""A problem on ``F x = e``: with an orthonormal basis N of the null space of F the point is ``x0 + N y``, y free.

The columns of N are the eigenvectors of ``F'F`` whose eigenvalue is 0, all ``n - k`` of them where F, k×n, has
independent rows (Golub & Van Loan (2013), sec. 6.2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.block import block
from extremum.operations.product import PRODUCT
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, sizes
from extremum.solving.isolate import Move
from extremum.solving.predicates import FULL_ROW_RANK
from extremum.solving.solution import SolutionSet
from extremum.solving.theorems.polynomials import left_of_identity, modulo, wholly_multiplied_out
from extremum.solving.theorems.theorem import nonzero

SOURCE = "Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 6.2.3"


@final
@dataclass(frozen=True, slots=True)
class Slice:
    """``F x = e``, the problem in y, and the basis N of the null space of F."""

    problem: Problem
    matrix: Expr
    start: Expr
    basis: Expr
    inner: Problem

    @property
    def conditions(self) -> list[Condition]:
        """That F has independent rows, few enough."""
        f, (x,) = self.matrix, self.problem.unknowns
        room = sizes(f.cols, f.rows + x.cols)
        if f.is_row:
            row = c.transpose(f)
            return [room] if holds(row, "nonzero") else [room, nonzero(row)]
        known = holds(f, "full_row_rank")
        return [room] if known else [room, Condition(FULL_ROW_RANK, f, FULL_ROW_RANK.of(f))]

    def lifted(self, found: SolutionSet) -> SolutionSet:
        """The solutions of the problem, by those of the inner one."""
        (x,), (y,) = self.problem.unknowns, self.inner.unknowns
        value = simplify(c.add(self.start, c.product(self.basis, found.values[y])))
        point = c.add(self.start, c.product(self.basis, y))
        stated = " and ".join(str(k) for k in self.problem.equations if k not in self.inner.constraints)
        why = f"the columns of {self.basis} are an orthonormal basis of the null space of {self.matrix} ({SOURCE})"
        heading = f"all points with {stated}:"
        back = ("put in:", [Move("the point", x, value)])
        return changed(
            found,
            problem=self.problem,
            values={x: value},
            shown={x: value},
            reason=f"with {x} = {point}, {y} free, for {stated}; {found.reason}",
            conditions=[*self.conditions, *found.conditions],
            steps=[(heading, [Move("the solutions of linear equations", x, point, why)]), *found.steps, back],
        )


def sliced(problem: Problem) -> Slice | None:
    """A problem whose linear equations are solved; None where there are none, or nothing to solve them for."""
    if problem.objective is None or len(problem.unknowns) != 1:
        return None
    (x,) = problem.unknowns
    if x.assumptions or x.is_scalar:
        return None
    linear = {k: sides for k in problem.equations if (sides := _linear(k, x)) is not None}
    if not linear:
        return None
    matrix = _stacked([f for f, _ in linear.values()])
    if matrix.rows is matrix.cols:
        return None
    return _cut(problem, x, matrix, _stacked([e for _, e in linear.values()]), linear)


def _stacked(parts: list[Expr]) -> Expr:
    return parts[0] if len(parts) == 1 else block([[part] for part in parts])


def _linear(stated: Constraint, x: Expr) -> tuple[Expr, Expr] | None:
    """(F, e) of ``F x = e``, of its transpose too."""
    for gap in dict.fromkeys((stated.gap, c.transpose(stated.gap))):
        if gap.cols is not x.cols:
            continue
        slope = simplify(jacobian(gap, x))
        matrix = None if contains(slope, [x]) else left_of_identity(slope, x)
        if matrix is not None and not c.is_zero(matrix):
            return matrix, simplify(c.multiple(-1, replace(gap, {x: c.like_zeros(x)})))
    return None


def _cut(
    problem: Problem, x: Expr, matrix: Expr, level: Expr, linear: dict[Constraint, tuple[Expr, Expr]]
) -> Slice | None:
    rest = x.rows - matrix.rows
    if rest.number is not None and rest.number <= 0:
        return None
    basis = c.build("eigvecs", (c.multiple(-1, c.product(c.transpose(matrix), matrix)),), (rest,))
    name = FreeNames(*problem.expressions).take("y" if x.is_column else "Y")
    y = c.build("symbol", (), (name, rest, x.cols, ()))
    across = c.transpose(matrix)
    start = c.product(across, c.inverse(c.product(matrix, across)), level)
    assert problem.objective is not None
    on = _Substitution(x, y, simplify(start), basis, across)
    kept = [_same(k, on) for k in problem.constraints if k not in linear]
    inner = Problem(on.put_in(problem.objective), problem.sense, (y,), tuple(kept))
    return Slice(problem, matrix, on.start, basis, inner)


def _same(stated: Constraint, on: _Substitution) -> Constraint:
    return Constraint(stated.relation, on.put_in(stated.left), on.put_in(stated.right))


@final
@dataclass(frozen=True, slots=True)
class _Substitution:
    """``x = start + N y`` with ``N'N = I`` and ``N'F' = 0``."""

    x: Expr
    y: Expr
    start: Expr
    basis: Expr
    across: Expr

    def put_in(self, expr: Expr) -> Expr:
        point = c.add(self.start, c.product(self.basis, self.y))
        out = wholly_multiplied_out(replace(expr, {self.x: point}), [self.y])
        back, word = c.transpose(self.basis), _word(self.across)
        out = modulo(out, (back, self.basis), c.eye(self.basis.cols))
        out = modulo(out, (back, *word), c.zeros(self.basis.cols, self.across.cols))
        turned = tuple(c.transpose(part) for part in reversed(word))
        out = modulo(out, (*turned, self.basis), c.zeros(self.across.cols, self.basis.cols))
        return simplify(out)


def _word(matrix: Expr) -> tuple[Expr, ...]:
    return matrix.args if matrix.op is PRODUCT else (matrix,)
