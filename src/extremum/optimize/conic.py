"""Convex problems read as cone programs: norms of what is affine, largest eigenvalues, spectral and nuclear norms,
largest entries, corners, quadratics; matrices that are positive semidefinite.

A convex term in the objective, or on the smaller side of an inequality, is the least τ above it, and ``τ ≥ term`` is a
cone (Boyd & Vandenberghe 2004, sec. 4.6; Ben-Tal & Nemirovski 2001, sec. 3.3 and 4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.calculus.kinks import kinks_in
from extremum.calculus.second import second_derivatives
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body, range_of
from extremum.operations.elementwise import ELEMENTWISE
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.optimize.affines import EACH, Affines, Member
from extremum.optimize.cones import (
    NONNEGATIVE,
    SEMIDEFINITE,
    ZERO,
    ConeProgram,
    stacked,
)
from extremum.optimize.epigraphs import (
    Affine,
    NotConicError,
    eigenvalue_below,
    entries_below,
    norm_below,
    nuclear_below,
    quadratic_below,
    spectral_below,
)
from extremum.optimize.gaps import Gap, Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.pieces import Corner, Piece, corner_of, piece_of
from extremum.problems.constraint import Constraint

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_HALF = Fraction(1, 2)
_NOISE, _MANY = 1e-10, 1500
"""What is zero beside 1; how many numbers are too many for matrices without zeros left out."""


@final
class Reader:
    """Reads a problem over free numbers that are linear in the unknowns into a program."""

    def __init__(self, landscape: Landscape, program: ConeProgram) -> None:
        self.landscape, self.program = landscape, program
        self.objective, self.parameters = landscape.objective, landscape.parameters
        self.unknowns = list(self.objective.unknowns)
        self.zero = np.zeros(landscape.size)
        self.affine = Affines(landscape)
        self._pieces: dict[Expr, Piece | None] = {}

    # -- values ----------------------------------------------------------------------------------------------------
    def constant(self, expr: Expr, member: Member) -> Array:
        """The entries of an expression without unknowns.

        Raises:
            NotConicError: it is none, or an entry is negative.
        """
        if contains(expr, self.unknowns):
            raise NotConicError
        found = np.ravel(np.asarray(member.within(self.objective.scope).value(expr), dtype=float))
        if (found < 0).any():
            raise NotConicError
        return found

    # -- terms -----------------------------------------------------------------------------------------------------
    def convex(self, expr: Expr) -> tuple[list[Expr], Array]:
        """The terms that are smooth, and the row of new variables, with their weights, that are least above the rest.

        Raises:
            NotConicError: a term has kinks of another form.
        """
        smooth, row = list[Expr](), np.zeros(self.program.size)
        for coefficient, term in terms_of(expr):
            if not kinks_in(term, self.unknowns):
                smooth.append(c.multiple(coefficient, term))
                continue
            for places, weights in self._above(float(coefficient), term, EACH):
                row = np.pad(row, (0, self.program.size - len(row)))
                row[places] += weights
        return smooth, np.pad(row, (0, self.program.size - len(row)))

    def _above(self, coefficient: float, term: Expr, member: Member) -> Iterator[tuple[Array, Array]]:
        """New variables above the parts of a term, and their weights."""
        piece = self._piece(term)
        weight, core = (np.ones(1), term) if piece is not None else self._weighed(term, member)
        if core.op.name == "sum_over":
            yield from self._each(coefficient * float(weight[0]), core, member)
            return
        if coefficient < 0:
            raise NotConicError
        if piece is not None:
            inside, weight = self.affine.of(piece.inside, member), self.constant(piece.weight, member)
            places = self._corner(piece.corner, inside)
        else:
            places = self._cores(core, member)
        yield places, coefficient * np.broadcast_to(weight, len(places))

    def _piece(self, term: Expr) -> Piece | None:
        if term not in self._pieces:
            found = piece_of(term, {x.name for x in self.unknowns})
            self._pieces[term] = None if found is None or found.over else found
        return self._pieces[term]

    def _each(self, coefficient: float, term: Expr, member: Member) -> Iterator[tuple[Array, Array]]:
        """A sum over an index, a member at a time."""
        index = fresh_index(term)
        size, start, _ = range_of(term.params)
        first = self.objective.scope.dim(start)
        body = open_body(term, index)
        members = range(first, first + self.objective.scope.dim(size))
        for q, part in terms_of(body):
            for k in members:
                yield from self._above(coefficient * float(q), part, member.of(index, k, members))

    def _weighed(self, term: Expr, member: Member) -> tuple[Array, Expr]:
        """Constant factors of a term, and what they weigh: a scalar, or a column of which a row takes the sum."""
        if term.op.name == "product" and term.args[0].rows.number == 1 and not contains(term.args[0], self.unknowns):
            weight, rest = self.constant(term.args[0], member), term.args[1:]
            if len(rest) > 1 and rest[-1].cols.number == 1 and not contains(rest[-1], self.unknowns):
                return np.kron(self.constant(rest[-1], member), weight), c.product(*rest[:-1])
            return weight, c.product(*rest)
        if term.op.name == "hadamard":
            factors = list(pairs(term))
            moving = [(base, power) for base, power in factors if contains(base, self.unknowns)]
            if len(moving) == 1 and len(factors) > 1 and term.is_scalar:
                still = [c.power(base, power) for base, power in factors if base is not moving[0][0]]
                weight, core = self._weighed(c.power(*moving[0]), member)
                return self.constant(c.product(*still), member) * weight, core
        return np.ones(1), term

    def _cores(self, core: Expr, member: Member) -> Array:
        """New variables above a convex expression: one, or one for each entry of a column.

        Raises:
            NotConicError: it is none that is known.
        """
        root = [base for base, power in pairs(core) if power is c.number(_HALF)] if core.op.name == "hadamard" else []
        if root and len(pairs(core)) == 1:
            return self._root(root[0], member)
        corner = corner_of(core.function) if core.op is ELEMENTWISE else None
        if corner is not None and core is c.apply(core.function, core.args[0]):
            return self._corner(corner, self.affine.of(core.args[0], member))
        if core.op.name == "nuclear":
            return nuclear_below(self.program, self.affine.of(core.args[0], member))
        if core.op.name == "eigval" and self._is_last(core):
            return eigenvalue_below(self.program, self.affine.of(core.args[0], member))
        if core.op.name == "largest":
            inside = self.affine.of(core.args[0], member)
            place = self.program.more(np.zeros(1))
            entries_below(self.program, np.repeat(place, len(inside.f)), inside.F, inside.f)
            return place
        raise NotConicError

    def _corner(self, corner: Corner, inside: Affine) -> Array:
        """Above a corner of each entry.

        Raises:
            NotConicError: it is concave.
        """
        if corner.low > corner.high:
            raise NotConicError
        places = self.program.more(np.zeros(len(inside.f)))
        for slope in (corner.low, corner.high):
            entries_below(self.program, places, slope * inside.F, slope * (inside.f - corner.at))
        return places

    def _is_last(self, core: Expr) -> bool:
        (index,) = core.params
        scope = self.objective.scope
        assert isinstance(index, Dim)
        return bool(scope.dim(index) == scope.dim(core.args[0].rows) - 1)

    def _root(self, base: Expr, member: Member) -> Array:
        """Above the root of ``u'u``, of ``tr(U'U)``, of the greatest eigenvalue of ``U'U``, of ``(U.^2) 1``."""
        if base.op.name == "eigval" and self._is_last(base):
            return spectral_below(self.program, self.affine.of(_half_of(base.args[0]), member))
        if base.op.name == "product" and base.args[-1] is c.ones(base.args[-1].rows) and len(base.args) == 2:
            squares = pairs(base.args[0])
            if len(squares) == 1 and squares[0][1] is c.number(2):
                inside = self.affine.of(squares[0][0], member)
                rows = np.arange(inside.f.size).reshape(inside.shape, order="F")
                return np.concatenate([norm_below(self.program, inside.F[row], inside.f[row]) for row in rows])
        inside = self.affine.of(_half_of(base.args[0] if base.op.name == "trace" else base), member)
        return norm_below(self.program, inside.F, inside.f)

    # -- constraints -----------------------------------------------------------------------------------------------
    def constrained(self, constraint: Constraint) -> None:
        """Adds a constraint.

        Raises:
            NotConicError: it is none of a cone.
        """
        if constraint.is_semidefinite:
            inside = self.affine.of(constraint.gap, EACH)
            slopes, fixed = inside.matrices(self.program.size)
            self.program.within(SEMIDEFINITE, stacked(slopes), stacked(fixed))
            return
        gap = Gap(constraint.gap, self.objective)
        if gap.affine:
            gaps = Gaps([], self.objective, self.parameters)
            A, b = gaps.slopes([gap], self.zero), gaps.values([gap], self.zero)
            self.program.within(ZERO if constraint.is_equation else NONNEGATIVE, A, b)
            return
        if constraint.is_equation or not constraint.gap.is_scalar:
            raise NotConicError
        smooth, row = self.convex(c.multiple(-1, constraint.gap))
        value, slope, bend = self.quadratic(c.add(*smooth) if smooth else c.number(0))
        row[: len(slope)] += slope
        quadratic_below(self.program, value, row, bend)

    def quadratic(self, expr: Expr) -> tuple[float, Array, Array]:
        """Value and gradient at 0 and the Hessian of a quadratic.

        Raises:
            NotConicError: it is none.
        """
        gap = Gap(expr, self.objective)
        slope = self._slope(gap, self.zero)
        value = float(gap.values(self.parameters.arrays(self.zero))[0])
        if gap.affine:
            return value, slope, np.zeros((len(slope), len(slope)))
        second = second_derivatives(expr, self.unknowns)
        if contains(second, self.unknowns) or kinks_in(expr, self.unknowns):
            raise NotConicError
        entries = sum(rows * cols for rows, cols in self.parameters.shapes)
        whole = np.asarray(self.objective.scope.value(second), dtype=float).reshape(entries, entries)
        bend = self.parameters.pull_back_twice(self.zero, self.parameters.arrays(self.zero), whole)
        return value, slope, (bend + bend.T) / 2

    def _slope(self, gap: Gap, point: Array) -> Array:
        (row,) = self.parameters.pull_back_rows(point, gap.slopes(self.parameters.arrays(point)))
        return np.asarray(row)


