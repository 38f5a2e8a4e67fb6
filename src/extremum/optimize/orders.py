"""Why matrices that are ordered, ``A >> B``, were not taken: what was missing, and what to write instead."""

from __future__ import annotations

from importlib.util import find_spec

from extremum.algebra.errors import UnsupportedError
from extremum.problems.constraint import Constraint


def no_order(constraint: Constraint, of_families: bool) -> UnsupportedError:
    """The error for a problem that was solved as no cone program."""
    if not find_spec("clarabel"):
        why = "these need the extra 'cones'; install it, declare the matrix positive_definite, or write it as L*L'"
    elif of_families:
        why = (
            "the unknowns of these are no families: name the members, as X1 and X2, or, where each is positive "
            "semidefinite, write it as L[i]*L[i]'"
        )
    else:
        why = (
            "this was read as none, or its solution was not certified: it is of affine matrices, norms, logarithms and "
            "the like, and convex; declare the matrix positive_definite, or write it as L*L'"
        )
    return UnsupportedError(f"{constraint} orders matrices, which minimize takes in cone programs only, and {why}")
