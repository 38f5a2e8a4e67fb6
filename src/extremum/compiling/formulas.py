"""The formulas that a function computes, as text: with names for shared parts where they would be long otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from extremum.algebra.dims import IndexName
from extremum.algebra.node import Args, Expr
from extremum.algebra.traverse import topological
from extremum.notation.naming import name_shared
from extremum.operations.recurrence import opened, parts_of

_LONG, _TOO_LONG = 120, 2000


def formulas(results: Mapping[str, Expr]) -> list[str]:
    """A line a formula, ``label = …`` where it has one, and the recurrences; none where that is too long to read."""
    whole = sum(_size(expr) for expr in results.values())
    if whole <= _LONG:
        lines = [f"{label} = {expr}" if label else str(expr) for label, expr in results.items()]
    else:
        named = name_shared({label or "result": expr for label, expr in results.items()})
        parts = [*named.names, *results.values()]
        lines = list(named.lines()) if sum(_size(part, named.names) for part in parts) <= _TOO_LONG else []
    return [*lines, *_recurrences(results.values())]


def _size(root: Expr, names: Collection[Expr] = ()) -> int:
    """How many nodes the tree of an expression has, where names stand for some of them."""
    sizes: dict[Expr, int] = {}
    for node in topological([root]):
        sizes[node] = 1 if node in names and node is not root else 1 + sum(sizes[arg] for arg in node.args)
    return sizes[root]


def _recurrences(roots: Iterable[Expr]) -> Iterator[str]:
    states: dict[tuple[str, Args], Expr] = {}
    for node in topological(roots):
        if node.op.name == "state":
            states.setdefault((parts_of(node).name, node.args), node)
    for node in states.values():
        p = parts_of(node)
        step, _ = opened(node, IndexName("k"))
        yield f"with {p.name}[{p.first}] = {p.start}, {p.name}[{'k + 1' if p.direction == 1 else 'k'}] = {step}"
