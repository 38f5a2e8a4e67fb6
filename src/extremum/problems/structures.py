"""What a declared structure of an unknown asks for: constraints, a linear space, an open domain, or whole numbers.

- A *constraint* is written out, and the unknown is free of it from then on: ``x'x = 1`` for a unit vector.
- A *linear space* (symmetric, diagonal, triangular, …) is kept: derivatives are taken within it.
- An *open domain* (positive, positive definite, invertible, …) is kept: it is where the objective is looked at, and a
  solution must lie in it.
- *Discrete* sets are not searched by calculus.
"""

from __future__ import annotations

from collections.abc import Iterable

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.problems.constraint import Constraint, constraint
from extremum.structures import STRUCTURES, Kind


def constraints_of(fact: str, x: Expr) -> list[Constraint]:
    """A structure of an expression, as constraints.

    Raises:
        ExtremumError: it is no closed set that constraints describe.
    """
    asked = STRUCTURES[fact].asked if fact in STRUCTURES else None
    if asked is None:
        known = ", ".join(name for name, structure in STRUCTURES.items() if structure.asked).replace("_", " ")
        raise ExtremumError(f"'{x} is {fact.replace('_', ' ')}' is no constraint; known are {known}. Declare {x} so")
    return [constraint(*sides) for sides in asked(x)]


def is_open(fact: str) -> bool:
    """Whether a structure is that of an open set, in which an extremum must lie and which no constraint closes."""
    return fact in STRUCTURES and STRUCTURES[fact].kind in (Kind.OPEN, Kind.OPEN_CONE)


def is_constraint(fact: str) -> bool:
    """Whether a declared structure is written out: it is said by constraints and is no linear space."""
    return STRUCTURES[fact].asked is not None and not _linear(fact)


def _linear(fact: str) -> bool:
    return STRUCTURES[fact].kind is Kind.SUBSPACE


def released(unknown: Expr) -> tuple[Expr, list[Constraint]]:
    """The unknown without the structures that are constraints, and these constraints.

    Raises:
        UnsupportedError: the unknown is a member of a family.
    """
    written = [fact for fact in unknown.assumptions if is_constraint(fact)]
    if not written:
        return unknown, []
    if unknown.op is leaves.MEMBER:
        raise UnsupportedError(f"{unknown} is a member of a family declared {written[0]}; solve for a variable instead")
    kept = [fact for fact in unknown.assumptions if fact not in written]
    kept += [implied for fact in written for implied in STRUCTURES[fact].implies if _linear(implied)]
    free = leaves.symbol(unknown.name, unknown.rows, unknown.cols, tuple(dict.fromkeys(kept)))
    return free, [each for fact in written for each in constraints_of(fact, free)]


def released_family(unknown: Expr, roots: Iterable[Expr]) -> tuple[dict[Expr, Expr], list[Constraint]]:
    """The members of a family that occur, by themselves without the structures that are constraints, and these
    constraints of all of them; of a symbol itself."""
    if unknown.op is not leaves.MEMBER:
        free_one, stated = released(unknown)
        return {unknown: free_one}, stated
    written = [fact for fact in leaves.declared(unknown) if is_constraint(fact)]
    kept = [fact for fact in leaves.declared(unknown) if fact not in written]
    kept += [implied for fact in written for implied in STRUCTURES[fact].implies if _linear(implied)]
    facts = tuple(dict.fromkeys(kept))
    found = [node for node in topological(roots) if node.op is leaves.MEMBER and node.name == unknown.name]
    free = {each: leaves.member_declared(each, facts) for each in (unknown, *found)}
    return free, [each for fact in written for each in constraints_of(fact, free[unknown])]


def states_symmetry(stated: Constraint, x: Expr) -> bool:
    """Whether a constraint is ``X == X'``."""
    return {stated.left, stated.right} == {x, c.transpose(x)} and stated.is_equation


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
