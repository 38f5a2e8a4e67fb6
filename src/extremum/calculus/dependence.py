"""What depends on what: which nodes of a graph a derivative passes through."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from extremum.algebra.dims import Bound
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological


def same_family(node: Expr, target: Expr) -> bool:
    """Whether both are members of one family."""
    return (
        node.op.name == target.op.name == "member"
        and node.name == target.name
        and node.assumptions == target.assumptions
    )


def dependent(root: Expr, targets: Collection[Expr], fixed: Collection[Expr] = ()) -> tuple[list[Expr], set[Expr]]:
    """All nodes in topological order, and those of them that depend on a target.

    Below what is ``fixed``, which is known to depend on none, nothing is looked at.
    """
    order = topological([root], enter=(lambda node: node not in fixed) if fixed else None)
    return order, moving(order, targets)


def moving(order: Sequence[Expr], targets: Collection[Expr]) -> set[Expr]:
    """Those of some nodes, in topological order, that depend on a target."""
    families = [target for target in targets if target.op.name == "member"]
    aims = set(targets)
    live: set[Expr] = set()
    for node in order:
        if node in aims or not live.isdisjoint(node.args) or any(same_family(node, t) for t in families):
            live.add(node)
    return live


def dependent_within(root: Expr, targets: Collection[Expr]) -> tuple[list[Expr], set[Expr]]:
    """As :func:`dependent`; in steps and equations what is carried there depends on a target where the result does."""
    held: set[Expr] = set()
    while True:
        order, live = dependent(root, [*targets, *held])
        runs = [node for node in order if node.op.run is not None and node in live]
        more = {leaf for node in runs for leaf in _carried(node)} - held
        if not more:
            return order, live
        held |= more


def _carried(node: Expr) -> list[Expr]:
    """What a recurrence or an equation carries: the state that a step starts from, the unknown."""
    return [leaf for leaf in topological(node.args) if leaf.op.carried and Bound(node.level) in leaf.indices]
