"""Convex problems read as cone programs: norms of what is affine, largest eigenvalues, spectral and nuclear norms,
largest entries, corners, quadratics; matrices that are positive semidefinite.

A convex term in the objective, or on the smaller side of an inequality, is the least τ above it, and ``τ ≥ term`` is a
cone (Boyd & Vandenberghe 2004, sec. 4.6; Ben-Tal & Nemirovski 2001, sec. 3.3 and 4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains
from extremum.calculus.kinks import kinks_in
from extremum.calculus.second import second_derivatives
from extremum.identities.stable import stable
from extremum.operations import construct as c
from extremum.optimize.above import Above
from extremum.optimize.affines import EACH, Member
from extremum.optimize.cones import (
    NONNEGATIVE,
    SEMIDEFINITE,
    ZERO,
    ConeProgram,
    NotConicError,
    stacked,
)
from extremum.optimize.epigraphs import (
    quadratic_below,
)
from extremum.optimize.gaps import Gap, Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.pieces import apart
from extremum.problems.constraint import Constraint

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_HALF = Fraction(1, 2)
_NOISE, _MANY = 1e-10, 1500
"""What is zero beside the largest; how many numbers are too many for matrices without zeros left out."""


@final
class Reader:
    """Reads a problem over free numbers that are linear in the unknowns into a program."""

    def __init__(self, landscape: Landscape, program: ConeProgram) -> None:
        self.landscape, self.program = landscape, program
        self.objective, self.parameters = landscape.objective, landscape.parameters
        self.unknowns = list(self.objective.unknowns)
        self.zero = np.zeros(landscape.size)
        self.above = Above(landscape, program)

    # -- terms -----------------------------------------------------------------------------------------------------
    def convex(self, expr: Expr, member: Member = EACH) -> tuple[list[Expr], Array]:
        """The terms of a quadratic, and the row of new variables, with their weights, that are least above the rest.

        Raises:
            NotConicError: a term is none that is known.
        """
        quadratic, others = self._parted(expr)
        found = [each for q, term in others for each in self.above.of(float(q), term, member)]
        row = np.zeros(self.program.size)
        for places, weights in found:
            row[places] += weights
        return quadratic, row

    def _parted(self, expr: Expr) -> tuple[list[Expr], list[tuple[Rational, Expr]]]:
        """The terms that are a quadratic together, and the others, in forms that are stable."""
        terms = list(apart(expr, self.unknowns))
        kinked = [kinks_in(term, self.unknowns) for _, term in terms]
        smooth = [c.multiple(q, term) for (q, term), kink in zip(terms, kinked, strict=True) if not kink]
        if self._is_quadratic(c.add(*smooth) if smooth else c.number(0)):
            return smooth, [each for each, kink in zip(terms, kinked, strict=True) if kink]
        bent = [bool(kink) or not self._is_quadratic(term) for (_, term), kink in zip(terms, kinked, strict=True)]
        return (
            [c.multiple(q, term) for (q, term), bends in zip(terms, bent, strict=True) if not bends],
            [(p * q, part) for (p, term), bends in zip(terms, bent, strict=True) if bends
             for q, part in apart(stable(term), self.unknowns)],
        )  # fmt: skip

    def _is_quadratic(self, expr: Expr) -> bool:
        return not contains(second_derivatives(expr, self.unknowns), self.unknowns)

    # -- constraints -----------------------------------------------------------------------------------------------
    def constrained(self, constraint: Constraint) -> None:
        """Adds a constraint.

        Raises:
            NotConicError: it is none of a cone.
        """
        if constraint.is_semidefinite:
            inside = self.above.affine.of(constraint.gap, EACH)
            slopes, fixed = inside.matrices(self.program.size)
            self.program.within(SEMIDEFINITE, stacked(slopes), stacked(fixed))
            return
        gap = Gap(constraint.gap, self.objective)
        if gap.affine:
            gaps = Gaps([], self.objective, self.parameters)
            A, b = gaps.slopes([gap], self.zero), gaps.values([gap], self.zero)
            self.program.within(ZERO if constraint.is_equation else NONNEGATIVE, A, b)
            return
        if constraint.is_equation:
            raise NotConicError
        below = c.multiple(-1, gap.gap)
        for member in self._places(gap):
            if not below.is_scalar:
                inside = self.above.upper(below, member)
                self.program.within(NONNEGATIVE, -inside.F, -inside.f)
                continue
            smooth, row = self.convex(below, member)
            value, slope, bend = self.quadratic(c.add(*smooth) if smooth else c.number(0), member)
            row[: len(slope)] += slope
            quadratic_below(self.program, value, row, bend)

    def _places(self, gap: Gap) -> Iterator[Member]:
        """The values of the indices for which a constraint holds.

        Raises:
            NotConicError: it does not hold for all.
        """
        ranges = [range(i.start, i.start + self.objective.scope.dim(i.size)) for i in gap.over if i.size is not None]
        places = list(product(*ranges))
        if len(ranges) < len(gap.over) or len(gap.places(self.objective.scope)) < len(places):
            raise NotConicError
        for place in places:
            yield Member(tuple(zip(gap.over, place, ranges, strict=True)))

    def quadratic(self, expr: Expr, member: Member = EACH) -> tuple[float, Array, Array]:
        """Value and gradient at 0 and the Hessian of a quadratic.

        Raises:
            NotConicError: it is none.
        """
        gap = Gap(expr, self.objective, member.within)
        arrays = self.parameters.arrays(self.zero)
        (slope,) = self.parameters.pull_back_rows(self.zero, gap.slopes(arrays))
        value = float(gap.values(arrays)[0])
        if gap.affine:
            return value, slope, np.zeros((len(slope), len(slope)))
        second = second_derivatives(expr, self.unknowns)
        if contains(second, self.unknowns) or kinks_in(expr, self.unknowns):
            raise NotConicError
        entries = sum(rows * cols for rows, cols in self.parameters.shapes)
        whole = np.asarray(member.within(self.objective.scope).value(second), dtype=float).reshape(entries, entries)
        bend = self.parameters.pull_back_twice(self.zero, arrays, whole)
        return value, slope, (bend + bend.T) / 2


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
        value, slope, bend = reader.quadratic(c.add(*smooth) if smooth else c.number(0))
    except (NotConicError, ExtremumError):
        return None
    if size and np.linalg.eigvalsh(bend)[0] < -_NOISE * np.abs(bend).max():
        return None
    program.P, program.r = bend, value
    program.q[: len(row)] += row
    program.q[:size] += slope
    return program
