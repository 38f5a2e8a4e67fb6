"""Where an objective is no number: the innermost part that is none, and for which sample."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.dims import Bound
from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.evaluate import Scope, ragged
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.computing import silently

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def undefined(roots: Sequence[Expr], scope: Scope, first: int = 0) -> str:
    """What is said of the innermost part of some expressions that is not a number, inside sums with the sample; empty
    where all are numbers. ``first`` is how many samples there are before those of the scope."""
    try:
        return _not_a_number(roots, scope, first)
    except DataError as error:
        return str(error).partition(";")[0]


def _not_a_number(roots: Sequence[Expr], scope: Scope, first: int) -> str:
    with silently():
        for root in roots:
            scope.value(root)
        for node in topological(roots, enter=lambda n: not n.op.binder):
            if node in scope.memo and _lacks(scope.memo[node]):
                where = _inside(node, scope, first) or f"{node}{_place(node, scope, first)}"
                return f"{where} is not a number"
    return ""


def _lacks(value: Array) -> bool:
    return bool(np.isnan(np.asarray(value, dtype=float)).any())


def _inside(node: Expr, scope: Scope, first: int) -> str:
    """What is no number in the terms of a sum, and in which; empty where that cannot be told."""
    if not node.op.binder or node.op.name == "recurrence":
        return ""
    (body,), atom = node.args[:1], Bound(node.level)
    start = scope.dim(node.start)
    if ragged(body, atom):
        return ""
    inner = scope.inner(atom, np.arange(start, start + scope.dim(node.size)))
    try:
        inner.value(body)
    except ExtremumError:
        return ""
    for part in topological([body], enter=lambda n: not n.op.binder):
        if part in inner.memo and atom in part.indices and _lacks(inner.memo[part]):
            places = np.argwhere(np.isnan(np.asarray(inner.memo[part], dtype=float)))
            return f"{part} of sample {start + int(places[0][0]) + first}"
    return ""


def _place(node: Expr, scope: Scope, first: int) -> str:
    """``, in row 7``, of what has a row a sample."""
    value = np.asarray(scope.memo[node], dtype=float)
    rows: Iterable[int] = np.argwhere(np.isnan(value)).ravel()
    return f" in row {next(iter(rows)) + first}" if len(value) > 1 else ""
