"""The derivative of a recurrence is the adjoint recurrence, so the gradient of an m-layer network is a formula in m.

With ``y[k+1] = F(y[k], θ[k])`` and λ[k] = ∂J/∂y[k]: λ[k] = (∂F/∂y[k])' λ[k+1] and ∂J/∂θ[k] = (∂F/∂θ[k])' λ[k+1].
Both pass through the narrowest node z[k] of the step (for a layer φ(W y + b) its argument), so what is carried is
e[k] = ∂J/∂z[k]: one recurrence, shared by all derivatives (Bryson & Ho 1975, ch. 2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological
from extremum.calculus.dependence import dependent
from extremum.operations.recurrence import carry, open_index, opened, parts_of, recurrence


@dataclass(frozen=True, slots=True)
class Adjoint:
    """What the sweep through a recurrence needs.

    index: the free index k; step: F in y[k]; before: y[k]; narrow: z[k]; carried: e[k]; size: how many steps.
    """

    index: IndexName
    step: Expr
    before: Expr
    narrow: Expr
    carried: Expr
    size: Dim
    first: Dim


Partial = Callable[[Expr, Expr, Expr, FreeNames], Expr]
"""(root, at, seed, names): the gradient at a subexpression, :func:`extremum.calculus.sweep.partial`."""


def adjoint(node: Expr, grad: Expr, names: FreeNames, partial: Partial) -> Adjoint:
    """The adjoint recurrence of the state ``node``, whose gradient is ``grad``; it takes a name.

    Raises:
        UnsupportedError: the recurrence runs backward (second derivatives of a recurrence).
    """
    p = parts_of(node)
    if p.direction != 1:
        raise UnsupportedError("second derivatives through a recurrence of symbolic depth; use a concrete depth")
    index = open_index(node)
    step, before = opened(node, index)
    narrow = bottleneck(step, [before, *_leaves(step, before)])
    last = p.at - 1
    start = partial(_at(step, index, last), _at(narrow, index, last), grad, names)
    name, later = names.take("e"), Dim.of(index) + 1
    rows, cols = (d.replace({index: later}) for d in narrow.shape)
    reached = partial(_at(narrow, index, later), _at(before, index, later), carry(name, rows, cols, later), names)
    carried = recurrence(name, start, partial(step, narrow, reached, names), index, last, -1)
    return Adjoint(index, step, before, narrow, carried.at(Dim.of(index)), p.at - p.first, p.first)


def _leaves(step: Expr, before: Expr) -> list[Expr]:
    """The parameters of a step: its symbols and members, but for those of the state that it starts from."""
    nodes = topological([step], enter=lambda n: n is not before)
    return [n for n in nodes if n.op.variable]


def _at(expr: Expr, index: IndexName, where: Dim) -> Expr:
    return replace_indices(expr, {index: where})


def bottleneck(step: Expr, sources: Sequence[Expr]) -> Expr:
    """The deepest node through which every path from ``step`` to a source passes (a dominator of all of them)."""
    order, live = dependent(step, sources)
    alive = [node for node in order if node in live]
    place = {node: k for k, node in enumerate(alive)}
    open_edges: set[int] = {place[step]}
    narrow = step
    while len(open_edges) == 1:
        (top,) = open_edges
        narrow = alive[top]
        if narrow in sources or narrow.op.binder:
            break
        open_edges = _advance(narrow, place)
        while len(open_edges) > 1 and not any(alive[k] in sources for k in open_edges):
            highest = max(open_edges)
            open_edges = (open_edges - {highest}) | _advance(alive[highest], place)
    return narrow


def _advance(node: Expr, place: dict[Expr, int]) -> set[int]:
    return {place[arg] for arg in node.args if arg in place}
