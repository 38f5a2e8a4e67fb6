"""The derivative of a recurrence is the adjoint recurrence, so the gradient of an m-layer network is a formula in m.

With ``y[k+1] = F(y[k], θ[k])`` and g[k] = ∂J/∂y[k] where the other states are held fixed, λ[k] = dJ/dy[k] is
``λ[k] = g[k] + (∂F/∂y[k])' λ[k+1]``, from the last state that J depends on, and ``∂J/∂θ[k] = (∂F/∂θ[k])' λ[k+1]``;
beyond that state λ is 0 (Bryson & Ho 1975, ch. 2). One recurrence serves for all uses of the states, in sums or alone,
and for all derivatives. Where a step has a narrower node z[k] inside (for a layer φ(W y + b) the argument of φ), all
pass through it, and what is carried is e[k] = dJ/dz[k] = (∂F/∂z[k])' λ[k+1].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.ranges import is_nonnegative
from extremum.algebra.traverse import replace_indices, topological
from extremum.calculus.dependence import dependent
from extremum.calculus.uses import Over, Pull, has_widths
from extremum.operations import construct as c
from extremum.operations.carry import carry
from extremum.operations.delta import delta
from extremum.operations.recurrence import Recurrence, opened, parts_of, recurrence, state_at


class BackwardError(UnsupportedError):
    """A gradient is asked for through states of an adjoint recurrence, whose Jacobians come from tangent states."""


Partial = Callable[[Expr, Expr, Expr, FreeNames], Expr]
"""(root, at, seed, names): the gradient at a subexpression, :func:`extremum.calculus.sweep.partial`."""


@dataclass(frozen=True, slots=True)
class Adjoint:
    """What the sweep through a recurrence needs.

    index: the free index k of a step; step: F in y[k]; before: y[k]; narrow: the node that the sweep starts from, with
    the gradient ``carried`` there; adjoint: the recurrence of it, from its start down to ``low``; size: how many steps;
    first: the first of them; start: the gradient at the state that the recurrence starts from, where that is wanted;
    own: ``g[k]``, what the function has of a state before the last.
    """

    index: IndexName
    step: Expr
    before: Expr
    narrow: Expr
    carried: Expr
    adjoint: Recurrence
    low: Dim
    size: Dim
    first: Dim
    start: Expr | None
    own: Expr


Carrying = Callable[[Pull, FreeNames, Partial, bool], Adjoint]
"""How gradients are carried back through a recurrence: :func:`adjoint` or :func:`costate`."""


def costate(pull: Pull, names: FreeNames, partial: Partial, start_too: bool) -> Adjoint:
    """The adjoint recurrence at the states themselves, ``λ[k] = g[k] + (∂F/∂y[k])' λ[k+1]``; raises as the other."""
    return _forward_only(pull, names, partial).by_states(start_too)


def adjoint(pull: Pull, names: FreeNames, partial: Partial, start_too: bool) -> Adjoint:
    """The adjoint recurrence for the uses of a recurrence's states; it takes a name.

    Raises:
        UnsupportedError: the recurrence runs backward (second derivatives of a recurrence).
    """
    steps = _forward_only(pull, names, partial)
    narrow = bottleneck(steps.step, [steps.before, *_leaves(steps.step, steps.before)])
    if start_too or narrow is steps.step:
        return steps.by_states(start_too)
    return steps.by_nodes(narrow)


def _forward_only(pull: Pull, names: FreeNames, partial: Partial) -> _Steps:
    if parts_of(pull.used).direction != 1:
        raise BackwardError("a gradient is not carried through a recurrence that runs backward, as an adjoint does")
    return _Steps(pull, names, partial)


