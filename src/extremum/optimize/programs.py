"""Linear and quadratic programs: recognised, handed to HiGHS or Clarabel, certified by their multipliers.

``min t'Pt/2 + q't + Σ_j w_j φ_j(u_j)`` with u affine in t, under ``E t = e``, ``G t ≤ h`` and bounds; a corner φ is the
least s with ``s ≥ low (u - at)`` and ``s ≥ high (u - at)`` (Boyd & Vandenberghe 2004, sec. 4.1.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.ending import CONVERGED, INFEASIBLE, STALLED, UNBOUNDED, Ending, norm
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.multipliers import by_constraint
from extremum.optimize.pieces import Piece
from extremum.optimize.rows import Rows
from extremum.optimize.units import Units, compared, units_of
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from scipy.sparse import csr_array as Sparse

    from extremum.algebra.node import Array

_ENOUGH, _ROUNDING = 1e-6, 1e-10
"""Conditions hold where they are violated by no more than this part of what they compare; curvature is none
where it is this part of the largest."""


@final
@dataclass(frozen=True, slots=True)
class Program:
    """``min z'Pz/2 + q'z`` under ``E z = e`` and ``G z ≤ h``; the first ``size`` of z are the unknowns' numbers."""

    P: Sparse
    q: Array
    E: Sparse
    e: Array
    G: Sparse
    h: Array
    size: int

    @property
    def linear(self) -> bool:
        """Whether it is a linear program."""
        return not self.P.count_nonzero()

    @property
    def units(self) -> Iterator[Units]:
        """Units in which to solve it."""
        from scipy import sparse

        rows = sparse.csr_array(sparse.vstack([self.E, self.G]))
        right = np.concatenate([self.e, self.h])
        return units_of(self.P, self.q, rows, right, np.arange(len(right)))

    def within(self, units: Units) -> Program:
        """It in units."""
        first = Units(units.unknowns, units.rows[: len(self.e)], units.objective)
        second = Units(units.unknowns, units.rows[len(self.e) :], units.objective)
        return Program(
            units.curve(self.P), units.cost(self.q), first.sides(self.E), first.rows * self.e, second.sides(self.G),
            second.rows * self.h, self.size,
        )  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class Certified:
    """A point with multipliers, and what they leave of the conditions: of feasibility, beside what each constraint
    compares; of ``P z + q + E'y + G'λ = 0``, relative; and the duality gap, as it is and relative."""

    z: Array
    off: float
    left: float
    gap: float
    part: float

    @property
    def good(self) -> bool:
        """Whether they certify the point."""
        return max(self.off, self.left, abs(self.part)) <= _ENOUGH


def by_program(landscape: Landscape, gaps: Gaps, pieces: Sequence[Piece], watch: Watch) -> Minimum | None:
    """The minimum; None where the problem is no such program, or no solver for it is installed."""
    program = _program(landscape, gaps, pieces)
    if program is None or not (program.linear or find_spec("clarabel")):
        return None
    name = "HiGHS" if program.linear else "Clarabel"
    for units in program.units:
        scaled = program.within(units)
        z, y, multipliers = _highs(scaled) if program.linear else _clarabel(scaled)
        if z is None:
            return _why_not(landscape, scaled, units, name)
        z[: program.size] = gaps.within((units.unknowns * z)[: program.size]) / units.unknowns[: program.size]
        found = _certified(scaled, z, y, multipliers)
        if found.good:
            weights = units.objective * units.rows * np.concatenate([-y, np.maximum(multipliers, 0)])
            known = by_constraint(gaps, weights, units.unknowns[: program.size] * z[: program.size])
            return replace(_minimum(landscape, program, units, found, name, watch), multipliers=known)
    return None


