"""Ends of the domain of an objective: it is defined there, and may be extremal without a derivative that vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf

from extremum.algebra.facts import holds
from extremum.algebra.intervals import POSITIVE, Interval
from extremum.algebra.node import Expr
from extremum.convexity.domains import Constraint, constraints_of, holds_always
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.problems.problem import Problem

_OPEN = ("not zero", "invertible", "with a positive determinant", "where the function is defined")
"""Needs in words that describe open sets."""


def closed_ends(objective: Expr, unknowns: Sequence[Expr]) -> list[Constraint]:
    """What the objective needs of its arguments, where these may reach an end at which it is defined."""
    region = Region(tuple(unknowns))
    return [need for need in constraints_of(objective, region) if _reaches_an_end(need, region)]


def defined_everywhere(objective: Expr, unknowns: Sequence[Expr]) -> bool:
    """Whether the objective is known to have a value for all values of the unknowns."""
    region = Region(tuple(unknowns))
    return all(holds_always(need, region) for need in constraints_of(objective, region))


def _reaches_an_end(need: Constraint, region: Region) -> bool:
    if isinstance(need.needs, str):
        return need.needs not in _OPEN
    needs, bounds = closure(need), region.bounds(need.argument)
    below = not isinf(needs.low) and not needs.low_open and not bounds.within(Interval(needs.low, inf, low_open=True))
    above = not isinf(needs.high) and not needs.high_open
    return below or (above and not bounds.within(Interval(-inf, needs.high, high_open=True)))


def is_an_end(need: Constraint) -> bool:
    """Whether nothing beyond has a value: ``x^p`` has one for negative x too where p is a whole number."""
    return need.node.op.name != "hadamard" or all(c.is_number(e) for b, e in pairs(need.node) if b is need.argument)


def closure(need: Constraint) -> Interval:
    """The interval that is needed, with 0 where a power with an exponent of unknown value may be defined there."""
    assert isinstance(need.needs, Interval)
    exponents = [e for b, e in pairs(need.node) if b is need.argument] if need.node.op.name == "hadamard" else []
    moving = [e for e in exponents if not c.is_number(e) and not holds(c.multiple(-1, e), "positive")]
    return Interval(0, inf) if moving and need.needs == POSITIVE else need.needs


def unexamined(problem: Problem) -> str:
    """``, but for the ends of its domain …``: what a statement about stationary points does not see; empty where there
    is none."""
    ends = [] if problem.objective is None else closed_ends(problem.objective, problem.unknowns)
    return f"the ends of its domain, {' and '.join(dict.fromkeys(map(str, ends)))}, were not examined" if ends else ""
