"""Cone programs: ``min z'Pz/2 + q'z`` where ``b + A z`` lies in cones, by Clarabel, certified by multipliers.

The cones are zero, the nonnegative numbers, second-order cones ``{(t, u): ‖u‖ ≤ t}``, exponential cones
``{(x, y, z): y > 0, y exp(x/y) ≤ z}``, closed, and positive semidefinite matrices, whose lower triangles are stacked by
rows, off-diagonal entries times √2, so that all cones but zero and the exponential ones are their own duals (Boyd &
Vandenberghe 2004, sec. 5.9).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.optimize.ending import norm
from extremum.optimize.units import Units, compared, units_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array as Sparse

    from extremum.algebra.node import Array

_ENOUGH = 1e-6
"""Conditions hold where they are violated by no more than this part of what they compare."""
_TIGHT = 1e-11
_LARGE = 2 * 10**7
"""Matrices are dense until they are put together: so many entries are too many."""


class NotConicError(Exception):
    """A problem is no cone program that is known, or none of a size that is handed to Clarabel."""


@final
@dataclass(frozen=True, slots=True)
class Cone:
    """name: Clarabel's; nearest: a member near a vector, itself where it is one; dual: the same for the dual cone."""

    name: str
    nearest: Callable[[Array], Array]
    dual: Callable[[Array], Array]


def _second_order(v: Array) -> Array:
    t, u = v[0], v[1:]
    size = norm(u)
    if size <= t:
        return v
    if size <= -t:
        return np.zeros_like(v)
    half = (t + size) / 2
    return np.concatenate([[half], half * u / size])


def side(entries: int) -> int:
    """The order of a symmetric matrix with so many entries in its lower triangle."""
    return int((np.sqrt(8 * entries + 1) - 1) / 2 + 0.5)


def stacked(matrix: Array) -> Array:
    """The lower triangle by rows, off-diagonal entries times √2; of a matrix, or of each along the last axis."""
    rows, cols = np.tril_indices(len(matrix))
    scale = np.where(rows == cols, 1.0, np.sqrt(2.0))
    return np.asarray((matrix[rows, cols].T * scale).T)


def unstacked(v: Array) -> Array:
    """The symmetric matrix of :func:`stacked`."""
    n = side(len(v))
    rows, cols = np.tril_indices(n)
    found = np.zeros((n, n))
    found[rows, cols] = v / np.where(rows == cols, 1.0, np.sqrt(2.0))
    return found + np.tril(found, -1).T


def _semidefinite(v: Array) -> Array:
    values, vectors = np.linalg.eigh(unstacked(v))
    return stacked((vectors * np.maximum(values, 0)) @ vectors.T)


def _nonnegative(v: Array) -> Array:
    return np.maximum(v, 0)


def _exponential(v: Array) -> Array:
    """In ``{(x, y, z): y > 0, y exp(x/y) ≤ z}``, closed."""
    x, y, z = v
    edge = np.array([min(x, 0.0), 0.0, max(z, 0.0)])
    if y <= 0:
        return edge
    with np.errstate(all="ignore"):
        above, before = y * np.exp(x / y), y * np.log(max(z, 0.0) / y)
    return v if above <= z else _nearest(v, edge, np.array([x, y, above]), np.array([before, y, z]))


def _exponential_dual(v: Array) -> Array:
    """In ``{(u, v, w): u < 0, -u exp(v/u) ≤ e w}``, closed."""
    u, beside, w = v
    edge = np.array([0.0, max(beside, 0.0), max(w, 0.0)])
    if u >= 0:
        return edge
    with np.errstate(all="ignore"):
        above, before = -u * np.exp(beside / u - 1), u * (1 + np.log(max(w, 0.0) / -u))
    return v if above <= w else _nearest(v, edge, np.array([u, beside, above]), np.array([u, before, w]))


def _nearest(v: Array, *members: Array) -> Array:
    """The nearest of some members."""
    return min((each for each in members if np.isfinite(each).all()), key=lambda each: norm(each - v))


ZERO = Cone("ZeroConeT", np.zeros_like, lambda v: v)
NONNEGATIVE = Cone("NonnegativeConeT", _nonnegative, _nonnegative)
SECOND_ORDER = Cone("SecondOrderConeT", _second_order, _second_order)
EXPONENTIAL = Cone("ExponentialConeT", _exponential, _exponential_dual)
SEMIDEFINITE = Cone("PSDTriangleConeT", _semidefinite, _semidefinite)


