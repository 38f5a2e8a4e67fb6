"""Recurrences through whose steps alone a variable enters, and derivatives with a part of a step held fixed."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.calculus.dependence import dependent, same_family
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c
from extremum.operations.leaves import index_of
from extremum.operations.recurrence import STATE, Parts, parts_of


def recurrence_in(expr: Expr, target: Expr) -> Expr | None:
    """The one state of a recurrence through whose steps alone the variable enters a scalar, or None."""
    states = [n for n in topological([expr], enter=lambda n: n.op is not STATE) if n.op is STATE]
    if len(states) != 1 or not expr.is_scalar or not states[0].indices <= expr.indices:
        return None
    (state,) = states
    p = parts_of(state)
    elsewhere = [aside(expr, state)[1], p.start]
    enters = dependent(p.step, [target])[1] and not any(dependent(e, [target])[1] for e in elsewhere)
    return state if enters and p.direction == 1 and _has_its_own(p, target) else None


def _has_its_own(p: Parts, target: Expr) -> bool:
    """Whether each step has the member of its own index of a family alone, where the variable is a member."""
    members = (node for node in topological([p.step]) if same_family(node, target))
    return all(index_of(member) is Dim.of(p.bound) for member in members)


def aside(expr: Expr, part: Expr) -> tuple[Expr, Expr]:
    """A symbol that stands for a part, and the expression with it."""
    held = c.build("symbol", (), (unreachable("y"), *part.shape, ()))
    return held, replace(expr, {part: held, c.transpose(part): c.transpose(held)})


def by_part(expr: Expr, part: Expr) -> Expr:
    """``∂expr/∂part``, everything below the part held fixed."""
    held, outside = aside(expr, part)
    return replace(chained(outside, held), {held: part})


def past(expr: Expr, part: Expr, target: Expr) -> Expr:
    """``∂expr/∂target``, the part held fixed."""
    held, outside = aside(expr, part)
    return replace(chained(outside, target), {held: part})
