"""Minima of cone programs, certified by their multipliers; and what certificates show where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from extremum.optimize.cones import SECOND_ORDER, SEMIDEFINITE, ConeProgram, available, solved
from extremum.optimize.conic import read
from extremum.optimize.ending import CONVERGED, INFEASIBLE, UNBOUNDED, Ending, norm
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.watch import Watch
from extremum.problems.constraint import Constraint

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_MANY, _REST = 1500, 1e-6
"""How many numbers are too many for matrices in which zeros are stored; what may be zero beside the largest."""


def by_cones(landscape: Landscape, stated: Sequence[Constraint], watch: Watch) -> Minimum | None:
    """The minimum by a cone program; None where the problem is none, or Clarabel is not installed or fails."""
    program = read(landscape, stated) if available() and landscape.size <= _MANY else None
    if program is None:
        return None
    found = solved(program)
    if found.none:
        return _none(landscape, found.none, program)
    if not found.good:
        return None
    flat = found.z[: landscape.size]
    if not stated:
        flat = _simplest(landscape, flat)
    value = _value(landscape, flat)
    watch.history.append(value)
    watch.count = 1
    message = f"multipliers certify it: they leave {found.left:.1e} of the gradient, relative to it"
    return Minimum(
        landscape.objective.values(landscape.parameters, flat), value, found.left, 1, CONVERGED, message,
        watch.history, f"Clarabel: {_words(program)} in {landscape.size} numbers", landscape.evaluations,
        abs(found.gap) * max(1.0, abs(value)),
    )  # fmt: skip


def _simplest(landscape: Landscape, flat: Array) -> Array:
    """The point with zeros, and with ranks, that are exact: what an interior point leaves of them is dropped where that
    makes the value no higher."""
    for dropped in (_without_rests, lambda a: a * (np.abs(a) > _REST * np.abs(a).max(initial=0))):
        parameters = landscape.parameters
        candidate = parameters.flat([dropped(a) for a in parameters.arrays(flat)])
        if _value(landscape, candidate) <= _value(landscape, flat):
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
    kind = "semidefinite" if SEMIDEFINITE in cones else "second-order cone" if SECOND_ORDER in cones else "cone"
    return f"a {kind} program"


def _none(landscape: Landscape, why: str, program: ConeProgram) -> Minimum | None:
    """No solution, where a certificate shows it."""
    flat = landscape.parameters.start()
    value, gradient = landscape.slope(flat)
    if why == UNBOUNDED and not solved(ConeProgram(0 * program.P, 0 * program.q, program.parts)).good:
        return None
    how = {
        INFEASIBLE: Ending(INFEASIBLE, "multipliers show that no point satisfies the constraints"),
        UNBOUNDED: Ending(UNBOUNDED, "the value falls without end along a line within the constraints"),
    }[why]
    return Minimum(
        landscape.objective.values(landscape.parameters, flat), value, norm(gradient), 1, how.status, how.message,
        [value], f"Clarabel: {_words(program)} in {landscape.size} numbers", landscape.evaluations,
    )  # fmt: skip