@final
class _Steps:
    """The steps of a recurrence up to the last state K that is used."""

    def __init__(self, pull: Pull, names: FreeNames, partial: Partial) -> None:
        p = parts_of(pull.used)
        self.pull, self.names, self.partial = pull, names, partial
        self.state, self.first, self.last, self.level = pull.used, p.first, pull.last, p.bound.level
        self.index = self.counted_from(p.first)
        self.step, self.before = opened(pull.used, self.index)

    def counted_from(self, first: Dim) -> IndexName:
        """An index for the steps, from ``first`` to K - 1."""
        start = first.number
        return IndexName(f"%{self.level}", self.last - first if start is not None else None, start or 0)

    def at(self, expr: Expr, k: Dim) -> Expr:
        """A part of the step at another index."""
        return replace_indices(expr, {self.index: k})

    def local(self, k: Dim) -> Expr:
        """``g[k]`` for a k before K."""
        before = [local for local in self.pull.locals if local.use.over or local.high is not self.last]
        return c.add(c.like_zeros(state_at(self.state, k)), *(local.at(k) for local in before))

    def end(self, low: Dim) -> Expr:
        """``g[K]``; of no account where K is before ``low``, the first of the states that are asked for."""
        total = c.like_zeros(state_at(self.state, self.last))
        for local in self.pull.locals:
            if local.high is self.last:
                sure = is_nonnegative(low - local.low) or is_nonnegative(self.last - local.low)
                total = c.add(total, local.surely(self.last) if sure else local.at(self.last))
        return total

    def by_states(self, start_too: bool) -> Adjoint:
        """``λ[k] = g[k] + (∂F/∂y[k])' λ[k+1]``, down to the first state where all g[k] reach that far."""
        name = self.names.take("e")
        reached = all(not u.use.over or is_nonnegative(self.first - u.low) for u in self.pull.locals)
        low = self.first if start_too and reached else self.first + 1
        index = self.counted_from(low)
        k = Dim.of(index)
        back = self._back(k, lambda at, shape: carry(name, *shape, at))
        own = self.local(k)
        carried = recurrence(name, self.end(low), c.add(own, back), index, self.last, -1)
        start = None
        if start_too:
            start = carried.at(self.first) if reached else self._start(carried)
        after = carried.at(Dim.of(self.index) + 1)
        own = replace_indices(own, {index: Dim.of(self.index)})
        return self._found(self.step, after, carried, low, start, own)

    def _back(self, k: Dim, later: Callable[[Dim, tuple[Dim, Dim]], Expr]) -> Expr:
        """``(∂F/∂y[k])' λ[k+1]``, found at a free k: ``y[first]`` may be a parameter of the step too."""
        seed = later(Dim.of(self.index) + 1, self.step.shape)
        return self.at(self.partial(self.step, self.before, seed, self.names), k)

    def _start(self, carried: Recurrence) -> Expr:
        """``λ[first]``, where there may be no step at all."""
        k, steps = Dim.of(self.index), Over(self.index, self.last - self.first, self.first)
        own = (local.at(self.first) for local in self.pull.locals)
        if self._same_at_all_steps():
            return c.add(*own, self._back(self.first, lambda at, shape: carried.at(at)))
        back = self._back(self.first if has_widths(self.state) else k, lambda at, shape: carried.at(at))
        return c.add(*own, steps.close(c.product(delta(k, self.first), back)))

    def _same_at_all_steps(self) -> bool:
        """Whether a step needs no data of its own, which may be missing where there is no step."""
        inside = topological([self.step], enter=lambda n: n is not self.before)
        data = [node for node in inside if node.op.variable or node.op.run is not None]
        moving = [node for node in data if self.index in node.indices]
        return not has_widths(self.state) and all(node is self.before for node in moving)

    def by_nodes(self, narrow: Expr) -> Adjoint:
        """``e[k] = (∂F/∂z[k])' (g[k+1] + (∂z[k+1]/∂y[k+1])' e[k+1])``."""
        name, k = self.names.take("e"), Dim.of(self.index)
        final = self.last - 1
        start = self.partial(
            self.at(self.step, final), self.at(narrow, final), self.end(self.first + 1), self.names
        )  # fmt: skip
        rows, cols = (d.replace({self.index: k + 1}) for d in narrow.shape)
        through = self.partial(
            self.at(narrow, k + 1), self.at(self.before, k + 1), carry(name, rows, cols, k + 1), self.names
        )  # fmt: skip
        own = self._local_after()
        arrived = c.add(own, through)
        step = self.partial(self.step, narrow, arrived, self.names)
        carried = recurrence(name, start, step, self.index, final, -1)
        return self._found(narrow, carried.at(k), carried, self.first, None, own)

    def _found(
        self, narrow: Expr, at_narrow: Expr, carried: Recurrence, low: Dim, start: Expr | None, own: Expr
    ) -> Adjoint:  # fmt: skip
        size = self.last - self.first
        return Adjoint(
            self.index, self.step, self.before, narrow, at_narrow, carried, low, size, self.first, start, own
        )

    def _local_after(self) -> Expr:
        """``g[k+1]`` for a step k before the last one."""
        shorter = IndexName(self.index.name, self.last - 1 - self.first, self.index.start)
        return replace_indices(self.local(Dim.of(shorter) + 1), {shorter: Dim.of(self.index)})


def _leaves(step: Expr, before: Expr) -> list[Expr]:
    """The parameters of a step: its symbols and members, but for those of the state that it starts from."""
    nodes = topological([step], enter=lambda n: n is not before)
    return [n for n in nodes if n.op.variable]


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
