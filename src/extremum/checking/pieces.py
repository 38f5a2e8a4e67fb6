"""Pieces of an answer that may be missing in a claim."""

from __future__ import annotations

from extremum.algebra.dims import Bound, IndexName
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.checking.syntax import INSIDE
from extremum.operations.binders import open_body, range_of
from extremum.simplify.cost import cost

_MOST = 20


def pieces_of(answer: Expr) -> tuple[Expr, ...]:
    """The longest parts of an answer that are at most three quarters of it, also inside its sums."""
    most = 0.75 * cost(answer)
    roots = [answer, *map(_opened, filter(_is_sum, topological([answer])))]
    found = [node for node in topological(roots) if node.args and not _is_bound(node) and cost(node) <= most]
    return tuple(found[-_MOST:])


def _is_sum(node: Expr) -> bool:
    return node.op.binder and node.op.run is None and not node.indices


def _opened(node: Expr) -> Expr:
    """What is summed, at the index that stands for the one that the claim uses."""
    size, start, _ = range_of(node.params)
    return open_body(node, IndexName(INSIDE, size, start.number or 0))


def _is_bound(node: Expr) -> bool:
    return any(isinstance(atom, Bound) for atom in node.indices)
