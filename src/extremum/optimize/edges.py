"""The lowest point at the border of a ball or an ellipsoid, ``x'Bx ≤ s``, by trust regions on ``x'Bx = s``: where an
objective curves down, minima are there, and methods that model it as convex do not reach them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.traverse import contains
from extremum.data.computing import silently
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.optimize.landscape import Landscape
from extremum.optimize.manifolds import manifolds
from extremum.optimize.riemannian import by_manifolds
from extremum.optimize.watch import Watch
from extremum.problems.constraint import Constraint, constraint

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def at_edge(
    landscape: Landscape, stated: Sequence[Constraint], start: Array, tolerance: float, watch: Watch
) -> Array | None:
    """The end of a run on the manifolds that constraints are with equality; None where they are none."""
    try:
        equations = [_equation(landscape, each) for each in stated]
        on = manifolds(landscape, equations) if not landscape.lacks and not landscape.objective.kinked else None
        if on is None:
            return None
        landscape.parameters.begin_by(lambda: start)
        found = by_manifolds(landscape, on, (), tolerance, watch)
    except ExtremumError:
        return None
    landscape.evaluations += found.evaluations
    shapes = zip(landscape.objective.parts, landscape.parameters.shapes, strict=True)
    return landscape.parameters.flat([np.reshape(found.x[part.unknown], shape) for part, shape in shapes])


def _equation(landscape: Landscape, stated: Constraint) -> Constraint:
    """A constraint as an equation, with the number of its terms without unknowns.

    Raises:
        UnsupportedError: it has several entries.
    """
    if not stated.gap.is_scalar:
        raise UnsupportedError(f"{stated} has several entries, which no ball or ellipsoid has")
    unknowns = list(landscape.objective.unknowns)
    terms = [(c.multiple(q, term), contains(term, unknowns)) for q, term in terms_of(stated.gap)]
    still = c.add(c.number(0), *(term for term, moves in terms if not moves))
    with silently():
        level = Fraction(float(np.reshape(landscape.objective.scope.value(still), ())))
    return constraint(c.add(c.number(0), *(term for term, moves in terms if moves)), "==", c.number(-level))
