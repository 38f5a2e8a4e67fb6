"""Minima of cone programs, certified by their multipliers; and what certificates show where there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from extremum.optimize.cones import (
    EXPONENTIAL,
    NONNEGATIVE,
    SECOND_ORDER,
    SEMIDEFINITE,
    ZERO,
    Cone,
    ConeProgram,
    available,
    side,
    solved,
    stacked,
    unstacked,
)
from extremum.optimize.conic import read
from extremum.optimize.ending import CONVERGED, INFEASIBLE, STALLED, UNBOUNDED, Ending, norm
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.receding import program_recedes
from extremum.optimize.watch import Watch
from extremum.problems.constraint import Constraint
from extremum.structures.charts import Definite, Logarithms

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_MANY, _REST, _NONE, _TINY = 1500, 1e-6, 1e-9, 1e-300
"""How many numbers are too many for matrices in which zeros are stored; what may be zero beside the largest;
what may be zero alone; and what is next to it."""


def by_cones(landscape: Landscape, stated: Sequence[Constraint], watch: Watch) -> Minimum | None:
    """The minimum by a cone program; None where the problem is none, or Clarabel is not installed or fails."""
    if not available() or landscape.size > _MANY:
        return None
    landscape, closed = _entrywise(landscape)
    program = read(landscape, stated)
    if program is None:
        return None
    for cone, A in closed:
        program.within(cone, A, np.zeros(len(A)))
    found = solved(program)
    if found.none:
        return _none(landscape, found.none, program)
    if not found.good:
        return None
    flat = found.z[: landscape.size]
    if not stated and not closed:
        flat = _simplest(landscape, flat)
    flat = _lifted(landscape, flat, closed)
    value = _value(landscape, flat)
    gap = value - found.lower
    if not (abs(gap) <= _REST * (1 + abs(value)) and all(_inside(landscape, flat, cone, A) for cone, A in closed)):
        return None
    watch.history.append(value)
    watch.count = 1
    how = Ending(CONVERGED, f"multipliers certify it: they leave {found.left:.1e} of the gradient, relative to it")
    if program_recedes(program, found, landscape.size):
        how = Ending(STALLED, "unknowns run to infinity; the value is approached, and attained nowhere on the way")
    return Minimum(
        landscape.objective.values(landscape.parameters, flat), value, found.left, 1, how.status, how.message,
        watch.history, f"Clarabel: {_words(program)} in {landscape.size} numbers", landscape.evaluations, abs(gap),
        certified=how.status == CONVERGED,
    )  # fmt: skip


def _lifted(landscape: Landscape, flat: Array, closed: Sequence[tuple[Cone, Array]]) -> Array:
    """The point with numbers above zero where rounding has left them at it, or below, and none is to be so, or the
    objective has no value there."""
    below = any(cone is NONNEGATIVE and (A @ flat <= 0).any() for cone, A in closed)
    if not below and np.isfinite(_value(landscape, flat)):
        return flat
    return np.where(np.abs(flat) <= _REST * np.abs(flat).max(initial=0), np.maximum(flat, _TINY), flat)


def _entrywise(landscape: Landscape) -> tuple[Landscape, list[tuple[Cone, Array]]]:
    """The same over entries, and what is positive of these: of unknowns that are optimised through logarithms, or
    through triangular factors."""
    parameters = landscape.parameters
    kinds = [isinstance(chart, Logarithms | Definite) for chart in parameters.charts]
    if not any(kinds):
        return landscape, []
    entries = parameters.entrywise(kinds)
    found: list[tuple[Cone, Array]] = []
    first = 0
    for chart, linear, shape in zip(parameters.charts, entries.charts, parameters.shapes, strict=True):
        numbers = np.eye(entries.size)[first : first + linear.size]
        first += linear.size
        if isinstance(chart, Logarithms):
            found.append((NONNEGATIVE, numbers[np.asarray(chart.positive, dtype=bool)]))
        elif isinstance(chart, Definite):
            each = np.stack([linear.matrix(column) for column in np.eye(linear.size)], axis=-1)
            found.append((SEMIDEFINITE, stacked(each.reshape(*shape, -1)) @ numbers))
    return Landscape(landscape.objective, entries), found


def _inside(landscape: Landscape, flat: Array, cone: Cone, A: Array) -> bool:
    """Whether numbers are positive, or those of a positive definite matrix: beyond rounding, or because the objective
    has no gradient where the least are zero."""
    values, vectors = _spectrum(cone, A @ flat)
    small = values <= max(_REST * np.abs(values).max(initial=0), _NONE)
    if not small.any() or not (values > 0).all():
        return not small.any()
    zeroed = (vectors * np.where(small, 0.0, values)) @ vectors.T
    change = (np.diagonal(zeroed) if cone is NONNEGATIVE else stacked(zeroed)) - A @ flat
    there = flat + np.linalg.lstsq(A, change, rcond=None)[0]
    value, gradient = landscape.slope(np.where(np.abs(there) <= _NONE * np.abs(flat), 0.0, there))
    return not (np.isfinite(value) and np.isfinite(gradient).all())


def _spectrum(cone: Cone, numbers: Array) -> tuple[Array, Array]:
    if cone is NONNEGATIVE:
        return numbers, np.eye(len(numbers))
    values, vectors = np.linalg.eigh(unstacked(numbers))
    return values, vectors


def _simplest(landscape: Landscape, flat: Array) -> Array:
    """The point with zeros, and with ranks, that are exact: what an interior point leaves of them is dropped where that
    makes the value no higher."""
    parameters = landscape.parameters
    for dropped in (_without_rests, lambda a: a * (np.abs(a) > _REST * np.abs(a).max(initial=0))):
        candidate = parameters.flat([dropped(a) for a in parameters.arrays(flat)])
        if not np.array_equal(candidate, flat) and _value(landscape, candidate) <= _value(landscape, flat):
            flat = candidate
    return flat


def _value(landscape: Landscape, flat: Array) -> float:
    """The value by evaluation: no derivative is wanted, nor code for one."""
    return landscape.objective.value(landscape.parameters.arrays(flat))


def _without_rests(matrix: Array) -> Array:
    """Without the singular values that are nothing beside the largest."""
    u, values, vt = np.linalg.svd(matrix, full_matrices=False)
    kept = values > _REST * values.max(initial=0)
    return matrix if kept.all() else np.asarray((u[:, kept] * values[kept]) @ vt[kept])


def _words(program: ConeProgram) -> str:
    cones = [cone for cone, *_ in program.parts]
    kinds = {EXPONENTIAL: "exponential cone", SEMIDEFINITE: "semidefinite", SECOND_ORDER: "second-order cone"}
    return f"{_article(next((words for cone, words in kinds.items() if cone in cones), 'cone'))} program"


def _article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


_INNER: dict[Cone, Callable[[int], Array]] = {
    NONNEGATIVE: np.ones,
    SECOND_ORDER: lambda entries: np.eye(entries)[0],
    SEMIDEFINITE: lambda entries: stacked(np.eye(side(entries))),
    EXPONENTIAL: lambda entries: np.array([-1.0, 1.0, 1.0]),
}
"""A point inside of each cone but zero."""


def _has_points(program: ConeProgram) -> bool:
    """Whether some point is known to satisfy the constraints: curved cones are entered by more than rounding, for they
    come as near as one likes to what they never meet, as ``exp(x) <= 0``."""
    if all(cone in (ZERO, NONNEGATIVE) for cone, *_ in program.parts):
        return solved(ConeProgram(0 * program.P, 0 * program.q, program.parts)).good
    size = program.size
    deeper = ConeProgram(np.zeros((size + 1, size + 1)), -np.eye(size + 1)[size])
    for cone, A, b in program.parts:
        wide = np.zeros((len(b), size + 1))
        wide[:, : A.shape[1]] = A
        if cone is not ZERO:
            wide[:, size] = -_INNER[cone](len(b))
        deeper.within(cone, wide, b)
    deeper.within(NONNEGATIVE, -np.eye(size + 1)[size:], np.ones(1))  # no deeper than 1
    found = solved(deeper)
    return found.good and found.z[size] > _REST


def _none(landscape: Landscape, why: str, program: ConeProgram) -> Minimum | None:
    """No solution, where a certificate shows it."""
    flat = landscape.parameters.start()
    value, gradient = landscape.slope(flat)
    if why == UNBOUNDED and not _has_points(program):
        return None
    how = {
        INFEASIBLE: Ending(INFEASIBLE, "multipliers show that no point satisfies the constraints"),
        UNBOUNDED: Ending(UNBOUNDED, f"{landscape.sense.endless} along a line within the constraints"),
    }[why]
    return Minimum(
        landscape.objective.values(landscape.parameters, flat), value, norm(gradient), 1, how.status, how.message,
        [value], f"Clarabel: {_words(program)} in {landscape.size} numbers", landscape.evaluations,
    )  # fmt: skip
