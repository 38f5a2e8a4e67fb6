"""Derivatives of scalars by one reverse sweep over the graph, with each operation's adjoint."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from extremum.algebra.dims import Bound, Dim, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological
from extremum.calculus import recurrences
from extremum.calculus.dependence import dependent, same_family
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.delta import delta
from extremum.operations.leaves import index_of


def gradients(
    root: Expr, targets: Sequence[Expr], seed: Expr | None = None, fixed: Collection[Expr] = ()
) -> list[Expr]:
    """The gradients of the scalar ``root`` with respect to each target (a symbol, a member, or any subexpression).

    ``seed`` is the gradient of a later scalar with respect to ``root`` (1 by default; any shape); ``fixed`` are
    subexpressions in which no target occurs, so that the sweep need not look.
    """
    start = c.number(1) if seed is None else seed
    found, _ = _sweep(root, start, dict.fromkeys(targets), frozenset(), FreeNames(root, start), fixed)
    return [found.get(target, c.like_zeros(target)) for target in targets]


def partial(root: Expr, at: Expr, seed: Expr, names: FreeNames | None = None) -> Expr:
    """The gradient with respect to the subexpression ``at``, everything below it held fixed.

    ``names`` are those that a larger sweep has given already.
    """
    stopped = _sweep(root, seed, [], frozenset([at]), names or FreeNames(root, seed))[1]
    return stopped.get(at, c.like_zeros(at))


Gradients = dict[Expr, Expr]


def _sweep(
    root: Expr, seed: Expr, targets: Collection[Expr], stops: frozenset[Expr], names: FreeNames,
    fixed: Collection[Expr] = (),
) -> tuple[Gradients, Gradients]:  # fmt: skip
    """The gradients at the targets, and at the nodes where the sweep stops (its caller goes on from them)."""
    order, live = dependent(root, [*targets, *stops], fixed)
    parts: dict[Expr, list[Expr]] = {root: [seed]}
    reached: Gradients = {}
    stopped: Gradients = {}
    for node in reversed(order):
        if node not in parts:
            continue
        arrived = parts.pop(node)
        grad = arrived[0] if len(arrived) == 1 else c.add(*arrived)
        if node in stops:
            stopped[node] = grad
            continue
        _reach(node, grad, targets, reached)
        if c.is_zero(grad):
            continue
        for arg, part in _through(node, grad, targets, live, reached, names):
            parts.setdefault(arg, []).append(part)
    return reached, stopped


def _reach(node: Expr, grad: Expr, targets: Collection[Expr], reached: Gradients) -> None:
    """Adds a gradient that arrived at a target; ``∂x[i]/∂x[k] = δ(i,k) I``."""
    if node in targets:
        _accumulate(reached, node, grad)
    if node.op.name == "member":
        for target in targets:
            if node is not target and same_family(node, target):
                _accumulate(reached, target, c.product(delta(index_of(node), index_of(target)), grad))


def _accumulate(total: Gradients, key: Expr, part: Expr) -> None:
    total[key] = c.add(total[key], part) if key in total else part


def _through(
    node: Expr, grad: Expr, targets: Collection[Expr], live: set[Expr], reached: Gradients, names: FreeNames
) -> list[tuple[Expr, Expr]]:
    """The gradients that an operation passes on to its arguments, those that depend on a target."""
    if node.op.name == "state":
        return _recurrence(node, grad, targets, reached, names)
    if node.op.binder:
        return _binder(node, grad, targets, reached, names)
    if not any(arg in live for arg in node.args):
        return []
    parts = node.op.adjoint(node, grad)
    return [(arg, known(part, node)) for arg, part in zip(node.args, parts, strict=True) if arg in live]


def known(part: Expr | None, node: Expr) -> Expr:
    """A derivative that an operation does not have is an error, never a zero."""
    if part is None:
        raise UnsupportedError(f"the derivative of {node} is not available: {node.op.domain}")
    return part


def _binder(
    node: Expr, grad: Expr, targets: Collection[Expr], reached: Gradients, names: FreeNames
) -> list[tuple[Expr, Expr]]:
    """Sweeps the body with a free index, down to what does not depend on it, and sums over the index."""
    index = fresh_index(node)
    body = open_body(node, index)
    (inner,) = node.op.adjoint(node, grad)
    assert inner is not None
    seed = replace_indices(inner, {Bound(node.level): Dim.of(index)})
    found, stopped = _sweep(body, seed, targets, _frontier(body, index, targets), names)
    size, start = node.size, node.start
    for target, part in found.items():
        _accumulate(reached, target, close("sum_over", part, index, size, start))
    return [(stop, close("sum_over", part, index, size, start)) for stop, part in stopped.items()]


def _recurrence(
    node: Expr, grad: Expr, targets: Collection[Expr], reached: Gradients, names: FreeNames
) -> list[tuple[Expr, Expr]]:
    """Sweeps one step from its narrowest node with the carried adjoint e[k], and sums over k; and on into the start."""
    adjoint = recurrences.adjoint(node, grad, names, partial)
    index, at = adjoint.index, Dim.of(adjoint.first)
    for target in targets:
        if target.op.name == "member" and target.size is not adjoint.size and _occurs(adjoint.step, target):
            raise UnsupportedError(
                f"{target} is one of {target.size} members, but the recurrence takes {adjoint.size} steps; "
                "declare the family with as many members as there are steps"
            )
    stops = _frontier(adjoint.narrow, index, targets) | {adjoint.before}
    found, stopped = _sweep(adjoint.narrow, adjoint.carried, targets, stops, names)
    stopped.pop(adjoint.before, None)  # what arrives there is carried on by the adjoint recurrence
    for target, part in found.items():
        _accumulate(reached, target, close("sum_over", part, index, adjoint.size, adjoint.first))
    parts = [(stop, close("sum_over", part, index, adjoint.size, adjoint.first)) for stop, part in stopped.items()]
    start = node.args[0]
    if dependent(start, targets)[1]:
        back = partial(adjoint.narrow, adjoint.before, adjoint.carried, names)
        parts.append((start, replace_indices(back, {index: at})))
    return parts


def _occurs(root: Expr, target: Expr) -> bool:
    return any(same_family(node, target) for node in topological([root]))


def _frontier(body: Expr, index: IndexName, targets: Collection[Expr]) -> frozenset[Expr]:
    """The largest subexpressions of the body that depend on a target but not on the index."""
    _, live = dependent(body, targets)
    return frozenset(
        node
        for user in topological([body], enter=lambda n: index in n.indices)
        for node in (user, *user.args)
        if node in live and index not in node.indices
    )
