"""The chain of subexpressions through which a variable enters: every path to the variable passes them."""

from __future__ import annotations

from itertools import pairwise

from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import dependent, same_family
from extremum.operations import construct as c

LINEAR = {"sum", "scale", "product", "transpose", "trace", "vec", "unvec", "kron", "diag", "diagonal"}
"""Operations that are linear in each argument: what lies between two nonlinear ones is one step of the chain."""


def chain_of(root: Expr, target: Expr) -> list[Expr]:
    """``[root, u, …, target]``: the subexpressions that every path passes, without those of linear steps in between."""
    passed = _dominators(root, target)
    kept = [root]
    for above, node in pairwise(passed):
        if node is target or above.op.name not in LINEAR or node.op.name not in LINEAR or _quadratic(above, node):
            kept.append(node)
    return kept if kept[-1] is target else [*kept, target]


def _quadratic(above: Expr, node: Expr) -> bool:
    """Whether ``above`` is a product in which ``node`` stands more than once, as in ``u'u``."""
    return above.op.name in ("product", "trace") and len(_steps_down(above, {node, c.transpose(node)})) > 1


def _steps_down(node: Expr, live: set[Expr]) -> list[Expr]:
    args = node.args[0].args if node.op.name == "trace" and node.args[0].op.name == "product" else node.args
    return [arg for arg in args if arg in live]


def _upright(node: Expr) -> Expr:
    return c.transpose(node) if node.is_row or node.op.name == "transpose" else node


def _dominators(root: Expr, target: Expr) -> list[Expr]:
    """All nodes that every path from the root to the target passes, rows taken for the columns they transpose."""
    order, live = dependent(root, [target])
    place = {node: k for k, node in enumerate(order)}
    for node in order:
        upright = _upright(node)
        if node in live and upright not in place:
            place[upright] = place[node]
            live |= dependent(upright, [target])[1]
            place.update({n: place.get(n, place[node]) for n in live if n not in place})
    passed: list[Expr] = []
    frontier = {root}
    while frontier:
        top = max(frontier, key=lambda node: place[node])
        if len(frontier) == 1:
            passed.append(top)
            if top is target or top.op.binder:
                break
        frontier.remove(top)
        if top is target or same_family(top, target):
            frontier.add(target)
            place.setdefault(target, -1)
            if all(n is target for n in frontier):
                passed.append(target)
                break
            continue
        frontier |= {_upright(arg) for arg in top.args if arg in live}
    return passed


def step(above: Expr, below: Expr) -> Expr:
    """``∂vec(above)/∂vec(below)'`` with everything below ``below`` held fixed."""
    if above is below:
        return c.eye(below.rows * below.cols)
    if below.op.name in ("symbol", "member"):
        return chained(above, below)
    held = c.build("symbol", (), ("_u", below.rows, below.cols, ()))
    inner = replace(above, {below: held, c.transpose(below): c.transpose(held)})
    return replace(chained(inner, held), {held: below})
