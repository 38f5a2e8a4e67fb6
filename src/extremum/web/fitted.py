"""The data beside what a model makes of them: where ``y - model(x)`` stands in an objective, both are numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extremum.algebra.node import Array, Expr

MOST = 1000
"""Points of a picture."""


def fitted(f: Expr, x: Expr, data: Mapping[str, Any], found: Array) -> dict[str, Any] | None:
    """Of the first column of data that something with x is subtracted from: its name, its numbers, those of the model,
    and along what they are drawn; None where there is none.

    f: an objective; data: numbers by name, without x; found: the value of x.
    """
    for y, model in _residuals(f, x):
        if y.name in data and 1 < len(data[y.name]) <= MOST:
            values = model.evaluate({**data, x.name: found}).ravel()
            along, at = _along(model, data, len(values))
            return {
                "name": y.name, "data": data[y.name].ravel().tolist(), "fitted": values.tolist(),
                "along": along, "at": at,
            }  # fmt: skip
    return None


def _residuals(f: Expr, x: Expr) -> Iterator[tuple[Expr, Expr]]:
    """(y, model) of each column ``model - y`` or ``y - model`` with a symbol y that is not x."""
    from extremum.algebra.traverse import topological
    from extremum.operations import construct as c
    from extremum.operations.sum import SUM, coefficients, terms_of

    for node in topological([f]):
        if node.op is SUM and node.is_column and not node.is_scalar and not node.indices:
            alone = [(q, t) for q, t in terms_of(node) if t.op.name == "symbol" and t is not x and abs(q) == 1]
            if len(alone) == 1 and x in node.symbols and len(coefficients(node)) > 1:
                ((q, y),) = alone
                yield y, c.multiple(-q, c.subtract(node, c.multiple(q, y)))


def _along(model: Expr, data: Mapping[str, Any], count: int) -> tuple[str, list[float]]:
    """The only column of numbers in the model that are not all the same; else the number of the row."""
    columns = [
        (f"{symbol.name}[:,{k + 1}]" if data[symbol.name].shape[1] > 1 else symbol.name, column)
        for symbol in model.symbols
        if symbol.name in data and data[symbol.name].ndim == 2 and len(data[symbol.name]) == count
        for k, column in enumerate(data[symbol.name].T)
        if column.min() < column.max()
    ]
    if len(columns) == 1:
        return columns[0][0], columns[0][1].tolist()
    return "row", list(range(1, count + 1))
