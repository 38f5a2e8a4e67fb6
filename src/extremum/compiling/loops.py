"""Sums and products over an index, and recurrences: without a loop where that is simple, otherwise with one."""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.dims import Bound, Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological
from extremum.compiling import samples
from extremum.compiling.lowering import Lowering, family_of, lowers
from extremum.compiling.terms import Loop, Steps, Term, rank_of
from extremum.operations.recurrence import parts_of


def _over(node: Expr) -> tuple[Dim, Dim]:
    size, start, _ = node.params
    assert isinstance(size, Dim) and isinstance(start, Dim)
    return size, start


def _bound(op: str, batched: Callable[..., Term | None]) -> Callable[[Lowering, Expr], Term]:
    def lower(low: Lowering, node: Expr) -> Term:
        size, start = _over(node)
        index = low.terms.loop(size)
        body = open_body_at(node, Dim.of(index) + start)
        found = batched(low, body, index)
        if found is not None:
            return found
        shape = node.shape[: rank_of(node)] if not _is_of_family(body, size) and op == "sum" else ()
        return low.terms.make(op, (low.whole(body),), Loop(index, size, shape), rank_of(node))

    return lower


def _is_of_family(body: Expr, size: Dim) -> bool:
    """Whether the sum is over the members of a family, which has one at least."""
    return any(node.op.name == "member" and family_of(node)[0] is size for node in topological([body]))


def open_body_at(node: Expr, at: Dim) -> Expr:
    """The body of a binder at an index."""
    return replace_indices(node.args[0], {Bound(node.level): at})


lowers("sum_over")(_bound("sum", samples.total))
lowers("prod_over")(_bound("prod", samples.product))


# -- recurrences ---------------------------------------------------------------------------------------------------
@lowers("state")
def _state(low: Lowering, node: Expr) -> Term:
    """One of the states that a run of the recurrence keeps."""
    p = parts_of(node)
    key = (p.name, p.first, p.direction, node.args)
    run = low.runs.get(key)
    if run is None:
        run = low.runs[key] = _run(low, node)
    return low.terms.make("pick", (run,), p.at - p.first if p.direction == 1 else p.at, rank_of(node))


def _run(low: Lowering, node: Expr) -> Term:
    p = parts_of(node)
    index = low.terms.loop(p.at - p.first)
    steps = Steps(p.name, index, p.first, p.direction)
    outer = low.carried.get(p.name)
    low.carried[p.name] = steps
    step = low.whole(replace_indices(p.step, {p.bound: Dim.of(index)}))
    if outer is not None:
        low.carried[p.name] = outer
    return low.terms.make("run", (low.whole(p.start), step), steps)


@lowers("carry")
def _carry(low: Lowering, node: Expr) -> Term:
    return low.terms.make("carry", (), low.carried[node.name], rank_of(node))
