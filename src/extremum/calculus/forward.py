"""Differentials: the linear part of the change, from the leaves up.

An operation's differential is the adjoint of its adjoint: for the adjoint map ``G ↦ adj(G)``, which is linear, the
differential ``dA ↦ dF`` is the gradient of ``<adj(G), dA>`` with respect to G. So no third table of rules is needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from extremum.algebra.dims import Bound, Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.calculus.sweep import dependent, gradients
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body


def forward(root: Expr, steps: Mapping[Expr, Expr]) -> Expr:
    """The differential of ``root`` for the given differentials of leaves."""
    order, live = dependent(root, list(steps))
    found: dict[Expr, Expr] = {}
    for node in order:
        if node not in live or any(type(atom) is Bound for atom in node.indices - root.indices):
            continue
        if node in steps:
            found[node] = steps[node]
        elif node.op.binder:
            found[node] = _binder(node, steps)
        else:
            found[node] = pushed(node, found)
    return found.get(root, c.like_zeros(root))


_MULTILINEAR = {"kron", "product", "scale"}


def pushed(node: Expr, moving: Mapping[Expr, Expr]) -> Expr:
    """``dF`` of one application from the differentials of its arguments."""
    if node.op.name in _MULTILINEAR:  # the product rule
        args = node.args
        terms = [node.op.build((*args[:k], moving[a], *args[k + 1 :]), ()) for k, a in enumerate(args) if a in moving]
        return c.add(c.like_zeros(node), *terms)
    probe = c.build("symbol", (), ("_G", node.rows, node.cols, ()))
    total = c.like_zeros(node)
    for arg, grad in zip(node.args, node.op.adjoint(node, probe), strict=True):
        if grad is not None and arg in moving:
            paired = c.trace(c.product(c.transpose(grad), moving[arg]))
            total = c.add(total, gradients(paired, [probe])[0])
    return total


def _binder(node: Expr, steps: Mapping[Expr, Expr]) -> Expr:
    index = fresh_index(node)
    factor = replace_indices(node.op.jacobian(node, 0), {Bound(node.level): Dim.of(index)})
    inner = forward(open_body(node, index), steps)
    size, start = node.params[0], node.params[1]
    assert isinstance(size, Dim) and isinstance(start, Dim)
    moved = c.product(factor, inner) if node.is_scalar else inner
    return close("sum_over", moved, index, size, start)
