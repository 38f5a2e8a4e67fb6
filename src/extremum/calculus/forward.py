"""Differentials: the linear part of the change, from the leaves up.

An operation's differential is the adjoint of its adjoint: for the adjoint map ``G ↦ adj(G)``, which is linear, the
differential ``dA ↦ dF`` is the gradient of ``<adj(G), dA>`` with respect to G. So no third table of rules is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from extremum.algebra.dims import Bound, Dim
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import replace, replace_indices
from extremum.calculus.dependence import dependent, same_family
from extremum.calculus.factors import chained
from extremum.calculus.implicit import change
from extremum.calculus.members import summed
from extremum.calculus.sweep import gradients, known
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body
from extremum.operations.carry import carry, carry_index
from extremum.operations.delta import delta
from extremum.operations.implicit import opened
from extremum.operations.leaves import index_of
from extremum.operations.recurrence import held_step, open_index, parts_of, recurrence

Move = Callable[[Expr], Expr | None]
"""The differential of a leaf, or None for one that does not move."""


def forward(root: Expr, steps: Mapping[Expr, Expr]) -> Expr:
    """The differential of ``root`` for the given differentials of leaves; of a family just these members move."""
    return moved(root, list(steps), lambda node: _step(node, steps))


def _step(node: Expr, steps: Mapping[Expr, Expr]) -> Expr | None:
    """The differential of a leaf; of a member ``dx[i] = δ(i,k) dx[k]``."""
    if node in steps:
        return steps[node]
    parts = [
        c.product(delta(index_of(node), index_of(target)), step)
        for target, step in steps.items()
        if same_family(node, target)
    ]
    return c.add(*parts) if parts else None


def moved(root: Expr, leaves: Collection[Expr], move: Move) -> Expr:
    """The differential of ``root`` where ``leaves``, and other members of their families, move as ``move`` says."""
    order, live = dependent(root, leaves)
    found: dict[Expr, Expr] = {}
    for node in order:
        if node not in live or any(type(atom) is Bound for atom in node.indices - root.indices):
            continue
        step = move(node)
        if step is not None:
            found[node] = step
        elif node.op.name == "state":
            found[node] = _state(node, leaves, move)
        elif node.op.name == "implicit":
            found[node] = _implicit(node, leaves, move)
        elif node.op.binder:
            found[node] = _binder(node, leaves, move)
        else:
            found[node] = pushed(node, found)
    return found.get(root, c.like_zeros(root))


def _implicit(node: Expr, leaves: Collection[Expr], move: Move) -> Expr:
    """``vec(dP) = -J⁻¹ vec(dF)``, of F where P is held."""
    residual, unknown = opened(node)
    return change(node, replace(moved(residual, leaves, move), {unknown: node}), chained)


def _state(node: Expr, leaves: Collection[Expr], move: Move) -> Expr:
    """``dy[k+1] = dF(y[k])``: the differential of a state is a state of the tangent recurrence."""
    p, index = parts_of(node), open_index(node)
    step, held, before = held_step(node, index)
    name = free_name(f"d{p.name}", node, *leaves)
    moving = carry(name, before.rows, before.cols, carry_index(held))
    inner = moved(step, [*leaves, held], lambda n: moving if n is held else move(n))
    start = moved(p.start, leaves, move)
    return recurrence(name, start, replace(inner, {held: before}), index, p.first, p.direction).at(p.at)


def pushed(node: Expr, moving: Mapping[Expr, Expr]) -> Expr:
    """``dF`` of one application from the differentials of its arguments."""
    if node.op.linear is MULTILINEAR:  # the product rule
        args = node.args
        terms = [node.op.build((*args[:k], moving[a], *args[k + 1 :]), ()) for k, a in enumerate(args) if a in moving]
        return c.add(c.like_zeros(node), *terms)
    if node.op.linear.jointly and not node.op.binder and not node.op.label:  # a block matrix of differentials
        return node.op.build(tuple(moving[a] if a in moving else c.like_zeros(a) for a in node.args), node.params)
    probe = c.build("symbol", (), ("_G", node.rows, node.cols, ()))
    total = c.like_zeros(node)
    parts = node.op.adjoint(node, probe)
    for k, arg in enumerate(node.args):
        if arg in moving:
            paired = c.trace(c.product(c.transpose(known(parts[k], node)), moving[arg]))
            total = c.add(total, gradients(paired, [probe], fixed=_around(node, moving[arg]))[0])
    return total


def _around(*nodes: Expr) -> set[Expr]:
    """The nodes, their arguments and theirs: what stands in a derivative as it is, so that no probe is in it."""
    found = set(nodes)
    for _ in range(2):
        found |= {arg for node in found for arg in node.args}
    return found


def _binder(node: Expr, leaves: Collection[Expr], move: Move) -> Expr:
    index = fresh_index(node)
    factor = replace_indices(node.op.jacobian(node, 0), {Bound(node.level): Dim.of(index)})
    inner = moved(open_body(node, index), leaves, move)
    size, start = node.size, node.start
    change = c.product(factor, inner) if node.is_scalar else inner
    return summed(change, index, size, start, leaves)
