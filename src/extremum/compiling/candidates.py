"""Ways to compute the same, of which the one that costs least is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extremum.algebra.dims import Atom, Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological as nodes_below
from extremum.compiling import costs
from extremum.compiling.term import Term

MANY, FEW = 8 * costs.TYPICAL, costs.TYPICAL // 4
_CLEARLY = 0.95
"""By what factor another way must be cheaper than the first."""


def cheapest(first: Term, *others: Term | None, sizes: Mapping[Atom, int]) -> Term:
    """The first way, unless another one is clearly cheaper; without another way nothing is counted."""
    if all(other is None or other is first for other in others):
        return first
    found, least = first, costs.weight(first, sizes) * _CLEARLY
    for other in others:
        if other is not None and other is not first:
            cost = costs.weight(other, sizes)
            if cost < least:
                found, least = other, cost
    return found


def typical_sizes(roots: Iterable[Expr]) -> Mapping[Atom, int]:
    """What dimensions count as: there are many samples, and a matrix of full column rank has few columns."""
    found: dict[Atom, int] = {}
    for node in nodes_below(roots):
        if node.op.name == "member":
            found |= _all(node.size, MANY)
        elif node.op.name == "symbol" and not node.is_scalar:
            if holds(node, "full_column_rank") and not holds(node, "full_row_rank"):
                found |= _all(node.cols, FEW)
            elif holds(node, "full_row_rank") and not holds(node, "full_column_rank"):
                found |= _all(node.rows, FEW)
    return found


def _all(dim: Dim, size: int) -> dict[Atom, int]:
    return dict.fromkeys(dim.atoms(), size)
