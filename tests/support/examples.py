"""Examples of operations and their values: random data, moved data, central differences."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from extremum.algebra.node import Expr, Operation
from extremum.algebra.traverse import replace, topological
from extremum.data.binding import leaves_of, scope_for
from extremum.operations import construct as c

Array = Any


def examples(operation: Operation, count: int) -> Iterator[Expr]:
    """Random applications of the operation in which no name stands for two shapes."""
    for seed in range(count):
        node = operation.example(random.Random(seed))
        symbols = leaves(node)
        if node.op is operation and len({s.name for s in symbols}) == len(symbols):
            yield node


def leaves(node: Expr) -> list[Expr]:
    """All distinct symbols and members."""
    return [n for n in topological([node]) if n.op.name == "symbol"]


def values(roots: list[Expr], data: dict[str, Any], sizes: dict[str, Any]) -> list[Array]:
    """Values on the part of the data that is needed."""
    found = []
    for root in roots:
        known = leaves_of([root])
        used = {k: v for k, v in data.items() if k in known or callable(v)}
        found.append(scope_for([root], used, sizes).value(root))
    return found


def moved(data: dict[str, Any], symbol: Expr, change: Array) -> dict[str, Any]:
    """The data with one array changed."""
    old = np.asarray(data[symbol.name], dtype=float)
    new = old + change.reshape(old.shape)
    return {**data, symbol.name: new.item() if symbol.is_scalar else new}


def unchecked(symbol: Expr, node: Expr) -> Expr:
    """The node with the symbol's assumptions dropped, so that differences may leave them."""
    free = c.build("symbol", (), (symbol.name, symbol.rows, symbol.cols, ()))
    return replace(node, {symbol: free})


def numeric_jacobian(node: Expr, symbol: Expr, data: dict[str, Any], sizes: dict[str, Any]) -> Array:
    """Central differences of fourth order, one column an entry of the symbol."""
    rows, cols = (scope_for([symbol], {symbol.name: data[symbol.name]}, sizes).dim(d) for d in symbol.shape)
    columns = []
    h = 1e-3
    for j in range(cols):
        for i in range(rows):
            step = np.zeros((rows, cols))
            step[i, j] = h
            f = [values([node], moved(data, symbol, k * step), sizes)[0].ravel(order="F") for k in (-2, -1, 1, 2)]
            columns.append((f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h))
    return np.array(columns).T


def close(a: Array, b: Array, tolerance: float = 1e-6) -> None:
    """Asserts that arrays agree relative to their size."""
    a, b = np.real_if_close(np.asarray(a), tol=1e6), np.real_if_close(np.asarray(b), tol=1e6)
    a, b = a.astype(float), b.astype(float)
    assert a.size == b.size, (a.shape, b.shape)
    scale = 1 + max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    assert np.abs(a.ravel() - b.ravel()).max(initial=0) <= tolerance * scale, (a, b)


SEEDS = 4
