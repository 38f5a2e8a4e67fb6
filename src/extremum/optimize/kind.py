"""Of what kind an end is: nothing is lower anywhere where the problem is convex, nearby otherwise."""

from __future__ import annotations

from functools import lru_cache

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.convexity.certificate import proved
from extremum.convexity.region import Region
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem


@lru_cache(maxsize=64)
def is_convex(problem: Problem) -> bool:
    """Whether rules prove, without conditions on the data, that the minimised objective is convex in all unknowns
    together, that equations are affine, and that the gaps of inequalities are concave: then what is lowest nearby is
    lowest (Boyd & Vandenberghe 2004, sec. 4.2.2)."""
    unknowns = problem.unknowns
    if any(unknown.op.name == "member" for unknown in unknowns):
        return False
    try:
        convex = proved(problem.minimised, *unknowns, pieces=problem.pieces).kind in ("affine", "convex")
        return convex and all(_is_convex_set(each, unknowns) for each in problem.constraints)
    except ExtremumError:
        return False


def _is_convex_set(stated: Constraint, unknowns: tuple[Expr, ...]) -> bool:
    if Region(unknowns).affine(stated.gap):
        return True
    bends = stated.is_inequality and stated.gap.is_scalar and not stated.gap.indices
    return bends and proved(stated.gap, *unknowns).kind == "concave"
