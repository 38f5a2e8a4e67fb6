"""Derivatives of scalars by one reverse sweep over the graph, with each operation's adjoint."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import final

from extremum.algebra.dims import Bound, Dim, IndexName
from extremum.algebra.errors import InternalError, UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological
from extremum.calculus import members
from extremum.calculus.dependence import dependent, same_family
from extremum.calculus.factors import chained, gradient_by_chain
from extremum.calculus.implicit import at_solution, multiplier
from extremum.calculus.recurrences import Adjoint, BackwardError, Carrying, adjoint, costate
from extremum.calculus.uses import Key, Over, Pull, Use, key_of, pulls
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body
from extremum.operations.delta import delta
from extremum.operations.leaves import index_of
from extremum.operations.recurrence import parts_of


def gradients(
    root: Expr, targets: Sequence[Expr], seed: Expr | None = None, fixed: Collection[Expr] = ()
) -> list[Expr]:
    """The gradients of the scalar ``root`` with respect to each target (a symbol, a member, or any subexpression).

    ``seed`` is the gradient of a later scalar with respect to ``root`` (1 by default; any shape); ``fixed`` are
    subexpressions in which no target occurs, so that the sweep need not look. Where the scalar depends on adjoint
    states, as gradients do, tangent states carry the changes forward: ``vec(gradient)' = Jacobian``.
    """
    start = c.number(1) if seed is None else seed
    try:
        return _swept(root, targets, start, fixed)
    except BackwardError:
        if not root.is_scalar:
            raise
        return [gradient_by_chain(root, target, start) for target in targets]


def _swept(root: Expr, targets: Sequence[Expr], start: Expr, fixed: Collection[Expr]) -> list[Expr]:
    goal = _Goal(dict.fromkeys(targets), frozenset(), FreeNames(root, start))
    return _Sweep(goal).run(root, start, fixed).answers(targets)


def costates(root: Expr, targets: Sequence[Expr]) -> tuple[list[Expr], list[Carried]]:
    """The gradients of a scalar with all that recurrences carry, at their states themselves."""
    goal = _Goal(dict.fromkeys(targets), frozenset(), FreeNames(root), costate)
    return _Sweep(goal).run(root, c.number(1)).answers(targets), goal.trace


def partial(root: Expr, at: Expr, seed: Expr, names: FreeNames | None = None) -> Expr:
    """The gradient with respect to the subexpression ``at``, everything below it held fixed.

    ``names`` are those that a larger sweep has given already.
    """
    found = _Sweep(_Goal({}, frozenset([at]), names or FreeNames(root, seed)))
    found.run(root, seed)
    return found.stopped.get(at, c.like_zeros(at))


@dataclass(frozen=True, slots=True)
class Opened:
    """A sum that was opened with an index; None for a step of a recurrence."""

    node: Expr | None
    index: IndexName


@dataclass(frozen=True, slots=True)
class Carried:
    """What a recurrence carried back: how, and the sums that it stands in, the outermost first."""

    pull: Pull
    swept: Adjoint
    around: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class _Goal:
    """What a sweep looks for: the targets, the nodes where it stops (its caller goes on from them), and free names.

    carrying: how recurrences carry gradients back; trace: what they carried.
    """

    targets: Mapping[Expr, None]
    stops: frozenset[Expr]
    names: FreeNames
    carrying: Carrying = adjoint
    trace: list[Carried] = field(default_factory=list)

    @property
    def aims(self) -> tuple[Expr, ...]:
        """All of what it looks for."""
        return (*self.targets, *self.stops)

    def also(self, stops: Collection[Expr]) -> _Goal:
        """The goal of a sweep through a body, which stops at what is outside of it."""
        return replace(self, stops=self.stops.union(stops))


@final
class _Sweep:
    """A reverse sweep, and what it found.

    reached: the gradients at the targets; stopped: those at the stops; uses: states of recurrences from outside, all of
    whose uses the caller knows. ``around`` are the sums and steps in whose body the sweep is, ``inside`` is the index
    of the innermost.
    """

    def __init__(self, goal: _Goal, around: tuple[Opened, ...] = ()) -> None:
        self.goal, self.around = goal, around
        self.inside = around[-1].index if around else None
        self.reached: dict[Expr, Expr] = {}
        self.stopped: dict[Expr, Expr] = {}
        self.uses: list[Use] = []
        self._parts: dict[Expr, list[Expr]] = {}
        self._own: dict[Key, list[Use]] = {}
        self._live: set[Expr] = set()
        self._order: set[Expr] = set()

    def answers(self, targets: Sequence[Expr]) -> list[Expr]:
        """The gradients at the targets, 0 where none arrived."""
        return [self.reached[target] if target in self.reached else c.like_zeros(target) for target in targets]

    def run(self, root: Expr, seed: Expr, fixed: Collection[Expr] = ()) -> _Sweep:
        """The sweep from the root, whose gradient is the seed."""
        order, self._live = dependent(root, self.goal.aims, fixed)
        self._order = set(order)
        first_states = self._first_states(order)
        self._parts[root] = [seed]
        add = cache(c.add)  # what arrives at all terms of one sum is added up once
        for node in reversed(order):
            if parts := self._parts.pop(node, None):
                self._visit(node, parts[0] if len(parts) == 1 else add(*parts))
            if node in first_states:
                self._recurrence(node)
        if self._own:
            raise InternalError(f"the gradient at a state of {next(iter(self._own))[0]} was not carried on")
        if self._parts:
            raise InternalError(f"the gradient at {next(iter(self._parts))} was not carried on")
        return self

    def _first_states(self, order: Sequence[Expr]) -> set[Expr]:
        """Of each recurrence the state that comes first: where the sweep meets it, all others have been met."""
        found: dict[Key, Expr] = {}
        for node in order:
            if node.op.name == "state":
                found.setdefault(key_of(node), node)
        return set(found.values())

    def _visit(self, node: Expr, grad: Expr) -> None:
        if node in self.goal.stops:
            _accumulate(self.stopped, node, grad)
            return
        self._reach(node, grad)
        if c.is_zero(grad):
            return
        if node.op.name == "state":
            self._used(Use(node, grad))
        elif node.op.name == "implicit":
            self._implicit(node, grad)
        elif node.op.binder:
            self._binder(node, grad)
        elif not self._live.isdisjoint(node.args):
            parts = node.op.adjoint(node, grad)
            for k, arg in enumerate(node.args):
                if arg in self._live:
                    self._pass_on(arg, known(parts[k], node))

    def _pass_on(self, node: Expr, grad: Expr) -> None:
        self._parts.setdefault(node, []).append(grad)

    def _reach(self, node: Expr, grad: Expr) -> None:
        """Adds a gradient that arrived at a target; ``∂x[i]/∂x[k] = δ(i,k) I``."""
        if node in self.goal.targets:
            _accumulate(self.reached, node, grad)
        if node.op.name == "member":
            for target in self.goal.targets:
                if node is not target and same_family(node, target):
                    _accumulate(self.reached, target, c.product(delta(index_of(node), index_of(target)), grad))

    def _used(self, use: Use) -> None:
        """A use of a recurrence that is swept here, or outside of the body if it does not depend on its index."""
        if self.inside is None or any(self.inside in arg.indices for arg in use.state.args):
            self._own.setdefault(key_of(use.state), []).append(use)
        else:
            self.uses.append(use)

    def _binder(self, node: Expr, grad: Expr) -> None:
        """Sweeps the body with a free index, down to what does not depend on it, and sums over the index."""
        index = fresh_index(node)
        (inner,) = node.op.adjoint(node, grad)
        assert inner is not None
        seed = replace_indices(inner, {Bound(node.level): Dim.of(index)})
        size, start = node.size, node.start
        found = self._swept(open_body(node, index), Opened(node, index), seed)
        self._take(found, lambda part: members.summed(part, index, size, start, self.goal.targets))
        for use in found.uses:
            self._used(use.within(Over(index, size, start)))

    def _swept(self, body: Expr, opened: Opened, seed: Expr, stops: Collection[Expr] = ()) -> _Sweep:
        """A sweep through what is inside of a sum or of a step."""
        goal = self.goal.also(stops)
        return _Sweep(goal.also(_frontier(body, opened.index, goal.aims)), (*self.around, opened)).run(body, seed)

    def _take(self, found: _Sweep, total: Callable[[Expr], Expr]) -> None:
        """What was found inside, summed up: at targets, at stops, and at what the sweep goes on from."""
        for target, part in found.reached.items():
            _accumulate(self.reached, target, total(part))
        for stop, part in found.stopped.items():
            self._pass_on_or_stop(stop, total(part))

    def _pass_on_or_stop(self, node: Expr, grad: Expr) -> None:
        if node in self.goal.stops:
            _accumulate(self.stopped, node, grad)
        elif node in self._order:
            self._pass_on(node, grad)
        else:
            self._apart(node, grad)

    def _apart(self, node: Expr, grad: Expr) -> None:
        """Goes on from a node of an opened body that the closed one writes otherwise (``u'v`` for ``v'u``), down to
        nodes that both have."""
        shared = self._order.intersection(topological([node]))
        found = _Sweep(self.goal.also(shared), self.around)
        found.run(node, grad)
        for target, part in found.reached.items():
            _accumulate(self.reached, target, part)
        for stop, part in found.stopped.items():
            self._pass_on_or_stop(stop, part)
        self.uses += found.uses

    def _implicit(self, node: Expr, grad: Expr) -> None:
        """Goes on from the equation at its solution, down to nodes below the quantity; what arrives there itself is in
        the multiplier already."""
        below = self._live.intersection(topological([node]))
        found = _Sweep(self.goal.also(below), self.around)
        found.run(at_solution(node), multiplier(node, grad, chained))
        found.stopped.pop(node, None)
        self._take(found, lambda part: part)
        self.uses += found.uses

    # -- recurrences -------------------------------------------------------------------------------------------------
    def _recurrence(self, node: Expr) -> None:
        for pull in pulls(self._own.pop(key_of(node), [])):
            self._pulled(pull)

    def _pulled(self, pull: Pull) -> None:
        """Sweeps one step with the adjoint carried there, and sums over the steps; and on into the start."""
        start = parts_of(pull.used).start
        swept = self.goal.carrying(pull, self.goal.names, partial, start in self._live)
        self.goal.trace.append(Carried(pull, swept, self.around))

        def around(part: Expr) -> Expr:
            for over in pull.over:
                part = members.summed(part, over.index, over.size, over.start, self.goal.targets)
            return part

        if swept.start is not None:
            self._pass_on_or_stop(start, around(swept.start))
        found = self._swept(swept.narrow, Opened(None, swept.index), swept.carried, [swept.before])
        found.stopped.pop(swept.before, None)  # what arrives there is carried on by the adjoint recurrence

        def total(part: Expr) -> Expr:
            return around(members.summed_over_steps(part, swept.index, swept.size, swept.first, self.goal.targets))

        self._take(found, total)
        for use in found.uses:
            stepped = use.within(Over(swept.index, swept.size, swept.first))
            for over in pull.over:
                stepped = stepped.within(over)
            self._used(stepped)


def _accumulate(total: dict[Expr, Expr], key: Expr, part: Expr) -> None:
    total[key] = c.add(total[key], part) if key in total else part


def known(part: Expr | None, node: Expr) -> Expr:
    """A derivative that an operation does not have is an error, never a zero."""
    if part is None:
        raise UnsupportedError(f"the derivative of {node} is not available: {node.op.domain}")
    return part


def _frontier(body: Expr, index: IndexName, aims: Collection[Expr]) -> frozenset[Expr]:
    """The largest subexpressions of the body that depend on an aim but not on the index."""
    _, live = dependent(body, aims)
    return frozenset(
        node
        for user in topological([body], enter=lambda n: index in n.indices)
        for node in (user, *user.args)
        if node in live and index not in node.indices
    )
