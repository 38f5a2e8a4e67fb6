"""Slopes of what holds at many places, by many members of families: an expression is evaluated once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.dims import Atom
from extremum.algebra.errors import ShapeError, UnsupportedError
from extremum.algebra.evaluate import Scope, ragged
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import jacobian
from extremum.optimize.unknowns import Part

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def jacobian_by(unknown: Expr, gap: Expr) -> Expr:
    """The Jacobian of a gap by an unknown.

    Raises:
        UnsupportedError: it is of members whose sizes move with their index.
    """
    try:
        return jacobian(gap, unknown)
    except ShapeError:
        raise UnsupportedError(
            f"a constraint is on members of {unknown.name}, whose sizes move with their index, and such are not kept; "
            "declare the members as variables of their own"
        ) from None


def slopes_together(
    jacobians: Mapping[Expr, Expr], parts: Sequence[Part], arrays: Sequence[Array], scope: Scope,
    places: Sequence[Mapping[Atom, int]], kept: Array,
) -> Array | None:  # fmt: skip
    """The kept rows of the Jacobians at all places, one place after another, by the stacked columns of all parts; None
    where a shape changes with a place or a member, so that they are no one array."""
    atoms = {atom for place in places for atom in place}
    if any(ragged(each, atom) for x, each in jacobians.items() for atom in (*atoms, *_own(x))):
        return None
    here = scope.placed({atom: np.array([place[atom] for place in places]) for atom in atoms})
    columns = []
    for unknown, group in groupby(zip(parts, arrays, strict=True), key=lambda one: one[0].unknown):
        members = list(group)
        size = members[0][1].size
        if any(array.size != size for _, array in members):
            return None
        if unknown in jacobians:
            inside = here if members[0][0].at is None else here.inner(members[0][0].index, _numbers(members))
            found = np.asarray(inside.value(jacobians[unknown]), dtype=float)
            found = found if atoms or found.ndim < 3 else found[:, None]
            whole = np.broadcast_to(found, (len(members), len(places), len(kept), size))
        else:
            whole = np.zeros((len(members), len(places), len(kept), size))
        columns.append(whole[:, :, kept].transpose(1, 2, 0, 3).reshape(len(places) * int(kept.sum()), -1))
    return np.hstack(columns)


def _own(unknown: Expr) -> tuple[Atom, ...]:
    return tuple(unknown.index.indices) if unknown.op.name == "member" else ()


def _numbers(members: Sequence[tuple[Part, Array]]) -> Array:
    return np.array([part.at for part, _ in members])
