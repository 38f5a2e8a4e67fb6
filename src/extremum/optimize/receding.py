"""Convex problems whose infimum is attained nowhere: the points of a method run off, and the value fades on the way.

Let x end a run that came by c, farther off by more than c is large. On a way to infinity the least value at places
beyond x is no higher than at x; within boxes about c it is clearly higher, but falls with their size to a small part
of what it was. A minimum rises beyond; where it is attained all along a way, it is so within some box.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from extremum.optimize.cones import NONNEGATIVE, ZERO, Cone, ConeProgram, Solved, solved
from extremum.optimize.ending import norm
from extremum.optimize.epigraphs import quadratic_below

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Least = Callable[[float], float]
"""The least value, of a part or a multiple of a way; infinite or no number where it is not known."""

_BEYOND, _PARTS, _SMALL = (1.5, 2.0, 10.0, 100.0), 2.0 ** -np.arange(20), 0.3
"""Multiples of the way where values beyond are asked for, parts of it, and what is a small part of a fall: (1 - t)^p
with p up to 4, which is attained where t is 1, is not so small at one part and more than zero at the fourfold."""
_NOISE, _LITTLE, _LOOSE, _MOVED, _FAR = 1e-9, 1e-2, 1e-4, 1e-2, 10.0
"""What is no change beside the value, or beside a fall; by how much higher the value is at the start of a way; the part
of its size that a point moves at least; and how large a point is that runs off."""


def recedes(value: float, beyond: Least, within: Least) -> bool:
    """Whether a value at the end of a way fades along it."""
    noise = _NOISE * (1 + abs(value))
    before = within(float(_PARTS[-1]))
    fall = before - value
    if not fall > noise or not all(beyond(far) <= value + max(noise, _LITTLE * fall) for far in _BEYOND):
        return False
    fading = [value + noise < within(float(part)) <= value + _SMALL * fall for part in _PARTS]
    return any(one and other for one, other in zip(fading, fading[2:], strict=False))


def program_recedes(program: ConeProgram, found: Solved, size: int) -> bool:
    """Whether the first numbers of the solution of a cone program are on a way to infinity. Those of linear and
    quadratic programs are not (Frank & Wolfe 1956, An algorithm for quadratic programming)."""
    if all(cone in (ZERO, NONNEGATIVE) for cone, *_ in program.parts) or norm(found.z[:size]) <= _FAR:
        return False
    value = _value(program, found)
    start = _nearest(program, value, size)
    way = found.z[:size] - start
    length = float(np.abs(way).max())
    if not length > _MOVED * (1 + float(np.abs(start).max())):
        return False
    most, box = int(np.abs(way).argmax()), np.eye(size)

    def beyond(far: float) -> float:
        return _least(program, (ZERO, box[[most]], -(start + far * way)[[most]]))

    def within(part: float) -> float:
        sides = ((NONNEGATIVE, sign * box, part * length - sign * start) for sign in (1, -1))
        return _least(program, *sides)

    return recedes(value, beyond, within)


def _nearest(program: ConeProgram, value: float, size: int) -> Array:
    """The point nearest to zero where the objective is no higher than a value but for a little; no numbers where it is
    not found."""
    P = np.zeros_like(program.P)
    P[:size, :size] = np.eye(size)
    near = ConeProgram(P, 0 * program.q, list(program.parts))
    quadratic_below(near, program.r - value - _LOOSE * (1 + abs(value)), program.q, program.P)
    found = solved(near)
    return found.z[:size] if found.good else np.full(size, np.nan)


def _least(program: ConeProgram, *more: tuple[Cone, Array, Array]) -> float:
    """The least value where more constraints hold."""
    tried = ConeProgram(program.P, program.q, [*program.parts, *more], program.r)
    found = solved(tried)
    return _value(program, found) if found.good else np.nan


def _value(program: ConeProgram, found: Solved) -> float:
    z = found.z
    curved = z[: len(program.P)]
    return float(curved @ program.P @ curved / 2 + program.q @ z) + program.r
