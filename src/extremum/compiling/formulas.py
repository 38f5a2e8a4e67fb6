"""The formulas that a function computes, as text: with names for shared parts where they would be long otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.notation.sharing import name_shared
from extremum.notation.states import equations, recurrences
from extremum.notation.text import render, text

_LONG, _TOO_LONG = 120, 2000


def formulas(results: Sequence[tuple[str, Expr]]) -> list[str]:
    """A line a formula, ``label = …`` where it has one, none where that is too long; equations, recurrences."""
    roots = [expr for _, expr in results]
    lines: list[str] = []
    if _operations(roots) > _TOO_LONG:
        return [*_behind(roots)]
    if _size(roots) <= _LONG:
        lines = [f"{label} = {text(expr)}" if label else text(expr) for label, expr in results]
    else:
        labels = [label or f"result {k}" for k, (label, _) in enumerate(results, 1)]
        named = name_shared(dict(zip(labels, roots, strict=True)))
        if named.operations <= _TOO_LONG:
            lines = list(named.lines())
    return [*lines, *_behind(roots)]


def _operations(roots: Sequence[Expr]) -> int:
    """How many operations there are, each of which is read once at least, whatever has a name."""
    return sum(1 for node in topological(roots) if node.args)


def _size(roots: Sequence[Expr]) -> int:
    """How many nodes are written in the trees of expressions."""
    own: dict[Expr, int] = {}
    for node in topological(roots):
        own[node] = 1 if node.op.run is not None else 1 + sum(own[arg] for arg in node.args)
    return sum(own[node] for node in roots)


def _behind(roots: Sequence[Expr]) -> Iterator[str]:
    for equation in equations(roots):
        yield f"with {render(equation.left)} = {render(equation.right)}"
    lines = [f"{render(line.left)} = {render(line.right)}" for line in recurrences(roots)]
    for start, step in zip(lines[::2], lines[1::2], strict=True):
        yield f"with {start}, {step}"