@final
@dataclass(slots=True)
class ConeProgram:
    """``min z'Pz/2 + q'z + r`` under ``b + A z ∈ K`` for each ``(K, A, b)``; columns beyond those of A are zero.

    New variables are added with their cost; matrices are padded when the program is put together.
    """

    P: Array
    q: Array
    parts: list[tuple[Cone, Array, Array]] = field(default_factory=list)
    r: float = 0.0
    entries: int = 0

    @property
    def size(self) -> int:
        """How many variables there are."""
        return len(self.q)

    def more(self, cost: Array) -> Array:
        """Adds variables with a cost: their places."""
        first = self.size
        self.q = np.concatenate([self.q, cost])
        return np.arange(first, self.size)

    def within(self, cone: Cone, A: Array, b: Array) -> None:
        """Adds that ``b + A z`` lies in a cone.

        Raises:
            NotConicError: the program becomes too large.
        """
        self.entries += A.size
        if self.entries > _LARGE:
            raise NotConicError
        if len(b):
            self.parts.append((cone, A, b))

    def put_together(self) -> tuple[Array, Array, Array]:
        """P, A and b of all."""
        b = np.concatenate([np.zeros(0), *(b for *_, b in self.parts)])
        P, A = np.zeros((self.size, self.size)), np.zeros((len(b), self.size))
        P[: len(self.P), : len(self.P)] = self.P
        first = 0
        for _, part, _ in self.parts:
            A[first : first + len(part), : part.shape[1]] = part
            first += len(part)
        return P, A, b

    @property
    def cones(self) -> Array:
        """The number of the cone that each row is of; zeros and nonnegative numbers are each their own."""
        counts = [np.ones(len(b), dtype=int) if cone in (ZERO, NONNEGATIVE) else np.array([len(b)])
                  for cone, _, b in self.parts]  # fmt: skip
        each = np.concatenate([np.zeros(0, dtype=int), *counts])
        return np.repeat(np.arange(len(each)), each)

    def in_cones(self, v: Array, dual: bool) -> Array:
        """The nearest vector in the cones, or in their duals."""
        pieces = np.split(v, np.cumsum([len(b) for *_, b in self.parts])[:-1])
        return np.concatenate(
            [(cone.dual if dual else cone.nearest)(piece) for (cone, *_), piece in zip(self.parts, pieces, strict=True)]
        )


@final
@dataclass(frozen=True, slots=True)
class Solved:
    """z: the point, with multipliers; off, left, gap: what they leave of feasibility, of ``P z + q = A'λ``, and the
    duality gap, all relative; none: ``infeasible`` or ``unbounded`` where a certificate shows it; lower: the least
    value that the multipliers allow."""

    z: Array
    off: float = np.inf
    left: float = np.inf
    gap: float = np.inf
    none: str = ""
    lower: float = -np.inf

    @property
    def good(self) -> bool:
        """Whether they certify the point."""
        return not self.none and max(self.off, self.left, abs(self.gap)) <= _ENOUGH


def available() -> bool:
    """Whether Clarabel is installed."""
    return find_spec("clarabel") is not None


def solved(program: ConeProgram, tolerance: float = _TIGHT) -> Solved:
    """The solution by Clarabel to a tolerance, judged by its multipliers; or what shows that there is none."""
    from scipy import sparse

    dense, whole, b = program.put_together()
    P, A = sparse.csr_array(dense), sparse.csr_array(whole)
    found = Solved(np.zeros(program.size))
    for units in units_of(P, program.q, A, b, program.cones):
        found = _judged(
            program, units, units.curve(P), units.cost(program.q), units.sides(A), units.rows * b,
            tolerance,
        )  # fmt: skip
        if found.good or found.none:
            break
    return found


def _judged(program: ConeProgram, units: Units, P: Sparse, q: Array, A: Sparse, b: Array, tolerance: float) -> Solved:
    """Its solution in units, in which it is P, q, A, b."""
    status, w, y = _clarabel(P, q, A, b, program.parts, tolerance)
    z, y = units.unknowns * w, program.in_cones(y, dual=True)
    if "PrimalInfeasible" in status:
        size = max(1.0, float(np.sqrt((A.data**2).sum())))
        refuted = norm(A.T @ y) <= _ENOUGH * norm(y) * size and float(b @ y) < -_ENOUGH * norm(y)
        return Solved(z, none="infeasible" if refuted else "")
    if "DualInfeasible" in status:
        way, size = A @ w, max(1.0, float(np.sqrt((A.data**2).sum())))
        kept = norm(way - program.in_cones(way, dual=False)) <= _ENOUGH * norm(w) * size
        falls = norm(P @ w) <= _ENOUGH * norm(w) and float(q @ w) < -_ENOUGH * norm(w) * norm(q) / 10
        return Solved(z, none="unbounded" if kept and falls else "")
    curve, inside = P @ w, b + A @ w
    left = norm(curve + q - A.T @ y) / (1 + norm(q) + norm(curve))
    value = float(w @ curve / 2 + q @ w)
    lower = float(-w @ curve / 2 - b @ y)
    off = _off(program, inside, b, A, w)
    return Solved(z, off, left, (value - lower) / (1 + abs(value)), lower=lower * units.objective + program.r)


def _off(program: ConeProgram, inside: Array, b: Array, A: Sparse, w: Array) -> float:
    """How far ``b + A w`` is from the cones, each beside what it compares: what new variables add is left out."""
    far = np.abs(inside - program.in_cones(inside, dual=False))
    return float((far / compared(A, b, w, len(program.P), program.cones)).max(initial=0))


def _counted(cone: Cone, entries: int) -> tuple[int, ...]:
    """What Clarabel is told of the size of a cone."""
    return () if cone is EXPONENTIAL else (side(entries),) if cone is SEMIDEFINITE else (entries,)


def _clarabel(
    P: Sparse, q: Array, A: Sparse, b: Array, parts: Sequence[tuple[Cone, Array, Array]], tolerance: float
) -> tuple[str, Array, Array]:
    """Its status, the point, and the multipliers; its slack is ``b + A z``."""
    import clarabel
    from scipy import sparse

    settings: Any = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = tolerance
    cones = [getattr(clarabel, cone.name)(*_counted(cone, len(right))) for cone, _, right in parts]
    upper = sparse.csc_matrix(sparse.triu(P))
    solver = clarabel.DefaultSolver(upper, q, sparse.csc_matrix(-A), b, cones, settings)
    found = solver.solve()
    return str(found.status), np.array(found.x), np.array(found.z)
