"""Recurrences of each sample, for all samples at once: a state is an array with one row a sample.

The run does not depend on the index of a sum over samples any more, so all sums over the same samples share it; and
``Σ_i Σ_k`` is computed as ``Σ_k Σ_i``, the inner sum without a loop.
"""

from __future__ import annotations

from extremum.algebra.dims import ONE, Dim, IndexName
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.compiling.begins import counted_from, open_body_at
from extremum.compiling.lowering import Key, shape_in_code
from extremum.compiling.samples import Rows, batches, has_steps
from extremum.compiling.term import Begin, Loop, Steps, Term
from extremum.compiling.units import NoRowsError
from extremum.operations.recurrence import opened, parts_of


@batches("state")
def _state(rows: Rows, node: Expr) -> Term:
    """One of the states that the run for all samples keeps."""
    p = parts_of(node)
    if rows.index in p.at.indices or rows.index in p.first.indices or not (node.is_column or node.is_scalar):
        raise NoRowsError
    key = (p.name, p.first, p.direction, *(_of_all(rows, arg) for arg in node.args))
    run = rows.low.runs.get(key)
    if run is None:
        run = rows.low.runs[key] = _run(rows, node, key)
    place = p.at - p.first if p.direction == 1 else p.at
    return rows.low.terms.make("pick", (run,), place, _shape(rows, node))


def _of_all(rows: Rows, arg: Expr) -> Expr:
    """An argument of a recurrence, with one name for the index of a sample in all sums."""
    return replace_indices(arg, {rows.index: Dim.of(IndexName("%rows", rows.count))})


def _shape(rows: Rows, node: Expr) -> tuple[Dim, ...]:
    return rows.count, *shape_in_code(node)


def _run(rows: Rows, node: Expr, key: Key) -> Term:
    low, p = rows.low, parts_of(node)
    index = low.terms.loop(None)
    step, before = opened(node, index)
    care = low.care_of(key)
    shape = (rows.count, *step.shape[: int(step.is_column and not step.is_scalar)]) if care in low.padded else None
    steps = Steps(p.name, index, p.first, p.direction, shape)
    carried = low.terms.make("carry", (), steps, _shape(rows, before))
    after = rows.holding(before, carried).whole(step)
    start = _begin(rows, p.start, p.first) if care in low.guarded else _first(rows, p.start)
    return low.terms.make("run", (start, after), steps)


def _first(rows: Rows, start: Expr) -> Term:
    """The first state of each sample; where all have the same, that once for each."""
    if rows.varies(start):
        return rows.whole(start)
    term = rows.low.whole(start)
    return rows.low.terms.call("full" if start.is_scalar else "tile", (term,), (rows.count, ONE)[: 2 - start.is_scalar])


def _begin(rows: Rows, start: Expr, at: Dim) -> Term:
    index = rows.low.terms.loop(ONE)
    term = _first(rows, counted_from(start, at, Dim.of(index)))
    return rows.low.terms.make("begin", (term,), Begin(index, at))


@batches("sum_over")
def _sum_over(rows: Rows, node: Expr) -> Term:
    """The sum over the steps, of each sample."""
    if not has_steps(node):
        raise NoRowsError
    index = rows.step_of(node)
    term = rows.whole(open_body_at(node, Dim.of(index) + node.start))
    return rows.low.terms.make("sum", (term,), Loop(index, node.size, _shape(rows, node)))
