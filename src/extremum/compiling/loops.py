"""Sums and products over an index, and recurrences: without a loop where that is simple, otherwise with one."""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.compiling import pairs, totals
from extremum.compiling.begins import counted_from, open_body_at
from extremum.compiling.lowering import Key, Lowering, lowers, shape_in_code
from extremum.compiling.term import Begin, Loop, Steps, Term, rank_of
from extremum.operations.recurrence import parts_of, state_at


def _over(node: Expr) -> tuple[Dim, Dim]:
    return node.size, node.start


def _bound(op: str, batched: Callable[..., Term | None]) -> Callable[[Lowering, Expr], Term]:
    def lower(low: Lowering, node: Expr) -> Term:
        size, start = _over(node)
        index = low.terms.loop(size)
        body = open_body_at(node, Dim.of(index) + start)
        found = batched(low, body, index)
        if found is None and op == "sum":
            found = pairs.total(low, node)
        if found is not None:
            return found
        shape = shape_in_code(node) if op == "sum" else ()
        return low.terms.make(op, (low.whole(body),), Loop(index, size, shape))

    return lower


lowers("sum_over")(_bound("sum", totals.total))
lowers("prod_over")(_bound("prod", totals.product))
lowers("logsumexp_over")(_bound("logsum", totals.log_of_sum))


# -- recurrences ---------------------------------------------------------------------------------------------------
@lowers("state")
def _state(low: Lowering, node: Expr) -> Term:
    """One of the states that a run of the recurrence keeps."""
    p = parts_of(node)
    key = (p.name, p.first, p.direction, node.args)
    run = low.runs.get(key)
    if run is None:
        run = low.runs[key] = _run(low, node, key)
    return low.terms.make("pick", (run,), p.at - p.first if p.direction == 1 else p.at, shape_in_code(node))


def _run(low: Lowering, node: Expr, key: Key) -> Term:
    p = parts_of(node)
    index = low.terms.loop(None)
    state = state_at(node, Dim.of(index))
    care = low.care_of(key)
    shape = state.shape[: rank_of(state)] if care in low.padded else None
    steps = Steps(p.name, index, p.first, p.direction, shape)
    outer = low.carried.get(p.name)
    low.carried[p.name] = steps
    step = low.whole(replace_indices(p.step, {p.bound: Dim.of(index)}))
    if outer is not None:
        low.carried[p.name] = outer
    start = _begin(low, p.start, p.first) if care in low.guarded else low.whole(p.start)
    return low.terms.make("run", (start, step), steps)


def _begin(low: Lowering, start: Expr, at: Dim) -> Term:
    """The first state, written in an index of its own, so that nothing of it is computed where there is none."""
    index = low.terms.loop(ONE)
    return low.terms.make("begin", (low.whole(counted_from(start, at, Dim.of(index))),), Begin(index, at))


@lowers("carry")
def _carry(low: Lowering, node: Expr) -> Term:
    return low.terms.make("carry", (), low.carried[node.name], shape_in_code(node))
