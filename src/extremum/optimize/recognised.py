"""Problems of a form that has a method of its own: linear and quadratic programs, corners of the unknowns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from extremum.algebra.node import Expr
from extremum.optimize.coned import by_cones
from extremum.optimize.corners import by_corners, is_of_unknowns
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.minimum import Minimum
from extremum.optimize.objective import Objective
from extremum.optimize.pieces import Piece, parted
from extremum.optimize.programs import by_program
from extremum.optimize.watch import Watch
from extremum.problems.constraint import Constraint


def recognised(
    whole: Landscape, stated: Sequence[Constraint], data: Mapping[str, Any], method: str | None, tolerance: float,
    watch: Watch,
) -> Minimum | None:  # fmt: skip
    """The minimum by the method of the problem's form; None where it is of none, or another method is asked for."""
    known = _in_parts(whole, stated, data, method, tolerance, watch)
    if known is not None or method not in (None, "program") or not (stated or whole.objective.kinked):
        return known
    return by_cones(whole, stated, watch)


def _in_parts(
    whole: Landscape, stated: Sequence[Constraint], data: Mapping[str, Any], method: str | None, tolerance: float,
    watch: Watch,
) -> Minimum | None:  # fmt: skip
    """The minimum of something smooth and corners, or under linear constraints."""
    unknowns = whole.objective.unknowns
    if any(each.is_semidefinite for each in stated):
        return None
    found = _parted(whole.objective)
    if found is None or not (found[1] or stated):
        return None
    smooth, pieces = found
    own = bool(pieces) and not stated and is_of_unknowns(pieces, unknowns)
    if method not in (None, "proximal" if own else "program"):
        return None
    landscape = _of(smooth, pieces, whole, stated, data)
    if own:
        return by_corners(landscape, pieces, whole, tolerance, watch)
    gaps = Gaps(stated, landscape.objective, landscape.parameters)
    return by_program(landscape, gaps, pieces, watch)


def _parted(objective: Objective) -> tuple[Expr, Sequence[Piece]] | None:
    """What is smooth, and the pieces; of families without kinks."""
    if all(unknown.op.name == "symbol" for unknown in objective.unknowns):
        return parted(objective.expr, objective.unknowns)
    return None if objective.kinked else (objective.expr, ())


def _of(
    smooth: Expr, pieces: Sequence[Piece], whole: Landscape, stated: Sequence[Constraint], data: Mapping[str, Any]
) -> Landscape:
    """The landscape of the smooth part alone, in which constraints and corners have values too."""
    if not pieces:
        return whole
    scope, unknowns = whole.objective.scope, whole.objective.unknowns
    beside = [*(each.gap for each in stated), *(part for piece in pieces for part in (piece.inside, piece.weight))]
    given = {name: value for name, value in data.items() if name in (*scope.arrays, *whole.objective.streams)}
    given = given | {name: value for name, value in data.items() if callable(value)}
    return Landscape(
        Objective(smooth, unknowns, given, scope.sizes, None, beside, strict=False, sense=whole.sense), whole.parameters
    )