def _half_of(gram: Expr) -> Expr:
    """U of ``U'U``.

    Raises:
        NotConicError: it is no such product.
    """
    args: Sequence[Expr] = gram.args
    first, second = c.product(*args[: len(args) // 2]), c.product(*args[len(args) // 2 :])
    if gram.op.name == "product" and len(args) % 2 == 0 and c.transpose(first) is second:
        return second
    if c.transpose(args[0]) is args[0] and gram is c.product(args[0], args[0]):
        return args[0]
    raise NotConicError


def read(landscape: Landscape, stated: Sequence[Constraint]) -> ConeProgram | None:
    """The cone program of a problem over free numbers; None where it is read as none."""
    if not landscape.parameters.linear or any(x.op.name != "symbol" for x in landscape.objective.unknowns):
        return None
    size = landscape.size
    program = ConeProgram(np.zeros((size, size)), np.zeros(size))
    reader = Reader(landscape, program)
    try:
        smooth, row = reader.convex(landscape.objective.expr)
        for constraint in stated:
            reader.constrained(constraint)
        _, slope, bend = reader.quadratic(c.add(*smooth) if smooth else c.number(0))
    except (NotConicError, ExtremumError):
        return None
    if size and np.linalg.eigvalsh(bend)[0] < -_NOISE * max(1.0, np.abs(bend).max()):
        return None
    program.P = bend
    program.q[: len(row)] += row
    program.q[:size] += slope
    return program
