"""What a declared structure of an unknown asks for: constraints, a linear space, an open domain, or whole numbers.

- A *constraint* is written out, and the unknown is free of it from then on: ``x'x = 1`` for a unit vector.
- A *linear space* (symmetric, diagonal, triangular, …) is kept: derivatives are taken within it.
- An *open domain* (positive, positive definite, invertible, …) is kept: it is where the objective is looked at, and a
  solution must lie in it.
- *Discrete* sets are not searched by calculus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.problems.constraint import Constraint, at_least, equal_to, semidefinite
from extremum.structures import STRUCTURES, Kind


def _sum(x: Expr) -> Expr:
    return c.product(c.ones(1, x.rows), x, c.ones(x.cols))


CONSTRAINTS: dict[str, Callable[[Expr], list[Constraint]]] = {
    "unit": lambda x: [equal_to(c.product(c.transpose(x), x), 1)],
    "orthogonal": lambda x: [equal_to(c.product(c.transpose(x), x), c.eye(x.cols))],
    "simplex": lambda x: [equal_to(_sum(x), 1), at_least(x, 0)],
    "nonnegative": lambda x: [at_least(x, 0)],
    "positive_semidefinite": lambda x: [semidefinite(x)],
}
"""The constraints of a structure on an unknown."""

_LEFT = {"positive_semidefinite": ("symmetric",)}
"""What stays of a structure whose constraints are written out."""


def constraints_of(fact: str, x: Expr) -> list[Constraint]:
    """A structure of an expression, as constraints.

    Raises:
        ExtremumError: it is no closed set that constraints describe.
    """
    if fact == "symmetric":
        return [equal_to(x, c.transpose(x))]
    if fact not in CONSTRAINTS:
        known = ", ".join(sorted([*CONSTRAINTS, "symmetric"])).replace("_", " ")
        raise ExtremumError(f"'{x} is {fact.replace('_', ' ')}' is no constraint; known are {known}. Declare {x} so")
    return CONSTRAINTS[fact](x)


def released(unknown: Expr) -> tuple[Expr, list[Constraint]]:
    """The unknown without the structures that are constraints, and these constraints.

    Raises:
        UnsupportedError: the unknown is a member of a family.
    """
    written = [fact for fact in unknown.assumptions if fact in CONSTRAINTS]
    if not written:
        return unknown, []
    if unknown.op is leaves.MEMBER:
        raise UnsupportedError(f"{unknown} is a member of a family declared {written[0]}; solve for a variable instead")
    kept = [fact for fact in unknown.assumptions if fact not in CONSTRAINTS]
    kept += [left for fact in written for left in _LEFT.get(fact, ())]
    free = leaves.symbol(unknown.name, unknown.rows, unknown.cols, tuple(dict.fromkeys(kept)))
    return free, [constraint for fact in written for constraint in CONSTRAINTS[fact](free)]


def states_symmetry(constraint: Constraint, x: Expr) -> bool:
    """Whether a constraint is ``X == X'``."""
    return {constraint.left, constraint.right} == {x, c.transpose(x)} and constraint.is_equation


def symmetric(x: Expr) -> Expr:
    """The unknown, declared symmetric too."""
    return leaves.symbol(x.name, x.rows, x.cols, tuple(dict.fromkeys([*x.assumptions, "symmetric"])))


def discrete(unknowns: Iterable[Expr]) -> tuple[Expr, str] | None:
    """An unknown of whole numbers, and the structure that says so."""
    found = ((x, fact) for x in unknowns for fact in x.assumptions if STRUCTURES[fact].kind is Kind.DISCRETE)
    return next(found, None)


def whole_space(x: Expr) -> bool:
    """Whether an unknown runs through a whole linear space."""
    return all(STRUCTURES[fact].kind is Kind.SUBSPACE for fact in x.assumptions)
