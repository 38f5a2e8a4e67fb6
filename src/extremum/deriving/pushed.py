"""A function in which something is added to a state of a recurrence when it is made.

The rate at which the function changes with that is the derivative by the state, all later states moving with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace, transform
from extremum.calculus.sweep import Carried
from extremum.calculus.uses import Key, key_of
from extremum.operations import construct as c
from extremum.operations.binders import close, open_body
from extremum.operations.delta import delta
from extremum.operations.recurrence import STATE, parts_of


def pushed(root: Expr, one: Carried, values: Sequence[IndexName], at: Dim, push: Expr) -> Expr:
    """The function where ``push`` is added to the state at an index, for one of the values of the indices around."""
    bodies = [root]
    for around in one.around:
        assert around.node is not None
        bodies.append(open_body(around.node, around.index))
    alone = c.product(*(delta(Dim.of(a.index), Dim.of(v)) for a, v in zip(one.around, values, strict=True)), push)
    changed = _pushed(bodies.pop(), key_of(one.pull.used), at, alone)
    for around in reversed(one.around):
        assert around.node is not None
        node = around.node
        summed = close(node.op.name, changed, around.index, node.size, node.start)
        changed = replace(bodies.pop(), {node: summed})
    return changed


def _pushed(root: Expr, key: Key, at: Dim, push: Expr) -> Expr:
    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.op is STATE and key_of(node) == key:
            p = parts_of(node)
            start = c.add(args[0], c.product(delta(p.first, at), push))
            args = (start, c.add(args[1], c.product(delta(Dim.of(p.bound) + 1, at), push)))
        return rebuild(node, args)

    return transform(root, change)
