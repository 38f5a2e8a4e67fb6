"""Where a function uses the states of a recurrence: ``g[k]``, the gradient at a state while the others are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.node import Args, Expr
from extremum.algebra.ranges import is_nonnegative, slope_in
from extremum.algebra.traverse import replace_indices
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.delta import delta
from extremum.operations.recurrence import parts_of, state_at

Key = tuple[str, Dim, int, Args]


def key_of(state: Expr) -> Key:
    """What all states of one recurrence have in common."""
    p = parts_of(state)
    return p.name, p.first, p.direction, state.args


@dataclass(frozen=True, slots=True)
class Over:
    """A sum around a use: its index, how many values that has, and the first."""

    index: IndexName
    size: Dim
    start: Dim

    def close(self, body: Expr) -> Expr:
        """``Σ_index body``."""
        return close("sum_over", body, self.index, self.size, self.start)


@dataclass(frozen=True, slots=True)
class Use:
    """A state that a function depends on, the gradient that arrived there, and the sums around it, inner ones first."""

    state: Expr
    grad: Expr
    over: tuple[Over, ...] = ()

    @property
    def at(self) -> Dim:
        """The index of the state."""
        return parts_of(self.state).at

    def within(self, over: Over) -> Use:
        """The use, seen from outside of a sum."""
        if over.index in self.at.indices:
            return replace(self, over=(*self.over, over))
        if any(over.index in (o.size - o.start).indices or over.index in o.size.indices for o in self.over):
            return replace(self, over=(*self.over, over))
        return replace(self, grad=over.close(self.grad))


@dataclass(frozen=True, slots=True)
class Local:
    """``g[k]``: the gradient at a state, others held fixed. It is 0 but for the states from ``low`` to ``high``."""

    low: Dim
    high: Dim
    use: Use

    def at(self, k: Dim) -> Expr:
        """``g[k]``, for all k."""
        if not self.use.over:
            return c.product(delta(k, self.high), self.use.grad)
        (over,) = self.use.over
        return over.close(c.product(delta(k, self.use.at), self.use.grad))

    def surely(self, k: Dim) -> Expr:
        """``g[k]`` for a k from ``low`` to ``high``."""
        if not self.use.over:
            return self.use.grad
        (over,) = self.use.over
        slope = slope_in(self.use.at, over.index)
        assert slope is not None
        rest = self.use.at - slope * Dim.of(over.index)
        return replace_indices(self.use.grad, {over.index: slope * (k - rest)})


@dataclass(frozen=True, slots=True)
class Pull:
    """Uses that one adjoint recurrence takes together, the last state among them, and sums left around all of it."""

    state: Expr
    locals: tuple[Local, ...]
    over: tuple[Over, ...] = ()

    @property
    def used(self) -> Expr:
        """A state that is used, as it stands there; the last one may be the start."""
        return self.locals[0].use.state

    @property
    def last(self) -> Dim:
        """The index of the last state."""
        p = parts_of(self.used)
        return p.first if self.state is p.start else parts_of(self.state).at


def pulls(uses: Sequence[Use]) -> list[Pull]:
    """The uses of the states of a recurrence, put together where it is known which state is the last."""
    found: list[list[Local]] = []
    apart: list[Pull] = []
    for use in uses:
        local = _local(use)
        if local is None:
            apart.append(replace(alone(use.state, use.grad), over=use.over))
            continue
        group = next((g for g in found if _go_together(g[0], local)), None)
        if group is None:
            found.append([local])
        else:
            group.append(local)
    return [*map(_together, found), *apart]


def alone(state: Expr, grad: Expr) -> Pull:
    """One use of one state."""
    at = parts_of(state).at
    return Pull(state, (Local(at, at, Use(state, grad)),))


def _go_together(one: Local, other: Local) -> bool:
    """Whether it is known how far one reaches beyond the other; of states of unequal shapes, that it does not."""
    distance = (one.high - other.high).number
    return distance == 0 if has_widths(one.use.state) else distance is not None


def has_widths(state: Expr) -> bool:
    """Whether the shape of a state changes with its index."""
    k = IndexName("%")
    return any(k in dim.atoms() for dim in state_at(state, Dim.of(k)).shape)


def _together(group: list[Local]) -> Pull:
    last = max(group, key=lambda local: (local.high - group[0].high).number or 0)
    return Pull(state_at(last.use.state, last.high), tuple(group))


def _local(use: Use) -> Local | None:
    """The use as a function of the state's index; None where more than one term of a sum may use the same state."""
    if not use.over:
        return Local(use.at, use.at, use)
    if len(use.over) > 1:
        return None
    (over,) = use.over
    slope = slope_in(use.at, over.index)
    if slope is None or abs(slope) != 1:
        return None
    ends = [use.at.replace({over.index: at}) for at in (over.start, over.start + over.size - 1)]
    low, high = ends if slope == 1 else reversed(ends)
    if has_widths(use.state) and not is_nonnegative(parts_of(use.state).first + 1 - low):
        return None
    return Local(low, high, use)