def _minimum(
    landscape: Landscape, program: Program, units: Units, found: Certified, name: str, watch: Watch
) -> Minimum:
    z = units.unknowns * found.z
    watch.history.append(float(z @ program.P @ z / 2 + program.q @ z) + _constant(landscape, program))
    watch.count = 1
    kind = "linear" if program.linear else "convex quadratic"
    message = f"multipliers certify it: they leave {found.left:.1e} of the gradient, relative to it"
    return Minimum(
        landscape.objective.values(landscape.parameters, z[: program.size]), watch.history[-1], found.left, 1,
        CONVERGED, message, watch.history, f"{name}: a {kind} program in {program.size} numbers",
        landscape.evaluations, abs(found.gap) * units.objective, certified=True,
    )  # fmt: skip


def _constant(landscape: Landscape, program: Program) -> float:
    """The value of the smooth part at 0."""
    return landscape.value(np.zeros(program.size))


def _program(landscape: Landscape, gaps: Gaps, pieces: Sequence[Piece]) -> Program | None:
    """The matrices of a program; None where the problem is none."""
    if not (gaps.affine and landscape.is_quadratic and landscape.has_matrix):
        return None
    corners = [Rows(piece, landscape) for piece in pieces]
    if not all(corner.affine for corner in corners):
        return None
    zero = np.zeros(landscape.size)
    _, q, P = landscape.curved(zero)
    weights = [corner.weights(zero) for corner in corners]
    if any((weight < 0).any() for weight in weights) or not _is_semidefinite(P):
        return None
    below = -gaps.slopes(gaps.inequalities, zero), gaps.values(gaps.inequalities, zero)
    beside = [
        (side * corner.slopes(zero), -side * (corner.values(zero) - piece.corner.at))
        for piece, corner in zip(pieces, corners, strict=True)
        for side in (piece.corner.low, piece.corner.high)
    ]
    return _stacked(P, np.concatenate([q, *weights]), _equations(gaps, zero), [below, *beside], list(map(len, weights)))


def _is_semidefinite(P: Array) -> bool:
    """Whether no curvature is negative, but for rounding."""
    most = float(np.abs(P).max(initial=0))
    if not 0 < most < np.inf:
        return most == 0
    try:
        np.linalg.cholesky(P / most + _ROUNDING * np.eye(len(P)))
    except np.linalg.LinAlgError:
        return False
    return True


def _equations(gaps: Gaps, zero: Array) -> tuple[Array, Array]:
    return gaps.slopes(gaps.equations, zero), -gaps.values(gaps.equations, zero)


