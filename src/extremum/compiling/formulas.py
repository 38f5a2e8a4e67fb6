"""The formulas that a function computes, as text: with names for shared parts where they would be long otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from extremum.algebra.dims import IndexName
from extremum.algebra.node import Args, Expr
from extremum.algebra.traverse import topological
from extremum.notation.sharing import name_shared
from extremum.operations.recurrence import opened, parts_of

_LONG, _TOO_LONG = 120, 2000


def formulas(results: Sequence[tuple[str, Expr]]) -> list[str]:
    """A line a formula, ``label = …`` where it has one, and the recurrences; none where that is too long to read."""
    roots = [expr for _, expr in results]
    lines: list[str] = []
    if _size(roots) <= _LONG:
        lines = [f"{label} = {expr}" if label else str(expr) for label, expr in results]
    else:
        labels = [label or f"result {k}" for k, (label, _) in enumerate(results, 1)]
        named = name_shared(dict(zip(labels, roots, strict=True)))
        if _size(roots, named.names) <= _TOO_LONG:
            lines = list(named.lines())
    return [*lines, *_recurrences(roots)]


def _size(roots: Sequence[Expr], names: Collection[Expr] = ()) -> int:
    """How many nodes are written in the trees of expressions, and in those of the parts that have names."""
    own: dict[Expr, int] = {}
    for node in topological(roots):
        own[node] = 1 if node.op.name == "state" else 1 + sum(1 if arg in names else own[arg] for arg in node.args)
    return sum(own[node] for node in [*roots, *names])


def _recurrences(roots: Iterable[Expr]) -> Iterator[str]:
    states: dict[tuple[str, Args], Expr] = {}
    for node in topological(roots):
        if node.op.name == "state":
            states.setdefault((parts_of(node).name, node.args), node)
    for node in states.values():
        p = parts_of(node)
        step, _ = opened(node, IndexName("k"))
        yield f"with {p.name}[{p.first}] = {p.start}, {p.name}[{'k + 1' if p.direction == 1 else 'k'}] = {step}"