def _stacked(
    P: Array, q: Array, equal: tuple[Array, Array], below: Sequence[tuple[Array, Array]], counts: Sequence[int]
) -> Program:
    """The program in the unknowns and a bound for each corner; of ``below`` those after the first are the sides of
    corners, two each."""
    from scipy import sparse

    count, size = sum(counts), len(P)
    picks: Any = sparse.eye_array(count, format="csr")
    ends = np.cumsum([0, *counts])
    sides = [picks[ends[k // 2] : ends[k // 2 + 1]] for k in range(2 * len(counts))]
    given: Any = sparse.csr_array(np.vstack([rows for rows, _ in below]))
    bounds = sparse.csr_array(sparse.vstack([sparse.csr_array((len(below[0][1]), count)), *(-side for side in sides)]))
    G = sparse.hstack([given, bounds], format="csr")
    E = sparse.hstack([sparse.csr_array(equal[0]), sparse.csr_array((len(equal[1]), count))], format="csr")
    wide = sparse.block_diag([P, sparse.csr_array((count, count))], format="csr")
    return Program(sparse.csr_array(wide), q, E, equal[1], G, np.concatenate([right for _, right in below]), size)


Solved = tuple["Array | None", "Array", "Array"]


def _highs(program: Program) -> Solved:
    """By SciPy's HiGHS: the point, and the multipliers of equations and inequalities."""
    from scipy.optimize import linprog

    solve: Any = linprog
    found = solve(program.q, program.G, program.h, program.E, program.e, bounds=(None, None), method="highs")
    if found.status != 0:
        return None, np.zeros(0), np.zeros(0)
    return found.x, -found.eqlin.marginals, -found.ineqlin.marginals


def _clarabel(program: Program) -> Solved:
    import clarabel
    from scipy import sparse

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    cones = [clarabel.ZeroConeT(len(program.e)), clarabel.NonnegativeConeT(len(program.h))]
    upper = sparse.csc_matrix(sparse.triu(program.P))
    rows = sparse.csc_matrix(sparse.vstack([program.E, program.G]))
    solver = clarabel.DefaultSolver(upper, program.q, rows, np.concatenate([program.e, program.h]), cones, settings)
    found = solver.solve()
    if "Infeasible" in str(found.status):
        return None, np.zeros(0), np.zeros(0)
    z, duals = np.array(found.x), np.array(found.z)
    return z, duals[: len(program.e)], duals[len(program.e) :]


def _certified(program: Program, z: Array, y: Array, multipliers: Array) -> Certified:
    """A point judged by its multipliers, those of inequalities made nonnegative first."""
    multipliers = np.maximum(multipliers, 0)
    curve = program.P @ z
    left = norm(curve + program.q + program.E.T @ y + program.G.T @ multipliers)
    equal = _off(program, program.E, np.abs(program.E @ z - program.e), program.e, z)
    below = _off(program, program.G, program.G @ z - program.h, program.h, z)
    value = float(z @ curve / 2 + program.q @ z)
    gap = value - float(-z @ curve / 2 - program.e @ y - program.h @ multipliers)
    return Certified(z, max(equal, below), left / (1 + norm(program.q) + norm(curve)), gap, gap / (1 + abs(value)))


def _off(program: Program, rows: Sparse, off: Array, right: Array, z: Array) -> float:
    """How far constraints are off, each beside what it compares: bounds of corners, which are new variables, add
    nothing."""
    each = np.arange(len(right))
    return float((off / compared(rows, right, z, program.size, each)).max(initial=0))


def _why_not(landscape: Landscape, program: Program, units: Units, name: str) -> Minimum | None:
    """No solution, shown by a linear program: the least violation that any point has, or a way down without end."""
    violation = _least_violation(program)
    if violation is None:
        return None
    point, off = violation
    if off > _ENOUGH * (1 + norm(program.h)):
        how = Ending(INFEASIBLE, f"every point violates a constraint, by {off:.2g} or more")
    elif _way_down(program):
        how = Ending(UNBOUNDED, f"{landscape.sense.endless} along a line within the constraints")
    else:
        how = Ending(STALLED, f"{name} found no solution, and neither is it shown that there is none")
    flat = (units.unknowns * point)[: program.size]
    value, gradient = landscape.slope(flat)
    values = landscape.objective.values(landscape.parameters, flat)
    return Minimum(values, value, norm(gradient), 1, how.status, how.message, [value], f"{name}: a program in "
                   f"{program.size} numbers", landscape.evaluations)  # fmt: skip


def _least_violation(program: Program) -> tuple[Array, float] | None:
    """``min r`` under ``|E z - e| ≤ r``, ``G z - h ≤ r``, ``r ≥ 0``."""
    from scipy import sparse
    from scipy.optimize import linprog

    solve: Any = linprog
    rows = sparse.vstack([program.E, -program.E, program.G])
    right = np.concatenate([program.e, -program.e, program.h])
    cost = np.append(np.zeros(program.G.shape[1]), 1.0)
    limits = [(None, None)] * program.G.shape[1] + [(0, None)]
    found = solve(
        cost,
        sparse.hstack([rows, sparse.csr_array(-np.ones((rows.shape[0], 1)))]),
        right,
        bounds=limits,
        method="highs",
    )
    return (found.x[:-1], float(found.x[-1])) if found.status == 0 else None


def _way_down(program: Program) -> bool:
    """Whether there is d with ``P d = 0``, ``E d = 0``, ``G d ≤ 0`` and ``q'd < 0``."""
    from scipy import sparse
    from scipy.optimize import linprog

    solve: Any = linprog
    flat = sparse.vstack([program.P, program.E])
    found = solve(program.q, program.G, np.zeros(len(program.h)), flat, np.zeros(flat.shape[0]), bounds=(-1, 1),
                  method="highs")  # fmt: skip
    return bool(found.status == 0 and found.fun < -_ENOUGH * (norm(program.q) or 1.0))
